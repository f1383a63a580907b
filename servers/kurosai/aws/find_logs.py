"""One call for an operator's whole question: the line, its request, the ids in it, and did it
happen before and since?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import zip_longest

from kurosai import calls
from kurosai.aws import absence, lambda_lines, patterns, recurrence, windows
from kurosai.aws.parallel import both
from kurosai.aws.platform import Logs
from kurosai.aws.wire.errors import Denied, Missing
from kurosai.aws.wire.logs import Found, LogEvent
from kurosai.resource_map import Identifier, ResourceMap, identify
from kurosai.vocabulary import Again, Call, Coverage, Reading, Row, Window, moment, stamp

MOST_HITS = 50
MOST_CONTEXT = 200
REQUEST_REACH = timedelta(minutes=16)
"""A Lambda runs at most 15 minutes: its request's lines lie within that of any of them."""

RECURRENCE_REACH = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: one log group, some text of the line, and when."""

    group: str
    text: str
    window: Window
    around: datetime | None


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
    """The reading: hits marked, their request, ids, and the other occurrences within 12 hours."""
    window = windows.of(around, since, until, minutes, now)
    middle = moment(around) if around else None
    question = Question(group, text, window, middle)
    try:
        hits, alike = _hits(logs, question)
        if not hits.events:
            return absence.nothing(logs, question.group, question.text, window, now)
        return _found(logs, resources, now, question, hits, alike)
    except Missing:
        raise absence.no_such_group(logs, group) from None
    except Denied as denied:
        return absence.denied(logs.identity, group, window, str(denied))


def _hits(logs: Logs, question: Question) -> tuple[Found, bool]:
    """The lines with exactly this text; failing that, lines of the same statement."""
    exact = patterns.exact(question.text)
    hits = logs.filter(question.group, exact, question.window, most=MOST_HITS)
    alike = patterns.alike(question.text)
    if hits.events or alike == exact:
        return hits, False
    return logs.filter(question.group, alike, question.window, most=MOST_HITS), True


def _found(
    logs: Logs,
    resources: ResourceMap,
    now: datetime,
    question: Question,
    hits: Found,
    alike: bool,
) -> Reading:
    first = hits.events[0]
    failed = lambda_lines.is_trouble(first.message)
    searched = question.text if not alike else first.message
    context, past = both(
        lambda: _request_lines(logs, question.group, first, now),
        lambda: recurrence.look(
            logs,
            question.group,
            patterns.alike(searched) if question.text else "",
            windows.wide(first.at, RECURRENCE_REACH, now),
            with_runs=failed,
        ),
    )
    request = lambda_lines.request_of(first.message) or lambda_lines.any_request(first.message)
    lines = context or list(hits.events)
    found_ids = _identifiers(resources, lines, request)
    return Reading(
        source=question.group,
        identity=logs.identity,
        coverage=_coverage(hits, past),
        window=question.window,
        found=len(hits.events),
        total=len(hits.events) if hits.complete else None,
        unit="hit",
        lead=_lead(question, hits, alike, request, context, found_ids),
        rows=_rows(hits.events, context, past),
        tail=(*_more(hits), *past.told(), *_incomplete(past)),
        next=_next(question, found_ids),
        again=_again(past, question, first),
        facts=_facts(request, found_ids, past),
    )


def _request_lines(logs: Logs, group: str, hit: LogEvent, now: datetime) -> list[LogEvent]:
    """The lines of the hit's request in order, Lambda's own included; [] when it has none."""
    request = lambda_lines.request_of(hit.message)
    if not request:
        return []
    reach = windows.wide(hit.at, REQUEST_REACH, now)
    stream = logs.filter(group, "", reach, most=MOST_CONTEXT, stream=hit.stream)
    inside: list[LogEvent] = []
    running = False
    for event in stream.events:
        owner = lambda_lines.request_of(event.message)
        if owner:
            running = owner == request
        # A line without a request id of its own (a traceback) belongs to the run around it.
        if running:
            inside.append(event)
    return inside


def _rows(
    hits: Sequence[LogEvent], context: Sequence[LogEvent], past: recurrence.Recurrence
) -> tuple[Row, ...]:
    """Hits marked, trouble of the same request shown, all else recorded without being shown."""
    hit_ids = {event.id for event in hits}
    near_ids = _near(context)
    events = {event.id: event for event in (*context, *hits, *past.events, *past.reports)}
    rows: list[Row] = []
    for event in sorted(events.values(), key=lambda event: event.at):
        mark = ">" if event.id in hit_ids else "" if event.id in near_ids else "."
        rows.append(
            Row(event.message.rstrip("\n"), event.at, mark, _brief(event.message, mark == ">"))
        )
    return tuple(rows)


def _near(context: Sequence[LogEvent]) -> set[str]:
    """Of a request's lines those that warn or report an error, each with the line behind it:
    a warning tells little without what came of it."""
    shown: set[str] = set()
    for event, following in zip_longest(context, context[1:]):
        if lambda_lines.is_trouble(event.message):
            shown.add(event.id)
            if following and not lambda_lines.is_frame(following.message):
                shown.add(following.id)
    return shown


def _brief(message: str, hit: bool) -> str:
    """A hit whole; of a traceback beside it the first and the last line."""
    text = lambda_lines.brief(message)
    lines = text.split("\n")
    if hit or len(lines) <= 2:
        return text
    return f"{lines[0]} … {lines[-1].strip()} ({len(lines)} lines)"


def _lead(
    question: Question,
    hits: Found,
    alike: bool,
    request: str,
    context: Sequence[LogEvent],
    found_ids: Sequence[Identifier],
) -> tuple[str, ...]:
    lines: list[str] = []
    if alike:
        lines.append("no line has exactly this text; these differ in numbers and names only")
    if request:
        shown = _near(context) | {event.id for event in hits.events if event in context}
        all_lines = "" if len(shown) == len(context) else ", all by read_evidence"
        lines.append(f"request {request}, {len(shown)} of {len(context)} lines{all_lines}")
    if found_ids:
        told = ", ".join(f"{one.kind} {one.value}" for one in found_ids)
        lines.append(f"ids: {told}")
    elif question.text:
        lines.append("ids: none that the resource map knows in these lines")
    return tuple(lines)


def _more(hits: Found) -> tuple[str, ...]:
    if hits.complete:
        return ()
    last = stamp(hits.events[-1].at)
    return (f"more hits follow after {last}: give since={last}, or a longer text",)


def _incomplete(past: recurrence.Recurrence) -> tuple[str, ...]:
    if past.complete:
        return ()
    return ("partial: the search for the same signature stopped at its limit; narrow the text",)


def _coverage(hits: Found, past: recurrence.Recurrence) -> Coverage:
    if not hits.complete:
        return Coverage.TRUNCATED
    return Coverage.COMPLETE if past.complete else Coverage.PARTIAL


def _identifiers(
    resources: ResourceMap, events: Sequence[LogEvent], request: str
) -> tuple[Identifier, ...]:
    """What the lines name, each once, without the request id that is said already."""
    seen: dict[tuple[str, str], Identifier] = {}
    for event in events:
        for one in identify(resources, event.message):
            if one.value != request:
                seen.setdefault((one.kind, one.value), one)
    return tuple(seen.values())


def _again(past: recurrence.Recurrence, question: Question, first: LogEvent) -> Again | None:
    at = past.pending_until()
    if at is None:
        return None
    call = calls.find_logs(question.group, question.text, around=question.around or first.at)
    return Again(at, call, "the next run has not happened yet")


def _next(question: Question, found_ids: Sequence[Identifier]) -> tuple[Call, ...]:
    """The jobs that the hits lead to; none of a listing, nor the one that was searched for."""
    jobs = [one.value for one in found_ids if one.kind == "job"]
    if not question.text:
        return ()
    return tuple(calls.describe_job(job) for job in jobs if job not in question.text)[:3]


def _facts(
    request: str, found_ids: Sequence[Identifier], past: recurrence.Recurrence
) -> dict[str, str]:
    facts: dict[str, str] = {"request": request} if request else {}
    for one in found_ids:
        facts[one.kind] = f"{facts[one.kind]}, {one.value}" if one.kind in facts else one.value
    return {**facts, **past.facts()}
