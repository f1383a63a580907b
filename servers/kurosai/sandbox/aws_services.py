"""Every kind of AWS resource that a scenario tells outright, and the services that answer for them.

Adding a kind: its file in `aws_kinds`, its field in `schema_aws.Aws`, its line in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from kurosai.sandbox.aws_json import Service
from kurosai.sandbox.aws_kinds import (
    alarm_story,
    alarms,
    alarms_api,
    metrics,
    metrics_api,
    queues,
    trail_api,
)
from kurosai.sandbox.aws_kinds.alarm_story import Story
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.aws_refusals import Answer
from kurosai.sandbox.schema_aws import Aws
from kurosai.sandbox.schema_base import Problem


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: what every target of its service starts with, its service over what is told, and
    what of that cannot be (steps from the kind's own key on)."""

    prefix: str
    service: Callable[[Aws, Place], Service]
    misfits: Callable[[Aws], Iterator[Problem]] = lambda _: iter(())


def _alarms(aws: Aws) -> Iterator[Problem]:
    yield from alarms.misfits(aws.alarms, aws.metrics)
    yield from alarm_story.misfits(aws.alarms, aws.metrics, aws.sources.metrics.delay)


KINDS = (
    Kind(
        metrics_api.PREFIX,
        lambda aws, place: metrics_api.service(aws.metrics, place),
        lambda aws: metrics.misfits(aws.metrics),
    ),
    Kind(
        alarms_api.PREFIX,
        lambda aws, place: alarms_api.service(Story(aws.alarms, aws.metrics, place)),
        _alarms,
    ),
    Kind(
        queues.PREFIX,
        lambda aws, place: queues.service(aws.queues, place),
        lambda aws: queues.misfits(aws.queues),
    ),
    Kind(trail_api.PREFIX, lambda aws, place: trail_api.service(aws.trail, place)),
)


def misfits(aws: Aws) -> Iterator[Problem]:
    """What of all kinds is well-formed and cannot be."""
    for kind in KINDS:
        for steps, text in kind.misfits(aws):
            yield ("world", "aws", *steps), text


@dataclass(frozen=True)
class Told:
    """The services of the kinds, each made when it is first asked for: most worlds have few."""

    aws: Aws
    place: Place

    def answer(self, headers: Mapping[str, str], body: bytes) -> Answer | None:
        """The answer to a request with these (lower-case) headers; None for other services."""
        target = headers.get("x-amz-target", "")
        prefix = next((one.prefix for one in KINDS if target.startswith(one.prefix)), None)
        return None if prefix is None else self.services[prefix].answer(target, headers, body)

    @cached_property
    def services(self) -> Mapping[str, Service]:
        """The services by the prefix of their targets; kinds of one prefix are one service."""
        made: dict[str, Service] = {}
        for kind in KINDS:
            one = kind.service(self.aws, self.place)
            known = made.get(kind.prefix)
            if known is not None:
                one = replace(one, operations={**known.operations, **one.operations})
            made[kind.prefix] = one
        return made
