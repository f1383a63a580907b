"""Nothing found, said so that it cannot be mistaken: what was searched, why it may be empty,
what to try."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kurosai import calls
from kurosai.gcp import retention
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Asked, Question
from kurosai.gcp.retention import Kept
from kurosai.gcp.wire.errors import Denied
from kurosai.vocabulary import Again, Call, Coverage, Reading

NEITHER = "This shows neither presence nor absence."
MOST_LOGS = 8


@dataclass(frozen=True, slots=True)
class Place:
    """Where was looked: what the header says, and the arguments that led there."""

    source: str
    identity: str
    project: str
    asked: Asked


def nothing(
    logs: Logs, place: Place, question: Question, kept: Kept, now: datetime, *, complete: bool
) -> Reading:
    """No entry fits: expired, not wholly searched, no entry at all, or none like this."""
    window = question.window
    if kept.gone(window):
        return Reading(
            source=place.source,
            identity=place.identity,
            coverage=Coverage.EXPIRED,
            window=window,
            lead=(f"{kept.told()}. {NEITHER}",),
        )
    if not complete:
        return _reading(
            place,
            question,
            Coverage.PARTIAL,
            "The search stopped at its limit before it had seen the whole window.",
            f"{NEITHER} Try a shorter window.",
        )
    if question.start is not None:
        return _reading(
            place,
            question,
            Coverage.PARTIAL,
            "Nothing more lies behind this cursor; what came before it is in the results before.",
        )
    lead, offered = _why(logs, place, question)
    coverage, again = Coverage.EMPTY, None
    if kept.lacks(window):
        coverage = Coverage.PARTIAL
        lead.append(f"{kept.told()}.")
    if question.around is not None and retention.fresh(question.around, now):
        coverage = Coverage.PARTIAL
        again = _later(place, question.around)
        lead.append(f"That is {_ago(question.around, now)} ago: entries may still be on their way.")
    elif retention.fresh(window.start, now):
        coverage = Coverage.PARTIAL
        again = _later(place, window.end)
        lead.append("All of the window is so fresh that entries may still be on their way.")
    elif retention.fresh(window.end, now):
        lead.append("The window ends now: the last minutes' entries may still be on their way.")
    return _reading(place, question, coverage, *lead, offered=offered, again=again)


def denied(place: Place, question: Question, message: str) -> Reading:
    """The identity may not read it."""
    return Reading(
        source=place.source,
        identity=place.identity,
        coverage=Coverage.DENIED,
        window=question.window,
        lead=(
            f"Google Cloud does not let this identity read it: {message}",
            f"{NEITHER} Ask someone who may read it.",
        ),
    )


def _why(logs: Logs, place: Place, question: Question) -> tuple[list[str], tuple[Call, ...]]:
    """Whether there is anything here at all, and a call that shows it."""
    if question.filter:
        other = logs.entries(question.place_filter, question.window, most=1, project=place.project)
        if other.entries:
            at = other.entries[0].at
            asked = place.asked
            call = calls.find_entries(
                log=asked.log, resource=asked.resource, cluster=asked.cluster, around=at
            )
            return [
                "There are entries here in this window, and none fits the text or filter.",
                "Try a shorter part of the text, or another time.",
            ], (call,)
    lead = ["There is no entry at all here in this window: nothing happened, or not here."]
    if place.asked.log:
        lead.append(_known(logs, place))
    return lead, ()


def _known(logs: Logs, place: Place) -> str:
    try:
        names, whole = logs.logs(place.project)
    except Denied:
        return "Try a longer window, or another log."
    if place.asked.log in names:
        return "The log has entries at other times: try a longer window."
    if not whole:
        return f"The log is not among the first {len(names)} of the project: see its name."
    return f"The project has no log of this name. It has {', '.join(names[:MOST_LOGS]) or 'none'}."


def _later(place: Place, around: datetime) -> Again:
    asked = place.asked
    call = calls.find_entries(
        text=asked.text,
        filter=asked.filter,
        log=asked.log,
        resource=asked.resource,
        cluster=asked.cluster,
        around=around,
    )
    return Again(around + retention.LATE, call, "entries may still be on their way")


def _reading(
    place: Place,
    question: Question,
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
    )


def _ago(at: datetime, now: datetime) -> str:
    seconds = int((now - at).total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min"
