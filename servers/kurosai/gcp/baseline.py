"""Where nothing like a line came before: was there anything at all? Without, nobody knows whether
it is new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.errors import Unavailable
from kurosai.gcp import filters
from kurosai.gcp.platform import Logs
from kurosai.gcp.wire.errors import Denied
from kurosai.gcp.wire.reading import LogEntry
from kurosai.vocabulary import Window

_PLACES = ("cluster_name", "namespace_name", "container_name")
"""What stays the same of a place when a job runs again: not its pod."""

LATE = timedelta(hours=1)
"""A place that writes at all has written by then."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """`window` holds none of a signature; `first` is the oldest entry of its place in it, None
    where there is none, or where `known` says that nobody could look."""

    window: Window
    where: str
    first: datetime | None = None
    known: bool = True

    def told(self, span: str) -> str:
        """Whether the signature is new; `span` is `in the 24 h before the window`."""
        if not self.known:
            return f"none {span}; whether anything was written there then was not looked at"
        if self.first is None:
            return (
                f"whether it is new is not known: its place ({self.where}) has no entry at all "
                f"{span}"
            )
        if self.first - self.window.start < LATE:
            return f"new: none {span}"
        return (
            f"new: none in the {length(self.window.end - self.first)} before the window; earlier, "
            f"back to {length(self.window.end - self.window.start)}, its place ({self.where}) has "
            "no entry at all"
        )


def place(hit: LogEntry) -> str:
    """The condition of where a hit is from, whichever run of it, and in whichever log."""
    labels = hit.resource_labels
    return filters.every(
        filters.equals("resource.type", hit.resource),
        *(filters.equals(f"resource.labels.{name}", labels.get(name, "")) for name in _PLACES),
    )


def of(logs: Logs, hit: LogEntry, window: Window, project: str) -> Baseline:
    """What the place of a hit has in a window that holds none like it. One read."""
    labels = hit.resource_labels
    where = " ".join([hit.resource, *(labels[name] for name in _PLACES if labels.get(name))])
    try:
        found = logs.entries(place(hit), window, most=1, project=project)
    except (Denied, Unavailable):
        return Baseline(window, where, known=False)
    # A page without an entry proves nothing where there are more pages.
    first = found.entries[0].at if found.entries else None
    return Baseline(window, where, first, known=bool(found.entries) or found.complete)


def length(span: timedelta) -> str:
    """`24 h`, `45 min`."""
    minutes = span.total_seconds() / 60
    return f"{minutes / 60:.3g} h" if minutes >= 90 else f"{minutes:.3g} min"
