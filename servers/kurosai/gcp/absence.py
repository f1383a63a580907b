"""Nothing found, said so that it cannot be mistaken: what was searched, why it may be empty,
what to try."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from kurosai import calls
from kurosai.gcp import field_names, last_written, pasted, retention, syntax
from kurosai.gcp.gathering import Gathered
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Asked, Question
from kurosai.gcp.retention import Kept
from kurosai.gcp.wire.errors import Denied
from kurosai.logs.written import Written
from kurosai.vocabulary import Again, Call, Coverage, Reading, Window

NEITHER = "This shows neither presence nor absence."
SHORTER = "Try a shorter part of the text, or another time."
MOST_LOGS = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where was looked: what the header says, and the arguments that led there."""

    source: str
    identity: str
    projects: tuple[str, ...]
    asked: Asked


def nothing(
    logs: Logs, place: Place, question: Question, kept: Kept, now: datetime, found: Gathered
) -> Reading:
    """No entry fits: expired, not wholly searched, no entry at all, or none like this."""
    window = question.window
    if kept.gone(window) and question.by == "timestamp":
        return Reading(
            source=place.source,
            identity=place.identity,
            coverage=Coverage.EXPIRED,
            window=window,
            lead=(f"{kept.told_of_all()}. {NEITHER}",),
            looks=found.looks,
        )
    if not found.complete:
        return _reading(
            place,
            question,
            found,
            Coverage.PARTIAL,
            *_unseen(found),
        )
    if question.start is not None:
        return _reading(
            place,
            question,
            found,
            Coverage.PARTIAL,
            "Nothing more lies behind this cursor; what came before it is in the results before.",
        )
    seen = Written()
    if question.filter and len(place.projects) == 1:
        seen = last_written.of(logs, question, kept, place.projects[0], now)
    lead, offered = _why(logs, place, question, seen)
    lead += seen.told(window)
    if (nearest := seen.again or seen.last) is not None:
        offered = (_same(place, nearest), *_changes(seen, window, now), *offered)
    arrived = question.by != "timestamp"
    coverage, again = Coverage.EMPTY, None
    if kept.lacks(window) and not arrived:
        coverage = Coverage.PARTIAL
        lead.append(f"{kept.told_of_all()}.")
    if kept.elsewhere:
        coverage = Coverage.PARTIAL
        lead.append(f"{kept.told_elsewhere()}. {NEITHER}")
    if arrived:
        # What has arrived has arrived: a window of arrival that is over stays as it is.
        pass
    elif question.around is not None and retention.fresh(question.around, now):
        coverage = Coverage.PARTIAL
        again = _later(place, question.around)
        lead.append(f"That is {_ago(question.around, now)} ago: entries may still be on their way.")
    elif retention.fresh(window.start, now):
        coverage = Coverage.PARTIAL
        again = _later(place, window.end)
        lead.append("All of the window is so fresh that entries may still be on their way.")
    elif retention.fresh(window.end, now):
        lead.append("The window ends now: the last minutes' entries may still be on their way.")
    return replace(
        _reading(place, question, found, coverage, *lead, offered=offered, again=again),
        facts=seen.facts(window),
    )


def denied(place: Place, question: Question, found: Gathered) -> Reading:
    """The identity may not read it."""
    return Reading(
        source=place.source,
        identity=place.identity,
        coverage=Coverage.DENIED,
        window=question.window,
        lead=(
            f"Google Cloud does not let this identity read it: {found.denied}",
            f"{NEITHER} Ask someone who may read it.",
        ),
        looks=found.looks,
    )


def _unseen(found: Gathered) -> list[str]:
    """What was not wholly searched, and why."""
    names = [look.place for look in found.looks if look.coverage is Coverage.DENIED]
    told = [f"Not allowed to read {', '.join(names)}."] if names else []
    if found.cut:
        told.append("The search stopped at its limit before it had seen the whole window.")
        return [*told, f"{NEITHER} Try a shorter window."]
    aged = (Coverage.PARTIAL, Coverage.EXPIRED)
    told += [f"{look.place}: {look.told}." for look in found.looks if look.coverage in aged]
    return [*told, "In the other projects no entry fits."]


def _why(
    logs: Logs, place: Place, question: Question, seen: Written
) -> tuple[list[str], tuple[Call, ...]]:
    """Whether there is anything here at all, and a call that shows it."""
    asked, project = place.asked, place.projects[0]
    there = "There are entries here in this window, and none fits the text or filter."
    # A window of arrival has no other entries that could be asked for by query_entries.
    named = question.by == "timestamp" and field_names.may_be(asked.text)
    if question.filter and len(place.projects) == 1:
        other = logs.entries(
            question.place_filter,
            question.window,
            # One tells that something is here; of a name it takes more to tell of what.
            most=field_names.READ if named else 1,
            project=project,
            newest=True,
            by=question.by,
        )
        if other.entries:
            call = calls.find_entries(
                log=asked.log,
                resource=asked.resource,
                project=asked.project,
                fields=asked.fields,
                around=other.entries[-1].at,
            )
            field = field_names.of(logs, asked, question, project, other.entries) if named else None
            if field is not None:
                return [there, field.told], ((field.call or call),)
            return [
                there,
                *(f"{one}." for one in (*syntax.notes(question.given), *_hints(question))),
                *(pasted.searched(asked.text) or (() if seen.last or seen.again else (SHORTER,))),
            ], (call,)
    lead = ["There is no entry at all here in this window: nothing happened, or not here."]
    if question.filter:
        hints = (f"{one}." for one in _hints(question))
        lead = ["No entry fits.", *hints, *pasted.searched(asked.text)]
    if asked.log:
        lead.append(_known(logs, asked.log, project))
    lead.append(_searched(logs, place))
    return lead, ()


def _hints(question: Question) -> tuple[str, ...]:
    return syntax.why_empty(question.given)


def _searched(logs: Logs, place: Place) -> str:
    """What the search could not reach by itself: entries that a sink put elsewhere."""
    views = [one for project in place.projects for one in logs.places(project) if "/views/" in one]
    if views:
        return "Only these views were searched: other buckets of the project may hold more."
    return (
        "Searched is what this identity may read as the project: what a sink routes to a bucket of "
        "another project, or a view that it may not use holds, is not in it."
    )


def _known(logs: Logs, log: str, project: str) -> str:
    try:
        names, whole = logs.logs(project)
    except Denied:
        return "Try a longer window, or another log."
    if log in names:
        return "The log has entries at other times: try a longer window."
    if not whole:
        return f"The log is not among the first {len(names)} of the project: see its name."
    return f"The project has no log of this name. It has {', '.join(names[:MOST_LOGS]) or 'none'}."


def _later(place: Place, around: datetime) -> Again:
    call = _same(place, around)
    return Again(around + retention.LATE, call, "entries may still be on their way")


def _changes(seen: Written, window: Window, now: datetime) -> tuple[Call, ...]:
    changed = seen.changed(window, now)
    return (calls.find_commits("", around=changed[0], hours=changed[1]),) if changed else ()


def _same(place: Place, around: datetime) -> Call:
    """The question as it was asked, of another time."""
    asked = place.asked
    return calls.find_entries(
        text=asked.text,
        like=asked.like,
        filter=asked.filter,
        severity=asked.severity,
        project=asked.project,
        log=asked.log,
        resource=asked.resource,
        fields=asked.fields,
        around=around,
    )


def _reading(
    place: Place,
    question: Question,
    found: Gathered,
    coverage: Coverage,
    *lead: str,
    offered: tuple[Call, ...] = (),
    again: Again | None = None,
) -> Reading:
    return Reading(
        source=place.source,
        identity=place.identity,
        coverage=coverage,
        window=question.window,
        found=0,
        total=0 if coverage is Coverage.EMPTY else None,
        unit="hit",
        lead=(*lead, f"asked: {' '.join(question.condition.split()) or 'every entry'}"[:400]),
        next=offered,
        again=again,
        looks=found.looks,
    )


def _ago(at: datetime, now: datetime) -> str:
    seconds = int((now - at).total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
