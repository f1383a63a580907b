"""A draft that is mended: only what changes is sent again, and nobody gets another's sentences."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from cases_wire import call, connected

from kurosai.cases import story
from kurosai.library.walk import Answer

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

Close = Callable[..., Awaitable[str]]
WRONG = "ジョブ16852936の`started_at`に値がない。"
LEFT_OUT = "前日のログは読んでいない。"


def rehearse(bench: Bench, work: Callable[[Close], Awaitable[None]]) -> None:
    """Walk the article's case and do something with its close_case, as a model would call it."""
    bench.walked()

    async def run() -> None:
        async with connected(bench) as client:

            async def close(*, verdict: str = "no_action", **fields: object) -> str:
                text, _ = await call(
                    client, "close_case", case=bench.case, verdict=verdict, **fields
                )
                return text

            await work(close)

    anyio.run(run)


def said(world: World, **changed: object) -> dict[str, object]:
    judged = world.judgement()
    return {
        "cause": list(judged.cause),
        "actions": list(judged.actions),
        "not_looked_at": [LEFT_OUT],
        "reason": "I4は現在の構成に合う。",
        "dry_run": True,
        **changed,
    }


def digest(draft: str) -> str:
    return draft.partition(" · the draft ")[2][:12]


def kept(bench: Bench) -> Any:
    """The last draft, else the conclusion."""
    told = story.load(bench.book, bench.case)
    return told.draft or told.conclusion


def test_only_what_changes_is_given_again(bench: Bench, world: World) -> None:
    async def work(close: Close) -> None:
        wrong = await close(**said(world, cause=[WRONG]))
        assert "1 block," in wrong
        first = digest(wrong)
        assert f'draft "{first}" and only the fields that change' in wrong
        mended = await close(draft=first, cause=list(world.judgement().cause), dry_run=True)
        assert " · 0 blocks" in mended
        assert f"as draft {first} but for: cause" in mended
        judged = kept(bench).judgement
        assert judged["cause"] == list(world.judgement().cause)
        assert judged["not_looked_at"] == [LEFT_OUT]
        closed = await close(draft=digest(mended))
        assert (
            f"case {bench.case} closed · no_action · report {digest(mended)} as drafted" in closed
        )
        assert LEFT_OUT in kept(bench).operator_report

    rehearse(bench, work)


def test_an_empty_value_is_one_and_absence_is_none(bench: Bench, world: World) -> None:
    async def work(close: Close) -> None:
        first = digest(await close(**said(world, confidence="low")))
        emptied = await close(draft=first, reason="", not_looked_at=[], dry_run=True)
        assert f"as draft {first} but for: not_looked_at, reason" in emptied
        judged = kept(bench).judgement
        assert (judged["not_looked_at"], judged["reason"]) == ([], "")
        assert (judged["confidence"], judged["actions"]) == ("low", list(world.judgement().actions))
        assert "cause holds no readable sentence" in await close(
            draft=first, cause=[], dry_run=True
        )

    rehearse(bench, work)


def test_what_is_mended_is_checked_whole(bench: Bench, world: World) -> None:
    async def work(close: Close) -> None:
        first = digest(await close(**said(world)))
        assert "block id · ruled_out 1" in await close(draft=first, ruled_out=[WRONG], dry_run=True)
        refused = await close(draft=first, ruled_out=[WRONG])
        assert "block id · ruled_out 1" in refused
        assert kept(bench).state == "closed"
        assert story.load(bench.book, bench.case).state == "open"
        # The good draft stands as it was, and a last change may come with the close.
        closed = await close(draft=first, confidence="low")
        assert f"changed since draft {first}" in closed
        assert kept(bench).judgement["confidence"] == "low"

    rehearse(bench, work)


def test_a_blocked_draft_is_not_closed_by_its_name(bench: Bench, world: World) -> None:
    async def work(close: Close) -> None:
        first = digest(await close(**said(world, cause=[WRONG], waiver="山田太郎: 別途確認した")))
        assert "The draft is blocked (1)" in await close(draft=first)
        assert "2 blocks," in await close(draft=first, cause=[WRONG, WRONG])
        assert story.load(bench.book, bench.case).state == "open"

    rehearse(bench, work)


def test_a_waiver_is_for_what_it_was_given_for(bench: Bench, world: World) -> None:
    waiver = "山田太郎: 別環境のジョブと突き合わせて確認済み"

    async def work(close: Close) -> None:
        first = digest(await close(**said(world, cause=[WRONG], waiver=waiver)))
        more = await close(draft=first, ruled_out=["ジョブ16852937も同じ。"], dry_run=True)
        assert "its waiver was for what it said then, and is not taken over" in more
        assert kept(bench).judgement["waiver"] == ""
        refused = await close(draft=first, ruled_out=["ジョブ16852937も同じ。"])
        assert "2 blocks" in refused
        assert "waived: 1" in await close(draft=first, waiver=waiver)

    rehearse(bench, work)


def test_another_verdict_is_rehearsed_first(bench: Bench, world: World) -> None:
    async def work(close: Close) -> None:
        first = digest(await close(**said(world)))
        assert "draft's verdict is no_action, not escalate" in await close(
            verdict="escalate", draft=first
        )
        changed = await close(verdict="escalate", draft=first, dry_run=True)
        assert f"as draft {first} but for: verdict" in changed
        assert kept(bench).judgement["verdict"] == "escalate"

    rehearse(bench, work)


def test_a_draft_is_mended_after_a_walk_and_not_closed(bench: Bench, world: World) -> None:
    async def work(close: Close) -> None:
        first = digest(await close(**said(world)))
        job = bench.job(world.set_job())
        walked = bench.walk(Answer("H4", "はい", (job,)), Answer("I4", "はい", (bench.logs(),)))
        added = f"close_case: add what changes since draft {first} by operator to the call below"
        assert walked.lines[-1] == added
        assert walked.next[0].arguments["draft"] == first
        for more in ({}, {"confidence": "low"}):
            refused = await close(draft=first, **more)
            assert f"The case moved on since draft {first}" in refused
        again = await close(draft=first, dry_run=True)
        assert f"as draft {first}" in again
        assert LEFT_OUT in kept(bench).operator_report

    rehearse(bench, work)


@pytest.mark.parametrize("named", ["0123456789ab", "first", " "])
def test_a_draft_that_is_none_is_said_with_the_last(bench: Bench, world: World, named: str) -> None:
    async def work(close: Close) -> None:
        assert "Nothing was drafted in it." in await close(draft=named, dry_run=True)
        first = digest(await close(**said(world)))
        text = await close(draft=named, confidence="low", dry_run=True)
        assert (
            f"has no draft {named.strip()!r}. Its last is {first} (no_action, by operator" in text
        )

    rehearse(bench, work)


@pytest.mark.parametrize("dry_run", [True, False])
def test_fields_without_a_cause_or_a_draft_are_not_dropped(
    bench: Bench, world: World, *, dry_run: bool
) -> None:
    async def work(close: Close) -> None:
        first = digest(await close(**said(world)))
        text = await close(actions=["何もしない。"], dry_run=dry_run)
        assert "There is no cause, and no draft is named" in text
        assert f'With draft "{first}" what you leave out is taken from' in text
        assert story.load(bench.book, bench.case).state == "open"

    rehearse(bench, work)


def test_what_a_conclusion_without_a_draft_loses_is_said(bench: Bench, world: World) -> None:
    async def work(close: Close) -> None:
        first = digest(await close(**said(world)))
        cause = list(world.judgement().cause)
        lost = await close(cause=cause, not_looked_at=[], dry_run=True)
        assert f"not given, unlike in draft {first}: actions, reason (" in lost
        assert kept(bench).judgement["actions"] == []

    rehearse(bench, work)


def test_each_of_two_goes_on_from_his_own_draft(bench: Bench, world: World) -> None:
    async def work(close: Close) -> None:
        mine = digest(await close(**said(world)))
        theirs = bench.colleague("someone")
        theirs.close(world.judgement(cause=("`started_at`に値がない。",)), dry_run=True)
        mended = await close(draft=mine, confidence="low", dry_run=True)
        assert kept(bench).judgement["cause"] == list(world.judgement().cause)
        # Case and verdict alone would not say whose; by its name each is closed as it was shown.
        assert "have both drafted this" in await close()
        assert "as drafted" in await close(draft=digest(mended))
        assert kept(bench).judgement["cause"] == list(world.judgement().cause)

    rehearse(bench, work)


def test_whoever_takes_the_case_up_is_given_the_draft_by_its_id(bench: Bench, world: World) -> None:
    async def work(close: Close) -> None:
        first = digest(await close(**said(world, cause=[WRONG])))
        taken = bench.colleague("someone").open(bench.case)
        assert f"draft {first} by operator: no_action, 1 block; not a conclusion" in taken.lines
        offered = [one.arguments for one in taken.next if one.tool == "close_case"]
        assert offered == [
            {"case": bench.case, "verdict": "no_action", "draft": first, "dry_run": True}
        ]

    rehearse(bench, work)


def test_two_chats_of_one_person_do_not_mix(bench: Bench, world: World) -> None:
    async def work(close: Close) -> None:
        one = digest(await close(**said(world)))
        other = await close(**said(world, cause=["`started_at`に値がない。"], actions=["待つ。"]))
        mended = await close(draft=one, confidence="low", dry_run=True)
        assert kept(bench).judgement["actions"] == list(world.judgement().actions)
        assert digest(other) not in mended
        # He is asked once which he means.
        assert f"{digest(mended)} was checked later" in await close(draft=one)
        await close(draft=one, dry_run=True)
        assert f"report {one} as drafted" in await close(draft=one)

    rehearse(bench, work)


def test_an_older_draft_is_not_closed_by_mistake(bench: Bench, world: World) -> None:
    async def work(close: Close) -> None:
        old = digest(await close(**said(world)))
        new = digest(await close(draft=old, not_looked_at=[], confidence="low", dry_run=True))
        for more in ({}, {"waiver": "山田太郎: 別途ログで確認した"}):
            refused = await close(draft=old, **more)
            assert f"Draft {old} is not your last: {new} was checked later" in refused
            assert "differs in not_looked_at, confidence" in refused
            assert story.load(bench.book, bench.case).conclusion is None
        assert f"report {new} as drafted" in await close(draft=new)

    rehearse(bench, work)


def test_an_older_draft_that_the_newer_one_fell_short_of(bench: Bench, world: World) -> None:
    async def work(close: Close) -> None:
        old = digest(await close(**said(world)))
        new = digest(await close(draft=old, cause=[WRONG], dry_run=True))
        closed = await close(draft=old)
        assert f"report {old} as drafted" in closed
        assert f"draft {new} (no_action, by operator, 1 block) was checked later" in closed

    rehearse(bench, work)
