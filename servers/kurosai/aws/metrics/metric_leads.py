"""What to ask when a metric stands out: the function's log, what was changed, what else alarmed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kurosai import calls
from kurosai.aws.metrics.metric_course import Course
from kurosai.aws.metrics.metric_item import Item
from kurosai.vocabulary import Call

_KINDS: Final = {"FunctionName": "lambda", "QueueName": "sqs", "RuleName": "events"}
_FAILURES: Final = ("Errors", "Throttles", "ExecutionsFailed", "FailedInvocations")
"""Metrics of which one is one too many."""

_LOGGED: Final = ("Errors", "Duration")
"""What a function's own log tells more of; a call that was throttled never came to it."""


def next_calls(series: Sequence[tuple[Item, Course]]) -> tuple[Call, ...]:
    """Of the first series that stands out; nothing when none does."""
    for item, course in series:
        failing = item.name in _FAILURES and item.limit is None and course.peak[1] > 0
        if not (course.stands_out or failing):
            continue
        at = course.crossed[0] if course.crossed else course.peak[0]
        found: list[Call] = []
        for key, value in item.dimensions:
            if key == "FunctionName" and item.name in _LOGGED:
                found.append(calls.find_logs(f"/aws/lambda/{value}", "", around=at))
            if key in _KINDS:
                found.append(calls.find_changes(f"{_KINDS[key]}:{value}", around=at))
        return (*found, calls.find_alarms(around=at))[:3]
    return ()
