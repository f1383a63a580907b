"""What stands around a hit: the same operation, trace, pod or Job, else the same resource."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.gcp import filters, lines, pods
from kurosai.gcp.platform import Logs
from kurosai.gcp.wire.reading import LogEntry
from kurosai.parallel import both
from kurosai.vocabulary import Window

BEFORE = 8
AFTER = 5
REACH = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """`what` they share with the hit, in words, and the entries, the hit's own among them; `pod`
    is the one that they share, if that is it."""

    what: str
    entries: tuple[LogEntry, ...]
    pod: str = ""


def of(logs: Logs, hit: LogEntry, now: datetime, project: str) -> Neighbours:
    """The nearest entries before and after a hit."""
    what, condition = _shared(hit)
    start, end = hit.at - REACH, min(hit.at + REACH, now)
    before, after = both(
        lambda: logs.entries(
            condition, Window(start, hit.at), most=BEFORE + 1, project=project, newest=True
        ),
        lambda: logs.entries(condition, Window(hit.at, end), most=AFTER + 1, project=project),
    )
    entries = {entry.key: entry for entry in (*before.entries, hit, *after.entries)}
    pod = hit.resource_labels.get("pod_name", "")
    return Neighbours(
        what,
        tuple(sorted(entries.values(), key=lambda entry: entry.at)),
        pod if what == f"pod {pod}" else "",
    )


def _shared(hit: LogEntry) -> tuple[str, str]:
    """In words, and as a filter."""
    if hit.operation and not hit.single:
        return f"operation {hit.operation}", filters.equals("operation.id", hit.operation)
    if hit.trace:
        return f"trace {hit.trace}", filters.equals("trace", hit.trace)
    pod = hit.resource_labels.get("pod_name", "")
    if pod:
        space = hit.resource_labels.get("namespace_name", "")
        return f"pod {pod}", filters.every(
            filters.equals("resource.labels.namespace_name", space),
            filters.equals("resource.labels.pod_name", pod),
        )
    event = lines.event_of(hit)
    if event is not None and event.kind == "Job" and event.name:
        # Its own resource is the whole cluster, in which everything else happens too.
        return f"Job {event.name} and its pods", pods.events_filter(
            event.name, "", hit.resource_labels.get("cluster_name", "")
        )
    labels = [
        filters.equals(f"resource.labels.{name}", value)
        for name, value in sorted(hit.resource_labels.items())
    ]
    kind = filters.equals("resource.type", hit.resource)
    return f"the same {hit.resource} and log", filters.every(filters.log(hit.log), kind, *labels)
