"""EventBridge rules: what they wait for, whom they tell, and what of that was not delivered."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import Field, JsonValue, StringConstraints, model_validator

from kurosai.sandbox.aws_json import AwsError, Given, Operation, Pages, Service
from kurosai.sandbox.aws_kinds.deliveries import (
    Arn,
    Failed,
    Fired,
    Target,
    fired_misfits,
    target_misfits,
)
from kurosai.sandbox.aws_kinds.over_time import Course, held
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.cloudwatch.parameters import Number, Text
from kurosai.sandbox.schema_base import Problem, Strict, Time
from kurosai.vocabulary import Json

RuleName = Annotated[str, StringConstraints(pattern=r"^[.\-_A-Za-z0-9]{1,64}$")]
_Schedule = Annotated[str, StringConstraints(pattern=r"^(rate|cron)\(.+\)$")]

PREFIX: Final = "AWSEvents."
_PAGE: Final = 100
_NAME: Final = Text(1, 64, r"[\.\-_A-Za-z0-9]+")
_BUS: Final = Text(
    1,
    1600,
    r"(arn:aws[\w-]*:events:[a-z]+-[a-z]+-[\w-]+:[0-9]{12}:event-bus\/)?[/\.\-_A-Za-z0-9]+",
)


class Rule(Strict):
    """A rule of a bus: `pattern` is what events fit it, `schedule` when it fires by itself.

    `enabled` may be told from each time on. `fired` and `failed` say what its metrics are.
    """

    pattern: dict[str, JsonValue] | None = None
    schedule: _Schedule | None = None
    bus: RuleName = "default"
    enabled: Course[bool] = True
    description: str = ""
    role: Arn | None = None
    created: Time | None = None
    targets: Annotated[Mapping[RuleName, Target], Field(max_length=5)] = {}
    fired: Fired | None = None
    failed: tuple[Failed, ...] = ()

    @model_validator(mode="after")
    def _fits(self) -> Rule:
        if self.pattern is None and self.schedule is None:
            raise ValueError("a rule has a pattern, a schedule or both")
        if self.schedule is not None and self.bus != "default":
            raise ValueError("only rules of the default bus have a schedule")
        return self


def misfits(
    rules: Mapping[str, Rule], functions: Mapping[str, object], queues: Mapping[str, object]
) -> Iterator[Problem]:
    """What rules name that is not there; steps from `rules` on."""
    for name, one in rules.items():
        for key, target in one.targets.items():
            for steps, text in target_misfits(target, functions, queues):
                yield ("rules", name, "targets", key, *steps), text
        for steps, text in fired_misfits(one.schedule, one.enabled, one.fired, one.failed):
            yield ("rules", name, *steps), text
        for index, failed in enumerate(one.failed):
            if failed.target is not None and failed.target not in one.targets:
                yield ("rules", name, "failed", index, "target"), "the rule has no such target"


def service(rules: Mapping[str, Rule], place: Place) -> Service:
    """EventBridge over the rules that exist at `now`."""
    answers = _Events(rules, place)
    page = {"NextToken": Text(1, 2048), "Limit": Number(1, 100)}
    return Service(
        "EventBridge",
        PREFIX,
        "1.1",
        "ValidationException",
        {
            "ListRules": Operation(
                answers.listed, {"NamePrefix": _NAME, "EventBusName": _BUS, **page}
            ),
            "DescribeRule": Operation(
                answers.described, {"Name": _NAME, "EventBusName": _BUS}, ("Name",)
            ),
            "ListTargetsByRule": Operation(
                answers.targets, {"Rule": _NAME, "EventBusName": _BUS, **page}, ("Rule",)
            ),
        },
    )


@dataclass(frozen=True, slots=True)
class _Events:
    rules: Mapping[str, Rule]
    place: Place

    def listed(self, given: Given) -> Mapping[str, Json]:
        """ListRules of one bus, by prefix."""
        bus, prefix = self._bus(given), given.get("NamePrefix", "")
        found = [
            self._shown(name)
            for name, one in sorted(self.rules.items())
            if one.bus == bus and name.startswith(prefix) and self._exists(name)
        ]
        return self._page("Rules", found, given, bus, prefix)

    def described(self, given: Given) -> Mapping[str, Json]:
        """DescribeRule."""
        name = self._named(given, given["Name"])
        return {**self._shown(name), "CreatedBy": self.place.account}

    def targets(self, given: Given) -> Mapping[str, Json]:
        """ListTargetsByRule."""
        name = self._named(given, given["Rule"])
        found = [self._target(key, one) for key, one in sorted(self.rules[name].targets.items())]
        return self._page("Targets", found, given, name)

    def _bus(self, given: Given) -> str:
        bus = given.get("EventBusName", "default").rpartition("event-bus/")[2]
        if bus not in {"default", *(one.bus for one in self.rules.values())}:
            raise AwsError("ResourceNotFoundException", f"Event bus {bus} does not exist.")
        return bus

    def _named(self, given: Given, name: str) -> str:
        bus = self._bus(given)
        if not self._exists(name) or self.rules[name].bus != bus:
            text = f"Rule {name} does not exist on EventBus {bus}."
            raise AwsError("ResourceNotFoundException", text)
        return name

    def _exists(self, name: str) -> bool:
        one = self.rules.get(name)
        return one is not None and (one.created is None or one.created <= self.place.now)

    def _shown(self, name: str) -> dict[str, Json]:
        one = self.rules[name]
        path = name if one.bus == "default" else f"{one.bus}/{name}"
        enabled = held(one.enabled, self.place.now, True)
        body: dict[str, Json | None] = {
            "Name": name,
            "Arn": self.place.arn("events", f"rule/{path}"),
            "EventPattern": None if one.pattern is None else json.dumps(one.pattern),
            "State": "ENABLED" if enabled else "DISABLED",
            "Description": one.description or None,
            "ScheduleExpression": one.schedule,
            "RoleArn": one.role,
            "EventBusName": one.bus,
        }
        return {key: value for key, value in body.items() if value is not None}

    def _target(self, key: str, one: Target) -> Json:
        body: dict[str, Json | None] = {
            "Id": key,
            "Arn": one.named(self.place),
            "RoleArn": one.role,
            "Input": one.input,
            "SqsParameters": {"MessageGroupId": one.group} if one.group else None,
            "DeadLetterConfig": {"Arn": self.place.arn("sqs", one.dead_letters)}
            if one.dead_letters
            else None,
            "RetryPolicy": {
                "MaximumRetryAttempts": one.retries,
                "MaximumEventAgeInSeconds": int(one.age.total_seconds()),
            }
            if {"retries", "age"} & one.model_fields_set
            else None,
        }
        return {name: value for name, value in body.items() if value is not None}

    def _page(
        self, key: str, found: list[Json] | list[dict[str, Json]], given: Given, *bound: object
    ) -> Mapping[str, Json]:
        refusal = AwsError("ValidationException", "The NextToken is not of this request.")
        pages = Pages(self.place.tokens, refusal, "NextToken", "Limit")
        page, more = pages.cut(found, given, _PAGE, key, *bound)
        return {key: [*page], **more}
