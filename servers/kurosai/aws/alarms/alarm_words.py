"""What an alarm looks at, and why it changed its state, in few words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from kurosai.aws.json_objects import each
from kurosai.aws.metrics import metric_item
from kurosai.aws.metrics.metric_item import Limit
from kurosai.aws.wire.alarms import DELETED, Alarm
from kurosai.vocabulary import moment

MOST_POINTS: Final = 5
MOST_REASON: Final = 240
MOST_RULE: Final = 160
_NAMED: Final = re.compile(r"alarm:(?P<name>[^:]+?) transitioned to (?P<state>[A-Z_]+)")
_MISSING: Final = re.compile(
    r"no datapoints? (?:was|were) received for (\d+ periods?)|treated as \["
)


def condition(alarm: Alarm) -> str:
    """`AWS/SQS ApproximateAge... QueueName=x Maximum > 300, 3 of 5 x 60 s`."""
    raw = alarm.raw
    if alarm.kind == DELETED:
        return "deleted since"
    if alarm.kind == "CompositeAlarm":
        rule = " ".join(str(raw.get("AlarmRule") or "").split())
        return f"{rule[:MOST_RULE]}…" if len(rule) > MOST_RULE else rule
    limit = metric_item.limit_of(raw)
    if alarm.kind == "LogAlarm":
        query = dict(raw.get("ScheduledQueryConfiguration") or {}).get("QueryString", "")
        return f"query {' '.join(str(query).split())[:MOST_RULE]} {limit or ''}".strip()
    items = metric_item.of_alarm(raw)
    band = "" if limit else " outside its band"
    # The limit and its period stand behind, with how many of them.
    what = " ; ".join(str(replace(one, period=0, limit=None)) for one in items) or "a query"
    compared = f" {limit}" if limit else ""
    return f"{what}{compared}{band}{_periods(raw)}"


def _periods(raw: Mapping[str, Any]) -> str:
    count, needed = raw.get("EvaluationPeriods"), raw.get("DatapointsToAlarm")
    if not count:
        return ""
    lengths = [raw.get("Period")]
    for one in raw.get("Metrics", ()):
        lengths += [one.get("Period"), dict(one.get("MetricStat") or {}).get("Period")]
    length = next((one for one in lengths if one), None)
    periods = f"{count} x {length} s" if length else f"{count} periods"
    return f", {needed or count} of {periods}"


def crossed(data: Mapping[str, Any], limit: Limit | None) -> tuple[tuple[datetime, float], ...]:
    """The datapoints that were beyond the limit, oldest first, from what AWS keeps for machines."""
    points = [
        (moment(str(one["timestamp"])), float(one["value"]))
        for one in each(data.get("evaluatedDatapoints"))
        if one.get("timestamp") and one.get("value") is not None
    ]
    return tuple(sorted(one for one in points if limit is None or limit.crossed(one[1])))


def why(alarm: Alarm, reason: str, data: Mapping[str, Any]) -> str:
    """Why it changed: the values that crossed, the alarm that caused it, or AWS's own words."""
    if match := _NAMED.search(reason):
        return f"because {match['name']} went to {match['state']}"
    known = alarm.kind != DELETED
    told = " ".join(_points(crossed(data, metric_item.limit_of(alarm.raw)))) if known else ""
    if not told and (absent := _MISSING.search(reason)) and absent[1]:
        return f"no data for {absent[1]}"
    words = " ".join(reason.split())
    cut = f"{words[:MOST_REASON]}…" if len(words) > MOST_REASON else words
    return f"crossed by {told}" if told else cut


def _points(points: tuple[tuple[datetime, float], ...]) -> Iterator[str]:
    if len(points) > MOST_POINTS:
        yield f"{len(points)} values, the last"
    for at, value in points[-MOST_POINTS:]:
        yield f"{value:g} ({at:%H:%M})"


def missing(alarm: Alarm, reason: str, state: str) -> str:
    """How the alarm takes missing data, where data was missing; else ""."""
    if alarm.kind == DELETED:
        return ""
    if state != "INSUFFICIENT_DATA" and not _MISSING.search(reason):
        return ""
    return f"missing data counts as {alarm.raw.get('TreatMissingData') or 'missing'}"


def silent(alarm: Alarm) -> Iterator[str]:
    """Why nobody may have been told of it."""
    raw = alarm.raw
    if alarm.kind == DELETED:
        return
    if not raw.get("ActionsEnabled", True):
        yield "actions are disabled"
    elif not raw.get("AlarmActions"):
        yield "it has no action for ALARM"
    if suppressed := raw.get("ActionsSuppressedBy"):
        by = str(raw.get("ActionsSuppressor") or "").rpartition(":")[2]
        yield f"actions are suppressed ({suppressed}{f' {by}' if by else ''})"
    if evaluated := raw.get("EvaluationState"):
        yield f"its evaluation is {evaluated}"
