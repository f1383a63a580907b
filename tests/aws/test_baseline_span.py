"""How often before: over the time that a log covers, not over a week that it has no line of."""

from __future__ import annotations

from datetime import timedelta

from recorded_logs import ALERT, GROUP, NOW, TEXT, Recorded, found, hourly, run

from kurosai.aws.logs.occurrences import baseline
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.wire.logs import Found, LogEvent
from kurosai.vocabulary import Window

UNTIL = ALERT - timedelta(hours=12)
FAILED = Sought(TEXT)


def before(events: list[LogEvent], logs: Recorded | None = None) -> str:
    known = baseline.of(logs or Recorded(events), None, GROUP, FAILED, UNTIL, NOW)
    assert known is not None
    return known.told(ALERT)


def since(hours: int, *, every: int = 1, error: str = TEXT) -> list[LogEvent]:
    return [
        one
        for n in range(0, hours, every)
        for one in run(UNTIL - timedelta(hours=n + 1), error=error)
    ]


def test_ten_in_the_half_day_that_a_log_has_are_no_rate_over_a_week() -> None:
    told = before(since(13))
    assert told.startswith("13 in 13 h before, no line earlier, last 11-04 05:13Z")


def test_a_rate_is_of_the_days_that_there_are_lines_of() -> None:
    assert before(since(72)) == "24/day before"


def test_a_log_of_the_whole_week_keeps_its_rate() -> None:
    told = before([*since(24), *run(UNTIL - timedelta(days=6, hours=23), error="")])
    assert told == "3/day before"


def test_none_in_a_log_that_is_an_hour_old_is_not_new() -> None:
    told = before(since(1, error=""))
    assert "new since" not in told
    assert told == "none in 1 h before, no line earlier: too short to tell whether it is new"


def test_none_in_a_shorter_log_says_how_long_that_is() -> None:
    told = before(since(30, error=""))
    assert told == f"new since {ALERT:%m-%d %H:%M}Z (none in 30 h before, no line earlier)"


class Endless(Recorded):
    """A log whose first line AWS does not come to: a page is empty, and has a token."""

    def filter(
        self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
    ) -> Found:
        if pattern:
            return super().filter(group, pattern, window, most=most, stream=stream)
        return Found((), complete=False)


def test_where_the_log_begins_not_to_be_known_no_rate_is_given() -> None:
    told = before([], Endless(since(13)))
    assert told == "13 before, over how long a time is not known"


def test_the_reading_says_it_so() -> None:
    events = [*hourly(failing=[18], hours=range(6, 21)), *since(13)]
    assert any("13 in 13 h before, no line earlier" in line for line in found(events).tail)
