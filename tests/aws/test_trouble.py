"""A look at a log without a text: what went wrong there around that time."""

from __future__ import annotations

from datetime import timedelta

from recorded_logs import ALERT, GROUP, NOW, RESOURCES, TEXT, Recorded, found, hourly

from kurosai.aws.logs import find_logs
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
    assert not any("shown as if" in told for told in reading.lead)
    assert reading.lead[0].startswith("no text was given, and no line tells of a failure")
    assert len(reading.rows) == 2


def test_only_the_first_line_of_a_traceback_is_the_text() -> None:
    reading = found([line(1, "ERROR boom\nTraceback (most recent call last):\n  x")], text="")
    assert "text='ERROR boom'" in reading.lead[0]


def test_kinds_beyond_the_first_few_are_counted() -> None:
    words = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
    reading = found([line(n, f"ERROR {word} broke") for n, word in enumerate(words)], text="")
    assert reading.lead[4] == "and 2 other kinds"


def many() -> list[LogEvent]:
    """A harmless failure every fifteen seconds, and one that matters a minute after the alert."""
    harmless = [line(n / 4 - 14, f"ERROR harmless warning {n}") for n in range(112)]
    return [*harmless, line(0.05, "ERROR database is gone")]


def test_of_very_many_failures_the_one_at_the_time_is_meant() -> None:
    """AWS gives the oldest first: the one that is meant was cut off."""
    told = found([], text="", logs=Recorded(many(), most=50)).lead[0]
    assert "at least 5" in told
    assert "text='ERROR harmless warning 56'" in told  # at the very time
    told = found(
        [], text="", logs=Recorded(many(), most=50), around=ALERT + timedelta(seconds=2)
    ).lead[0]
    assert "text='ERROR database is gone'" in told


def test_without_a_time_the_newest_is_meant_however_many_there_are() -> None:
    logs = Recorded(many(), most=50)
    reading = find_logs.find(
        logs,
        RESOURCES,
        NOW,
        group=GROUP,
        text="",
        around="",
        since="2025-11-04T17:50:00Z",
        until="2025-11-04T18:28:00Z",
        minutes=15,
    )
    assert "text='ERROR harmless warning 111'" in reading.lead[0]


def test_failures_behind_many_lines_that_only_speak_of_them_are_found() -> None:
    talk = [line(n / 8 - 14, f"INFO {n} ERROR lines so far") for n in range(112)]
    told = found([*talk, line(0.1, "ERROR database is gone")], text="").lead[0]
    assert "text='ERROR database is gone'" in told
