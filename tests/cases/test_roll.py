"""Which cases are listed when an id is typed: every one in its state, however old."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from mcp import MCPError

from kurosai.cases import grading_prompt, hand_over, roll, story
from kurosai.errors import BadInput
from kurosai.evidence.ledger import Ledger
from kurosai.evidence.record import NewEvent

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


def many(bench: Bench, closed: int) -> None:
    """So many younger cases, all closed."""
    at = bench.desk.ledger()
    opened = bench.book.events(bench.case)[0].body
    done = story.concluded_body(
        state=story.CLOSED,
        verdict=story.Verdict.NO_ACTION,
        digest="0" * 12,
        blocks=0,
        operator_report="r",
        short="s",
        judgement={},
        recheck=None,
    )
    at.append_together(
        *(
            NewEvent(f"N{number:07d}", kind, body)
            for number in range(closed)
            for kind, body in ((story.OPENED, opened), (story.CLOSED, done))
        )
    )


def test_an_open_case_that_a_thousand_came_after_is_listed(bench: Bench) -> None:
    bench.open()
    many(bench, roll.MOST + 5)
    assert roll.begun(bench.desk, roll.UNDONE)(bench.case[:3].lower()) == [bench.case]
    assert bench.case in hand_over.of(bench.desk, "")
    concluded = roll.listed(bench.desk, roll.CONCLUDED).ids
    assert (concluded[0], len(concluded)) == (f"N{roll.MOST + 4:07d}", roll.MOST)
    with pytest.raises(BadInput, match=f"The newest that are open or pending: {bench.case}."):
        roll.find(bench.desk, "ZZZZZZZZ", roll.UNDONE)


def test_the_state_is_the_last_one(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement(recheck="2025-11-05T23:00:00Z look again"))
    assert roll.listed(bench.desk, (story.PENDING,)).ids == (bench.case,)
    assert roll.listed(bench.desk, (roll.OPEN, story.CLOSED)).ids == ()


def test_where_the_index_is_behind_nobody_takes_what_is_missing_for_none(bench: Bench) -> None:
    bench.open()
    with closing(sqlite3.connect(bench.book.path)) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON case_index "
            "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
        connection.commit()
    older = Ledger(bench.book.path, operator="older", clock=lambda: bench.now)
    older.append("OLDVERS1", story.OPENED, bench.book.events(bench.case)[0].body)
    with pytest.raises(MCPError, match="the newest cases may be missing"):
        roll.begun(bench.desk, roll.UNDONE)("OLD")
    with pytest.raises(BadInput, match=r"None is closed or pending \(the newest cases may be miss"):
        roll.find(bench.desk, "OLDVERS1", roll.CONCLUDED)
    assert "note: the newest cases may be missing" in hand_over.of(bench.desk, "")
    assert grading_prompt.of(bench.desk, "").startswith("note: the newest cases may be missing")
