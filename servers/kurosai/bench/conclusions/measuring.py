"""Layer B of the benchmark: good and mutated conclusions of scenarios, put before the checks."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from kurosai.bench.conclusions import composing, kinds, mutants, reading, walks
from kurosai.bench.conclusions.asking import Desk, Finding, Outcome
from kurosai.bench.conclusions.ground import Ground
from kurosai.bench.conclusions.layer import Good, Layer, Tried
from kurosai.bench.conclusions.reading import Read
from kurosai.bench.running import over, running, served
from kurosai.errors import BadInput
from kurosai.rehearsal import host
from kurosai.sandbox.dice import dice
from kurosai.sandbox.scenario import load
from kurosai.sandbox.world import build

if TYPE_CHECKING:
    from kurosai.bench.conclusions.mutants import Kind, Mutant
    from kurosai.bench.conclusions.parts import Conclusion
    from kurosai.bench.running import Running
    from kurosai.rehearsal.host import Host, ServerCommand
    from kurosai.sandbox.schema import Scenario
    from kurosai.sandbox.world import World

SEED = 5
EACH = 1
"""Mutants of one kind that are made of one good conclusion."""

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Run:
    """What is the same for every scenario of one measurement."""

    seed: int
    report: Report
    each: int
    kinds: tuple[Kind, ...]
    server: ServerCommand | None


def measure(
    scenarios: Sequence[Path],
    seed: int = SEED,
    report: Report = lambda _: None,
    *,
    each: int = EACH,
    only: Collection[str] = (),
    server: ServerCommand | None = None,
) -> Layer:
    """Good and mutated conclusions of every scenario, before `close_case` with dry_run.

    `report` is told how far it is. `only` names the kinds that are tried, all where it is empty;
    `server` is another command that serves all tools, to measure other checks than these. Raises
    BadInput for a file that is no scenario or a kind that there is not, Refused where a world or
    a server does not answer.
    """
    run = _Run(seed, report, each, _kinds(only), server)
    loaded = [(path, load(path)) for path in scenarios]

    def tried(one: tuple[Path, Scenario]) -> tuple[list[Good], list[Tried]]:
        report(f"{one[0].stem}: booting its world")
        return anyio.run(_scenario, *one, run)

    found = over(loaded, tried)
    return Layer(
        seed,
        tuple(path.stem for path in scenarios),
        tuple(good for goods, _ in found for good in goods),
        tuple(one for _, each in found for one in each),
        run.kinds,
    )


def _kinds(only: Collection[str]) -> tuple[Kind, ...]:
    known = {one.name for one in kinds.KINDS}
    if unknown := sorted(set(only) - known):
        raise BadInput(
            f"There is no kind {', '.join(unknown)}.", f"Kinds: {'; '.join(sorted(known))}."
        )
    return tuple(one for one in kinds.KINDS if not only or one.name in only)


async def _scenario(path: Path, scenario: Scenario, run: _Run) -> tuple[list[Good], list[Tried]]:
    built = build(scenario)
    goods: list[Good] = []
    tried: list[Tried] = []
    with running(path) as world:
        async with _host(world, run.server) as servers:
            run.report(f"{path.stem}: reading")
            ground, walked = await grounded(servers, scenario, built, world)
            desk = Desk(servers, scenario.arrives.text)
            asked: set[str] = set()
            for good in composing.compose(ground, walked, dice(run.seed, scenario.id, "good")):
                met = await desk.conclude(good)
                told = tuple(_shown(one, ground) for one in met.findings)
                goods.append(Good(path.stem, good.language, good.name, met.answered, told))
                run.report(f"{path.stem}: {good.name}, {desk.asked} checks so far")
                # What is blocked as it is says nothing about a change of it.
                changes = _mutants(good, ground, run, asked) if met.answered != "blocked" else []
                for one in changes:
                    answer = await desk.conclude(one.change.conclusion)
                    tried.append(_tried(path.stem, one, answer, met))
    run.report(f"{path.stem}: {len(goods)} good, {len(tried)} mutated")
    return goods, tried


def _mutants(good: Conclusion, ground: Ground, run: _Run, asked: set[str]) -> list[Mutant]:
    """The mutants of one good conclusion; what was asked before is left out."""
    found: list[Mutant] = []
    for kind in run.kinds:
        drawn = dice(run.seed, ground.scenario.id, good.name, kind.name)
        for one in mutants.some(kind, good, ground, drawn, run.each):
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


def _shown(found: Finding, ground: Ground) -> str:
    """A finding without the ids of evidence, which are new in every run."""
    known = {one.id for one in (*ground.reads, ground.stray, ground.cut) if one}
    text = f"{found.rule} · {found.place} · {found.what}"
    return re.sub("|".join([*known, ground.reading.case]), "(id)", text)


async def grounded(
    servers: Host, scenario: Scenario, built: World, world: Running
) -> tuple[Ground, walks.Walked]:
    """Read what a host would, and before it what belongs to no case."""
    cut = await _one(servers, "call_operation", {"operation": "list_jobs"})
    strangers = [one for one, job in built.jobs.items() if job.created_at <= built.now]
    stray = None
    if strangers:
        number = strangers[len(strangers) // 3]
        stray = await _one(servers, "describe_job", {"job_id": str(number)})
    looks = [look for fact in scenario.key.decisive.values() for look in fact.looks]
    found = await reading.read(servers, scenario.arrives.text, looks)
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
