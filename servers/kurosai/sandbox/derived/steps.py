"""Series by the minute from values that hold from a time on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, TypeAlias, TypeVar, cast

from kurosai.sandbox.aws_kinds.metrics import Course, Metric, MetricSeries, Unit

T = TypeVar("T")
_MINUTE: Final = timedelta(minutes=1)
_TICK: Final = timedelta(milliseconds=1)

Found: TypeAlias = "Iterator[tuple[str, Metric]]"
"""Metrics by key."""


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when metrics follow from what is told."""

    since: datetime
    until: datetime

    @property
    def end(self) -> datetime:
        """Up to where what does not end goes on: beyond the last minute."""
        return self.until + _MINUTE

    def steps(self, told: T | Mapping[datetime, T]) -> Mapping[datetime, T]:
        """What is told as values from a time on; one for all times holds from the beginning."""
        if isinstance(told, Mapping):
            return cast("Mapping[datetime, T]", told)
        return {self.since: told}


@dataclass(frozen=True, slots=True)
class Piece:
    """How a metric goes up to the next piece: evenly from `value` to `to`; None: no points."""

    value: float | None
    to: float | None = None


def by_minute(pieces: Mapping[datetime, Piece], window: Window) -> Mapping[str, MetricSeries]:
    """The one series of some pieces, by when each begins; none if they begin after the window."""
    edges = [*sorted(at for at in pieces if at <= window.until), window.end]
    changes = {
        at: _course(pieces[at], until - _TICK) for at, until in pairwise(edges) if until > at
    }
    first = max([*edges[:1], window.since])
    if len(edges) == 1 or first > window.until:
        return {}
    first += (-(first - datetime.min.replace(tzinfo=first.tzinfo))) % _MINUTE
    last = window.until - (window.until - first) % _MINUTE
    if last < first:
        return {}
    series = MetricSeries(
        first=first, last=last, every=_MINUTE, value=0, whole=True, changes=changes
    )
    return {"told": series}


def constant(steps: Mapping[datetime, float | None]) -> Mapping[datetime, Piece]:
    """Values that stay as they are up to the next one."""
    return {at: Piece(value) for at, value in steps.items()}


def counted(
    namespace: str,
    name: str,
    dimensions: Mapping[str, str],
    series: Mapping[str, MetricSeries],
    unit: Unit = "Count",
) -> Metric:
    """A metric of such a series."""
    return Metric(namespace=namespace, name=name, dimensions=dimensions, unit=unit, series=series)


def moments(several: Sequence[Mapping[datetime, object]]) -> list[datetime]:
    """Every time at which one of several things changes."""
    return sorted({at for one in several for at in one})


def _course(piece: Piece, until: datetime) -> Course:
    if piece.value is None:
        return Course(until=until, absent=True)
    return Course(until=until, value=piece.value, to=piece.to)
