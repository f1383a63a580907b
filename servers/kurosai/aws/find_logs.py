"""One call for an operator's whole question: the line, its request, the ids in it, and did it
happen before and since?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kurosai import calls, windows
from kurosai.aws import (
    absence,
    context,
    contrast,
    hits,
    looking,
    named,
    onset,
    retention,
    rows,
    trouble,
)
from kurosai.aws.context import Context
from kurosai.aws.contrast import Contrast
from kurosai.aws.hits import Hits, Question
from kurosai.aws.lambda_lines import GROUP_PREFIX
from kurosai.aws.named import Named
from kurosai.aws.platform import Logs
from kurosai.aws.recurrence import Recurrence
from kurosai.aws.trouble import Trouble
from kurosai.aws.wire.errors import Denied, Missing
from kurosai.aws.wire.logs import LogEvent
from kurosai.parallel import both
from kurosai.resource_map import ResourceMap
from kurosai.vocabulary import Again, Call, Coverage, Reading

MOST_OTHERS = 3

AROUND_A_JOB = timedelta(hours=12)


def find(
    logs: Logs,
    resources: ResourceMap,
    now: datetime,
    *,
    group: str,
    text: str,
    around: str,
    since: str,
    until: str,
    minutes: int,
) -> Reading:
    """The reading: hits marked, their request, ids, and the other occurrences around them."""
    window = windows.of(around, since, until, minutes, now)
    middle = windows.when(around, now) if around else None
    try:
        meant = None if text else trouble.of(logs, group, window, middle)
        text = meant.text if meant else text
        question = Question(group, text, window, middle)
        found = hits.of(logs, question)
        if not found.events:
            return absence.nothing(logs, group, text, window, now, complete=found.complete)
        return _found(logs, resources, now, question, found, meant)
    except Missing:
        raise absence.no_such_group(logs, group) from None
    except Denied as denied:
        return absence.denied(logs.identity, group, window, str(denied))


def _found(
    logs: Logs,
    resources: ResourceMap,
    now: datetime,
    question: Question,
    found: Hits,
    meant: Trouble | None,
) -> Reading:
    nearest = hits.nearest(found, question.around)
    # A listing asks for no line in particular: none of its requests is the one.
    asked = nearest if question.text else ()
    around, past = both(
        lambda: context.of(logs, question.group, asked, now),
        lambda: looking.look(logs, question.group, question.text, nearest[0], now),
    )
    unlike = contrast.of(logs, question.group, around.main, past, now)
    kept = retention.of(logs, question.group, question.window.start, now)
    lacks = kept.lacks(question.window)
    ids = named.by(resources, nearest, around)
    main = around.main.lines if around.main else ()
    others = (event for request in around.read for event in request.lines)
    return Reading(
        source=question.group,
        identity=logs.identity,
        coverage=_coverage(found, whole=past.complete and around.complete and not lacks),
        window=question.window,
        found=len(found.events),
        total=len(found.events) if found.complete and not lacks else None,
        unit="hit",
        lead=(*(meant.told() if meant else ()), *_lead(question, found, around, ids, unlike)),
        rows=rows.of(found.events, main, (*others, *past.events, *past.reports), unlike),
        tail=(
            *found.more(),
            *([kept.told()] if lacks and not past.note else []),
            *_unread(around),
            *past.told(),
            *_incomplete(past),
        ),
        next=(
            *_next(question, ids, meant),
            *onset.offered(past, around, question.group),
            *_others(ids, nearest[0]),
        )[:3],
        again=_again(past, question, nearest[0]),
        facts={
            **({"request": around.main.id} if around.main else {}),
            **ids.facts(),
            **past.facts(),
        },
    )


def _lead(
    question: Question, found: Hits, around: Context, ids: Named, unlike: Contrast | None
) -> tuple[str, ...]:
    lines: list[str] = []
    if found.alike:
        lines.append("no line has exactly this text; these differ in numbers and names only")
    if around.main:
        lines.append(_request(around, around.main, found.events, unlike))
    elif question.text and question.group.startswith(GROUP_PREFIX):
        lines.append("request: unknown, the line carries none and no run around it was seen")
    told = [unlike.told()] if unlike else []
    return (*lines, *ids.told(expected=bool(question.text)), *told)


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
        shown = ", ".join(others[:MOST_OTHERS])
        among = f" (1 of {len(others) + 1} that hit; others: {shown}{more})"
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
    if past.complete:
        return ()
    return (f"partial: the search for the {past.label} stopped at its limit; narrow the text",)


def _coverage(found: Hits, *, whole: bool) -> Coverage:
    if not found.complete:
        return Coverage.TRUNCATED
    return Coverage.COMPLETE if whole else Coverage.PARTIAL


def _again(past: Recurrence, question: Question, hit: LogEvent) -> Again | None:
    at = past.pending_until()
    if at is None:
        return None
    call = calls.find_logs(question.group, question.text, around=question.around or hit.at)
    return Again(at, call, "the next run has not happened yet")


def _next(question: Question, ids: Named, meant: Trouble | None) -> tuple[Call, ...]:
    """What is known of an error that nobody had named; then the jobs that the hits lead to, but
    for one that was searched for. None of a listing."""
    if not question.text:
        return ()
    known = [calls.find_runbook(question.text)] if meant else []
    jobs = [calls.describe_job(job) for job in ids.jobs() if job not in question.text]
    return (*known, *jobs)


def _others(ids: Named, hit: LogEvent) -> tuple[Call, ...]:
    """The other jobs of the workflow that the lines name: did they fare the same?"""
    if not ids.jobs():
        return ()
    since, until = hit.at - AROUND_A_JOB, hit.at + AROUND_A_JOB
    named = (one.value for one in (*ids.main, *ids.others) if one.kind == "workflow")
    return tuple(calls.find_jobs(workflow_id=one, since=since, until=until) for one in named)[:1]
