"""Rows that are too much to keep: the call that goes on where they begin."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kurosai.safety.scrub import MOST_CHARACTERS, Scrub
from kurosai.serving import rest_of
from kurosai.vocabulary import Call, Coverage, Json, Reading, Row, Window

START = datetime(2026, 11, 12, 2, 0, tzinfo=UTC)
WINDOW = Window(START, START + timedelta(hours=1))
ASKED: dict[str, Json] = {
    "group": "g",
    "text": "x",
    "like": "",
    "around": "2026-11-12T02:30:00Z",
    "since": "",
    "until": "",
    "minutes": 30,
}


def rows(count: int, mark: str = ">") -> tuple[Row, ...]:
    """One a minute, ten of which fill what a reading may carry."""
    size = MOST_CHARACTERS // 10
    return tuple(Row("x" * size, START + timedelta(minutes=n), mark) for n in range(count))


def told(found: tuple[Row, ...], asked: dict[str, Json] = ASKED) -> Reading:
    reading = Reading("s", "i", Coverage.COMPLETE, rows=found, window=WINDOW)
    return rest_of.offered("aws", "find_logs", asked, reading, Scrub().lost(reading))


def test_it_goes_on_at_the_first_row_that_is_lost() -> None:
    (call,) = told(rows(30)).next
    since, until = "2026-11-12T02:10:00Z", "2026-11-12T03:00:00Z"
    assert call == Call(
        "aws", "find_logs", {"group": "g", "text": "x", "since": since, "until": until}
    )
    # What is lost is what the clean copy has not; of the first it has the beginning.
    reading = Reading("s", "i", Coverage.COMPLETE, rows=rows(30), window=WINDOW)
    assert len(Scrub().lost(reading)) + len(Scrub().reading(reading).rows) == 30 + 1


def test_rows_that_are_not_shown_are_lost_first_and_missed_last() -> None:
    (call,) = told((*rows(5, "."), *rows(12))).next
    assert call.arguments["since"] == "2026-11-12T02:10:00Z"


def test_without_a_window_or_a_step_forward_there_is_nothing_to_offer() -> None:
    bare = {name: one for name, one in ASKED.items() if name not in ("since", "until")}
    assert told(rows(30), bare).next == ()
    assert told(tuple(Row("x" * MOST_CHARACTERS, START, ">") for _ in range(2))).next == ()
    assert told(tuple(Row("x" * MOST_CHARACTERS) for _ in range(2))).next == ()
    assert Scrub().lost(Reading("s", "i", Coverage.COMPLETE, rows=rows(9))) == ()
