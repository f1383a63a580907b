"""What to ask when a metric stands out: the function's log, what was changed, what else alarmed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kurosai import calls
from kurosai.aws.metrics import measured
from kurosai.aws.metrics.metric_course import Course
from kurosai.aws.metrics.metric_item import Item
from kurosai.vocabulary import Call

_FAILURES: Final = ("Errors", "Throttles", "ExecutionsFailed", "FailedInvocations")
"""Metrics of which one is one too many."""

LOGGED: Final = ("Errors", "Duration")
"""What a function's own log tells more of; a call that was throttled never came to it."""


def next_calls(series: Sequence[tuple[Item, Course]]) -> tuple[Call, ...]:
    """Of the series that stand out the one that began first, spikes that passed aside; nothing
    when none does.

    Where it is seen when it began, it is asked what was changed then, of whatever it was: what a
    queue suffers from is seldom a change of the queue.
    """
    out = [(item, course) for item, course in series if _matters(item, course)]
    stays = [course.stay.values for _, course in out if course.stay]
    # A spike of every hour is over before what goes wrong begins.
    known = [one for one in out if (stay := one[1].stay) and stay.values * 2 >= max(stays)]
    for item, course in sorted(known, key=lambda one: one[1].onset or one[1].peak[0]) or out:
        at = course.onset or (course.crossed[0] if course.crossed else course.peak[0])
        of = measured.of(item.dimensions)
        found: list[Call] = []
        if of is not None and of.kind == "lambda" and item.name in LOGGED:
            found.append(calls.find_logs(f"/aws/lambda/{of.name}", "", around=at))
        if course.onset is not None:
            found.append(calls.find_changes(around=at))
        if of is not None:
            found.append(calls.find_changes(str(of), around=at))
        return (*found, calls.find_alarms(around=at))[:3]
    return ()


def _matters(item: Item, course: Course) -> bool:
    failing = item.name in _FAILURES and item.limit is None and course.peak[1] > 0
    return course.stands_out or failing
