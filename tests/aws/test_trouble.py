"""A look at a log without a text: what went wrong there around that time."""

from __future__ import annotations

from datetime import timedelta

from recorded_logs import ALERT, TEXT, found, hourly

from kurosai.aws.wire.logs import LogEvent


def line(minutes: float, message: str) -> LogEvent:
    at = ALERT + timedelta(minutes=minutes)
    return LogEvent(f"{minutes}-{message[:20]}", at, message, "s")


def test_the_failure_is_answered_as_if_its_line_had_been_asked() -> None:
    events = hourly(failing=[18], hours=range(6, 21))
    reading, asked = found(events, text=""), found(events, text=TEXT)
    assert reading.rows == asked.rows
    assert reading.tail == asked.tail
    assert reading.lead[0].startswith("no text was given: ")
    assert TEXT in reading.lead[0]
    assert reading.next[0].tool == "find_runbook"
    assert reading.next[1:] == asked.next[:2]


def test_of_several_failures_the_first_after_the_time_is_meant() -> None:
    events = [
        line(-5, "ERROR disk of /data is full"),
        line(-4, "INFO nothing to see"),
        line(1, "ERROR cannot connect to 10.0.3.21:5432"),
        line(2, "ERROR cannot connect to 10.0.3.22:5432"),
        line(3, "ERROR gave up after 3 tries"),
    ]
    reading = found(events, text="")
    assert "4 lines tell of a failure" in reading.lead[0]
    assert "text='ERROR cannot connect to 10.0.3.21:5432'" in reading.lead[0]
    assert reading.lead[1:3] == (
        "also x1: disk of /data is full",
        "also x1: gave up after <n> tries",
    )


def test_without_one_after_it_the_last_before_is_meant() -> None:
    reading = found([line(-5, "ERROR first thing"), line(-2, "ERROR second thing")], text="")
    assert "text='ERROR second thing'" in reading.lead[0]


def test_a_line_that_only_speaks_of_errors_is_none() -> None:
    reading = found([line(1, "INFO 0 ERROR lines found"), line(2, "WARN slow")], text="")
    assert not any("no text was given" in told for told in reading.lead)
    assert len(reading.rows) == 2


def test_only_the_first_line_of_a_traceback_is_the_text() -> None:
    reading = found([line(1, "ERROR boom\nTraceback (most recent call last):\n  x")], text="")
    assert "text='ERROR boom'" in reading.lead[0]


def test_kinds_beyond_the_first_few_are_counted() -> None:
    words = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
    reading = found([line(n, f"ERROR {word} broke") for n, word in enumerate(words)], text="")
    assert reading.lead[4] == "and 2 other kinds"
