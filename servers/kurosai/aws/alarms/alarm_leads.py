"""What to ask after an alarm: its metric, the log of its function, what was changed of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from kurosai import calls
from kurosai.aws.alarms import alarm_subjects
from kurosai.aws.alarms.alarm_story import Story
from kurosai.aws.metrics import metric_item
from kurosai.aws.wire.alarms import Alarm
from kurosai.vocabulary import Call, Window

_KINDS: Final[Mapping[str, str]] = {
    "FunctionName": "lambda",
    "QueueName": "sqs",
    "StateMachineArn": "",
    "RuleName": "events",
}
"""Dimensions that name something which can be changed, by the kind that is written before it."""


def next_calls(
    alarms: Sequence[Alarm], stories: Mapping[str, Story], window: Window
) -> tuple[Call, ...]:
    """Of the first alarm that looks at metrics, one that began in the window if there is any."""
    for alarm in sorted(alarms, key=lambda one: not _fresh(stories[one.name], window)):
        items = metric_item.of_alarm(alarm.raw) if alarm.kind == "MetricAlarm" else ()
        if not items:
            continue
        at = _began(stories[alarm.name], window)
        found = [calls.read_metrics([str(one) for one in items], around=at)]
        named = [(key, value) for key, value in alarm_subjects.dimensions(alarm) if key in _KINDS]
        for key, value in named[:1]:
            kind = _KINDS[key]
            if kind == "lambda":
                found.append(calls.find_logs(f"/aws/lambda/{value}", "", around=at))
            found.append(calls.find_changes(f"{kind}:{value}" if kind else value, around=at))
        return tuple(found[:3])
    return ()


def _fresh(story: Story, window: Window) -> bool:
    return any(
        one.start is not None and one.start >= window.start and one.state == "ALARM"
        for one in story.episodes
    )


def _began(story: Story, window: Window) -> datetime:
    """When it fired; where that is not in the window, the middle of the window."""
    starts = [one.start for one in story.episodes if one.start and one.start >= window.start]
    return starts[0] if starts else window.start + (window.end - window.start) / 2
