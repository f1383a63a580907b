"""Events of EventBridge: `detail-type`, `source`, `account`, `region`, `time`, `detail`.

The details differ by type; those whose alerts a job platform gets are read by their keys, any
other by what all events have in common.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from kurosai.alerts import cloudwatch, lines, resources
from kurosai.alerts.alert import FIRING, RESOLVED, Alert, Resource
from kurosai.alerts.json_text import documents
from kurosai.alerts.shapes import instant, items, mapping, text, texts
from kurosai.vocabulary import Window

_STATUS_KEYS = ("status", "state", "laststatus", "eventname")
_REASON_KEYS = ("reason", "cause", "error", "errormessage", "message", "statusreason")

_NAME_KEYS = {"pipeline": "codepipeline", "instance-id": "ec2", "jobname": "glue_job"}
"""What names the resource where the event has no ARN, or one in a form of its own."""


def marks(found: Mapping[str, Any]) -> int:
    """How many of an event's keys stand there; 0 if it is none."""
    if mapping(found, "alarmData"):
        return 4  # what CloudWatch invokes a function with
    if not text(found, "detail-type") or not text(found, "source"):
        return 0
    return 2 + sum(key in found for key in ("detail", "account", "region", "time", "resources"))


def read(found: Mapping[str, Any]) -> list[Alert]:
    """The one event."""
    if mapping(found, "alarmData"):
        return [_alarm(found, mapping(found, "alarmData"), _common(found))]
    name = text(found, "detail-type")
    detail = mapping(found, "detail")
    reader = _READERS.get(name, _other)
    return [reader(found, detail, _common(found))]


def _common(found: Mapping[str, Any]) -> Alert:
    arns = [one for one in items(found, "resources") if isinstance(one, str)]
    at = instant(found.get("time"))
    return Alert(
        form="eventbridge",
        title=text(found, "detail-type"),
        resources=resources.once(one for arn in arns[:10] for one in resources.of_arn(arn)),
        account=text(found, "account") or text(found, "accountId"),
        region=text(found, "region"),
        period=Window(at, at) if at else None,
    )


def _alarm(found: Mapping[str, Any], detail: Mapping[str, Any], common: Alert) -> Alert:
    """`detail`: alarmName, configuration.metrics[].metricStat, state and previousState."""
    reason = text(detail, "state", "reason")
    points, seconds = cloudwatch.data_points(text(detail, "state", "reasonData"))
    metric, shown, dimensions = "", False, dict[str, str]()
    for one in items(detail, "configuration", "metrics"):
        stat = mapping(one, "metricStat")
        dimensions |= texts(stat, "metric", "dimensions")
        seconds = seconds or cloudwatch.seconds_of(stat, "period")
        if not shown and mapping(one).get("returnData") is not False:
            metric = text(one, "label") or text(stat, "metric", "name") or text(one, "expression")
            shown = bool(metric)
    state = cloudwatch.STATES.get(text(detail, "state", "value"), "")
    changed = instant(mapping(detail, "state").get("timestamp")) or instant(found.get("time"))
    before = mapping(detail, "previousState")
    since = instant(before.get("timestamp")) if text(before, "value") == "ALARM" else None
    points += cloudwatch.reason_points(reason)
    about = text(detail, "configuration", "description")
    rule = text(detail, "configuration", "alarmRule")
    return replace(
        common,
        form="eventbridge_alarm",
        title=text(detail, "alarmName"),
        resources=resources.of_dimensions(dimensions),
        condition=rule or cloudwatch.condition(metric, reason),
        period=cloudwatch.period(state, points, seconds, changed, since),
        lines=lines.logged(about),
        about=lines.said(about),
        state=state,
    )


def _ecs_task(_: Mapping[str, Any], detail: Mapping[str, Any], common: Alert) -> Alert:
    """`detail`: taskArn, clusterArn, lastStatus, stopCode, stoppedReason, containers, startedBy."""
    containers = items(detail, "containers")
    reasons = [text(one, "reason") for one in containers]
    codes = [
        f"{text(one, 'name')} exit code {text(one, 'exitCode')}".strip()
        for one in containers
        if text(one, "exitCode") not in ("", "0")
    ]
    stop = [text(detail, "stopCode"), *codes]
    why = ", ".join(part for part in stop if part)
    arns = (text(detail, "taskArn"), text(detail, "clusterArn"))
    group = text(detail, "group")
    service = group.removeprefix("service:") if group.startswith("service:") else ""
    found = [one for arn in arns for one in resources.of_arn(arn)]
    own = [Resource("ecs_service", service)] if service else []
    return replace(
        common,
        form="eventbridge_ecs_task",
        resources=resources.once([*found[:1], *own, *found[1:]]) or common.resources,
        condition=text(detail, "lastStatus") + (f" ({why})" if why else ""),
        period=_span(detail, ("createdAt", "startedAt"), ("stoppedAt", "stoppingAt"), common),
        lines=lines.bounded([*reasons, text(detail, "stoppedReason")]),
        jobs=lines.job_ids(text(detail, "startedBy")),
    )


def _sfn(_: Mapping[str, Any], detail: Mapping[str, Any], common: Alert) -> Alert:
    """`detail`: executionArn, stateMachineArn, status, startDate, stopDate (ms), error, cause."""
    arns = (text(detail, "executionArn"), text(detail, "stateMachineArn"))
    why = _why(text(detail, "error"), text(detail, "cause"))
    return replace(
        common,
        form="eventbridge_sfn",
        resources=resources.once(one for arn in arns for one in resources.of_arn(arn))
        or common.resources,
        condition=text(detail, "status"),
        period=_span(detail, ("startDate",), ("stopDate",), common),
        lines=lines.bounded(why.splitlines()),
    )


def _why(error: str, cause: str) -> str:
    """Error and cause; of a Lambda's failure, which is told as JSON, what it says itself."""
    if cause.startswith("{"):
        for document in documents(cause)[:1]:
            said = text(document.value, "errorMessage")
            error, cause = text(document.value, "errorType") or error, said or cause
    return ": ".join(part for part in (error, cause) if part)


def _batch(_: Mapping[str, Any], detail: Mapping[str, Any], common: Alert) -> Alert:
    """`detail`: jobName, jobQueue (ARN), status, statusReason, attempts[].container."""
    attempts = items(detail, "attempts")
    reasons = [text(one, "container", "reason") for one in attempts]
    reasons += [text(detail, "container", "reason"), text(detail, "statusReason")]
    queue = resources.of_arn(text(detail, "jobQueue"))
    name = text(detail, "jobName")
    own = [Resource("batch_job", name)] if name else list(common.resources)
    return replace(
        common,
        form="eventbridge_batch",
        resources=resources.once([*own, *queue]),
        condition=text(detail, "status"),
        period=_span(detail, ("startedAt", "createdAt"), ("stoppedAt",), common),
        lines=lines.bounded(reasons),
    )


def _health(_: Mapping[str, Any], detail: Mapping[str, Any], common: Alert) -> Alert:
    """`detail`: service, eventTypeCode, startTime, endTime, statusCode, eventDescription."""
    told = [text(one, "latestDescription") for one in items(detail, "eventDescription")]
    start, end = _mail_time(detail, "startTime"), _mail_time(detail, "endTime")
    states = {"open": FIRING, "closed": RESOLVED}
    span = Window(start, end if end and end >= start else start) if start else common.period
    hit = [
        resource
        for one in items(detail, "affectedEntities")[:10]
        for resource in resources.of_arn(text(one, "entityValue"))
    ]
    return replace(
        common,
        form="eventbridge_health",
        resources=resources.once([*common.resources, *hit]),
        region=text(detail, "eventRegion") or common.region,
        condition=text(detail, "eventTypeCode"),
        period=span,
        lines=lines.said(*told),
        state=states.get(text(detail, "statusCode"), ""),
    )


def _other(_: Mapping[str, Any], detail: Mapping[str, Any], common: Alert) -> Alert:
    """Any other event: its status, and its reason, by the keys that such details have."""
    # Services differ in how they write a key: `message`, `Message`.
    plain = {key.lower(): value for key, value in texts(detail).items()}
    status = next((plain[key] for key in _STATUS_KEYS if key in plain), "")
    reasons = [plain[key] for key in _REASON_KEYS if key in plain]
    reasons.append(text(detail, "execution-result", "external-execution-summary"))
    arns = [one for one in detail.values() if isinstance(one, str) and one.startswith("arn:")]
    found = [resource for arn in arns[:10] for resource in resources.of_arn(arn)]
    own = [Resource(kind, plain.get(key, "")) for key, kind in _NAME_KEYS.items()]
    return replace(
        common,
        resources=resources.once([*common.resources, *found, *own]),
        condition=status,
        lines=lines.bounded(line for reason in reasons for line in reason.splitlines()),
    )


_READERS = {
    "CloudWatch Alarm State Change": _alarm,
    "ECS Task State Change": _ecs_task,
    "Step Functions Execution Status Change": _sfn,
    "Batch Job State Change": _batch,
    "AWS Health Event": _health,
}


def _span(
    detail: Mapping[str, Any], starts: tuple[str, ...], ends: tuple[str, ...], common: Alert
) -> Window | None:
    start = next((found for key in starts if (found := instant(detail.get(key)))), None)
    end = next((found for key in ends if (found := instant(detail.get(key)))), None)
    at = common.period.start if common.period else None
    start, end = start or end or at, end or at or start
    return Window(start, max(start, end)) if start and end else None


def _mail_time(detail: Mapping[str, Any], key: str) -> datetime | None:
    written = text(detail, key)
    try:
        return instant(written) or instant(parsedate_to_datetime(written).isoformat())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
