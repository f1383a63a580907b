"""What a tool call costs over the AWS requests it makes, beside a plain boto3 client that is kept.

    .venv/bin/python benchmarks/overhead.py [--calls 60]

A local world is booted, and each question asked in turn, round after round: plainly, that is the
same operations with the same arguments, one after the other, by a client of boto3 as it comes;
through the tool in this process; and through the tool over stdio, as a host does. The difference
is everything that is ours: arguments checked, thread, deadline, identity, typing, cleaning,
redaction, rendering, the record in the ledger, the protocol. The probe is a tool that does
nothing but read one page and show it; what knowledge adds to that is in the other rows, where a
tool may also win, because it asks several things at once. `+cpu` is the processor time of the whole
call in one process, its client included, over that of the plain one: of all columns it depends
least on what else the machine does.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3
from botocore import xform_name  # pyright: ignore[reportUnknownVariableType] - untyped
from fastmcp import Client
from rich.console import Console
from rich.progress import track
from rich.table import Table

from kurosai import environment as environments
from kurosai.aws import server as aws_server
from kurosai.aws.places import AwsPlaces
from kurosai.aws.platform import Aws
from kurosai.aws.wire.quota import Quotas
from kurosai.aws.wire.session import AwsSession
from kurosai.bench.running import Running, running
from kurosai.cli.serve import aws_places, bundle
from kurosai.environment import Environment
from kurosai.rehearsal import host
from kurosai.rehearsal.host import ServerCommand
from kurosai.resource_map import ResourceMap, load
from kurosai.serving import life
from kurosai.serving.audit import Audit
from kurosai.serving.server import Server, Serving
from kurosai.vocabulary import Coverage, Reading, Row, Window, moment

SCENARIO = (
    Path(__file__).parents[1] / "servers/kurosai/sandbox/scenarios/s01-started-at-missing.yaml"
)
RESOURCES = Path(__file__).parents[1] / "runbooks/resource-map.yaml"
GROUP = "/aws/lambda/core-v2-crois-gke-health-checker"
WINDOW = Window(moment("2025-11-04T17:00:00Z"), moment("2025-11-04T18:29:00Z"))
AROUND = "2025-11-04T18:14:00Z"
Operation = tuple[str, str, Mapping[str, Any]]


@dataclass(frozen=True)
class Question:
    title: str
    tool: str
    arguments: Mapping[str, Any]
    operations: list[Operation] = field(default_factory=list[Operation])


QUESTIONS = (
    Question("one page, shown", "probe", {}),
    Question("nothing found", "find_logs", {"group": GROUP, "text": "nowhere", "around": AROUND}),
    Question("one hit", "find_logs", {"group": GROUP, "text": "started_at", "around": AROUND}),
)


def built(environment: Environment, places: AwsPlaces[Aws]) -> Server:
    """The server as it is, and the probe."""

    def resources() -> ResourceMap:
        return load(RESOURCES)

    server = aws_server.build(places, resources, Serving(environment, audit=Audit(_nowhere())))

    @server.reads
    def probe() -> Reading:
        """Read one page of a log group and show it."""
        logs = places("").logs
        found = logs.filter(GROUP, "", WINDOW, most=20)
        rows = tuple(Row(event.message, event.at) for event in found.events)
        return Reading(GROUP, logs.identity, Coverage.COMPLETE, rows, WINDOW)

    return server


def _nowhere() -> Any:
    return Path("/dev/null").open("w", encoding="utf-8")


def watched(seen: list[Operation]) -> Callable[[AwsSession], Aws]:
    """What `bundle` makes of a session, whose operations are written down in `seen`."""

    def note(params: Mapping[str, Any], model: Any, **_others: object) -> None:
        seen.append((model.service_model.service_name, model.name, dict(params)))

    def make(session: AwsSession) -> Aws:
        core: Any = session.login.core()
        core.register("provide-client-params", note)
        return bundle(session, Quotas())

    return make


class Plain:
    """boto3 as it comes, its clients kept."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        made: Any = boto3
        self._session = made.Session(
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
            region_name=variables["AWS_REGION"],
        )
        self._endpoint = variables["AWS_ENDPOINT_URL"]
        self._clients: dict[str, Any] = {}

    def ask(self, operations: list[Operation]) -> None:
        for service, name, parameters in operations:
            if service not in self._clients:
                self._clients[service] = self._session.client(service, endpoint_url=self._endpoint)
            getattr(self._clients[service], xform_name(name))(**parameters)


async def timed(ask: Callable[[], Awaitable[Any]]) -> tuple[float, float]:
    """Milliseconds of wall time, and of this process's processor time."""
    begun, worked = time.perf_counter(), time.process_time()
    await ask()
    return 1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - worked)


async def learned(world: Running) -> None:
    """Fill in which operations each question comes down to."""
    seen: list[Operation] = []
    server = built(world.environment, AwsPlaces(world.environment, watched(seen)))
    async with Client(server.mcp) as client:
        for question in QUESTIONS:
            await client.call_tool(question.tool, dict(question.arguments))  # who are we, once
            seen.clear()
            await client.call_tool(question.tool, dict(question.arguments))
            question.operations.extend(seen)


Times = dict[str, dict[str, list[tuple[float, float]]]]
"""By question and way: wall and processor time of each call."""


async def measured(world: Running, calls: int) -> Times:
    plain = Plain(world.published())
    server = built(world.environment, aws_places(world.environment))
    here = ServerCommand("aws", sys.executable, (__file__, "--serve"), {})
    times: Times = {one.title: {} for one in QUESTIONS}
    async with (
        Client(server.mcp) as inside,
        host.connected((here,), world.variables, log=world.state / "log") as outside,
    ):
        for turn in track(range(calls + 5), "asking", transient=True):
            for one in QUESTIONS:

                async def plainly(one: Question = one) -> None:
                    plain.ask(one.operations)

                ways: dict[str, Callable[[], Awaitable[Any]]] = {
                    "plain": plainly,
                    "inside": lambda one=one: inside.call_tool(one.tool, dict(one.arguments)),
                    "stdio": lambda one=one: outside.call("aws", one.tool, one.arguments),
                }
                for way, ask in ways.items():
                    took = await timed(ask)
                    if turn >= 5:  # connections are open then, and modules loaded
                        times[one.title].setdefault(way, []).append(took)
    return times


def _beside(took: float, base: float) -> tuple[str, str, str]:
    return f"{took:.1f}", f"{took - base:+.1f}", f"{took / base:.2f}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--calls", type=int, default=60)
    options.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.serve:
        environment = environments.of_process()
        return life.serve(lambda: built(environment, aws_places(environment)))
    with running(SCENARIO) as world:
        asyncio.run(learned(world))
        times = asyncio.run(measured(world, chosen.calls))
    table = Table(title=f"p50 of {chosen.calls} calls in ms, {datetime.now():%Y-%m-%d}")  # noqa: DTZ005
    ways = ("in process", "+ms", "x", "+cpu", "stdio", "+ms", "x")
    for column in ("question", "requests", "plain", *ways):
        table.add_column(column, justify="right")
    for one in QUESTIONS:
        took = times[one.title]
        wall = {way: statistics.median(wall for wall, _ in took[way]) for way in took}
        cpu = {way: statistics.median(cpu for _, cpu in took[way]) for way in took}
        base = wall["plain"]
        table.add_row(
            *(one.title, str(len(one.operations)), f"{base:.1f}"),
            *_beside(wall["inside"], base),
            f"{cpu['inside'] - cpu['plain']:+.1f}",
            *_beside(wall["stdio"], base),
        )
    Console().print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
