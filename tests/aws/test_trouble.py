"""A look at a log without a text: what went wrong there around that time."""

from __future__ import annotations

from datetime import timedelta

from recorded_logs import ALERT, GROUP, NOW, RESOURCES, TEXT, Recorded, found, hourly

from kurosai.aws.logs import find_logs
from kurosai.aws.logs.lines import trouble
from kurosai.aws.wire.logs import Found, LogEvent
from kurosai.errors import Unavailable
from kurosai.vocabulary import Reading, Window, stamp


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
        "also x1 18:09:00Z: disk of /data is full",
        "also x1 18:17:00Z: gave up after 3 tries",
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


POOL = "pool of 20 connections is used up, timed out after 30 s (see the manual)"


def outage() -> list[LogEvent]:
    """One failure that befalls several clients, another, and what was warned of before."""
    said = ("GET /jobs client=search", "GET /jobs client=ui", "GET /flows client=report")
    return [
        line(-3, "WARN pool: 27 of 30 in use"),
        line(-2, "WARN pool: 30 of 30 in use"),
        line(-1, "INFO WARN is no level here"),
        *(line(n, f"ERROR {POOL} {one}") for n, one in enumerate(said)),
        line(8, "ERROR gave up"),
    ]


def test_failures_that_differ_in_whom_they_befell_are_all_shown() -> None:
    reading = found(outage(), text="")
    assert (
        f"4 lines tell of a failure (18:14:00Z-18:22:00Z); shown as if text='ERROR {POOL} GET'"
        in (reading.lead[0])
    )
    assert [row.at for row in reading.rows if row.mark == ">"] == [
        ALERT + timedelta(minutes=n) for n in range(3)
    ]
    assert reading.lead[1] == "also x1 18:22:00Z: gave up"


def test_a_long_text_ends_with_a_whole_word() -> None:
    told = found([line(0, f"ERROR {'word ' * 38}{'end' * 9}")], text="").lead[0]
    assert told.endswith("word word' was asked")


def group_without_requests(events: list[LogEvent], logs: Recorded | None = None) -> Reading:
    return find_logs.find(
        logs or Recorded(events), RESOURCES, NOW, group="/crois/api", around=stamp(ALERT)
    )


def test_what_was_warned_of_in_the_same_window_is_told() -> None:
    warned = [one for one in group_without_requests(outage()).lead if one.startswith("warned")]
    assert warned == ["warned x2 18:11:00Z-18:12:00Z: pool: <n: 27, 30> of 30 in use"]
    assert not [one for one in found(outage(), text="").lead if one.startswith("warned")]


def test_warnings_that_could_not_be_read_are_no_absence_of_warnings() -> None:
    class Refusing(Recorded):
        def filter(
            self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
        ) -> Found:
            if pattern == trouble.WARNED_PATTERN:
                raise Unavailable("AWS did not answer.", "Try again.")
            return super().filter(group, pattern, window, most=most, stream=stream)

    reading = group_without_requests([], Refusing(outage()))
    assert "4 lines tell of a failure" in reading.lead[0]
    assert any(one.startswith("warnings of this window were not read: ") for one in reading.lead)


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
