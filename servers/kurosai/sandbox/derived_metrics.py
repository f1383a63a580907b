"""Metrics that follow from what a scenario tells of other resources, so that it need not tell both.

They have keys too, `NAME.METRIC`, for alarms. A metric that is told is the one that there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from kurosai.sandbox.aws_kinds.metrics import Metric, MetricSeries
from kurosai.sandbox.aws_kinds.rules import Rule
from kurosai.sandbox.aws_kinds.schedules import Schedule
from kurosai.sandbox.schema_aws import Aws

SHOWN: Final = timedelta(days=14)
"""How far back they follow: as long as a metric is listed, and as alarms looked at them."""

Found: TypeAlias = "Iterator[tuple[str, Metric]]"


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when metrics follow from what is told."""

    since: datetime
    until: datetime


def every(aws: Aws, now: datetime) -> Mapping[str, Metric]:
    """All metrics of a world by key, those that are told first."""
    changes = [at for one in aws.alarms.values() for at in one.history]
    since = min((now, *changes)) - SHOWN
    window = Window(since, max((now, *changes)))
    told = {one.identity for one in aws.metrics.values()}
    found = {
        key: one
        for key, one in (*_rules(aws.rules, window), *_groups(aws.schedules, window))
        if one.identity not in told and key not in aws.metrics
    }
    return {**aws.metrics, **found}


def _rules(rules: Mapping[str, Rule], window: Window) -> Found:
    """What EventBridge counts of each rule that fired."""
    for name, one in rules.items():
        times = one.fired.within(window.since, window.until) if one.fired is not None else ()
        if one.fired is None or not times:
            continue
        events = one.fired.events
        counts = {"TriggeredRules": 1, "MatchedEvents": events}
        if one.targets:
            counts["Invocations"] = events * len(one.targets)
        for metric, value in counts.items():
            series = MetricSeries(
                first=times[0], last=times[-1], every=one.fired.every, value=value
            )
            yield f"{name}.{metric}", _of_rule(name, metric, {"fired": series}, {})
        lost: Counter[datetime] = Counter()
        kept: Counter[datetime] = Counter()
        for at in times:
            for key, target in one.targets.items():
                if any(it.holds(at) and it.target in (None, key) for it in one.failed):
                    (kept if target.dead_letters else lost)[at] += events
        for metric, values in (("FailedInvocations", lost), ("InvocationsSentToDlq", kept)):
            if values:
                yield f"{name}.{metric}", _of_rule(name, metric, {}, values)


def _of_rule(
    name: str, metric: str, series: Mapping[str, MetricSeries], values: Mapping[datetime, float]
) -> Metric:
    return Metric(
        namespace="AWS/Events",
        name=metric,
        dimensions={"RuleName": name},
        unit="Count",
        series=series,
        values=values,
    )


def _groups(schedules: Mapping[str, Schedule], window: Window) -> Found:
    """What Scheduler counts of each group whose schedules fired."""
    counted: dict[tuple[str, str], Counter[datetime]] = {}
    for one in schedules.values():
        for at in one.fired.within(window.since, window.until) if one.fired is not None else ():
            for metric, value in _of_firing(one, at).items():
                counted.setdefault((one.group, metric), Counter())[at] += value
    for (group, metric), values in counted.items():
        told = Metric(
            namespace="AWS/Scheduler",
            name=metric,
            dimensions={"ScheduleGroup": group},
            unit="Count",
            values=dict(values),
        )
        yield f"{group}.{metric}", told


def _of_firing(one: Schedule, at: datetime) -> Mapping[str, int]:
    failed = next((it for it in one.failed if it.holds(at)), None)
    if failed is None:
        return {"InvocationAttemptCount": 1}
    tries = 1 + failed.retries
    error = "TargetErrorThrottledCount" if failed.error == "throttled" else "TargetErrorCount"
    if failed.recovered:
        return {"InvocationAttemptCount": tries, error: tries - 1}
    end = (
        "InvocationsSentToDeadLetterCount" if one.target.dead_letters else "InvocationDroppedCount"
    )
    return {"InvocationAttemptCount": tries, error: tries, end: 1}
