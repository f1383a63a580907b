"""What to ask when a metric stands out: the function's log, what was changed, what else alarmed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kurosai import calls
from kurosai.aws.metrics import measured
from kurosai.aws.metrics.measured import Measured
from kurosai.aws.metrics.metric_course import Course
from kurosai.aws.metrics.metric_item import Item
from kurosai.aws.suspects.suspects import Suspects
from kurosai.vocabulary import Call

_FAILURES: Final = ("Errors", "Throttles", "ExecutionsFailed", "FailedInvocations")
"""Metrics of which one is one too many."""

LOGGED: Final = ("Errors", "Duration")
"""What a function's own log tells more of; a call that was throttled never came to it."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A series that stands out, what it is of, and the time to ask about."""

    item: Item
    course: Course
    at: datetime

    @property
    def of(self) -> Measured | None:
        """The thing that it is of; None for what is nothing that can be changed."""
        return measured.of(self.item.dimensions)


def lead(series: Sequence[tuple[Item, Course]]) -> Lead | None:
    """Of the series that stand out the one that began first, spikes that passed aside; None when
    none does."""
    out = [(item, course) for item, course in series if _matters(item, course)]
    stays = [course.stay.values for _, course in out if course.stay]
    # A spike of every hour is over before what goes wrong begins.
    known = [one for one in out if (stay := one[1].stay) and stay.values * 2 >= max(stays)]
    for item, course in sorted(known, key=lambda one: one[1].onset or one[1].peak[0]) or out:
        at = course.onset or (course.crossed[0] if course.crossed else course.peak[0])
        return Lead(item, course, at)
    return None


def next_calls(found: Lead, behind: Suspects) -> tuple[Call, ...]:
    """The log of the function that failed or that works for it; what was changed at the onset, of
    whatever it was: what a queue suffers from is seldom a change of the queue; and what was changed
    of the likeliest suspect, else of itself."""
    of, at = found.of, found.at
    working = behind.working
    if of is not None and of.kind == "lambda" and found.item.name in LOGGED:
        working = of.name
    offered: list[Call] = []
    if working:
        offered.append(calls.find_logs(f"/aws/lambda/{working}", "", around=at))
    if found.course.onset is not None:
        offered.append(calls.find_changes(around=at))
    changed = f"lambda:{behind.functions[0]}" if behind.functions else str(of or "")
    if changed:
        offered.append(calls.find_changes(changed, around=at))
    return (*offered, calls.find_alarms(around=at))[:3]


def _matters(item: Item, course: Course) -> bool:
    failing = item.name in _FAILURES and item.limit is None and course.peak[1] > 0
    return course.stands_out or failing
