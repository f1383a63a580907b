"""EventBridge Scheduler: schedules with their targets, and what of them was not delivered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field, StringConstraints

from kurosai.sandbox.aws_json import AwsError
from kurosai.sandbox.aws_kinds.deliveries import (
    Failed,
    Fired,
    Target,
    fired_misfits,
    target_misfits,
)
from kurosai.sandbox.aws_kinds.over_time import Course, held
from kurosai.sandbox.aws_kinds.place import AGE, Place, seconds
from kurosai.sandbox.aws_rest import Given, Rest, Route, page
from kurosai.sandbox.schema_base import Problem, Span, Strict, Time
from kurosai.vocabulary import Json

ScheduleName = Annotated[str, StringConstraints(pattern=r"^[0-9a-zA-Z\-_.]{1,64}$")]
_Expression = Annotated[str, StringConstraints(pattern=r"^(rate|cron|at)\(.+\)$")]


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("there is no such time zone")
    return name


class Schedule(Strict):
    """A schedule; `enabled` may be told from each time on, `modified` is when it was changed last.

    `fired` and `failed` say what the metrics of its group are.
    """

    expression: _Expression
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    group: ScheduleName = "default"
    target: Target
    enabled: Course[bool] = True
    description: str = ""
    start: Time | None = None
    end: Time | None = None
    window: Annotated[Span, Field(ge=timedelta(minutes=1), le=timedelta(days=1))] | None = None
    created: Time | None = None
    modified: Time | None = None
    fired: Fired | None = None
    failed: tuple[Failed, ...] = ()


def misfits(
    schedules: Mapping[str, Schedule],
    functions: Mapping[str, object],
    queues: Mapping[str, object],
) -> Iterator[Problem]:
    """What schedules name that is not there; steps from `schedules` on."""
    for name, one in schedules.items():
        for steps, text in target_misfits(one.target, functions, queues):
            yield ("schedules", name, "target", *steps), text
        for steps, text in fired_misfits(one.expression, one.enabled, one.fired, one.failed):
            yield ("schedules", name, *steps), text
        for index, failed in enumerate(one.failed):
            if failed.target is not None:
                text = "a schedule has one target: leave it out"
                yield ("schedules", name, "failed", index, "target"), text


def service(schedules: Mapping[str, Schedule], place: Place) -> Rest:
    """Scheduler over the schedules that exist at `now`."""
    answers = _Scheduler(schedules, place)
    return Rest(
        "Scheduler",
        (
            Route("GetSchedule", "/schedules/(?P<Name>[^/?]+)", answers.described, ("groupName",)),
            Route(
                "ListSchedules",
                "/schedules",
                answers.listed,
                ("ScheduleGroup", "NamePrefix", "State", "NextToken", "MaxResults"),
            ),
        ),
        {"ResourceNotFoundException": 404},
        "ValidationException",
        {},
    )


@dataclass(frozen=True, slots=True)
class _Scheduler:
    schedules: Mapping[str, Schedule]
    place: Place

    def described(self, given: Given) -> Mapping[str, Json]:
        """GetSchedule."""
        name, group = given["Name"], given.get("groupName", "default")
        one = self.schedules.get(name)
        if one is None or one.group != group or not self._exists(one):
            raise AwsError("ResourceNotFoundException", f"Schedule {name} does not exist.")
        window: dict[str, Json] = {"Mode": "OFF"}
        if one.window is not None:
            minutes = int(one.window.total_seconds() // 60)
            window = {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": minutes}
        body: dict[str, Json | None] = {
            **self._shown(name, one),
            "ScheduleExpression": one.expression,
            "ScheduleExpressionTimezone": one.timezone,
            "Description": one.description or None,
            "StartDate": one.start and seconds(one.start),
            "EndDate": one.end and seconds(one.end),
            "FlexibleTimeWindow": window,
            "ActionAfterCompletion": "NONE",
            "Target": self._target(one.target),
        }
        return {key: value for key, value in body.items() if value is not None}

    def listed(self, given: Given) -> Mapping[str, Json]:
        """ListSchedules: of a group, by prefix and state."""
        group, prefix, state = (given.get(one) for one in ("ScheduleGroup", "NamePrefix", "State"))
        if group is not None and group not in {
            "default",
            *(one.group for one in self.schedules.values()),
        }:
            text = f"Schedule group {group} does not exist."
            raise AwsError("ResourceNotFoundException", text)
        found: list[Json] = [
            {**shown, "Target": {"Arn": one.target.named(self.place)}}
            for name, one in sorted(self.schedules.items())
            for shown in (self._shown(name, one),)
            if self._exists(one)
            and group in (None, one.group)
            and name.startswith(prefix or "")
            and state in (None, shown["State"])
        ]
        invalid = AwsError("ValidationException", "Invalid NextToken or MaxResults.")
        names = ("NextToken", "MaxResults")
        cut, token = page(found, given, self.place.tokens, names, invalid, group, prefix, state)
        body: dict[str, Json] = {"Schedules": [*cut]}
        return {**body, "NextToken": token} if token else body

    def _exists(self, one: Schedule) -> bool:
        return one.created is None or one.created <= self.place.now

    def _shown(self, name: str, one: Schedule) -> dict[str, Json]:
        now = self.place.now
        created = one.created or now - AGE
        changed = one.modified if one.modified and one.modified <= now else created
        return {
            "Arn": self.place.arn("scheduler", f"schedule/{one.group}/{name}"),
            "GroupName": one.group,
            "Name": name,
            "State": "ENABLED" if held(one.enabled, now, True) else "DISABLED",
            "CreationDate": seconds(created),
            "LastModificationDate": seconds(changed),
        }

    def _target(self, one: Target) -> Json:
        role = one.role or f"arn:aws:iam::{self.place.account}:role/crois-v2-prd-scheduler"
        body: dict[str, Json | None] = {
            "Arn": one.named(self.place),
            "RoleArn": role,
            "Input": one.input,
            "SqsParameters": {"MessageGroupId": one.group} if one.group else None,
            "DeadLetterConfig": {"Arn": self.place.arn("sqs", one.dead_letters)}
            if one.dead_letters
            else None,
            "RetryPolicy": {
                "MaximumEventAgeInSeconds": int(one.age.total_seconds()),
                "MaximumRetryAttempts": one.retries,
            },
        }
        return {name: value for name, value in body.items() if value is not None}
