"""Did it happen before, and since: the same signature counted over time, and whether it is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai import bars
from kurosai.errors import BadInput, Unavailable
from kurosai.gcp import alike, filters, lines, slices
from kurosai.gcp.alike import Alike
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Question
from kurosai.gcp.retention import Kept
from kurosai.gcp.wire.errors import Denied
from kurosai.gcp.wire.reading import LogEntry
from kurosai.vocabulary import Window, stamp

REACH = timedelta(hours=24)
_PLACES = ("cluster_name", "namespace_name", "container_name")
"""What stays the same of a place when a job runs again: not its pod."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """The times of one signature in `span`: the baseline, which ends at `start`, and what came
    then. `why` says why nothing could be counted."""

    span: Window
    start: datetime
    times: tuple[datetime, ...] = ()
    complete: bool = False
    why: str = ""

    def told(self) -> str:
        """`same signature SPAN: 3 ··▁█ (2 h each), first ..., last ...; new: none in ...`."""
        if self.why:
            return f"same signature elsewhere: not counted ({self.why})"
        told = f"same signature {self.span}: {self._count()}"
        if len(self.times) > 1:
            counts = bars.counted(self.times, self.span)
            each = _length((self.span.end - self.span.start) / len(counts))
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
        baseline = f"in the {_length(self.start - self.span.start)} before the window"
        if self.start == self.span.start:
            return "whether it is new cannot be told: nothing is kept from before"
        if before:
            return f"not new: {before} {baseline}"
        if not self.complete:
            return f"none seen {baseline}, but not all was read"
        return f"new: none {baseline}"


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
    return Recurrence(span, start, times, counted.complete)


def _like(hit: LogEntry) -> Alike | None:
    try:
        return alike.of(lines.message(hit))
    except BadInput:
        return None


def _where(hit: LogEntry, like: Alike) -> str:
    labels = hit.resource_labels
    return filters.every(
        filters.log(hit.log),
        filters.equals("resource.type", hit.resource),
        *(filters.equals(f"resource.labels.{name}", labels.get(name, "")) for name in _PLACES),
        like.condition,
    )


def _length(span: timedelta) -> str:
    minutes = span.total_seconds() / 60
    return f"{minutes / 60:.3g} h" if minutes >= 90 else f"{minutes:.3g} min"
