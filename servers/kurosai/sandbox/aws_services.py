"""The services that answer for what a scenario tells outright, and what of that cannot be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from kurosai.sandbox.aws_json import Service
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.aws_query import Query
from kurosai.sandbox.aws_refusals import Answer, not_here
from kurosai.sandbox.aws_rest import Rest
from kurosai.sandbox.kinds_of_aws import KINDS, Kind, trail
from kurosai.sandbox.moto_backend import HttpRequest
from kurosai.sandbox.schema_aws import Aws
from kurosai.sandbox.schema_base import Problem
from kurosai.sandbox.world import World


def misfits(aws: Aws, now: datetime) -> Iterator[Problem]:
    """What of all kinds is well-formed and cannot be."""
    for kind in KINDS:
        for steps, text in kind.misfits(aws, now):
            yield ("world", "aws", *steps), text


def _joined(known: Service | Rest | Query, one: Service | Rest | Query) -> Service | Rest | Query:
    """Two kinds of one service: the operations of both."""
    if isinstance(one, Service) and isinstance(known, Service):
        return replace(one, operations={**known.operations, **one.operations})
    if isinstance(one, Query) and isinstance(known, Query):
        return replace(one, operations={**known.operations, **one.operations})
    raise TypeError(f"two kinds answer as one service in different protocols: {one}")


def _answered(service: Service, request: HttpRequest) -> Answer:
    target = request.headers.get("x-amz-target", "")
    if not target.startswith(service.prefix):
        return not_here(request.headers, f"{service.name} in another protocol than AWS JSON")
    return service.answer(target, request.headers, request.body)


@dataclass(frozen=True)
class Told:
    """The services of the kinds, made when one is first asked for: most worlds never are."""

    world: World
    place: Place

    def answer(self, request: HttpRequest, signing: str) -> Answer | None:
        """The answer to a request that is signed for a service; None for those that are not here.

        Another protocol than a service's own is 501: moto would answer it, and know of nothing.
        Of EC2 and IAM some things are told; for the rest of them see `motos`.
        """
        service = self.services.get(signing)
        if service is None or isinstance(service, Rest | Query):
            return None if service is None else service.answer(request)
        return _answered(service, request)

    def recorded_at(self, place: Place, request: HttpRequest) -> Answer:
        """The answer of CloudTrail at another place: the one service that has something there."""
        return _answered(trail(self.world, place), request)

    def operation(self, request: HttpRequest, signing: str) -> str:
        """The operation of a request to a REST service; "" for one that is not here."""
        service = self._every.get(signing)
        found = service.route(request) if isinstance(service, Rest) else None
        return "" if found is None else found[0].name

    @cached_property
    def services(self) -> Mapping[str, Service | Rest | Query]:
        """The services of what is told, by what requests to them are signed for."""
        return self._made([kind for kind in KINDS if kind.told(self.world.aws)])

    @cached_property
    def _every(self) -> Mapping[str, Service | Rest | Query]:
        """Those of which nothing is told too: what is denied is denied of them as well."""
        return self._made([*KINDS])

    def _made(self, kinds: Sequence[Kind]) -> Mapping[str, Service | Rest | Query]:
        made: dict[str, Service | Rest | Query] = {}
        for kind in kinds:
            one, known = kind.service(self.world, self.place), made.get(kind.signing)
            made[kind.signing] = one if known is None else _joined(known, one)
        return made
