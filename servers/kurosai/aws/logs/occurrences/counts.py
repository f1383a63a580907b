"""How often something happened over time: a total, the first and the last, and a sparkline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kurosai import bars, levels
from kurosai.aws.logs.occurrences import by_query
from kurosai.aws.platform import Queries
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Window

MOST_BUCKETS = 16
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HOUR = 60
_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880)


@dataclass(frozen=True, slots=True)
class Counts:
    """Lines by bucket of `step`, those of no line included, from `start` on, the first bucket's."""

    total: int
    first: datetime
    last: datetime
    step: timedelta
    per: tuple[int, ...]
    start: datetime

    def told(self) -> str:
        """`per 1 h ··▂█▁, first 11-04 06:20:11Z, last 20:58:02Z`, and a change of level."""
        last = f"{self.last:%H:%M:%S}Z"
        if self.last.date() != self.first.date():
            last = f"{self.last:%m-%d} {last}"
        minutes = self.step // timedelta(minutes=1)
        span = f"{minutes // 60} h" if minutes >= _HOUR else f"{minutes} min"
        shape = bars.under_the_most(self.per)
        first = f"first {self.first:%m-%d %H:%M:%S}Z"
        return f"per {span} {shape}, {first}, last {last}{self._level(span)}"

    def _level(self, span: str) -> str:
        """The one change of level; of lines that only began or ended, first or last tells."""
        # The window begins and ends within a bucket.
        found = levels.step(self.per[1:-1])
        if found is None or not (found.was and found.now):
            return ""
        since = self.start + (found.at + 1) * self.step
        return f"; per {span} {found.told(f'{since:%m-%d %H:%M}Z')}"


def step(window: Window) -> timedelta:
    """The shortest usual span of which few enough make the window."""
    span = window.end - window.start
    fitting = (timedelta(minutes=one) for one in _MINUTES)
    most = timedelta(minutes=_MINUTES[-1])
    return next((one for one in fitting if span <= one * (MOST_BUCKETS - 1)), most)


def of_events(events: Sequence[LogEvent], window: Window) -> Counts:
    """The counts of lines that are all there; there is one at least."""
    each = step(window)
    found: dict[datetime, int] = {}
    for event in events:
        start = _start(event.at, each)
        found[start] = found.get(start, 0) + 1
    first, last = min(one.at for one in events), max(one.at for one in events)
    return _counts(found, first, last, window, each)


def of_query(
    queries: Queries | None, group: str, texts: Sequence[str], window: Window
) -> Counts | None:
    """The counts of more lines than can be read; None where nobody can be asked."""
    if queries is None or not texts:
        return None
    each = step(window)
    try:
        found = by_query.per_bucket(queries, group, texts, window, each)
    except by_query.FAILURES:
        return None
    return None if found is None else _counts(*found, window, each)


def _counts(
    found: Mapping[datetime, int],
    first: datetime,
    last: datetime,
    window: Window,
    each: timedelta,
) -> Counts:
    buckets: list[int] = []
    start = begin = min(_start(window.start, each), *found)
    while start <= max(window.end, *found):
        buckets.append(found.get(start, 0))
        start += each
    return Counts(sum(found.values()), first, last, each, tuple(buckets), begin)


def _start(at: datetime, each: timedelta) -> datetime:
    """Buckets begin where Insights begins them: counted from 1970."""
    return _EPOCH + (at - _EPOCH) // each * each
