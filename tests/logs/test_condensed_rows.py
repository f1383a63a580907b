"""Condensed lines as rows: short, complete about what is hidden, and on one line each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from job_log_lines import entries
from job_logs import TUNED
from job_logs_held_out import HELD_OUT
from o200k import tokens

from kurosai.logs.condense import condense
from kurosai.logs.condensed_rows import row, rows
from kurosai.vocabulary import Window

START = datetime(2025, 11, 4, 18, tzinfo=UTC)
HOUR = Window(START, START + timedelta(hours=1))


def test_fifty_typical_rows_take_at_most_1700_tokens() -> None:
    for seed in range(3):
        found = condense(
            (one.at, one.text) for log in (*TUNED, *HELD_OUT) for one in entries(log, 400, seed)
        )
        shown = rows(found)
        assert len(shown) == 51
        assert tokens("\n".join(shown)) <= 1_700


def test_a_failure_is_told_with_its_values_and_its_times() -> None:
    found = condense(
        (
            (START + timedelta(minutes=50, seconds=at), f"[ERROR] disk {at} of db-{at} is full")
            for at in range(7)
        ),
        HOUR,
    )
    assert rows(found) == (
        "x7 18:50:00-18:50:06 ERROR disk <n: 0, 1> of db-<n: 0, 1> is full ~000000000090",
    )
    assert row(found.patterns[0]) == rows(found)[0]


def test_all_else_is_told_in_short_where_the_budget_is_small() -> None:
    lines = ((START + timedelta(minutes=at), f"read {at} rows") for at in range(9))
    found = condense(lines, HOUR)
    assert rows(found) == ("x9 18:00-18:08 read <n: 0, 1> rows",)
    assert rows(found, budget=15) == ("x9 18:00-18:08 read <n> rows",)


def test_what_is_not_shown_is_counted() -> None:
    found = condense((None, text) for text in ["alpha", "beta", "beta", "gamma"])
    assert rows(found, most=1)[1:] == ("and 2 more patterns, 3 lines",)
    assert rows(found, budget=0) == ("and 3 more patterns, 4 lines",)
    assert rows(found, most=2)[2:] == ("and 1 more pattern, 2 lines",)
    assert len(rows(found)) == 3


def test_days_are_named_when_there_are_several() -> None:
    found = condense([(START, "a"), (START + timedelta(days=2), "a")])
    assert rows(found) == ("x2 11-04 18:00-11-06 18:00 a",)


def test_statements_that_begin_alike_are_told_apart_when_they_are_cut() -> None:
    long = "could not dispatch the task to the queue of the workflow that was asked for because "
    found = condense((None, long * 3 + end) for end in ("it is full", "it is gone"))
    shown = rows(found)
    assert shown[0] != shown[1]
    assert all("…" in one for one in shown)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text(max_size=40), max_size=80), st.integers(0, 400))
def test_rows_are_lines_within_the_budget(texts: list[str], budget: int) -> None:
    found = condense((None, text) for text in texts)
    shown = rows(found, budget=budget)
    assert all("\n" not in one for one in shown)
    assert len(shown) <= 51
    counted = sum(int(one.split()[0][1:].replace(",", "")) for one in shown if one[0] == "x")
    hidden = [one for one in shown if one.startswith("and ")]
    rest = int(hidden[0].split(", ")[1].split()[0].replace(",", "")) if hidden else 0
    assert counted + rest == len(texts)
