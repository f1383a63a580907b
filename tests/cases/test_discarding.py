"""A case opened by mistake: discarded, readable, and no case of anything any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from cases_wire import call, connected
from mcp_types import PromptReference

from kurosai.cases import indexing, reviewed, reviewing, story

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

WHY = "番号の打ち間違いで開いた"


def tell(bench: Bench, *calls: tuple[str, Mapping[str, object]]) -> list[tuple[str, bool]]:
    async def ask() -> list[tuple[str, bool]]:
        async with connected(bench) as client:
            return [await call(client, tool, **arguments) for tool, arguments in calls]

    return anyio.run(ask)


def discard(bench: Bench, case: str, why: str = WHY) -> tuple[str, bool]:
    return tell(bench, ("discard_case", {"case": case, "why": why}))[0]


def test_it_stays_readable_and_says_by_whom_and_why(bench: Bench) -> None:
    bench.open()
    case = bench.case
    said = f"case {case} · discarded at 2025-11-04T21:00:00Z by operator: {WHY}"
    shown, failed = discard(bench, case.lower())
    assert not failed
    assert shown.startswith(said)
    read, taken, found = tell(
        bench,
        ("read_evidence", {"evidence": case}),
        ("open_case", {"text": case}),
        ("find_cases", {"state": "discarded"}),
    )
    assert read[0].startswith(said)
    assert "started_at has no value" in read[0]
    assert "破棄済み(" in read[0]
    assert taken[0].startswith(said)
    assert (
        f"{case} 2025-11-04 21:00Z discarded · gke-health-checker#004 · by operator · {WHY}"
        in found[0]
    )
    assert found[0].endswith(f'next: cases.read_evidence {{"evidence":"{case}"}}')


def test_nothing_goes_on_in_it(bench: Bench) -> None:
    bench.open()
    case = bench.case
    discard(bench, case)
    judged = {"case": case, "verdict": "unknown", "cause": ["分からない"], "dry_run": True}
    marks = {"accuracy": 3, "clarity": 3, "completeness": 3}
    for shown, failed in tell(
        bench,
        ("walk", {"case": case}),
        ("close_case", judged),
        ("grade_case", {"case": case, **marks}),
        ("discard_case", {"case": case, "why": WHY}),
    ):
        assert failed
        assert shown.startswith(f"refused: Case {case} was discarded at 2025-11-04T21:00:00Z by ")
        assert WHY in shown
    assert [one.kind for one in bench.book.events(case)] == [story.OPENED, story.DISCARDED]


def test_it_is_not_among_the_open_ones(bench: Bench) -> None:
    bench.open()
    kept = bench.case
    bench.open()
    gone = bench.case
    discard(bench, gone)

    async def ask() -> tuple[str, list[str]]:
        async with connected(bench) as client:
            prompt = await client.get_prompt("hand-over")
            reference = PromptReference(name="hand-over")
            found = await client.complete(reference, {"name": "case", "value": ""})
            return prompt.messages[0].content.text, list(found.values)

    listed, completed = anyio.run(ask)
    assert kept in listed
    assert gone not in listed
    assert "(1)" in listed
    assert completed == [kept]
    ((found, _),) = tell(bench, ("find_cases", {"state": "open"}))
    assert kept in found
    assert gone not in found


def test_no_alert_is_led_to_it_and_no_count_holds_it(bench: Bench, world: World) -> None:
    bench.open()
    gone = bench.case
    before = next(iter(reviewed.cases(bench.book)))
    assert before.id == gone
    discard(bench, gone)
    ((again, _),) = tell(bench, ("open_case", {"text": world.alert}))
    assert "same signature: no earlier case" in again
    assert gone not in again
    found = tell(
        bench,
        ("find_cases", {"text": world.error}),
        ("find_cases", {"entry": "gke-health-checker#004"}),
        ("find_cases", {"job": world.job_id}),
        ("find_cases", {"resource": "core-v2-crois-gke-health-checker"}),
    )
    assert all(gone not in shown for shown, _ in found)
    assert gone not in [one.id for one in reviewed.cases(bench.book)]
    assert "1 alert" in reviewing.coverage_markdown_of(bench.desk)
    words = tell(bench, ("find_cases", {"text": "打ち間違い"}))[0][0]
    assert gone in words


def test_made_anew_the_index_holds_the_same(bench: Bench) -> None:
    bench.open()
    discard(bench, bench.case)
    index = indexing.of(bench.book)
    before = index.answers(9).case(bench.case)
    index.rebuild()
    assert index.answers(9).case(bench.case) == before
    assert before is not None
    assert (before.state, before.signature, before.cause) == ("discarded", "", WHY)


def test_the_right_case_is_offered(bench: Bench) -> None:
    bench.open()
    right = bench.case
    bench.open()
    shown, _ = discard(bench, bench.case, f"同じアラートを二度開いた。続きは {right}")
    assert shown.endswith(f'next: cases.open_case {{"text":"{right}"}}')


@pytest.mark.parametrize("why", ["", "  ", "???", "aaaa", "--- x ---"])
def test_it_has_to_be_said_why(bench: Bench, why: str) -> None:
    bench.open()
    shown, failed = discard(bench, bench.case, why)
    assert failed
    assert "does not say why case" in shown
    assert story.load(bench.book, bench.case).state == "open"


def test_what_somebody_concluded_is_not_taken_back(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement(recheck="2025-11-05T00:20:00Z 翌朝の実行を確認する"))
    shown, failed = discard(bench, bench.case)
    assert failed
    assert "is pending (no_action)" in shown
    bench.close(world.judgement())
    shown, failed = discard(bench, bench.case)
    assert failed
    assert "A closed case does not change" in shown


@pytest.mark.parametrize("quote", ["", "`never written anywhere`"])
def test_a_dry_run_does_not_stand_in_the_way_and_is_told(
    bench: Bench, world: World, quote: str
) -> None:
    bench.walked()
    cause = (*world.judgement().cause, *([f"{quote}と出力された。"] if quote else []))
    bench.close(world.judgement(cause=cause), dry_run=True)
    shown, failed = discard(bench, bench.case)
    assert not failed
    said = f"it had a draft: no_action with {'1 block' if quote else '0 blocks'}, by operator"
    assert said in shown
    assert said in tell(bench, ("open_case", {"text": bench.case}))[0][0]
    assert story.load(bench.book, bench.case).state == "discarded"


def test_a_case_that_is_none_says_how_to_find_one(bench: Bench) -> None:
    bench.open()
    marks: dict[str, Any] = {"accuracy": 3, "clarity": 3, "completeness": 3}
    off = ("Z" if bench.case[0] != "Z" else "Y") + bench.case[1:]
    reading = bench.logs()
    for tool, more in (("discard_case", {"why": WHY}), ("grade_case", marks), ("walk", {})):
        near, nowhere, other = tell(
            bench,
            (tool, {"case": off, **more}),
            (tool, {"case": "ZZZZ9999", **more}),
            (tool, {"case": reading, **more}),
        )
        assert near[1]
        assert f"One letter away: {bench.case}." in near[0]
        assert nowhere[0].startswith("refused: There is no case ZZZZ9999. find_cases finds a case")
        assert f"{reading} is a reading: read_evidence shows it" in other[0]
