"""The AWS endpoint: one address for every service, as `AWS_ENDPOINT_URL` expects.

CloudWatch Logs is our own engine; Step Functions, ECS and ECR are what the jobs left behind; some
services answer what the scenario tells outright; of the rest moto tells what is so in every account
(`motos`). All run in threads: a
scan of a large group must not hold up the others.

A world is told in one region. In every other one there is nothing but what CloudTrail recorded
there and moto, whose regions are empty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kurosai.sandbox import hushed, log_definitions
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.aws_refusals import Answer, Signer, not_signed, signer, wrong_key
from kurosai.sandbox.aws_services import Told
from kurosai.sandbox.cloudwatch import TARGET_PREFIX, CloudWatchLogs
from kurosai.sandbox.cloudwatch.tokens import Tokens
from kurosai.sandbox.denied import Denial
from kurosai.sandbox.footprints import by_hour, machine_log
from kurosai.sandbox.footprints.all_services import Footprints, footprints
from kurosai.sandbox.footprints.surroundings import ARCHIVE, ARCHIVE_DAYS, CONTAINER_LOG_DAYS
from kurosai.sandbox.footprints.task_logs import Streams, archive, container_group, containers
from kurosai.sandbox.lambdas import milliseconds
from kurosai.sandbox.moto_backend import HttpRequest, Moto
from kurosai.sandbox.motos import Motos
from kurosai.sandbox.world import World

if TYPE_CHECKING:
    from kurosai.sandbox.cloudwatch.past import Past
    from kurosai.sandbox.cloudwatch.store import ByWindow

EVERYWHERE = frozenset({"health", "iam"})
"""What has one endpoint, and one answer, for all regions."""

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@dataclass(frozen=True, slots=True)
class Aws:
    """AWS of one world: whoever signs with another access key is refused, as AWS refuses."""

    logs: CloudWatchLogs
    footprints: Footprints
    told: Told
    denial: Denial
    motos: Motos
    access_key_id: str

    def answer(self, request: HttpRequest) -> Answer:
        """Status, headers and body for one request."""
        who = signer(request.headers)
        if who is None:
            return not_signed(request.headers)
        if who.access_key_id != self.access_key_id:
            return wrong_key(request.headers, who.service)
        denied = self.denial.answer(request, who.service)
        if denied is not None:
            return denied
        if who.region != self.told.place.region and who.service not in EVERYWHERE:
            return self._elsewhere(request, who)
        target = request.headers.get("x-amz-target", "")
        if target.startswith(TARGET_PREFIX):
            return self.logs.answer(target, request.body)
        answer = self.footprints.answer(request.headers, request.body)
        if answer is None:
            answer = self.told.answer(request, who.service)
        return self.motos.answer(request, who.service) if answer is None else answer

    def _elsewhere(self, request: HttpRequest, who: Signer) -> Answer:
        """The answer of another region than the world's own."""
        if who.service != "cloudtrail":
            return self.motos.elsewhere(request, who.service)
        return self.told.recorded_at(_place(self.told.world, who.region), request)


def loaded(world: World, access_key_id: str) -> Aws:
    """AWS with the world's log events in it."""
    moto = Moto(world.aws.account, world.aws.region, world.now, access_key_id)
    logs = CloudWatchLogs(
        account=world.aws.account,
        region=world.aws.region,
        now=world.now,
        denied=frozenset(world.aws.denied_log_groups),
        caller=moto.caller,
        saved=log_definitions.queries(world.aws.saved_queries, world.now),
        detectors=log_definitions.detectors(world.aws.anomaly_detectors, world.now),
        past=_past(world),
    )
    for name, days in world.log_groups.items():
        logs.create_group(name, retention_days=days)
    late = world.aws.sources.logs.delay // timedelta(milliseconds=1)
    for stream in world.log_streams:
        events = [(one.at_ms, one.message, one.ingested_ms + late) for one in stream.events]
        logs.load(stream.group, stream.name, events)
    _promise(world, logs)
    place = _place(world, world.aws.region)
    told = Told(world, place)
    return Aws(
        logs,
        footprints(world.trail, world.aws, moto.caller, place.tokens),
        told,
        Denial(world.aws.denied, moto.caller, place, told.operation),
        Motos(moto),
        access_key_id,
    )


def _past(world: World) -> Past | None:
    """The log events of the platform at large, where the world has it."""
    if world.week is None:
        return None
    from kurosai.sandbox.background.past_logs import PastLogs  # noqa: PLC0415 - most have none

    return PastLogs(world.week, world.aws.region, milliseconds(world.now))


def _place(world: World, region: str) -> Place:
    # A key that is the same in every run: tokens of a world stay valid.
    tokens = Tokens(f"{world.aws.account}/{region}/{world.now.isoformat()}".encode())
    return Place(world.aws.account, region, world.now, tokens, world.aws.sources)


def _promise(world: World, logs: CloudWatchLogs) -> None:
    """The groups that ECS tasks fill. They hold most of a world's events, and few of them are
    ever read: each is filled when it is first asked for."""
    flows = world.crois.workflows.values()
    projects = {
        flow.project for flow in flows if any(task.engine == "ecs" for task in flow.tasks.values())
    }
    for project in sorted(projects):
        name = container_group(project)
        if name not in world.log_groups:
            logs.create_group(name, retention_days=CONTAINER_LOG_DAYS)
        logs.promise(name, partial(_come, world, name, partial(containers, world.trail, project)))
    if ARCHIVE not in world.log_groups:
        logs.create_group(ARCHIVE, retention_days=ARCHIVE_DAYS)
    logs.promise(ARCHIVE, partial(_come, world, ARCHIVE, partial(archive, world.trail)))
    if machine_log.GROUP in world.log_groups:
        told = partial(machine_log.delivered, world.trail)
        logs.promise(machine_log.GROUP, partial(_come, world, machine_log.GROUP, told))
    if world.week is not None:
        for group, left, smooth in (
            (ARCHIVE, archive, True),
            (machine_log.GROUP, machine_log.delivered, False),
        ):
            source = by_hour.ByHour(world.trail, left, smooth=smooth)
            logs.fill_by_window(group, _by_window(world, group, source))


def _by_window(world: World, group: str, source: by_hour.ByHour) -> ByWindow:
    """The same, as it comes to its group."""
    return lambda start, end, texts: _come(world, group, partial(source, start, end, texts))


def _come(world: World, group: str, streams: Callable[[], Streams]) -> Streams:
    """Streams as they come to their group: later than by themselves if all logs are late, and
    not in hours in which it is hushed."""
    late = world.aws.sources.logs.delay // timedelta(milliseconds=1)
    silent = hushed.hours(world.aws, group)
    for name, events in streams():
        kept = [
            (at, message, come + late)
            for at, message, come in events
            if not hushed.holds(silent, at)
        ]
        if kept or not events:
            yield name, kept


def application(aws: Aws) -> Starlette:
    """The endpoint as an ASGI application."""

    async def endpoint(request: Request) -> Response:
        raw = bytes(request.scope.get("raw_path") or request.url.path.encode())
        query = request.url.query
        asked = HttpRequest(
            method=request.method,
            target=raw.decode("latin-1") + (f"?{query}" if query else ""),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=await request.body(),
        )
        status, headers, body = await to_thread.run_sync(partial(aws.answer, asked))
        return Response(body, status, headers)

    return Starlette(routes=[Route("/{path:path}", endpoint, methods=METHODS)])
