"""The services that show what jobs left behind, as one: a request goes to the one of its target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kurosai.sandbox.aws_json import Service
from kurosai.sandbox.aws_refusals import Answer
from kurosai.sandbox.cloudwatch.tokens import Tokens
from kurosai.sandbox.footprints.ecr_api import Ecr
from kurosai.sandbox.footprints.ecs_api import Ecs
from kurosai.sandbox.footprints.states_api import States
from kurosai.sandbox.footprints.surroundings import Surroundings
from kurosai.sandbox.footprints.trail import Trail
from kurosai.sandbox.schema_aws import Aws


@dataclass(frozen=True, slots=True)
class Footprints:
    """Step Functions, ECS and ECR of one world."""

    services: tuple[Service, ...]

    def answer(self, headers: Mapping[str, str], body: bytes) -> Answer | None:
        """The answer to a request with these (lower-case) headers; None for other services."""
        target = headers.get("x-amz-target", "")
        for one in self.services:
            if target.startswith(one.prefix):
                return one.answer(target, headers, body)
        return None


def footprints(trail: Trail, aws: Aws, caller: str, tokens: Tokens) -> Footprints:
    """The services over what jobs left; `caller` is the ARN that refusals name."""
    around: Surroundings = trail.around
    ecr = Ecr(
        trail.registries,
        around,
        tokens,
        caller=caller,
        denied=frozenset(aws.denied_repositories),
        registry_policy=aws.registry_policy,
    )
    return Footprints(
        (States(trail, tokens).service(), Ecs(trail, tokens).service(), ecr.service())
    )
