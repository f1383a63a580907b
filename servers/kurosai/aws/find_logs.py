"""One call for an operator's whole question: the line, its request, the ids in it, and did it
happen before and since?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from kurosai import calls, windows
from kurosai.aws import (
    absence,
    beside,
    context,
    contrast,
    hits,
    lambda_lines,
    lateness,
    log_groups,
    many,
    named,
    onset,
    retention,
    rows,
    scan_estimate,
    surroundings,
    trouble,
)
from kurosai.aws.context import Context
from kurosai.aws.contrast import Contrast
from kurosai.aws.hits import Hits, Question
from kurosai.aws.lambda_lines import GROUP_PREFIX
from kurosai.aws.log_groups import Chosen
from kurosai.aws.named import Named
from kurosai.aws.platform import Logs, Queries
from kurosai.aws.recurrence import Recurrence
from kurosai.aws.remembered import RememberedGroups
from kurosai.aws.sought import Sought
from kurosai.aws.trouble import Trouble
from kurosai.aws.wire.errors import Denied, Missing
from kurosai.aws.wire.logs import LogEvent
from kurosai.parallel import both
from kurosai.resource_map import ResourceMap
from kurosai.vocabulary import Again, Call, Coverage, Reading, Window

MOST_OTHERS = 3
MOST_WHOLE = 3
"""Of many hits so many are shown as they are: those nearest to the time asked."""

LONG = timedelta(days=1)
AROUND_A_JOB = timedelta(hours=12)


def find(
    logs: Logs,
    resources: ResourceMap,
    now: datetime,
    *,
    group: str,
    text: str = "",
    pattern: str = "",
    like: str = "",
    around: str = "",
    since: str = "",
    until: str = "",
    minutes: int = windows.DEFAULT_MINUTES,
    queries: Queries | None = None,
) -> Reading:
    """The reading: hits marked, what is around them, ids, and the other occurrences.

    Without `queries`, Logs Insights is not used.
    """
    window = windows.of(around, since, until, minutes, now)
    middle = windows.when(around, now) if around else None
    sought = Sought(text, pattern, like)
    logs = RememberedGroups(logs)
    chosen = log_groups.choose(group, logs, resources)
    alone = chosen.alone
    try:
        meant = trouble.of(logs, alone.group, window, middle) if alone and not sought else None
        if meant is not None:
            sought = Sought(meant.text)
        anything = not (alone or sought or any(one.holds for one in chosen.targets))
        asked = Sought(pattern=lambda_lines.TROUBLE_PATTERN) if anything else sought
        question = Question(chosen.targets, asked, window, middle, _size(logs, chosen, window, now))
        found = hits.of(logs, queries, question)
        if anything:
            found = replace(found, events=tuple(trouble.failures(found.events)))
        if found.events:
            question = replace(
                question, sought=_of_nearest(question, found) if anything else sought
            )
            return _found(logs, queries, resources, now, chosen, question, found, meant)
        if found.nowhere:
            raise absence.no_such_group(logs, chosen.targets[0].group)
        if alone:
            return absence.nothing(logs, alone.group, sought, window, now, complete=found.complete)
        return absence.nothing_anywhere(logs.identity, chosen, found, asked, window, now)
    except Missing:
        raise absence.no_such_group(logs, chosen.targets[0].group) from None
    except Denied as denied:
        return absence.denied(logs.identity, chosen.told, window, str(denied))


def _size(logs: Logs, chosen: Chosen, window: Window, now: datetime) -> int:
    """About how much there is to be searched; asked only where it may be much."""
    known = chosen.known
    if window.end - window.start > LONG:
        known = scan_estimate.known(logs, chosen.names, known)
    return scan_estimate.of(known.values(), window, now).total


def _of_nearest(question: Question, found: Hits) -> Sought:
    """Of failures in several groups the one that is meant, to be looked for before and since."""
    return Sought(trouble.text_of(hits.nearest(found, question.around)[0]))


def _found(
    logs: Logs,
    queries: Queries | None,
    resources: ResourceMap,
    now: datetime,
    chosen: Chosen,
    question: Question,
    found: Hits,
    meant: Trouble | None,
) -> Reading:
    nearest = hits.nearest(found, question.around)
    group, sought = nearest[0].group or question.group, question.sought
    # A listing asks for no line in particular: none of its requests is the one.
    asked = [one for one in nearest if (one.group or group) == group] if sought else []
    around, past = both(
        lambda: context.of(logs, group, asked, now),
        lambda: surroundings.past(logs, queries, group, sought, nearest[0], question.window, now),
    )
    near = () if around.main or not sought else beside.of(logs, group, nearest[0], now)
    found = surroundings.settled(found, (*around.lines, *past.events, *near))
    nearest = hits.nearest(found, question.around)
    unlike = contrast.of(logs, group, around.main, past, now)
    kept = retention.of(logs, group, question.window.start, now)
    lacks = kept.lacks(question.window) or chosen.lacks(question.window, now)
    ids = named.by(resources, nearest, around)
    looks = (*chosen.looks, *found.looks)
    whole = around.complete and not lacks and not any(look.leaves_open for look in looks)
    patterns = many.of(found.events, question.window, [one.id for one in nearest[:MOST_WHOLE]])
    main = around.main.lines if around.main else ()
    every = (*found.events, *around.lines, *past.events)
    return Reading(
        source=chosen.told,
        identity=logs.identity,
        coverage=_coverage(found, whole=whole),
        window=question.window,
        found=len(found.events),
        total=len(found.events) if found.complete and not lacks else None,
        unit="hit",
        lead=(
            *(meant.told() if meant else ()),
            *_where(chosen, found, group),
            *_lead(question, found, around, ids, unlike),
            *([patterns.told()] if patterns else []),
        ),
        rows=rows.of(
            found.events,
            main,
            (*around.lines, *past.events, *past.reports),
            unlike,
            beside=near,
            group_of=hits.shortened(chosen.names) if len(found.by_group()) > 1 else rows.NO_NAMES,
            many=patterns,
        ),
        tail=(
            *found.more(),
            *([kept.told()] if lacks and not past.note else []),
            *_unread(around),
            *past.told(),
            *_incomplete(past),
            *lateness.told(lateness.seen(every), question.window, now),
        ),
        next=(
            *_next(chosen, question, ids, meant),
            *onset.offered(past, around),
            *_others(ids, nearest[0], now),
        )[:3],
        again=_again(past, question, group, nearest[0]),
        facts={
            **({"request": around.main.id} if around.main else {}),
            **ids.facts(),
            **past.facts(),
        },
        looks=looks,
    )


def _where(chosen: Chosen, found: Hits, group: str) -> tuple[str, ...]:
    if chosen.alone is not None:
        return ()
    nearest = f"; what follows is of {group}" if len(found.by_group()) > 1 else ""
    return (f"{hits.told_by_group(found, chosen.targets)}{nearest}",)


def _lead(
    question: Question, found: Hits, around: Context, ids: Named, unlike: Contrast | None
) -> tuple[str, ...]:
    lines: list[str] = []
    sought = question.sought
    if found.alike:
        lines.append("no line has exactly this text; these differ in numbers and names only")
    if sought.like and not any(map(sought.has_signature, found.events)):
        lines.append("no line differs from it in ids and numbers only; these share its words")
    if around.main:
        lines.append(_request(around, around.main, found.events, unlike))
    elif sought and question.group.startswith(GROUP_PREFIX):
        lines.append("request: unknown, the line carries none and no run around it was seen")
    told = [unlike.told()] if unlike else []
    return (*lines, *ids.told(expected=bool(sought)), *told)


def _request(
    around: Context,
    main: context.Request,
    events: Sequence[LogEvent],
    unlike: Contrast | None,
) -> str:
    others = [*(one.id for one in around.read if one is not main), *around.others]
    among = ""
    if others:
        more = f" and {len(others) - MOST_OTHERS} more" if len(others) > MOST_OTHERS else ""
        shown = f"; others: {', '.join(others[:MOST_OTHERS])}{more}"
        # Where the hits are told as patterns, three ids of very many help nobody.
        among = f" (1 of {len(others) + 1} that hit{'' if len(events) > many.FEWEST else shown})"
    lines = {event.id for event in main.lines}
    seen = rows.near(main.lines) | {event.id for event in events if event.id in lines}
    seen |= {event.id for event in unlike.here} if unlike else set()
    all_lines = "" if len(seen) == len(lines) else ", all by read_evidence"
    least = "" if main.complete else "at least "
    return f"request {main.id}{among}, {len(seen)} of {least}{len(lines)} lines{all_lines}"


def _unread(around: Context) -> tuple[str, ...]:
    if around.complete:
        return ()
    some = ", ".join(one.id for one in around.read if not one.complete)
    return (f"partial: not all lines of request {some} could be read",)


def _incomplete(past: Recurrence) -> tuple[str, ...]:
    """Of a search beside the question: its hits are all here, whatever else there may be."""
    if past.counted:
        return ()
    return (f"the search for the {past.label} stopped at its limit: a longer text finds fewer",)


def _coverage(found: Hits, *, whole: bool) -> Coverage:
    if not found.complete:
        return Coverage.TRUNCATED
    return Coverage.COMPLETE if whole else Coverage.PARTIAL


def _again(past: Recurrence, question: Question, group: str, hit: LogEvent) -> Again | None:
    at = past.pending_until()
    if at is None:
        return None
    sought = question.sought
    call = calls.find_logs(
        group,
        sought.text,
        pattern=sought.pattern,
        like=sought.like,
        around=question.around or hit.at,
    )
    return Again(at, call, "the next run has not happened yet")


def _next(
    chosen: Chosen, question: Question, ids: Named, meant: Trouble | None
) -> tuple[Call, ...]:
    """What is known of an error that nobody had named; then the jobs that the hits lead to, but
    for one that was searched for. None of a listing."""
    if chosen.job:
        return (calls.trace_job(chosen.job),)
    sought = question.sought
    if not sought:
        return ()
    known = [calls.find_runbook(sought.said)] if meant else []
    jobs = [calls.describe_job(job) for job in ids.jobs() if job not in sought.said]
    return (*known, *jobs)


def _others(ids: Named, hit: LogEvent, now: datetime) -> tuple[Call, ...]:
    """The other jobs of the workflow that the lines name: did they fare the same?"""
    if not ids.jobs():
        return ()
    at = hit.at.replace(second=0, microsecond=0)
    since, until = at - AROUND_A_JOB, at + AROUND_A_JOB
    ends = until if until < now else None
    named = (one.value for one in (*ids.main, *ids.others) if one.kind == "workflow")
    return tuple(calls.find_jobs(workflow_id=one, since=since, until=ends) for one in named)[:1]
