"""What EventBridge and Scheduler count of rules and schedules that fired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from kurosai.sandbox.aws_kinds.metrics import Metric, MetricSeries
from kurosai.sandbox.aws_kinds.rules import Rule
from kurosai.sandbox.aws_kinds.schedules import Schedule
from kurosai.sandbox.derived.steps import Found, Window


def of_rules(rules: Mapping[str, Rule], window: Window) -> Found:
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


def of_groups(schedules: Mapping[str, Schedule], window: Window) -> Found:
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
