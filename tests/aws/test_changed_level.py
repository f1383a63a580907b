"""A metric, or the number of a line, that changes its level once says since when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from kurosai.aws.logs.occurrences import counts
from kurosai.aws.metrics import metric_periods
from kurosai.aws.metrics.metric_course import Course
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Window

START = datetime(2026, 11, 12, 2, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = Window(START, START + 60 * MINUTE)


def told(value: Callable[[int], float | None], *, now: datetime, sums: bool = False) -> str:
    periods = metric_periods.of(HOUR, now)
    assert periods is not None
    points = [(START + at * MINUTE, one) for at in range(60) if (one := value(at)) is not None]
    return "; ".join(Course(points, (), periods, sums=sums).told())


def test_a_metric_tells_its_change_of_level_once() -> None:
    later = HOUR.end + timedelta(hours=1)
    text = told(lambda at: 762 if at >= 37 else 163, now=later)
    assert text.startswith("min 163 avg")
    assert "; changed level: about 163 before 02:37Z, about 762 since (x4.67); " in text
    assert "began" not in text
    assert "level" not in told(lambda at: 762 if at == 37 else 163, now=later)


def test_where_periods_have_no_data_a_change_is_not_known() -> None:
    text = told(
        lambda at: None if 20 <= at < 35 else 762 if at >= 37 else 163,
        now=HOUR.end + timedelta(hours=1),
    )
    assert "level" not in text
    assert "no data in 15 of 60" in text


def events(per_bucket: Callable[[int], int], window: Window, each: timedelta) -> list[LogEvent]:
    count = (window.end - window.start) // each
    return [
        LogEvent(f"{at}-{part}", window.start + at * each + timedelta(seconds=part), "line", "s")
        for at in range(count)
        for part in range(per_bucket(at))
    ]


def test_a_line_that_is_written_more_often_since_a_time_says_so() -> None:
    window = Window(START, START + timedelta(hours=15))
    each = counts.step(window)
    assert each == timedelta(hours=1)
    grown = counts.of_events(events(lambda at: 20 if at >= 8 else 4, window, each), window)
    assert grown.told().endswith("; per 1 h about 4 before 11-12 10:00Z, about 20 since (x5)")
    # The first and the last line tell of what only began.
    new = counts.of_events(events(lambda at: 20 if at >= 8 else 0, window, each), window)
    assert "about" not in new.told()
    even = counts.of_events(events(lambda _: 4, window, each), window)
    assert "about" not in even.told()
