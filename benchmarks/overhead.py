"""What a tool call costs over the AWS requests it makes, beside a plain boto3 client that is kept.

    .venv/bin/python benchmarks/overhead.py [--calls 60]

A local world is booted, and each question asked in turn, round after round: plainly, that is the
same operations with the same arguments by clients of boto3 as they come, kept, side by side where
the tool asks side by side (`arrangement.py`); through the tool in this process; and through the
tool over stdio, as a host does. The difference is everything that is ours: arguments checked,
threads, deadline, identity, typing, cleaning, redaction, rendering, the record in the ledger, the
protocol. The probe is a tool that does nothing but read one page and show it; what knowledge adds
to that is in the other rows. `+p50` is the median of what a call took over the plain one of its
round, `+p10` the difference of the best tenths. `+cpu` is the processor time of the whole call in
one process, its client included, over that of the plain one: of all columns it depends least on
what else the machine does.

The servers are as they are shipped. They keep the pace that AWS allows for log searches, with as
many turns at once as a second has; whoever asks round after round without a pause would measure
that pace and nothing else. So the benchmark rests after each question, as a model does, as long as
its requests have used up.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import statistics
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import arrangement
import boto3
from arrangement import Request, Seen, Watch
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
WARMING = 5
"""Rounds that do not count: connections are open after them, and modules loaded."""

WATCHED = 12
REST = 0.1
"""Seconds until one request of a log search is within the pace again."""


@dataclass(frozen=True)
class Question:
    title: str
    tool: str
    arguments: Mapping[str, Any]


QUESTIONS = (
    Question("one page, shown", "probe", {}),
    Question("nothing found", "find_logs", {"group": GROUP, "text": "nowhere", "around": AROUND}),
    Question("one hit", "find_logs", {"group": GROUP, "text": "started_at", "around": AROUND}),
)


def built(environment: Environment, places: AwsPlaces[Aws]) -> Server:
    """The server as it is, and the probe."""

    @functools.cache
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
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(max_workers=16)

    def ask(self, requests: Sequence[Request]) -> None:
        arrangement.made(requests, self._one, self._pool)

    def _one(self, asked: Request) -> None:
        if asked.service not in self._clients:
            with self._lock:
                client = self._session.client(asked.service, endpoint_url=self._endpoint)
                self._clients.setdefault(asked.service, client)
        getattr(self._clients[asked.service], xform_name(asked.operation))(**asked.parameters)


async def timed(ask: Callable[[], Awaitable[Any]]) -> tuple[float, float]:
    """Milliseconds of wall time, and of this process's processor time."""
    begun, worked = time.perf_counter(), time.process_time()
    await ask()
    return 1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - worked)


Requests = Mapping[str, Sequence[Request]]
"""By question."""


async def learned(world: Running) -> Requests:
    """Which requests each question comes down to."""
    watches: list[Watch] = []

    def watched(session: AwsSession) -> Aws:
        watches.append(Watch(session.login.core()))
        return bundle(session, Quotas())

    server = built(world.environment, AwsPlaces(world.environment, watched))
    found: dict[str, Sequence[Request]] = {}
    async with Client(server.mcp) as client:
        for question in QUESTIONS:
            calls: list[list[Seen]] = []
            for _ in range(WATCHED + 1):
                await client.call_tool(question.tool, dict(question.arguments))
                calls.append(watches[0].taken())
                await asyncio.sleep(REST * len(calls[-1]))
            found[question.title] = arrangement.arranged(calls[1:])  # the first asks who we are
    return found


Times = dict[str, dict[str, list[tuple[float, float]]]]
"""By question and way: wall and processor time of each call."""


async def measured(world: Running, requests: Requests, calls: int) -> Times:
    plain = Plain(world.published())
    server = built(world.environment, aws_places(world.environment))
    here = ServerCommand("aws", sys.executable, (__file__, "--serve"), {})
    times: Times = {one.title: {} for one in QUESTIONS}
    async with (
        Client(server.mcp) as inside,
        host.connected((here,), world.variables, log=world.state / "log") as outside,
    ):
        for turn in track(range(calls + WARMING), "asking", transient=True):
            for one in QUESTIONS:

                async def plainly(one: Question = one) -> None:
                    plain.ask(requests[one.title])

                ways: list[tuple[str, Callable[[], Awaitable[Any]]]] = [
                    ("plain", plainly),
                    ("inside", lambda one=one: inside.call_tool(one.tool, dict(one.arguments))),
                    ("stdio", lambda one=one: outside.call("aws", one.tool, one.arguments)),
                ]
                # None of them is always the one that comes after the rest.
                for way, ask in ways[turn % 3 :] + ways[: turn % 3]:
                    took = await timed(ask)
                    if turn >= WARMING:
                        times[one.title].setdefault(way, []).append(took)
                await asyncio.sleep(REST * len(requests[one.title]))
    return times


def _over(took: Sequence[float], base: Sequence[float]) -> tuple[str, str, str]:
    """The median, the median of what each call took over the plain one of its round, and the
    same of the best tenth of both, which knows least of what else the machine did."""
    more = statistics.median(one - other for one, other in zip(took, base, strict=True))
    best = statistics.quantiles(took, n=10)[0] - statistics.quantiles(base, n=10)[0]
    return f"{statistics.median(took):.1f}", f"{more:+.1f}", f"{best:+.1f}"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--calls", type=int, default=60)
    options.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.serve:
        environment = environments.of_process()
        return life.serve(lambda: built(environment, aws_places(environment)))
    with running(SCENARIO) as world:
        requests = asyncio.run(learned(world))
        times = asyncio.run(measured(world, requests, chosen.calls))
    table = Table(title=f"p50 of {chosen.calls} calls in ms, {datetime.now():%Y-%m-%d}")  # noqa: DTZ005
    ways = ("in process", "+p50", "+p10", "+cpu", "stdio", "+p50", "+p10")
    for column in ("question", "requests", "in a row", "plain", *ways):
        table.add_column(column, justify="right")
    for one in QUESTIONS:
        took, asked = times[one.title], requests[one.title]
        wall = {way: [wall for wall, _ in took[way]] for way in took}
        cpu = {way: statistics.median(cpu for _, cpu in took[way]) for way in took}
        table.add_row(
            one.title,
            str(len(asked)),
            str(arrangement.in_a_row(asked)),
            f"{statistics.median(wall['plain']):.1f}",
            *_over(wall["inside"], wall["plain"]),
            f"{cpu['inside'] - cpu['plain']:+.1f}",
            *_over(wall["stdio"], wall["plain"]),
        )
    Console().print(table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
