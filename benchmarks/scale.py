"""What a world of the article's size costs, and what it does to the servers' answers.

    .venv/bin/python benchmarks/scale.py [--scenario NAME] [--rounds 3] [--again] [--alone]

The week is built if it is not there yet (`--again` builds it anew), the world is started over it,
and each question asked through each server over stdio, as a host does, round after round. `cpu` is
the processor time that the sandbox and the server spent on an answer: of all columns it depends
least on what else the machine does. Then the same is done in the scenario's world by itself (not
with `--alone`); what a server's memory grows by from one to the other is what it keeps of the
world. Jobs are asked for by ids that `find_jobs` shows.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.table import Table

from kurosai import environment
from kurosai.rehearsal import host
from kurosai.rehearsal.answers import Answer
from kurosai.sandbox.background import building
from kurosai.sandbox.background.scale import scale_of
from kurosai.sandbox.child import booted
from kurosai.sandbox.scenario import bundled, load
from kurosai.sandbox.state import world_file

SERVED = ("crois", "aws", "gcp", "runbooks", "cases")
DISPATCHER = "/aws/lambda/core-v2-job-dispatcher"
UPDATER = "/aws/lambda/core-v2-job-status-updater"
EVERY = "/aws/lambda/core-v2-*"
CONTAINERS = "/crois/v2/prd/ecs/homes-mart"
_TICKS = os.sysconf("SC_CLK_TCK")
_MB = 1024 * 1024


@dataclass(frozen=True)
class Question:
    """A call of a tool; `{job}` and `{gke}` in it are a failed job of the week and a k8s Job."""

    server: str
    tool: str
    arguments: Mapping[str, Any]
    once: bool = False
    """Not round after round: it would use up what Google allows to be read in a minute."""

    def about(self, names: Mapping[str, str]) -> dict[str, Any]:
        """Its arguments with the names filled in."""
        return {key: filled(value, names) for key, value in self.arguments.items()}


def filled(value: Any, names: Mapping[str, str]) -> Any:
    """A value with names for what stands in braces."""
    if isinstance(value, dict):
        inner = cast("dict[str, Any]", value)
        return {key: filled(one, names) for key, one in inner.items()}
    if isinstance(value, str):
        return re.sub(r"\{(\w+)\}", lambda one: names[one[1]], value)
    return value


QUESTIONS = (
    Question("crois", "find_jobs", {}),
    Question("crois", "find_jobs", {"status": "FAILED", "since": "24h"}),
    Question("crois", "find_jobs", {"project": "homes-mart", "since": "7d"}),
    Question("crois", "describe_job", {"job_id": "{job}"}),
    Question("crois", "call_operation", {"operation": "list_jobs", "arguments": {"page": 40}}),
    Question("aws", "trace_job", {"job_id": "{job}"}),
    Question("aws", "find_logs", {"group": DISPATCHER, "text": "throttled", "since": "6h"}),
    Question("aws", "find_logs", {"group": DISPATCHER, "text": "{job}", "since": "24h"}),
    Question("aws", "find_logs", {"group": CONTAINERS, "text": "KeyError", "since": "7d"}),
    Question("aws", "find_logs", {"group": EVERY, "text": "{job}", "since": "24h"}),
    Question("aws", "find_logs", {"group": "job:{job}"}),
    Question(
        "aws",
        "query_logs",
        {
            "query": "filter @message like 'ERROR' | stats count(*) by bin(1h)",
            "groups": f"{DISPATCHER},{UPDATER}",
            "since": "24h",
        },
    ),
    Question("aws", "find_alarms", {}),
    Question("aws", "find_changes", {"since": "6h"}),
    Question(
        "aws",
        "call_aws",
        {
            "service": "stepfunctions",
            "operation": "ListExecutions",
            "parameters": {"stateMachineArn": "{machine}", "statusFilter": "FAILED"},
        },
    ),
    Question("gcp", "find_entries", {"text": "KeyError", "since": "24h"}),
    Question("gcp", "find_entries", {"severity": "WARNING", "since": "6h"}),
    Question("gcp", "find_entries", {"fields": {"k8s_job": "{gke}"}, "since": "7d"}),
    Question(
        "gcp",
        "query_entries",
        {"filter": 'jsonPayload.reason="BackoffLimitExceeded"', "since": "24h"},
    ),
    Question("gcp", "trace_pod", {"name": "{gke}"}, once=True),
    Question("runbooks", "find_runbook", {"text": "CannotPullContainerError"}),
    Question("cases", "open_case", {"text": "job id {job} のジョブが失敗しています"}),
)


@dataclass(frozen=True)
class Measured:
    """What the answers to a question took: seconds, and of processor time; the last one."""

    seconds: tuple[float, ...]
    processor: tuple[float, ...]
    answer: Answer


@dataclass(frozen=True)
class World:
    """A world that was asked: seconds until it was ready, its memory then and at its most, that of
    each server when all was asked (MB), and the answers."""

    seconds: float
    resident: tuple[float, float]
    servers: Mapping[str, float]
    measured: tuple[Measured, ...]


def status(pid: int, what: str) -> float:
    """A line of a process's status, in MB."""
    text = Path(f"/proc/{pid}/status").read_text("utf-8")
    found = re.search(rf"{what}:\s+(\d+) kB", text)
    return int(found[1]) / 1024 if found else 0.0


def processor(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def servers_of(state: Path) -> Iterator[tuple[str, int]]:
    """The servers that run over a state directory: name and pid."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            words = (folder / "cmdline").read_text("utf-8").split("\0")
            own = f"KUROSAI_STATE_DIR={state}" in (folder / "environ").read_text("utf-8")
            if own and "serve" in words[:-1]:
                yield words[words.index("serve") + 1], int(folder.name)


async def named(served: host.Host) -> dict[str, str]:
    """A failed job, one of its project on GKE, by what the tools themselves show."""
    failed = await served.call("crois", "find_jobs", {"status": "FAILED", "since": "24h"})
    jobs = re.findall(r"\b(\d{8})\b", failed.text)
    names = {"job": jobs[0], "gke": f"job-{jobs[0]}-load"}
    for one in jobs:
        described = await served.call("crois", "describe_job", {"job_id": one})
        if found := re.search(rf"job-{one}-[a-z]+", described.text):
            names |= {"gke": found[0], "job": one}
            break
    return names


async def asked(scenario: Path, scale: str, rounds: int, state: Path) -> World:
    """Start a world and ask everything."""
    aws = load(scenario).world.aws
    machine = f"arn:aws:states:{aws.region}:{aws.account}:stateMachine:crois-v2-prd-job-runner"
    with booted(scenario, state=state, name="scale", scale=scale) as seconds:
        pid = int(re.findall(r'"pid": (\d+)', world_file(state, "scale").read_text("utf-8"))[0])
        resident = status(pid, "VmRSS")
        variables = {"KUROSAI_STATE_DIR": str(state), "KUROSAI_WORLD": "scale"}
        commands = tuple(host.this_python(one) for one in SERVED)
        async with host.connected(commands, variables, log=state / "servers.log") as served:
            names = {**await named(served), "machine": machine}
            pids = dict(servers_of(state))
            measured = [
                await measure(served, question, names, rounds, (pid, pids[question.server]))
                for question in QUESTIONS
            ]
            held = {name: status(one, "VmRSS") for name, one in pids.items()}
        return World(seconds, (resident, status(pid, "VmHWM")), held, tuple(measured))


async def measure(
    served: host.Host,
    question: Question,
    names: Mapping[str, str],
    rounds: int,
    pids: tuple[int, int],
) -> Measured:
    """Ask a question so many times."""
    seconds: list[float] = []
    spent: list[float] = []
    arguments = question.about(names)
    answers: list[Answer] = []
    for _ in range(1 if question.once else rounds):
        before, begun = sum(map(processor, pids)), time.perf_counter()
        answers.append(await served.call(question.server, question.tool, arguments))
        seconds.append(time.perf_counter() - begun)
        spent.append(sum(map(processor, pids)) - before)
    return Measured(tuple(seconds), tuple(spent), answers[-1])


def centile(values: tuple[float, ...], share: float) -> float:
    """The value that so large a share of them does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def report(console: Console, large: World, small: World | None) -> None:
    """Draw what was measured."""
    table = Table("question", "p50 s", "p95 s", "cpu p50", "cpu most", "answer", box=None)
    for question, one in zip(QUESTIONS, large.measured, strict=True):
        shown = ", ".join(f"{k}={v}" for k, v in question.arguments.items())
        table.add_row(
            f"{question.server}.{question.tool} {shown}"[:76],
            f"{statistics.median(one.seconds):.2f}",
            f"{centile(one.seconds, 0.95):.2f}",
            f"{statistics.median(one.processor):.2f}",
            f"{max(one.processor):.2f}",
            ("ERROR " if one.answer.error else "") + one.answer.head[-34:],
        )
    console.print(table)
    for server in SERVED:
        own = [one for q, one in zip(QUESTIONS, large.measured, strict=True) if q.server == server]
        every = tuple(value for one in own for value in one.seconds)
        spent = tuple(value for one in own for value in one.processor)
        grown = "" if small is None else f", {large.servers[server] - small.servers[server]:+.0f}"
        console.print(
            f"{server}: p50 {centile(every, 0.5):.2f} s, p95 {centile(every, 0.95):.2f} s,"
            f" cpu p95 {centile(spent, 0.95):.2f} s, {large.servers[server]:.0f} MB{grown}"
        )
    resident, most = large.resident
    console.print(
        f"world: ready in {large.seconds:.1f} s, {resident:.0f} MB then, {most:.0f} MB at its most"
    )


def built(console: Console, home: Path, again: bool) -> None:
    """Build the week where it is not there, and say what it took."""
    scale = scale_of("article")
    assert scale is not None
    if again:
        shutil.rmtree(home / building.FOLDER / scale.key, ignore_errors=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    files = building.files(scale, home, lambda _: None)
    took = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    size = sum(path.stat().st_size for path in files)
    console.print(f"week: {took:.1f} s, {spent:.1f} s of processor time, {size / _MB:,.0f} MB")


def main() -> int:
    """Measure, and show it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", default="s01-started-at-missing")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--again", action="store_true", help="build the week anew")
    parser.add_argument("--alone", action="store_true", help="not the scenario's world by itself")
    chosen = parser.parse_args()
    console = Console(width=170, highlight=False)
    home = environment.of_process().state
    built(console, home, chosen.again)
    path = bundled(chosen.scenario)
    worlds: list[World] = []
    for scale in ("article",) if chosen.alone else ("article", ""):
        with tempfile.TemporaryDirectory(prefix="kurosai-scale-") as folder:
            state = Path(folder)
            (state / building.FOLDER).symlink_to((home / building.FOLDER).absolute())
            worlds.append(asyncio.run(asked(path, scale, chosen.rounds, state)))
    report(console, worlds[0], worlds[1] if len(worlds) > 1 else None)
    return 0


if __name__ == "__main__":
    sys.exit(main())
