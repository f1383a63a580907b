"""Did it happen before, and since: the same signature counted over time, and whether it is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai import bars
from kurosai.errors import BadInput, Unavailable
from kurosai.gcp import alike, baseline, filters, lines, slices
from kurosai.gcp.alike import Alike
from kurosai.gcp.baseline import Baseline, length
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Question
from kurosai.gcp.retention import Kept
from kurosai.gcp.wire.errors import Denied
from kurosai.gcp.wire.reading import LogEntry
from kurosai.vocabulary import Window, stamp

REACH = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The times of one signature in `span`: the baseline, which ends at `start`, and what came
    then. `why` says why nothing could be counted; `place`, of a baseline without one, what else
    was there."""

    span: Window
    start: datetime
    times: tuple[datetime, ...] = ()
    complete: bool = False
    why: str = ""
    place: Baseline | None = None

    def told(self) -> str:
        """`same signature SPAN: 3 ··▁█ (2 h each), first ..., last ...; new: none in ...`."""
        if self.why:
            return f"same signature elsewhere: not counted ({self.why})"
        told = f"same signature {self.span}: {self._count()}"
        if len(self.times) > 1:
            counts = bars.counted(self.times, self.span)
            each = length((self.span.end - self.span.start) / len(counts))
            told += f" {bars.by_eighths(counts)} ({each} each)"
            which = "" if self.complete else " of those read"
            told += f", first {stamp(self.times[0])}, last {stamp(self.times[-1])}{which}"
        return f"{told}; {self._new()}"

    def facts(self) -> dict[str, str]:
        """What a report states."""
        return {} if self.why else {"same signature": f"{self._count()} ({self.span})"}

    def _count(self) -> str:
        return f"{'' if self.complete else 'at least '}{len(self.times)}"

    def _new(self) -> str:
        before = sum(at < self.start for at in self.times)
        before_it = f"in the {length(self.start - self.span.start)} before the window"
        if self.start == self.span.start:
            return "whether it is new cannot be told: nothing is kept from before"
        if before:
            return f"not new: {before} {before_it}"
        if not self.complete:
            return f"none seen {before_it}, but not all was read"
        return self.place.told(before_it) if self.place else f"new: none {before_it}"


def of(
    logs: Logs, asks: Question, hit: LogEntry, kept: Kept, now: datetime, project: str
) -> Recurrence | None:
    """How often what a hit says was written from a day before the window to a day after it.

    None for an entry that says nothing of its own.
    """
    like = _like(hit)
    if like is None:
        return None
    start = asks.window.start
    span = Window(max(start - REACH, min(kept.since, start)), min(asks.window.end + REACH, now))
    if not slices.affordable(logs, project):
        return Recurrence(span, start, why="the reads of this minute are kept for what comes next")
    try:
        # Each for itself: a baseline of many does not hide what came then.
        parts = [Window(span.start, start), Window(start, span.end)]
        parts = [one for one in parts if one.start < one.end]
        counted = slices.read(logs, _where(hit, like), parts, project)
    except (Denied, Unavailable) as error:
        return Recurrence(span, start, why=str(error)[:120])
    times = tuple(entry.at for entry in counted.entries if like.fits(entry))
    none = counted.complete and span.start < start and not any(at < start for at in times)
    place = baseline.of(logs, hit, Window(span.start, start), project) if none else None
    return Recurrence(span, start, times, counted.complete, place=place)


def _like(hit: LogEntry) -> Alike | None:
    try:
        return alike.of(lines.message(hit))
    except BadInput:
        return None


def _where(hit: LogEntry, like: Alike) -> str:
    return filters.every(filters.log(hit.log), baseline.place(hit), like.condition)
