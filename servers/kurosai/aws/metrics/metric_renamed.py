"""A metric that stopped coming, and under which other dimensions it comes since: a release that
renames a dimension leaves an alarm without data though all is well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from kurosai import calls
from kurosai.aws import failed_look
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.metrics import metric_plan
from kurosai.aws.metrics.metric_course import Course
from kurosai.aws.metrics.metric_item import Item
from kurosai.aws.metrics.metric_periods import Periods
from kurosai.aws.metrics.metric_plan import Asked
from kurosai.aws.metrics.metric_series import Went
from kurosai.aws.platform import Metrics
from kurosai.vocabulary import Call, Look, Window

MOST_STOPPED: Final = 2
MOST_OTHERS: Final = 8
"""Of so many other sets of dimensions the values are asked for."""

FEWEST_MISSED: Final = 3
"""So many whole periods without a value are a stop, where most before had one."""


@dataclass(frozen=True, slots=True)
class Renamed:
    """Sentences, the calls that follow, and what could not be read."""

    told: tuple[str, ...] = ()
    next: tuple[Call, ...] = ()
    looks: tuple[Look, ...] = ()


def of(metrics: Metrics, went: Sequence[Went], periods: Periods) -> Renamed:
    """Of the first series that stopped within the window."""
    stopped = [one for one in went if one.course is not None and _stop(one.course)]
    told: list[str] = []
    found: list[Call] = []
    looks: list[Look] = []
    for one in stopped[:MOST_STOPPED]:
        if one.course is None or one.asked.item.expression or one.asked.item.dimensions == ():
            continue
        last = one.course.points[-1][0]
        told.append(f"{one.asked.id}: the last value is of {last:%Y-%m-%dT%H:%MZ}")
        try:
            others = list(_since(metrics, one.asked.item, last, periods))
        except FAILURES as error:
            looks.append(failed_look.at(f"other dimensions of {one.asked.item.name}", error))
            continue
        for item, first in others:
            pairs = " ".join(f"{key}={value}" for key, value in item.dimensions) or "no dimensions"
            told.append(
                f"{one.asked.id}: {item.name} comes under {pairs} instead, "
                f"since {first:%Y-%m-%dT%H:%MZ}"
            )
            found.append(calls.read_metrics([str(item)], around=first))
    return Renamed(tuple(told), tuple(found[:1]), tuple(looks))


def _stop(course: Course) -> bool:
    """Whether values that came in most periods stopped well before the window ended."""
    periods, points = course.periods, course.points
    step = timedelta(seconds=periods.length)
    last = points[-1][0]
    missed = (periods.window.end - last) // step - 1 - periods.growing
    before = (last - periods.window.start) // step + 1
    return missed >= FEWEST_MISSED and len(points) * 2 > before


def _since(
    metrics: Metrics, item: Item, last: datetime, periods: Periods
) -> Iterator[tuple[Item, datetime]]:
    """The same metric with other dimensions whose first value of the window, or of the span before
    it, came about when this one stopped, with that time."""
    names = metrics.known(item.namespace, item.name).names
    sets = [one.dimensions for one in names if set(one.dimensions) != set(item.dimensions)]
    asked = [
        Asked(f"m{number}", replace(item, dimensions=dimensions, limit=None))
        for number, dimensions in enumerate(sets[:MOST_OTHERS], 1)
    ]
    if not asked:
        return
    since = periods.before.start if periods.before else periods.window.start
    queries = metric_plan.queries(asked, periods.length)
    series = {one.id: one for one in metrics.data(queries, Window(since, periods.window.end))}
    step = timedelta(seconds=periods.length)
    for one in asked:
        points = series[one.id].points if one.id in series else ()
        first = min((at for at, _ in points), default=None)
        if first is not None and last - step <= first <= last + FEWEST_MISSED * step:
            yield one.item, first
