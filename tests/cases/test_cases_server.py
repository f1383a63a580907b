"""The surface: the tools and the prompts over an in-memory client, in both protocol modes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import anyio
import pytest
from cases_wire import call, connected
from mcp import MCPError
from mcp_types import PromptReference

from kurosai import calls

if TYPE_CHECKING:
    from pathlib import Path

    from fastmcp import Client
    from tests.cases.conftest import Bench, World

MODES: tuple[Literal["auto", "legacy"], ...] = ("auto", "legacy")


@pytest.mark.parametrize("mode", MODES)
def test_an_investigation_over_the_wire(
    bench: Bench, world: World, mode: Literal["auto", "legacy"]
) -> None:
    async def investigate() -> None:
        async with connected(bench, mode) as client:
            opened, failed = await call(client, "open_case", text=world.alert)
            assert not failed
            case = opened.split(" ")[1]
            bench.case = case
            logs, job = bench.logs(), bench.job()
            answers = [
                {"node": "H4", "choice": "いいえ", "evidence": [job]},
                {"node": "J4", "choice": "いいえ", "evidence": [logs]},
                {"node": "I4", "choice": "はい", "evidence": [logs]},
            ]
            walked, failed = await call(client, "walk", case=case, answers=answers)
            assert not failed
            assert "ends at I4" in walked
            judged = world.judgement()
            draft, failed = await call(
                client,
                "close_case",
                case=case,
                verdict="no_action",
                cause=list(judged.cause),
                actions=list(judged.actions),
                confidence="high",
                dry_run=True,
            )
            assert not failed
            digest = draft.partition(" · the draft ")[2][:12]
            hint = calls.close_case(case, "no_action", draft=digest, dry_run=False)
            assert draft.endswith(f"next: {calls.line(hint)}")
            closed, failed = await call(client, "close_case", **hint.arguments)
            assert not failed
            assert f"case {case} closed" in closed
            again, failed = await call(client, "close_case", case=case, verdict="no_action")
            assert failed
            assert again.startswith("refused: Case")
            stored, failed = await call(client, "read_evidence", evidence=logs)
            assert not failed
            assert world.error in stored

    anyio.run(investigate)


ARGUMENTS = {
    "investigate-alert": ("alert", "The alert as it arrived"),
    "answer-inquiry": ("inquiry", "The question as it arrived"),
    "hand-over": ("case", "The case's id"),
    "grade": ("case", "The case's id"),
    "write-runbook": ("case", "The case's id"),
    "handle-request": ("request", "The request as it arrived"),
    "make-change": ("request", "What is wanted"),
}


@pytest.mark.parametrize("mode", MODES)
def test_the_prompt_takes_the_alert_or_asks_for_it(
    bench: Bench, world: World, mode: Literal["auto", "legacy"]
) -> None:
    async def fetch() -> None:
        async with connected(bench, mode) as client:
            prompts = {prompt.name: prompt for prompt in await client.list_prompts()}
            assert set(prompts) == set(ARGUMENTS)
            for name, (wanted, said) in ARGUMENTS.items():
                (argument,) = prompts[name].arguments
                assert (argument.name, bool(argument.required)) == (wanted, False)
                assert argument.description.startswith(said)
                assert "JSON" not in argument.description
            asked = await client.get_prompt("answer-inquiry", {"inquiry": "UIにログが出ません"})
            assert "UIにログが出ません" in asked.messages[0].content.text
            given = await client.get_prompt("investigate-alert", {"alert": world.alert})
            assert world.error in given.messages[0].content.text
            empty = await client.get_prompt("investigate-alert", {"alert": ""})
            bare = await client.get_prompt("investigate-alert")
            assert empty.messages == bare.messages
            assert "貼り付ける" in bare.messages[0].content.text

    anyio.run(fetch)


@pytest.mark.parametrize("mode", MODES)
def test_the_ids_of_cases_are_completed_while_they_are_typed(
    bench: Bench, world: World, mode: Literal["auto", "legacy"]
) -> None:
    bench.open()
    first = bench.case
    bench.walked()
    bench.close(world.judgement(recheck="2025-11-05T00:20:00Z 翌朝の実行を確認する"))
    waiting = bench.case
    bench.walked()
    bench.close(world.judgement())
    closed = bench.case

    async def complete(client: Client[Any], name: str, typed: str, argument: str = "case") -> Any:
        found = await client.complete(
            PromptReference(name=name), {"name": argument, "value": typed}
        )
        return found.values

    async def fetch() -> None:
        async with connected(bench, mode) as client:
            assert await complete(client, "hand-over", "") == [waiting, first]
            assert await complete(client, "grade", "") == [closed, waiting]
            assert await complete(client, "write-runbook", closed[:5].lower()) == [closed]
            assert await complete(client, "hand-over", closed[:5]) == []
            assert await complete(client, "hand-over", "", argument="other") == []
            assert await complete(client, "investigate-alert", "", argument="alert") == []

    anyio.run(fetch)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["hand-over", "grade", "write-runbook"])
def test_a_case_that_is_none_is_said_to_whoever_typed_it(
    bench: Bench, mode: Literal["auto", "legacy"], name: str
) -> None:
    async def fetch() -> None:
        async with connected(bench, mode) as client:
            with pytest.raises(MCPError, match="There is no case 'ZZZZZZZZ'") as fault:
                await client.get_prompt(name, {"case": "ZZZZZZZZ"})
            assert fault.value.error.code == -32602
            assert "None is" in str(fault.value)
            await client.get_prompt(name)

    anyio.run(fetch)


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("walk", {"case": "lower888"}, "`case`"),
        ("walk", {"case": "IIIIIIII"}, "`case`"),
        ("walk", {"case": "ZZZZZZZZ"}, "There is no case ZZZZZZZZ"),
        ("walk", {"case": "ZZZZZZZZ", "answers": [{"choice": "x"}]}, "node"),
        ("walk", {"case": "ZZZZZZZZ", "answers": [{"node": "a", "why": "x"}]}, "why"),
        ("walk", {"case": "ZZZZZZZZ", "answers": [{"node": "a", "evidence": ["x"]}]}, "evidence"),
        ("close_case", {"case": "ZZZZZZZZ", "verdict": "maybe"}, "`verdict`"),
        ("close_case", {"case": "ZZZZZZZZ", "verdict": "unknown"}, "There is no case"),
        ("read_evidence", {"evidence": "../../etc"}, "`evidence`"),
        ("read_evidence", {"evidence": "ZZZZZZZZ"}, "Nothing was recorded as ZZZZZZZZ"),
        ("read_evidence", {"evidence": "ZZZZZZZZ", "offset": -1}, "`offset`"),
        ("find_cases", {}, "Nothing to look for was given"),
        ("find_cases", {"text": "case ZZZZZZZZ"}, "There is no case ZZZZZZZZ"),
        ("find_cases", {"text": 5}, "`text`"),
        ("find_cases", {"words": "bucket"}, "words"),
        ("find_cases", {"state": "done"}, "neither a state nor a verdict"),
        ("find_cases", {"job": "../../etc"}, "no job id"),
        ("find_cases", {"entry": "x" * 5_000_000}, "more than 300 characters"),
        ("open_case", {"text": "case ZZZZZZZZ"}, "There is no case ZZZZZZZZ"),
        ("open_case", {"text": ""}, "There is no text to investigate"),
        ("open_case", {"text": "\x00\x01" * 400}, "not readable"),
        ("open_case", {}, "`text` is missing"),
    ],
)
def test_bad_input_is_answered_with_what_to_do(
    bench: Bench, tool: str, arguments: dict[str, object], said: str
) -> None:
    async def ask() -> None:
        async with connected(bench) as client:
            text, failed = await call(client, tool, **arguments)
            assert failed
            assert said in text
            assert "Traceback" not in text
            assert len(text) < 700

    anyio.run(ask)


def test_the_world_is_read_for_each_call_not_at_start(bench: Bench, tmp_path: Path) -> None:
    """Listing tools must not open the ledger: the host lists before the operator starts a world."""

    async def listing() -> None:
        async with connected(bench) as client:
            await client.list_tools()

    anyio.run(listing)
    assert not bench.book.path.exists()


def test_the_walked_path_is_marked_in_the_charts_picture(bench: Bench, world: World) -> None:
    async def look() -> None:
        async with connected(bench) as client:
            opened, _ = await call(client, "open_case", text=world.alert)
            case = bench.case = opened.split(" ")[1]
            answers = [{"node": "H4", "choice": "いいえ", "evidence": [bench.job()]}]
            await call(client, "walk", case=case, answers=answers)
            (found,) = await client.read_resource(f"case://{case}/flowchart")
            assert found.mime_type == "text/markdown"
            assert "class H4 walked" in found.text
            assert "class J4 here" in found.text
            assert "H4 値が設定済み? → いいえ" in found.text
            with pytest.raises(MCPError, match="no case"):
                await client.read_resource("case://00000000/flowchart")

    anyio.run(look)


def test_a_case_without_a_chart_says_so(bench: Bench) -> None:
    async def look() -> None:
        async with connected(bench) as client:
            opened, _ = await call(client, "open_case", text="job 16852935 が失敗しました")
            with pytest.raises(MCPError, match="has no flowchart"):
                await client.read_resource(f"case://{opened.split(' ')[1]}/flowchart")

    anyio.run(look)
