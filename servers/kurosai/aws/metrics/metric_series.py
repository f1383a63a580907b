"""The series that came as courses, and those that brought nothing with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kurosai.aws.metrics import metric_absence
from kurosai.aws.metrics.metric_apart import REFUSED
from kurosai.aws.metrics.metric_course import Course
from kurosai.aws.metrics.metric_item import SUMS, Item
from kurosai.aws.metrics.metric_periods import Periods
from kurosai.aws.metrics.metric_plan import Asked
from kurosai.aws.platform import Metrics
from kurosai.aws.wire.metrics import Series
from kurosai.errors import BadInput
from kurosai.vocabulary import Coverage, Look, Window

READ: Final = ("Complete",)


@dataclass(frozen=True, slots=True)
class Went:
    """One series with its course, None where it has no value; `label` tells several apart."""

    asked: Asked
    label: str
    course: Course | None
    absent: str = ""
    lost: str = ""
    """What could not be read that would tell more of a series without a value."""

    @property
    def name(self) -> str:
        """What it is called in the rows."""
        own = f" [{self.label}]" if self.label else ""
        return f"{self.asked.id} {self.asked.item}{own}"


def went(
    metrics: Metrics,
    asked: Sequence[Asked],
    found: Sequence[Series],
    periods: Periods,
    now: datetime,
) -> tuple[Went, ...]:
    """Each series that was asked for. Raises BadInput where no name of a metric is known."""
    told_all: list[Went] = []
    unknown = 0
    for one in asked:
        mine = [series for series in found if series.id == one.id]
        apart = _uncompared(one.item, periods)
        with_values = [it for it in mine if _within(it, periods.window)]
        # What was searched for comes in no order that says anything.
        with_values.sort(key=lambda it: -max(value for _, value in _within(it, periods.window)))
        for series in with_values:
            course = Course(
                points=_within(series, periods.window),
                before=_within(series, periods.before) if periods.before else (),
                periods=periods,
                sums=one.item.statistic in SUMS and not one.item.expression,
                limit=None if apart else one.item.limit,
                uncompared=apart,
                compared_by=_compared_by(one.item, periods),
            )
            label = series.label if len(with_values) > 1 or one.item.searches else ""
            told_all.append(Went(one, label, course))
        failed = [series for series in mine if series.status not in READ]
        if failed and not with_values:
            told_all.append(Went(one, "", None, f"could not be read: {_said(failed[0])}"))
        elif not with_values:
            why = metric_absence.why(metrics, one.item, periods.window.end, now)
            unknown += why.unknown and not any(series.points for series in mine)
            told_all.append(Went(one, "", None, why.told, why.lost))
    if unknown == len(asked):
        more = f" and {len(asked) - 1} like it" if len(asked) > 1 else ""
        raise BadInput(
            f"{asked[0].item}{more}: {told_all[0].absent}.",
            "Name one of these, or look in `where`."
            if "; there are " in told_all[0].absent
            else "Check its namespace, name and dimensions, or look in `where`.",
        )
    return tuple(told_all)


def joined(found: Sequence[Series], before: Sequence[Series]) -> tuple[Series, ...]:
    """Each series with its values before; what of either was not read whole stays said."""
    parts: dict[tuple[str, str], list[Series]] = {}
    for one in (*found, *before):
        parts.setdefault((one.id, one.label), []).append(one)
    return tuple(
        Series(
            name,
            label,
            tuple(sorted(point for one in several for point in one.points)),
            next((one.status for one in several if one.status not in READ), several[0].status),
            tuple(dict.fromkeys(told for one in several for told in one.messages)),
        )
        for (name, label), several in parts.items()
    )


def _uncompared(item: Item, periods: Periods) -> str:
    """Why the limit says nothing of these values; "" where it does."""
    if item.same_at_every_period or item.period == periods.length:
        return ""
    if item.period:
        return f"{item.limit} is of {item.period} s, a value here of {periods.each}: not compared"
    if item.statistic not in SUMS:
        return ""
    like = f"{item.statistic} 300s {item.limit}"
    return f"a value is per {periods.each}: not compared, say of how long the limit is, like {like}"


def _compared_by(item: Item, periods: Periods) -> str:
    """By values of how long the limit was compared, where nobody said it and it matters: an
    average of an hour stays below what one of a minute went beyond."""
    if item.limit is None or item.same_at_every_period or item.period:
        return ""
    what = "limit" if item.expression else item.statistic
    return f" by values of {periods.each} (others may differ: say it, like {what} 60s {item.limit})"


def _within(series: Series, window: Window) -> tuple[tuple[datetime, float], ...]:
    return tuple(one for one in series.points if window.start <= one[0] < window.end)


def _said(series: Series, *messages: str) -> str:
    if series.status == REFUSED:
        return "; ".join(series.messages)
    return "; ".join((f"AWS says {series.status}", *messages))


def looks(
    asked: Sequence[Asked], found: Sequence[Series], told: Sequence[Went]
) -> tuple[Look, ...]:
    """What of the series could not be read whole; nothing where all could."""
    kinds = {"Forbidden": Coverage.DENIED, "PartialData": Coverage.PARTIAL}
    items = {one.id: one.item for one in asked}
    lost = (Look(one.name, Coverage.PARTIAL, one.lost) for one in told if one.lost)
    cut = (
        Look(
            f"{one.id} {items[one.id]}" if one.id in items else one.id,
            kinds.get(one.status, Coverage.PARTIAL),
            _said(one, *one.messages),
        )
        for one in found
        if one.status not in READ
    )
    return (*cut, *lost)
