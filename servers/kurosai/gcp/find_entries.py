"""One call for what Google Cloud logged: the entries, what stands around them, the ids in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.gcp import absence, cursors, folding, lines, neighbours, question, retention
from kurosai.gcp.absence import Place
from kurosai.gcp.folding import Folded
from kurosai.gcp.neighbours import Neighbours
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Asked, Question
from kurosai.gcp.wire.entries import Found
from kurosai.gcp.wire.errors import Denied
from kurosai.gcp.wire.reading import LogEntry
from kurosai.resource_map import Identifier, ResourceMap, identify
from kurosai.vocabulary import Call, Coverage, Reading, Row, Window, stamp

MOST = 50
MOST_IDS = 6
CLOSE = timedelta(minutes=1)


def find(logs: Logs, resources: ResourceMap, now: datetime, asked: Asked) -> Reading:
    """The reading: hits, the surroundings of the one that is meant, ids, repeats folded."""
    asks = question.of(asked, now)
    project = logs.project(asked.project)
    place = Place(
        source=_source(project, asked),
        identity=logs.identity(asked.project),
        project=project,
        asked=asked,
    )
    kept = retention.of(resources, now)
    try:
        found = logs.entries(
            asks.condition, asks.window, most=MOST, project=project, place=asks.start
        )
        if not found.entries:
            return absence.nothing(logs, place, asks, kept, now, complete=found.complete)
        return _found(logs, resources, now, asks, found, place)
    except Denied as denied:
        return absence.denied(place, asks, str(denied))


def _source(project: str, asked: Asked) -> str:
    parts = [f"projects/{project}", asked.log and f"logs/{asked.log}", asked.resource]
    return " ".join(part for part in (*parts, asked.cluster) if part)


def _found(
    logs: Logs,
    resources: ResourceMap,
    now: datetime,
    asks: Question,
    found: Found,
    place: Place,
) -> Reading:
    hits = _close(logs, asks, found, place.project)
    meant = _meant(hits, asks.around)
    # A listing asks for no entry in particular: none of their surroundings is the one.
    around = neighbours.of(logs, meant, now, place.project) if asks.filter else None
    near = around.entries if around else ()
    ids = _ids(resources, (meant, *near) if around else ())
    others = _ids(resources, hits) if around else ()
    folded = folding.of(hits, meant)
    kept = retention.of(resources, now)
    whole = found.complete and not kept.lacks(asks.window)
    close = hits is not found.entries
    return Reading(
        source=place.source,
        identity=place.identity,
        coverage=_coverage(found, whole=whole),
        window=asks.window,
        found=len(hits),
        total=len(hits) if whole and asks.start is None else None,
        unit="hit",
        lead=_lead(meant, around, ids, [one for one in others if one not in ids]),
        rows=_rows(hits, near, folded),
        tail=(
            *_more(hits, found, close=close),
            *([f"partial: {kept.told()}"] if kept.lacks(asks.window) else []),
            *_late(hits),
        ),
        next=_next(hits, meant, (*ids, *others), asks),
        cursor=cursors.write(asks.window, found.rest) if found.rest and not close else "",
        facts={"hit": stamp(meant.at), **{one.kind: one.value for one in reversed(ids)}},
    )


def _close(logs: Logs, asks: Question, found: Found, project: str) -> Sequence[LogEntry]:
    """The hits; of too many, those at the time that was asked about."""
    around, window = asks.around, asks.window
    if found.complete or around is None or found.entries[-1].at >= around:
        return found.entries
    span = Window(max(window.start, around - CLOSE), min(window.end, around + CLOSE))
    near = logs.entries(asks.condition, span, most=MOST, project=project)
    return near.entries or found.entries


def _meant(hits: Sequence[LogEntry], around: datetime | None) -> LogEntry:
    """The hit nearest to the time that was asked about, or the newest."""
    middle = around or hits[-1].at
    return min(hits, key=lambda entry: (abs(entry.at - middle), middle - entry.at))


def _coverage(found: Found, *, whole: bool) -> Coverage:
    if not found.complete:
        return Coverage.TRUNCATED
    return Coverage.COMPLETE if whole else Coverage.PARTIAL


def _lead(
    meant: LogEntry,
    around: Neighbours | None,
    ids: Sequence[Identifier],
    rest: Sequence[Identifier],
) -> tuple[str, ...]:
    if around is None:
        return ()
    others = len(around.entries) - 1
    return (
        f"around the hit of {stamp(meant.at)}: {around.what}, {others} other entries nearest to it",
        f"ids: {_listed(ids) or 'none that the resource map knows in these entries'}",
        *([f"ids of the other hits: {_listed(rest)}"] if rest else []),
    )


def _listed(ids: Sequence[Identifier]) -> str:
    more = f" and {len(ids) - MOST_IDS} more" if len(ids) > MOST_IDS else ""
    return ", ".join(f"{one.kind} {one.value}" for one in ids[:MOST_IDS]) + more


def _ids(resources: ResourceMap, entries: Iterable[LogEntry]) -> tuple[Identifier, ...]:
    found = (one for entry in entries for one in identify(resources, lines.whole(entry)))
    return tuple(dict.fromkeys(found))


def _rows(hits: Sequence[LogEntry], near: Sequence[LogEntry], folded: Folded) -> tuple[Row, ...]:
    wanted = {entry.key for entry in hits}
    entries = {entry.key: entry for entry in (*near, *hits)}
    rows: list[Row] = []
    for entry in sorted(entries.values(), key=lambda one: one.at):
        mark = "." if entry.key in folded.hidden else ">" if entry.key in wanted else ""
        told = lines.brief(entry) + folded.counts.get(entry.key, "")
        rows.append(lines.row(entry, mark=mark, told=told))
    return tuple(rows)


def _more(hits: Sequence[LogEntry], found: Found, *, close: bool) -> tuple[str, ...]:
    if found.complete:
        return ()
    last = stamp(hits[-1].at)
    if close:
        return (f"more hits lie before and after these: give since={last}, or a longer text",)
    return (f"more hits follow after {last}",)


def _late(hits: Sequence[LogEntry]) -> tuple[str, ...]:
    """How late entries arrive here, where that is worth knowing."""
    longest = max(entry.received - entry.at for entry in hits)
    if longest < timedelta(seconds=30):
        return ()
    return (f"these entries could be read up to {int(longest.total_seconds())} s after the fact",)


def _next(
    hits: Sequence[LogEntry], meant: LogEntry, ids: Sequence[Identifier], asks: Question
) -> tuple[Call, ...]:
    """The pod of the hit that is meant, else of the nearest that has one, and the jobs named;
    nothing for a listing."""
    if not asks.filter:
        return ()
    near = sorted(hits, key=lambda entry: abs(entry.at - meant.at))
    found = next(((pod, entry.at) for entry in near if (pod := _pod(entry))), None)
    offered = [calls.trace_pod(found[0], around=found[1])] if found else []
    jobs = dict.fromkeys(one.value for one in ids if one.kind == "job")
    offered += [calls.describe_job(job) for job in jobs if job not in asks.filter]
    return tuple(offered[:3])


def _pod(entry: LogEntry) -> str:
    """The pod or Job that an entry is about, as trace_pod takes it; "" for none."""
    event = lines.event_of(entry)
    if event is not None and event.kind == "Job":
        return event.name
    return entry.resource_labels.get("pod_name", "")
