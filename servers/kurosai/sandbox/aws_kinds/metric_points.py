"""The points of metrics, and the statistics over them that CloudWatch derives.

A point may sum up many samples. What is older is kept by the minute, then by five, then by the
hour only: then a shorter period finds nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from kurosai.sandbox.aws_kinds.metrics import (
    Course,
    Metric,
    MetricSeries,
    StatisticSet,
    course_at,
)
from kurosai.sandbox.dice import dice
from kurosai.vocabulary import stamp

DAY: Final = 86_400
RESOLUTIONS: Final = ((3 * 3600, 1), (15 * DAY, 60), (63 * DAY, 300), (455 * DAY, 3600))
"""Up to which age (seconds) a point can be had at which least period."""

_PERCENTILE: Final = re.compile(r"p(\d{1,2}(?:\.\d{0,10})?|100(?:\.0{0,10})?)")
Statistic: TypeAlias = "Callable[[Point], float | None]"


@dataclass(frozen=True, slots=True)
class Point:
    """What was measured within one minute, or a period of several: `at` in seconds since 1970.

    `samples` are the values themselves, None where only their sums are known.
    """

    at: int
    count: int
    sum: float
    min: float
    max: float
    samples: tuple[float, ...] | None

    @classmethod
    def of(cls, at: int, samples: Sequence[float]) -> Point:
        """The point of some samples, at least one."""
        return cls(at, len(samples), math.fsum(samples), min(samples), max(samples), tuple(samples))


def points(key: str, metric: Metric, latest: datetime) -> list[Point]:
    """Every point of a metric up to a time, oldest first; `key` seeds its jitter."""
    found = [_written(at, value) for at, value in metric.values.items() if at <= latest]
    for name, series in metric.series.items():
        for at in series.times():
            if at <= latest and (samples := _drawn(key, name, series, at)):
                found.append(Point.of(_minute(at), samples))
    return sorted(found, key=lambda one: one.at)


def _written(at: datetime, value: float | StatisticSet) -> Point:
    if isinstance(value, StatisticSet):
        # Only samples that are all the same are known from their sums.
        known = (value.min,) * value.count if value.min == value.max else None
        return Point(_minute(at), value.count, value.sum, value.min, value.max, known)
    return Point.of(_minute(at), [value])


def _drawn(key: str, name: str, series: MetricSeries, at: datetime) -> list[float]:
    begun, course = course_at(series, at) or (at, Course.model_construct(absent=False))
    if course.absent:
        return []
    value = series.value if course.value is None else course.value
    if course.to is not None and course.until is not None:
        whole = course.until - begun
        value += (course.to - value) * ((at - begun) / whole if whole else 1.0)
    jitter = series.jitter if course.jitter is None else course.jitter
    count = course.samples or series.samples
    samples = [value] * count
    if jitter:
        chance = dice("metric", key, name, stamp(at))
        samples = [value * (1 + chance.uniform(-jitter, jitter)) for _ in range(count)]
    return [float(round(one)) if series.whole else round(one, 6) for one in samples]


def _minute(at: datetime) -> int:
    """A metric of standard resolution has one point a minute."""
    return int(at.timestamp()) // 60 * 60


def start_of(since: float, period: int, now: datetime) -> int:
    """Where the first period begins: the start as it is rounded down, by its age."""
    age = now.timestamp() - since
    grain = 60 if age < 15 * DAY else 300 if age < 63 * DAY else 3600
    return int(since) // min(grain, period) * min(grain, period)


def periods(
    known: Iterable[Point], start: int, until: float, period: int, now: datetime
) -> Iterator[Point]:
    """The points of each period from `start` on, those without any left out."""
    gathered: dict[int, list[Point]] = {}
    for one in known:
        kept = _finest(now.timestamp() - one.at)
        if start <= one.at < until and kept is not None and period % kept == 0:
            gathered.setdefault((one.at - start) // period, []).append(one)
    for slot, several in sorted(gathered.items()):
        yield _together(start + slot * period, several)


def _finest(age: float) -> int | None:
    """The least period at which a point of an age (seconds) is kept; None: not at all."""
    return next((period for limit, period in RESOLUTIONS if age <= limit), None)


def _together(at: int, several: Sequence[Point]) -> Point:
    samples: list[float] | None = []
    for one in several:
        if samples is not None:
            samples = None if one.samples is None else [*samples, *one.samples]
    return Point(
        at,
        sum(one.count for one in several),
        math.fsum(one.sum for one in several),
        min(one.min for one in several),
        max(one.max for one in several),
        None if samples is None else tuple(samples),
    )


SIMPLE: Final[Mapping[str, Statistic]] = {
    "SampleCount": lambda one: float(one.count),
    "Average": lambda one: one.sum / one.count,
    "Sum": lambda one: one.sum,
    "Minimum": lambda one: one.min,
    "Maximum": lambda one: one.max,
}


def statistic(name: str) -> Statistic | None:
    """The statistic of a name, percentiles included; None for one that is not here."""
    match = _PERCENTILE.fullmatch(name)
    return SIMPLE.get(name) if match is None else lambda one: _percentile(one, float(match[1]))


def _percentile(one: Point, share: float) -> float | None:
    """Between the two samples next to it. None where the samples are not known."""
    if one.samples is None:
        return None
    ordered = sorted(one.samples)
    place = share / 100 * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def recently(known: Sequence[Point], now: datetime, within: timedelta) -> bool:
    """Whether a metric had a point lately; those are listed."""
    return bool(known) and known[-1].at >= (now - within).timestamp()
