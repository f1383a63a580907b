"""A pod that waited long for a node and got one: why it began so late, however it ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.gcp import causes, lines, node_causes
from kurosai.gcp.causes import Cause
from kurosai.gcp.decoder import events
from kurosai.gcp.pods import Pod
from kurosai.gcp.sources import Seen
from kurosai.gcp.unended import lasted

LONG = timedelta(minutes=5)
"""A new node takes a minute or two to come: a wait as short as that is how it always is."""


@dataclass(frozen=True, slots=True)
class Wait:
    """From the first event of a pod to its place on a node; `found` is everything that says why
    that took so long, the most telling first."""

    since: datetime
    until: datetime
    found: tuple[Cause, ...]

    def told(self, more: str) -> str:
        """`it waited 1h02m44s for a node, placed 21:13:01Z: 20:44:06Z no node could be added: ...
        [gce-quota]`; `more` is what is known beside the cause."""
        placed = f"it waited {lasted(self.until - self.since)} for a node, placed"
        placed = f"{placed} {self.until:%H:%M:%S}Z"
        if not self.found:
            return f"{placed}; nothing that was read says why"
        cause = self.found[0]
        return f"{placed}: {cause.entry.at:%H:%M:%S}Z {cause.what}{more} [{cause.known}]"


def of(pod: Pod | None, seen: Seen) -> Wait | None:
    """The wait of a pod that was long; None for all others, those that still wait among them."""
    until = _scheduled(pod) if pod is not None else None
    if pod is None or until is None or until - pod.events[0].at < LONG:
        return None
    found = [one for one in _kept_from(pod, seen) if one.entry.at <= until]
    return Wait(pod.events[0].at, until, tuple(sorted(found, key=causes.depth)))


def _scheduled(pod: Pod) -> datetime | None:
    """When the scheduler placed it; a line that it wrote does not tell how long it had waited."""
    for entry in pod.events:
        event = lines.event_of(entry)
        if event is not None and event.reason == "Scheduled":
            return entry.at
    return None


def _kept_from(pod: Pod, seen: Seen) -> Iterator[Cause]:
    for entry in pod.events:
        event = lines.event_of(entry)
        code = events.decode(event.kind, event.reason, event.message) if event else None
        if code is not None and code in causes.BEFORE_PLACED:
            yield causes.cause(code, entry, pod)
    for entry, code in node_causes.not_added(pod, seen):
        yield causes.cause(code, entry, pod)
