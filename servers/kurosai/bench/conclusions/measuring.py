"""Layer B of the benchmark: good and mutated conclusions of scenarios, put before the checks."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from kurosai.bench.conclusions import composing, kinds, mutants, reading, walks
from kurosai.bench.conclusions.asking import Desk, Outcome
from kurosai.bench.conclusions.ground import Ground
from kurosai.bench.conclusions.layer import Good, Layer, Tried
from kurosai.bench.conclusions.reading import Read
from kurosai.bench.running import running, served
from kurosai.rehearsal import host
from kurosai.sandbox.dice import dice
from kurosai.sandbox.scenario import load
from kurosai.sandbox.world import build

if TYPE_CHECKING:
    from kurosai.bench.conclusions.mutants import Mutant
    from kurosai.bench.conclusions.parts import Conclusion
    from kurosai.bench.running import Running
    from kurosai.rehearsal.host import Host, ServerCommand
    from kurosai.sandbox.schema import Scenario
    from kurosai.sandbox.world import World

SEED = 5
EACH = 1
"""Mutants of one kind that are made of one good conclusion."""

Report = Callable[[str], None]


def measure(
    scenarios: Sequence[Path],
    seed: int = SEED,
    report: Report = lambda _: None,
    *,
    each: int = EACH,
    server: ServerCommand | None = None,
) -> Layer:
    """Good and mutated conclusions of every scenario, before `close_case` with dry_run.

    `report` is told how far it is; `server` is another command that serves all tools, to measure
    other checks than these. Raises BadInput for a file that is no scenario, Refused where a world
    or a server does not answer.
    """
    goods: list[Good] = []
    tried: list[Tried] = []
    for path in scenarios:
        scenario = load(path)
        report(f"{path.stem}: booting its world")
        found = anyio.run(_scenario, path, scenario, seed, report, each, server)
        goods += found[0]
        tried += found[1]
    names = tuple(path.stem for path in scenarios)
    known = tuple((one.name, one.claim, one.rule) for one in kinds.KINDS)
    return Layer(seed, names, tuple(goods), tuple(tried), known)


async def _scenario(
    path: Path,
    scenario: Scenario,
    seed: int,
    report: Report,
    each: int,
    server: ServerCommand | None,
) -> tuple[list[Good], list[Tried]]:
    built = build(scenario)
    with running(path) as world:
        async with _host(world, server) as servers:
            report(f"{path.stem}: reading")
            ground, walked = await _grounded(servers, scenario, built, world)
            desk = Desk(servers, scenario.arrives.text)
            goods: list[Good] = []
            tried: list[Tried] = []
            asked: set[str] = set()
            for good in composing.compose(ground, walked, dice(seed, scenario.id, "good")):
                met = await desk.conclude(good)
                told = tuple(_shown(one.rule, one.place, one.what, ground) for one in met.findings)
                goods.append(Good(path.stem, good.language, good.name, met.answered, told))
                report(f"{path.stem}: {good.name} {met.answered}")
                # What is blocked as it is says nothing about a change of it.
                if met.answered != "blocked":
                    for one in _mutants(good, ground, seed, each, asked):
                        tried.append(
                            _tried(path.stem, one, await desk.conclude(one.change.conclusion), met)
                        )
            report(f"{path.stem}: {len(goods)} good, {len(tried)} mutated")
            return goods, tried


def _mutants(
    good: Conclusion, ground: Ground, seed: int, each: int, asked: set[str]
) -> list[Mutant]:
    """The mutants of one good conclusion; what was asked before is left out."""
    found: list[Mutant] = []
    for kind in kinds.KINDS:
        drawn = dice(seed, ground.scenario.id, good.name, kind.name)
        for one in mutants.some(kind, good, ground, drawn, each):
            changed = one.change.conclusion
            key = json.dumps([kind.name, changed.arguments(), [*map(dict, changed.answers)]])
            if key not in asked:
                asked.add(key)
                found.append(one)
    return found


def _tried(scenario: str, one: Mutant, met: Outcome, before: Outcome) -> Tried:
    new = met.beyond(before)
    return Tried(
        scenario,
        one.good.language,
        one.good.name,
        one.kind.name,
        one.kind.claim,
        one.kind.rule,
        one.change.change,
        one.change.wrong,
        new.answered,
        new.rules,
    )


def _shown(rule: str, place: str, what: str, ground: Ground) -> str:
    """A finding without the ids of evidence, which are new in every run."""
    known = {one.id for one in (*ground.reads, ground.stray, ground.cut) if one}
    text = f"{rule} · {place} · {what}"
    return re.sub("|".join([*known, ground.reading.case]), "(id)", text)


async def _grounded(
    servers: Host, scenario: Scenario, built: World, world: Running
) -> tuple[Ground, walks.Walked]:
    """Read what a host would, and before it what belongs to no case."""
    cut = await _one(servers, "call_operation", {"operation": "list_jobs"})
    strangers = [one for one, job in built.jobs.items() if job.created_at <= built.now]
    stray = None
    if strangers:
        number = strangers[len(strangers) // 3]
        stray = await _one(servers, "describe_job", {"job_id": str(number)})
    found = await reading.read(servers, scenario.arrives.text)
    walked = walks.planned(scenario, found, world.environment)
    whole = cut is None or cut.whole
    ground = Ground(
        scenario, built, found, stray, None if whole else cut, walked.samples, walked.chart
    )
    return ground, walked


async def _one(servers: Host, tool: str, arguments: dict[str, object]) -> Read | None:
    answer = await servers.call("crois", tool, arguments)
    return Read(answer, "") if answer.evidence else None


@asynccontextmanager
async def _host(world: Running, server: ServerCommand | None) -> AsyncGenerator[Host]:
    if server is None:
        async with served(world) as servers:
            yield servers
    else:
        log = world.state / "servers.log"
        async with host.connected((server,), world.variables, log=log) as servers:
            yield servers
