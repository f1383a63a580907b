"""CloudWatch alarms: what SNS carries, what the API answers, and the words of a state's reason.

As SNS carries it: `AlarmName`, `NewStateValue`, `NewStateReason`, `StateChangeTime`, `AlarmArn`
and `Trigger` with `MetricName`, `Dimensions` ([{name, value}]), `Period`, `ComparisonOperator`,
`Threshold`; metric math and anomaly detection have `Trigger.Metrics` instead; a composite alarm
has `AlarmRule` and `TriggeringChildren` and no trigger. The API has the trigger's keys at the top
and `StateValue`, `StateReason`, `StateReasonData`, `StateUpdatedTimestamp`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from kurosai.alerts import lines, naming, resources
from kurosai.alerts.alert import FIRING, NO_DATA, RESOLVED, Alert, Resource
from kurosai.alerts.json_text import documents
from kurosai.alerts.shapes import at, instant, items, mapping, text, texts
from kurosai.vocabulary import Window

STATES = {"ALARM": FIRING, "OK": RESOLVED, "INSUFFICIENT_DATA": NO_DATA}

_OPERATORS: Mapping[str, str] = {
    "GreaterThanOrEqualToThreshold": ">=",
    "GreaterThanThreshold": ">",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
    "GreaterThanUpperThreshold": "above the expected band",
    "LessThanLowerThreshold": "below the expected band",
    "LessThanLowerOrGreaterThanUpperThreshold": "outside the expected band",
}
_SAID: Mapping[str, str] = {
    "greater than or equal to": ">=",
    "greater than": ">",
    "less than or equal to": "<=",
    "less than": "<",
}
# `[4.0 (20/11/26 03:05:00)]`: day, month, year, UTC.
_POINT = re.compile(r"\((\d\d)/(\d\d)/(\d\d) (\d\d):(\d\d):(\d\d)\)")
_CROSSED = re.compile(
    r"(?:was|were) (?:not )?(?P<how>greater than or equal to|greater than|less than or equal to"
    r"|less than) the (?P<band>upper |lower )?thresholds? [\[(](?P<value>[-\d.eE+]{1,25})"
)
# ... were received for 3 periods and 3 missing datapoints were treated as [Breaching].
_MISSING = re.compile(r"no datapoints? (?:was|were) received for (?P<for>\d+ periods?)\b")


def marks(found: Mapping[str, Any]) -> int:
    """How many of an alarm's keys stand there; 0 if it is none."""
    if not text(found, "AlarmName") or not (_state(found) or text(found, "StateChangeTime")):
        return 0
    known = ("AlarmArn", "NewStateReason", "StateReason", "Trigger", "AlarmRule", "Dimensions")
    return 2 + sum(key in found for key in known)


def read(found: Mapping[str, Any]) -> list[Alert]:
    """The one alarm."""
    arn = text(found, "AlarmArn")
    account, place = resources.arn_place(arn)
    trigger = mapping(found, "Trigger") or found
    reason = text(found, "NewStateReason") or text(found, "StateReason")
    state = STATES.get(_state(found), "")
    changed = instant(found.get("StateChangeTime") or found.get("StateUpdatedTimestamp"))
    points = [*reason_points(reason), *_children_times(found)]
    more, seconds = data_points(text(found, "StateReasonData"))
    metric, dimensions, own_seconds = _metric(trigger)
    return [
        Alert(
            form="cloudwatch_sns" if "NewStateValue" in found else "cloudwatch_alarm",
            title=text(found, "AlarmName"),
            resources=resources.of_dimensions(dimensions) or _children(found),
            account=text(found, "AWSAccountId") or account,
            region=place or naming.region(text(found, "Region")),
            condition=text(found, "AlarmRule") or _condition(metric, trigger, reason),
            period=period(state, [*points, *more], own_seconds or seconds, changed),
            lines=lines.logged(text(found, "AlarmDescription")),
            about=lines.said(text(found, "AlarmDescription")),
            state=state,
        )
    ]


def condition(metric: str, reason: str) -> str:
    """`Errors >= 1`, from the words of a state's reason; the metric alone if they do not say."""
    match = _CROSSED.search(reason)
    if match is None:
        missing = _MISSING.search(reason)
        return f"{metric} no datapoints for {missing['for']}".strip() if missing else metric
    if match["band"]:
        side = "above" if match["band"] == "upper " else "below"
        return f"{metric} {side} the expected band".strip()
    return f"{metric} {_SAID[match['how']]} {_number(match['value'])}".strip()


def reason_points(reason: str) -> list[datetime]:
    """When the datapoints in a state's reason began."""
    found: list[datetime] = []
    for match in _POINT.finditer(reason):
        day, month, year, *clock = map(int, match.groups())
        try:
            found.append(datetime(2000 + year, month, day, *clock, tzinfo=UTC))
        except ValueError:
            continue
    return found


def data_points(data: str) -> tuple[list[datetime], int]:
    """From `reasonData` (JSON): when its datapoints with a value began, and seconds of each."""
    for one in documents(data):
        times = [instant(one.value.get("startDate"))]
        for point in items(one.value, "evaluatedDatapoints"):
            if text(point, "value"):
                times.append(instant(mapping(point).get("timestamp")))
        return [moment for moment in times if moment], seconds_of(one.value, "period")
    return [], 0


def period(
    state: str,
    points: Iterable[datetime],
    seconds: int,
    changed: datetime | None,
    since: datetime | None = None,
) -> Window | None:
    """When the condition held: the datapoints that crossed; of a resolved alarm, until it changed.

    `since` is when a resolved alarm had begun, if that is known.
    """
    known = sorted(points)
    if state != FIRING or not known:
        if changed is None:
            return Window(known[0], known[-1]) if known else None
        start = since if since is not None and since <= changed else changed
        return Window(start, changed)
    if seconds:
        return Window(known[0], known[-1] + timedelta(seconds=seconds))
    return Window(known[0], max(known[-1], changed or known[-1]))


def _state(found: Mapping[str, Any]) -> str:
    return text(found, "NewStateValue") or text(found, "StateValue")


def _metric(trigger: Mapping[str, Any]) -> tuple[str, dict[str, str], int]:
    """Its name for people, its dimensions, and its seconds."""
    dimensions = pairs(trigger)
    name, seconds = text(trigger, "MetricName"), seconds_of(trigger, "Period")
    band = text(trigger, "ThresholdMetricId")
    for one in items(trigger, "Metrics"):
        stat = mapping(one, "MetricStat")
        dimensions |= pairs(mapping(stat, "Metric"))
        seconds = seconds or seconds_of(stat, "Period")
        shown = mapping(one).get("ReturnData") is not False and text(one, "Id") != band
        if shown and not name:
            name = (
                text(one, "Label") or text(stat, "Metric", "MetricName") or text(one, "Expression")
            )
    return name, dimensions, seconds


def pairs(holder: Mapping[str, Any]) -> dict[str, str]:
    """Dimensions, as [{name, value}] or as an object."""
    found = texts(holder, "Dimensions")
    for one in items(holder, "Dimensions"):
        name = text(one, "name") or text(one, "Name")
        if name:
            found[name] = text(one, "value") or text(one, "Value")
    return found


def _condition(metric: str, trigger: Mapping[str, Any], reason: str) -> str:
    how = _OPERATORS.get(text(trigger, "ComparisonOperator"), "")
    threshold = text(trigger, "Threshold")
    if how.endswith("band"):
        return f"{metric} {how}".strip()
    if how and threshold:
        return f"{metric} {how} {_number(threshold)}".strip()
    return condition(metric, reason)


def _children(found: Mapping[str, Any]) -> tuple[Resource, ...]:
    return resources.once(
        resource
        for child in items(found, "TriggeringChildren")
        for resource in resources.of_arn(text(child, "Arn"))
    )


def _children_times(found: Mapping[str, Any]) -> list[datetime]:
    times = [
        instant(mapping(child, "State").get("Timestamp"))
        for child in items(found, "TriggeringChildren")
    ]
    return [moment for moment in times if moment]


def seconds_of(holder: object, key: str) -> int:
    """A number of seconds, up to a day; 0 for anything else."""
    found = at(holder, key)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return 0
    return int(found) if 0 < found <= 86_400 else 0


def _number(written: str) -> str:
    try:
        return f"{float(written):.15g}"
    except ValueError:
        return written
