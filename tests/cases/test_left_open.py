"""Whoever ends a case is told which other one he was at work on, for what he reads next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from kurosai import calls
from kurosai.cases import discarding
from kurosai.evidence import case_readings
from kurosai.vocabulary import Statement

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

QUESTION = "job 16902299 が失敗しました。"
OTHER = ":rotating_light: crois-v2:prd:lambda core-v2-merge-outputs\nErrors >= 1\n[x] error: full"
WHY = "番号の打ち間違いで開いた"


def end(bench: Bench, world: World, how: str) -> Statement:
    """A case opened, and closed or discarded again."""
    if how == "discard":
        bench.open()
        return discarding.discard(bench.desk, bench.case, WHY)
    bench.walked()
    return bench.close(world.judgement())


def told(statement: Statement) -> list[str]:
    return [line for line in statement.lines if line.startswith("you have case ")]


@pytest.mark.parametrize("how", ["close", "discard"])
def test_of_two_open_cases_the_one_that_he_worked_on_last(
    bench: Bench, world: World, how: str
) -> None:
    bench.open(OTHER)
    first = bench.case
    bench.open(QUESTION)
    bench.open(first)
    ended = end(bench, world, how)
    line = f"you have case {first} open, too: crois-v2:prd:lambda core-v2-merge-outputs"
    assert told(ended) == [line]
    assert ended.next[-1] == calls.open_case(first)
    assert len(ended.next) == (2 if how == "close" else 1)
    # What he reads now is for none, and after that call for the other one.
    late = bench.logs()
    bench.open(first)
    back = bench.job()
    assert [one.id for one in case_readings.of(bench.book, first)] == [back]
    assert late != back


def test_a_pending_one_is_named_as_such_and_no_end_is_said_of_it(
    bench: Bench, world: World
) -> None:
    bench.walked()
    first = bench.case
    waits = bench.close(world.judgement(recheck="2025-11-05T00:20:00Z 翌朝の実行を確認する"))
    assert " pending " in waits.head
    bench.open(QUESTION)
    second = bench.case
    bench.case = first
    # It stays the one for which he reads: nothing has to be said.
    waits = bench.close(world.judgement(recheck="2025-11-05T01:20:00Z 翌朝の実行を確認する"))
    assert told(waits) == []
    ended = discarding.discard(bench.desk, second, WHY)
    assert told(ended)[0].startswith(f"you have case {first} pending, too: ")


@pytest.mark.parametrize("how", ["close", "discard"])
def test_nothing_is_said_where_there_is_none(bench: Bench, world: World, how: str) -> None:
    # Somebody else's, one that has ended, and one of the day before yesterday.
    bench.colleague("suzuki").open(QUESTION)
    bench.open(QUESTION)
    old = bench.now
    bench.now = old + timedelta(days=2)
    bench.open(OTHER)
    discarding.discard(bench.desk, bench.case, WHY)
    ended = end(bench, world, how)
    assert told(ended) == []
    assert calls.open_case(bench.case) not in ended.next


def test_the_right_case_that_the_reason_names_is_offered_once(bench: Bench) -> None:
    bench.open()
    right = bench.case
    bench.open()
    ended = discarding.discard(bench.desk, bench.case, f"二度開いた。続きは {right}")
    assert ended.next == (calls.open_case(right),)
    bench.open(OTHER)
    third = bench.case
    bench.open()
    ended = discarding.discard(bench.desk, bench.case, f"二度開いた。続きは {right}")
    assert ended.next == (calls.open_case(right), calls.open_case(third))
    assert told(ended)[0].startswith(f"you have case {third} open")


def test_a_colleague_is_told_of_his_own(bench: Bench, world: World) -> None:
    his = bench.colleague("suzuki")
    his.open(OTHER)
    bench.walked()
    his.case = bench.case
    his.walk()
    ended = replace(his, case=bench.case).close(world.judgement())
    assert " closed " in ended.head
    assert told(ended)[0].endswith("too: crois-v2:prd:lambda core-v2-merge-outputs")
