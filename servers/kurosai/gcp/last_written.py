"""When entries that a window does not have were last written before it, and first since."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kurosai.errors import BadInput, Unavailable
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Question
from kurosai.gcp.retention import Kept
from kurosai.gcp.wire.errors import Denied
from kurosai.logs import written
from kurosai.logs.written import TICK, Written
from kurosai.parallel import both
from kurosai.vocabulary import Window

REACH = timedelta(days=30)
SINCE = timedelta(days=7)
MOST = 20
"""The newest are asked for first: enough to see how often they used to come."""

_FAILURES = (Denied, Unavailable, BadInput)


def of(logs: Logs, question: Question, kept: Kept, project: str, now: datetime) -> Written:
    """What was before and after, within what the buckets keep. Nothing where a filter of ours
    finds more than is meant (`like`), and of a question by the time of receipt.

    Never raises what one look may raise: `why` says so instead.
    """
    window = question.window
    start = max(window.start - REACH, kept.since)
    if question.like is not None or question.by != "timestamp" or start >= window.start - TICK:
        return Written()
    try:
        earlier, (again, none_until) = both(
            lambda: _earlier(logs, question, project, Window(start, window.start - TICK)),
            lambda: _after(logs, question, project, now),
        )
    except _FAILURES as failure:
        return Written(why=f"when it was last written could not be seen: {failure}")
    return replace(earlier, again=again, none_until=none_until)


def _earlier(logs: Logs, question: Question, project: str, before: Window) -> Written:
    found = logs.entries(question.condition, before, most=MOST, project=project, newest=True)
    if found.entries:
        times = sorted(one.at for one in found.entries)
        return Written(before, times[-1], apart=written.apart(times))
    if not found.complete:
        return Written(why="when it was last written is not known: the search stopped early")
    return _never(logs, question, project, before)


def _never(logs: Logs, question: Question, project: str, before: Window) -> Written:
    """A place that is younger than what was looked at has not been silent for so long."""
    first = logs.entries(question.place_filter, before, most=1, project=project)
    if not first.entries:
        return Written(before) if first.complete else Written()
    at = first.entries[0].at
    begins = at - before.start > written.GAP
    return Written(Window(at, before.end) if begins else before, begins=begins)


def _after(
    logs: Logs, question: Question, project: str, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """The first after the window; else until when all was seen, if it was."""
    start, end = question.window.end + TICK, min(now, question.window.end + SINCE)
    if start >= end:
        return None, None
    found = logs.entries(question.condition, Window(start, end), most=1, project=project)
    if found.entries:
        return found.entries[0].at, None
    return None, end if found.complete else None
