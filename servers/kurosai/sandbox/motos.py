"""What moto may answer for: what is a fact of AWS itself, or of this reader, and no more.

Of everything that a scenario does not tell moto has an empty account. That nothing is there would
be read as a fact ("the key has no policy"), and so would be its defaults; both are 501 instead.
What somebody makes in a running world has been told: from then on moto answers for that service.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from kurosai.sandbox.aws_refusals import Answer, not_here
from kurosai.sandbox.moto_backend import HttpRequest, Moto

FACTS: Final[Mapping[str, frozenset[str]]] = {
    "ec2": frozenset(
        {
            *("DescribeAvailabilityZones", "DescribeInstanceTypeOfferings"),
            *("DescribeInstanceTypes", "DescribeRegions"),
        }
    ),
    "iam": frozenset({"GetUser"}),
    "sts": frozenset({"GetCallerIdentity"}),
}
"""What moto knows in a world where nobody made anything, by what requests are signed for."""

MAKES: Final = frozenset(
    {"ec2", "elasticfilesystem", "events", "iam", "kms", "route53", "s3", "scheduler"}
    | {"secretsmanager", "ssm", "sts"}
)
"""The services in which something can be made."""

ELSEWHERE: Final = frozenset(
    {"ec2", "ecs", "elasticfilesystem", "events", "kms", "lambda", "logs", "scheduler", "sqs"}
    | {"ssm", "states", "sts"}
)
"""The services of one region that moto has. In all regions but its own a world has nothing, so
that there an empty answer is true."""

_MAKING: Final = re.compile(
    r"(?:Add|Allocate|Attach|Authorize|Create|Delete|Put|Register|Run|Set|Tag|Update)(?=[A-Z])"
)
_ACTION: Final = re.compile(rb"(?:^|&)Action=([A-Za-z0-9]+)")
_CBOR: Final = re.compile(r"/service/[^/]+/operation/([A-Za-z0-9]+)")


@dataclass(frozen=True, slots=True)
class Motos:
    """moto behind this rule; `made` are the services in which somebody made something."""

    moto: Moto
    made: set[str] = field(default_factory=set[str])

    def answer(self, request: HttpRequest, service: str) -> Answer:
        """The answer to a request in the world's own region that nobody else answers."""
        name = operation(request)
        missing = not_here(
            request.headers,
            f"this call of {service}: its scenario tells nothing of what it asks for,"
            " which is no answer to it",
        )
        if service in MAKES and _makes(request, name):
            answer = self.moto.answer(request, service)
            if answer[0] < HTTPStatus.BAD_REQUEST:
                self.made.add(service)
            elif not name:
                return missing  # a read of REST may be a POST as well
            return answer
        if service in self.made:
            return self.moto.answer(request, service)
        if name not in FACTS.get(service, ()):
            return missing
        answer = self.moto.answer(request, service)
        # That something is not there is more than anybody has told.
        return answer if answer[0] < HTTPStatus.BAD_REQUEST else missing

    def elsewhere(self, request: HttpRequest, service: str) -> Answer:
        """The answer to a request in another region."""
        if service in ELSEWHERE:
            return self.moto.answer(request, service)
        return self.answer(request, service)


def operation(request: HttpRequest) -> str:
    """The operation in a target, a form or a path of CBOR; "" of a REST service."""
    if target := request.headers.get("x-amz-target", ""):
        return target.rpartition(".")[2]
    if match := _ACTION.search(request.body):
        return match[1].decode()
    match = _CBOR.match(request.target)
    return match[1] if match else ""


def _makes(request: HttpRequest, name: str) -> bool:
    """Whether a request makes or changes something."""
    return bool(_MAKING.match(name)) if name else request.method in ("POST", "PUT")
