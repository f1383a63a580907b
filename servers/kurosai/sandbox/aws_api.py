"""The AWS endpoint: one address for every service, as `AWS_ENDPOINT_URL` expects.

CloudWatch Logs is our own engine, everything else moto. Both run in threads: a scan of a large
group must not hold up the other calls.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kurosai.sandbox.aws_refusals import Answer, not_signed, signer, wrong_key
from kurosai.sandbox.cloudwatch import TARGET_PREFIX, CloudWatchLogs
from kurosai.sandbox.moto_backend import HttpRequest, Moto
from kurosai.sandbox.world import World

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


@dataclass(frozen=True, slots=True)
class Aws:
    """AWS of one world: whoever signs with another access key is refused, as AWS refuses."""

    logs: CloudWatchLogs
    moto: Moto
    access_key_id: str

    def answer(self, request: HttpRequest) -> Answer:
        """Status, headers and body for one request."""
        who = signer(request.headers)
        if who is None:
            return not_signed(request.headers)
        if who.access_key_id != self.access_key_id:
            return wrong_key(request.headers, who.service)
        target = request.headers.get("x-amz-target", "")
        if target.startswith(TARGET_PREFIX):
            return self.logs.answer(target, request.body)
        return self.moto.answer(request, who.service)


def loaded(world: World, access_key_id: str) -> Aws:
    """AWS with the world's log events in it."""
    moto = Moto(world.aws.account, world.aws.region, world.now, access_key_id)
    logs = CloudWatchLogs(
        account=world.aws.account,
        region=world.aws.region,
        now=world.now,
        denied=frozenset(world.aws.denied_log_groups),
        caller=moto.caller,
    )
    for name, days in world.log_groups.items():
        logs.create_group(name, retention_days=days)
    for stream in world.log_streams:
        events = [(one.at_ms, one.message, one.ingested_ms) for one in stream.events]
        logs.load(stream.group, stream.name, events)
    return Aws(logs, moto, access_key_id)


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
