"""One call for what Google Cloud logged: the entries, what stands around them, the ids in them,
and when else the same was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.gcp import (
    absence,
    compact,
    cursors,
    folding,
    found_patterns,
    found_rows,
    gathering,
    neighbours,
    pasted,
    question,
    recurrence,
    retention,
    syntax,
    unsearched,
)
from kurosai.gcp.absence import Place
from kurosai.gcp.found_patterns import Patterns
from kurosai.gcp.gathering import Gathered
from kurosai.gcp.hits import gathered, nearest
from kurosai.gcp.neighbours import Neighbours
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Asked, Question
from kurosai.gcp.recurrence import Recurrence
from kurosai.gcp.retention import Kept
from kurosai.gcp.wire.reading import LogEntry
from kurosai.parallel import both
from kurosai.resource_map import Identifier, ResourceMap
from kurosai.vocabulary import Call, Coverage, Reading, Window, stamp

SECOND = timedelta(seconds=1)


def find(logs: Logs, resources: ResourceMap, now: datetime, asked: Asked) -> Reading:
    """The reading: hits, the surroundings of the one that is meant, ids, repeats folded."""
    asks = question.of(asked, now)
    projects = logs.projects(asked.project)
    place = Place(
        source=found_rows.source(logs, projects, asked.log, asked.resource),
        identity=logs.identity(asked.project),
        projects=projects,
        asked=asked,
    )
    found, each_kept = both(
        lambda: gathered(logs, asks, asked.project, asks.window),
        lambda: retention.of_each(logs, resources, now, projects, asked.log),
    )
    if asks.by == "timestamp":
        found = gathering.aged(found, each_kept, asks.window)
    if found.denied:
        return absence.denied(place, asks, found)
    near = nearest(logs, asks, asked.project, found)
    if not found.entries and not near:
        return absence.nothing(logs, place, asks, retention.longest(each_kept), now, found)
    return _found(logs, resources, now, asks, found, near, place, each_kept)


def _found(
    logs: Logs,
    resources: ResourceMap,
    now: datetime,
    asks: Question,
    found: Gathered,
    near_time: Sequence[LogEntry],
    place: Place,
    each_kept: Mapping[str, Kept],
) -> Reading:
    hits = near_time or found.entries
    meant = _meant(hits, asks.around)
    project = meant.project if meant.project in place.projects else place.projects[0]
    around, past = _surroundings(logs, asks, meant, each_kept[project], now, project)
    # Whoever goes on behind a cursor has seen them.
    many = found.cut and len(place.projects) == 1 and asks.start is None
    patterns = found_patterns.of(logs, asks, project) if many else found_patterns.NONE
    near = around.entries if around else ()
    ids = found_rows.ids(resources, (meant, *near) if around else ())
    others = found_rows.ids(resources, hits) if around else ()
    # Of several the looks tell: each keeps for as long as it likes.
    kept = retention.longest(each_kept)
    lacks = kept.lacks(asks.window) and asks.by == "timestamp"
    whole = found.complete and not lacks
    close = bool(near_time)
    several = len(place.projects) > 1
    # Beside patterns a few hits are enough: all are recorded.
    far = found_rows.far(hits, meant, found_patterns.SHOWN) if patterns.rows else frozenset[str]()
    told = [one for one in hits if one.key not in far]
    folded = folding.of(told, meant, around=asks.around)
    rows = found_rows.rows(hits, around, folded, far, several=several)
    return Reading(
        source=place.source,
        identity=place.identity,
        coverage=_coverage(found, whole=whole),
        window=asks.window,
        found=len(hits),
        total=len(hits) if whole and asks.start is None else None,
        unit="hit",
        lead=(
            *syntax.notes(asks.given),
            *pasted.told(place.asked.text, hits),
            *_by(asks),
            *found_rows.lead(
                meant,
                around,
                ids,
                [one for one in others if one not in ids],
                # What came first was not of the newest.
                of=" (the newest behind this cursor)" if asks.start else "",
            ),
            *([past.told()] if past else []),
            *unsearched.told(logs, hits, place.asked.project),
            *(found_rows.searched(place.asked, hits) if asks.filter else ()),
        ),
        rows=(*rows, *patterns.rows),
        tail=(
            *_more(hits, found, patterns, close=close),
            *([f"partial: {kept.told_of_all()}"] if lacks else []),
            *found_rows.late(hits),
        ),
        next=_with_rest(
            _next(hits, meant, (*ids, *others), asks),
            compact.of(asks.condition, hits, _span(hits, asks, close=close), place.asked.project)
            # Of a signature there is no filter.
            if asks.like is None and asks.by == "timestamp" and compact.wanted(rows)
            else None,
        ),
        cursor=cursors.write(asks.window, found.rest) if found.rest and not close else "",
        facts={
            "hit": stamp(meant.at),
            **{one.kind: one.value for one in reversed(ids)},
            **(past.facts() if past else {}),
        },
        looks=found.looks,
    )


def _surroundings(
    logs: Logs, asks: Question, meant: LogEntry, kept: Kept, now: datetime, project: str
) -> tuple[Neighbours | None, Recurrence | None]:
    """Of a question about something in particular. A listing asks for no entry of its own: none
    of their surroundings is the one."""
    if not asks.filter:
        return None, None
    return both(
        lambda: neighbours.of(logs, meant, now, project),
        lambda: recurrence.of(logs, asks, meant, kept, now, project),
    )


def _with_rest(offered: tuple[Call, ...], rest: Call | None) -> tuple[Call, ...]:
    """At most three calls, the last of them that for hits that are not shown by themselves."""
    return (*offered[:2], rest) if rest else offered


def _span(hits: Sequence[LogEntry], asks: Question, *, close: bool) -> Window:
    """The part of the window that the hits are of, as far as others of it are not asked for."""
    start = hits[0].at if close else asks.window.start
    whole = not close and asks.start is None
    return Window(start, asks.window.end if whole else hits[-1].at + SECOND)


def _meant(hits: Sequence[LogEntry], around: datetime | None) -> LogEntry:
    """The hit nearest to the time that was asked about, or the newest."""
    middle = around or hits[-1].at
    return min(hits, key=lambda entry: (abs(entry.at - middle), middle - entry.at))


def _coverage(found: Gathered, *, whole: bool) -> Coverage:
    if any(look.coverage is Coverage.DENIED for look in found.looks):
        return Coverage.PARTIAL
    if found.cut:
        return Coverage.TRUNCATED
    return Coverage.COMPLETE if whole else Coverage.PARTIAL


def _by(asks: Question) -> tuple[str, ...]:
    if asks.by == "timestamp":
        return ()
    return ("the window is of when entries could be read; those are up to a day older or newer",)


def _more(
    hits: Sequence[LogEntry], found: Gathered, patterns: Patterns, *, close: bool
) -> tuple[str, ...]:
    if not found.cut:
        return ()
    told = (patterns.told,) if patterns.told else ()
    if patterns.rows:
        told = (*told, f"shown are the hits nearest to the one that is meant, of {len(hits)} read")
    first, last = stamp(hits[0].at), stamp(hits[-1].at)
    if close:
        return (
            *told,
            f"more hits lie before and after these: give since={last}, or a longer text",
        )
    if found.looks:
        return (*told, f"older hits lie before {first}: ask one project for them")
    return (*told, f"older hits lie before {first}, behind the cursor")


def _next(
    hits: Sequence[LogEntry], meant: LogEntry, ids: Sequence[Identifier], asks: Question
) -> tuple[Call, ...]:
    """The pod of the hit that is meant, else of the nearest that has one, and the jobs named;
    nothing for a listing."""
    if not asks.filter:
        return ()
    near = sorted(hits, key=lambda entry: abs(entry.at - meant.at))
    found = next(((pod, entry.at) for entry in near if (pod := found_rows.pod_of(entry))), None)
    offered = [calls.trace_pod(found[0], around=found[1])] if found else []
    jobs = dict.fromkeys(one.value for one in ids if one.kind == "job")
    offered += [calls.describe_job(job) for job in jobs if job not in asks.filter]
    return tuple(offered[:3])
