"""A Logs Insights query as written: guarded, run, and told with what it went through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kurosai import calls, windows
from kurosai.aws.failed_look import at as failed_at
from kurosai.aws.leads import leads
from kurosai.aws.logs import absence, malformed
from kurosai.aws.logs.groups import log_groups, scan_estimate
from kurosai.aws.logs.groups.log_groups import Chosen
from kurosai.aws.logs.occurrences import query_levels, query_rows
from kurosai.aws.platform import Logs, Queries
from kurosai.aws.wire.errors import Denied, Missing
from kurosai.aws.wire.insights import STOPPED, Malformed, QueryAnswer
from kurosai.aws.wire.logs import LogGroup
from kurosai.errors import BadInput, Unavailable
from kurosai.resource_map import ResourceMap
from kurosai.vocabulary import Call, Coverage, Look, Reading, Row, Window, stamp

MOST_ROWS = 1_000
"""Read and recorded; a result shows as many as fit."""

MOST_LEFT_OUT = 5
_ENDED = {
    "Timeout": "AWS gave it up after its longest time",
    "Cancelled": "somebody stopped it",
    "Failed": "AWS failed to run it",
    STOPPED: "stopped before this call's deadline",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that passed the guard."""

    query: str
    chosen: Chosen
    groups: tuple[str, ...]
    window: Window
    estimate: int


def ask(
    logs: Logs,
    queries: Queries,
    resources: ResourceMap,
    now: datetime,
    *,
    query: str,
    groups: str,
    since: str,
    until: str,
    most_gb: int,
) -> Reading:
    """The rows of the query. Raises BadInput for one that AWS cannot read or that reads too much,
    Unavailable for one that brought nothing before it ended badly."""
    window = _whole_seconds(windows.of("", since, until, 0, now), now)
    chosen = log_groups.choose(groups, logs, resources)
    known, looks = _known(logs, chosen)
    there = tuple(name for name in chosen.names if name in known)
    if not there:
        raise absence.no_such_group(logs, chosen.names[0])
    estimate = scan_estimate.of((known[name] for name in there), window, now)
    estimate.check(most_gb)
    asked = _Asked(query, chosen, there, window, estimate.total)
    try:
        asked, answer, refused = _run(queries, asked)
    except Malformed as fault:
        if malformed.is_of_time(fault):
            return _expired(logs, asked, known)
        raise malformed.told(query, fault) from fault
    except Denied as denied:
        return absence.denied(logs.identity, chosen.told, window, str(denied))
    return _reading(logs, queries, asked, answer, (*looks, *refused), _lack(known, asked, now))


def _known(logs: Logs, chosen: Chosen) -> tuple[Mapping[str, LogGroup], tuple[Look, ...]]:
    """What is known of each group, and a look for each that is not there."""
    known = scan_estimate.known(logs, chosen.names, chosen.known)
    missing = [
        Look(one.group, Coverage.EMPTY if one.derived else Coverage.PARTIAL, "no such log group")
        for one in chosen.targets
        if one.group not in known
    ]
    return known, (*chosen.looks, *missing)


def _run(queries: Queries, asked: _Asked) -> tuple[_Asked, QueryAnswer, tuple[Look, ...]]:
    """The answer, without the groups that AWS refuses by name: one must not hide the others."""
    looks: list[Look] = []
    while True:
        try:
            answer = queries.run(asked.query, asked.groups, asked.window, most=MOST_ROWS + 1)
        except (Denied, Missing) as refusal:
            # The longest name first: it may begin with another one.
            named = sorted((name for name in asked.groups if name in str(refusal)), key=len)
            rest = tuple(name for name in asked.groups if name not in named[-1:])
            if not named or not rest or len(looks) == MOST_LEFT_OUT:
                raise
            looks.append(failed_at(named[-1], refusal, missing=Coverage.PARTIAL))
            asked = replace(asked, groups=rest)
        else:
            return asked, answer, tuple(looks)


def _reading(
    logs: Logs,
    queries: Queries,
    asked: _Asked,
    answer: QueryAnswer,
    looks: tuple[Look, ...],
    lack: str,
) -> Reading:
    if not answer.complete and not answer.rows:
        raise Unavailable(
            f"The query did not end: {_ended(answer)}; {_scanned(asked, answer)}.",
            "Ask for a shorter window or fewer groups, or filter before you parse and sort.",
        )
    more = len(answer.rows) > MOST_ROWS
    kept, still_cut = query_rows.whole(answer.rows[:MOST_ROWS], queries.message)
    rows = query_rows.of(asked.query, kept)
    limit = 0 if more else query_rows.limit(asked.query, len(kept), answer.matched)
    coverage = _coverage(answer, looks, more=more or limit > 0, lack=lack)
    tail = [lack] if lack else []
    tail += query_levels.told(asked.query, kept) if coverage is Coverage.COMPLETE else ()
    if limit:
        tail.append(f"limited by the query to {limit} rows: there may be others")
    if not answer.complete:
        tail.append(f"partial: {_ended(answer)}; these rows are what it had found by then")
    if still_cut:
        tail.append(f"{still_cut} more messages may be cut at {query_rows.CUT_AT:,} characters")
    offered, why = _rest(asked, rows) if more else ((), "")
    if why:
        tail.append(why)
    return Reading(
        source=f"Insights {asked.chosen.told}",
        identity=logs.identity,
        coverage=coverage,
        window=asked.window,
        found=len(kept),
        total=None if more or limit or not answer.complete else len(kept),
        unit="row",
        lead=(
            *asked.chosen.meant,
            _scanned(asked, answer),
            *_job_note(asked.chosen),
            *_why_none(answer),
        ),
        rows=rows,
        tail=tuple(tail),
        next=(*offered, *leads.of_any((one.text, one.at) for one in rows)),
        looks=looks,
    )


def _coverage(answer: QueryAnswer, looks: Sequence[Look], *, more: bool, lack: str) -> Coverage:
    if more:
        return Coverage.TRUNCATED
    if not answer.complete or lack or any(look.leaves_open for look in looks):
        return Coverage.PARTIAL
    return Coverage.COMPLETE if answer.rows else Coverage.EMPTY


def _ended(answer: QueryAnswer) -> str:
    why = _ENDED.get(answer.status, "it ended before its time")
    return f"{why} (status {answer.status}, {answer.seconds:.1f} s)"


def _scanned(asked: _Asked, answer: QueryAnswer) -> str:
    groups = f"{len(asked.groups)} group{'s' if len(asked.groups) > 1 else ''}"
    scanned = scan_estimate.size(answer.scanned_bytes)
    about = asked.estimate
    off = f" (estimate was {scan_estimate.size(about)})" if about > 2 * 10**8 else ""
    return (
        f"scanned {scanned}{off}, {answer.scanned:,} records of {groups}; "
        f"{answer.matched:,} matched"
    )


def _why_none(answer: QueryAnswer) -> tuple[str, ...]:
    if answer.rows:
        return ()
    if not answer.scanned:
        return ("There is no line at all in this window: nothing ran, or not here.",)
    return ("There are lines in this window, and the query keeps none of them.",)


def _job_note(chosen: Chosen) -> tuple[str, ...]:
    """A query is run as written: what would narrow it to the resource is said."""
    holds = sorted({one.holds for one in chosen.targets if one.holds})
    return tuple(f"lines of {chosen.asked} contain {text!r}: filter by it" for text in holds)


def _rest(asked: _Asked, rows: Sequence[Row]) -> tuple[tuple[Call, ...], str]:
    """How to get at the rows that are not here: by the time, if time is what they are sorted by."""
    ends = query_rows.oldest_and_newest(rows)
    if ends is None or query_rows.sorts(asked.query) or ends[0] <= asked.window.start:
        return (), "more rows: aggregate with stats, filter closer, or ask for a shorter window"
    older = calls.query_logs(
        asked.query, asked.chosen.asked, since=asked.window.start, until=ends[0]
    )
    return (older,), f"more rows: these are the newest, older ones end at {stamp(ends[0])}"


def _lack(known: Mapping[str, LogGroup], asked: _Asked, now: datetime) -> str:
    """Our sentence about groups that no longer have all of the window."""
    kept = [known[name].retention_days for name in asked.groups]
    days = min((one for one in kept if one is not None), default=None)
    if days is None or asked.window.start >= now - timedelta(days=days):
        return ""
    return f"a group keeps {days} days: what was before {stamp(now - timedelta(days=days))} is gone"


def _expired(logs: Logs, asked: _Asked, known: Mapping[str, LogGroup]) -> Reading:
    kept = {known[name].retention_days for name in asked.groups}
    days = ", ".join(sorted(f"{one} days" for one in kept if one is not None)) or "all"
    return Reading(
        source=f"Insights {asked.chosen.told}",
        identity=logs.identity,
        coverage=Coverage.EXPIRED,
        window=asked.window,
        lead=(
            f"The window is older than what the groups keep ({days}), or than they are.",
            "This shows neither presence nor absence. Another source must tell.",
        ),
    )


def _whole_seconds(window: Window, now: datetime) -> Window:
    """Logs Insights knows whole seconds, both ends included."""
    start = window.start.replace(microsecond=0)
    end = window.end
    if end.microsecond:
        end = min(end.replace(microsecond=0) + timedelta(seconds=1), now)
    if end < start:
        raise BadInput("The window is shorter than a second.", "Ask for a longer one.")
    return Window(start, end)
