"""The values of metrics as CloudWatch gave them: a row shows the last of them only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from kurosai import kept
from kurosai.aws.metrics.metric_periods import Periods
from kurosai.aws.metrics.metric_series import Went
from kurosai.vocabulary import Json, Row, stamp


def rows(went: Iterable[Went], periods: Periods) -> Iterator[Row]:
    """Each metric with its values a period apart from `start` on, null where there was none; what
    an expression makes of metrics is no metric."""
    for one in went:
        item = one.asked.item
        if one.course is None or item.expression or item.searches:
            continue
        points = dict((*one.course.before, *one.course.points))
        step = timedelta(seconds=periods.length)
        first, last = min(points), max(points)
        count = (last - first) // step + 1
        values: list[Json] = [points.get(first + number * step) for number in range(count)]
        told: dict[str, Json] = {
            "namespace": item.namespace,
            "name": item.name,
            "dimensions": dict(item.dimensions),
            "statistic": item.statistic,
            "period": periods.length,
            "start": stamp(first),
        }
        yield kept.row("aws.metric", {**told, "values": values})
