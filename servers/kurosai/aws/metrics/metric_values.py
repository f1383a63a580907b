"""The values of a course by time, where they are few, or those around where it changed: bars show
that it rose, and not whether in a minute or in ten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from kurosai.aws.metrics.metric_course import Course, Points, number

MOST: Final = 20
BEFORE: Final = 8
AFTER: Final = 11
"""So many periods before a change and after it."""


def told(course: Course) -> str:
    """`each 1 min: 02:00Z 12 12 40; 02:21Z 12`, a time at the first value and after a gap; "" of
    what is always the same, and of many values without a change."""
    shown = _shown(course)
    if not shown or len({value for _, value in course.points}) < 2:
        return ""
    return f"each {course.periods.each}: {'; '.join(_runs(course, shown))}"


def _shown(course: Course) -> Points:
    at = course.changed
    if len(course.points) <= MOST:
        return course.points
    if at is None:
        return ()
    step = timedelta(seconds=course.periods.length)
    points = (*course.before, *course.points)
    return [one for one in points if at - BEFORE * step <= one[0] <= at + AFTER * step]


def _runs(course: Course, points: Points) -> Iterator[str]:
    step = timedelta(seconds=course.periods.length)
    dated = len({at.date() for at, _ in points}) > 1
    run: list[str] = []
    last: datetime | None = None
    for at, value in points:
        if last is None or at - last > step:
            if run:
                yield " ".join(run)
            run = [f"{at:%m-%dT%H:%MZ}" if dated else f"{at:%H:%MZ}"]
        run.append(number(value))
        last = at
    if run:
        yield " ".join(run)
