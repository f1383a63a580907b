"""CloudWatch alarms as a scenario tells them: on a metric, or on other alarms by a rule.

A metric alarm tells when it changed its state. Why follows from its metric, unless it is written;
what a composite alarm did follows from the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field, JsonValue, StringConstraints, model_validator

from kurosai.sandbox.aws_kinds.alarm_rules import Unreadable, named, parse
from kurosai.sandbox.aws_kinds.metric_points import statistic
from kurosai.sandbox.aws_kinds.metrics import Finite, Metric
from kurosai.sandbox.schema_base import Name, Problem, Span, Strict, Time
from kurosai.vocabulary import stamp

State: TypeAlias = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
AlarmName = Annotated[str, StringConstraints(pattern=r"^[ -~]{1,255}$")]
Action = Annotated[str, StringConstraints(pattern=r"^arn:aws:[a-z0-9-]+:.{1,1000}$")]
Actions = Annotated[tuple[Action, ...], Field(max_length=5)]
_MINUTE: Final = timedelta(minutes=1)


def _known_statistic(name: str) -> str:
    if statistic(name) is None:
        raise ValueError("a statistic is Average, Sum, Minimum, Maximum, SampleCount, or like p99")
    return name


class Transition(Strict):
    """A change of the state. `reason` follows from the metric's points then, if left out."""

    state: State
    reason: Annotated[str, StringConstraints(max_length=1023)] | None = None
    data: dict[str, JsonValue] | None = None


class Mute(Strict):
    """When a rule keeps the actions of an alarm from being taken."""

    at: Time
    until: Time

    @model_validator(mode="after")
    def _fits(self) -> Mute:
        if self.until <= self.at:
            raise ValueError("it ends before it begins")
        return self

    def holds(self, at: datetime) -> bool:
        """Whether it mutes at a time."""
        return self.at <= at < self.until


class Alarm(Strict):
    """An alarm on the `metric` of a key, or on other alarms (`rule`)."""

    description: Annotated[str, StringConstraints(max_length=1024)] = ""
    metric: Name | None = None
    statistic: Annotated[str, AfterValidator(_known_statistic)] = "Average"
    period: Annotated[Span, Field(ge=_MINUTE, le=timedelta(days=1))] = _MINUTE
    periods: Annotated[int, Field(ge=1, le=1440)] = 1
    datapoints: Annotated[int, Field(ge=1)] | None = None
    threshold: Finite | None = None
    comparison: Literal[">", ">=", "<", "<="] = ">"
    missing: Literal["missing", "notBreaching", "breaching", "ignore"] = "missing"
    rule: Annotated[str, StringConstraints(min_length=1, max_length=10240)] | None = None
    actions_enabled: bool = True
    muted: Mapping[Name, Mute] = {}
    alarm_actions: Actions = ()
    ok_actions: Actions = ()
    insufficient_actions: Actions = ()
    created: Time | None = None
    history: Mapping[Time, Transition] = {}

    @model_validator(mode="after")
    def _fits(self) -> Alarm:
        if (self.metric is None) == (self.rule is None):
            raise ValueError("an alarm is on a metric or on other alarms (rule)")
        if self.rule is not None:
            of_metrics = {
                *("statistic", "period", "periods", "datapoints", "threshold", "comparison"),
                *("missing", "history"),
            }
            if told := sorted(of_metrics & self.model_fields_set):
                raise ValueError(f"an alarm on others has no {', '.join(told)}: it follows them")
            return self
        if self.threshold is None:
            raise ValueError("an alarm on a metric has a threshold")
        if (self.datapoints or 1) > self.periods:
            raise ValueError("more datapoints than periods")
        if self.period % _MINUTE:
            raise ValueError("a period is whole minutes")
        return self

    @property
    def needed(self) -> int:
        """How many datapoints have to breach."""
        return self.datapoints or self.periods

    def breaches(self, value: float) -> bool:
        """Whether a value is beyond the threshold."""
        limit = self.threshold or 0.0
        return {
            ">": value > limit,
            ">=": value >= limit,
            "<": value < limit,
            "<=": value <= limit,
        }[self.comparison]


def misfits(alarms: Mapping[str, Alarm], metrics: Mapping[str, Metric]) -> Iterator[Problem]:
    """What alarms name that is not there, and histories that cannot be; steps from `alarms` on."""
    for name, alarm in alarms.items():
        if alarm.metric is not None and alarm.metric not in metrics:
            yield ("alarms", name, "metric"), f"there is no metric {alarm.metric!r}"
        yield from _history(name, alarm)
        if alarm.rule is not None:
            yield from _rule(name, alarm.rule, alarms)


def _history(name: str, alarm: Alarm) -> Iterator[Problem]:
    state: State = "INSUFFICIENT_DATA"
    for at, one in sorted(alarm.history.items()):
        steps = ("alarms", name, "history", stamp(at))
        if alarm.created is not None and at < alarm.created:
            yield steps, f"the alarm was made only at {stamp(alarm.created)}"
        if one.state == state:
            yield steps, f"it is {state} already"
        state = one.state


def _rule(name: str, rule: str, alarms: Mapping[str, Alarm]) -> Iterator[Problem]:
    steps = ("alarms", name, "rule")
    try:
        others = named(parse(rule))
    except Unreadable as error:
        yield steps, str(error)
        return
    for other in others:
        if other not in alarms:
            yield steps, f"there is no alarm {other!r}"
        elif alarms[other].rule is not None:
            yield steps, f"{other!r} is an alarm on others itself: name the alarms on metrics"


def first_state(alarm: Alarm, created: datetime) -> tuple[datetime, Transition]:
    """What an alarm is when it has just been made."""
    reason = "Unchecked: Initial alarm creation"
    return alarm.created or created, Transition(state="INSUFFICIENT_DATA", reason=reason)
