"""Hits and what surrounds them as a reader sees them: rows, ids, our sentences about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta

from kurosai.gcp import lines
from kurosai.gcp.folding import Folded
from kurosai.gcp.neighbours import Neighbours
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Asked
from kurosai.gcp.wire.reading import LogEntry
from kurosai.resource_map import Identifier, ResourceMap, identify
from kurosai.vocabulary import Row, stamp

MOST_IDS = 6
MOST_LOGS = 4
_NAMES_LOG = re.compile(r"\blog_?(?:Name|id)\b", re.IGNORECASE)
LATE = timedelta(seconds=30)
VERY_LATE = timedelta(minutes=1)


def source(logs: Logs, projects: Sequence[str], *narrower: str) -> str:
    """What was searched: `projects/p`, or views of it, and what that was narrowed to."""
    places = [place for project in projects for place in logs.places(project)]
    return " ".join([", ".join(places), *(one for one in narrower if one)])


def lead(
    meant: LogEntry,
    around: Neighbours | None,
    own: Sequence[Identifier],
    rest: Sequence[Identifier],
    *,
    of: str = "",
) -> tuple[str, ...]:
    """What stands around the hit that is meant (`of` what it is, where that is not plain), and the
    ids of all."""
    if around is None:
        return ()
    others = len(around.entries) - 1
    more = "1 other entry" if others == 1 else f"{others} other entries"
    return (
        f"around the hit of {stamp(meant.at)}{of}: {around.what}, {more} nearest to it",
        f"ids: {_listed(own) or 'none that the resource map knows in these entries'}",
        *([f"ids of the other hits: {_listed(rest)}"] if rest else []),
    )


def searched(asked: Asked, hits: Sequence[LogEntry]) -> tuple[str, ...]:
    """Which logs the hits are of, where none was named: whether those of Kubernetes events were
    searched too stands in no hit."""
    if asked.log or _NAMES_LOG.search(asked.filter):
        return ()
    counts: dict[str, int] = {}
    for hit in hits:
        counts[hit.log] = counts.get(hit.log, 0) + 1
    often = sorted(counts, key=lambda log: (-counts[log], log))
    told = [f"{log} {counts[log]}" for log in often[:MOST_LOGS]]
    more = len(often) - len(told)
    told += [f"{more} others"] if more else []
    kinds = "" if asked.resource else " (Kubernetes events, containers, audit, ...)"
    return (f"no log was named, so all were searched{kinds}; hits: {', '.join(told)}",)


def ids(resources: ResourceMap, entries: Iterable[LogEntry]) -> tuple[Identifier, ...]:
    """The ids in some entries, each once."""
    found = (one for entry in entries for one in identify(resources, lines.whole(entry)))
    return tuple(dict.fromkeys(found))


def rows(
    hits: Sequence[LogEntry],
    around: Neighbours | None,
    folded: Folded,
    hidden: frozenset[str],
    *,
    several: bool,
) -> tuple[Row, ...]:
    """Hits marked, among what surrounds one of them; with their project where there are several."""
    wanted = {entry.key for entry in hits}
    near = around.entries if around else ()
    pod = around.pod if around else ""
    entries = {entry.key: entry for entry in (*near, *hits)}
    found: list[Row] = []
    for entry in sorted(entries.values(), key=lambda one: one.at):
        quiet = entry.key in folded.hidden or entry.key in hidden
        where = f"{entry.project} " if several else ""
        told = where + lines.brief(entry, pod) + folded.counts.get(entry.key, "") + _came(entry)
        mark = "." if quiet else ">" if entry.key in wanted else ""
        found.append(lines.row(entry, mark=mark, told=told))
    return tuple(found)


def far(hits: Sequence[LogEntry], meant: LogEntry, shown: int) -> frozenset[str]:
    """The keys of hits that are not among so many nearest to the one that is meant."""
    near = sorted(hits, key=lambda entry: abs(entry.at - meant.at))
    return frozenset(entry.key for entry in near[shown:])


def late(hits: Sequence[LogEntry]) -> tuple[str, ...]:
    """How late entries arrive here, where that is worth knowing."""
    longest = max(entry.received - entry.at for entry in hits)
    if longest < LATE:
        return ()
    return (f"these entries could be read up to {int(longest.total_seconds())} s after the fact",)


def pod_of(entry: LogEntry) -> str:
    """The pod or Job that an entry is about, as trace_pod takes it; "" for none."""
    event = lines.event_of(entry)
    if event is not None and event.kind == "Job":
        return event.name
    return entry.resource_labels.get("pod_name", "")


def _came(entry: LogEntry) -> str:
    """When an entry could be read, where that was much later than it happened."""
    return f" [came {stamp(entry.received)}]" if entry.received - entry.at >= VERY_LATE else ""


def _listed(several: Sequence[Identifier]) -> str:
    more = f" and {len(several) - MOST_IDS} more" if len(several) > MOST_IDS else ""
    return ", ".join(f"{one.kind} {one.value}" for one in several[:MOST_IDS]) + more
