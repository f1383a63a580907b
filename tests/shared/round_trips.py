"""A case there and back: investigated, exported, its export booted, its calls repeated there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kurosai.bench import running
from kurosai.bench.follower import follow
from kurosai.export import drawn
from kurosai.export.exporting import Exported, as_exported, export
from kurosai.replay import case as cases
from kurosai.replay import running as repeating
from kurosai.replay.running import Repeated
from kurosai.sandbox.scenario import load

MOST = 25
Call = tuple[str, str, dict[str, Any]]
Later = Callable[[list[str]], Call]
"""A call that needs what was read before, the texts of all results so far."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What was exported, as a file too, and the calls of the case as its world answers them."""

    exported: Exported
    file: Path
    calls: tuple[Repeated, ...]

    def share(self, server: str = "") -> tuple[int, int]:
        """How many calls have the same decisive lines, and how many there are."""
        own = [one for one in self.calls if server in ("", one.recorded.server)]
        return sum(map(decides_the_same, own)), len(own)


def decides_the_same(one: Repeated) -> bool:
    """Whether all lines that decided are there; where there were none, as much was seen."""
    if one.asked.why_not or one.failure:
        return False
    there, of = one.decisive
    return there == of if of else one.difference.coverage is None


def quiet(scenario: Path, folder: Path) -> Path:
    """The scenario with little noise: it boots in a quarter of the time."""
    noise = "noise: { jobs: 60, log_events: 600 }\n" if load(scenario).noise else ""
    path = folder / scenario.name
    path.write_text(f"extends: {scenario}\n{noise}", "utf-8")
    return path


def round_trip(
    scenario: Path, folder: Path, calls: Sequence[Call | Later] | None = None
) -> Returned:
    """Follow the `next:` lines in the world of a scenario, or make these calls, and come back."""
    with running.running(scenario) as world:
        number = asyncio.run(_investigated(world, load(scenario).arrives.text, calls))
        with closing(world.ledger()) as ledger:
            case = cases.load(ledger, number)
    made = export(case)
    file = folder / f"exported-{scenario.name}"
    file.write_text(made.text, "utf-8")
    with running.running(file) as world:
        return Returned(made, file, asyncio.run(_repeated(world, as_exported(case))))


async def _investigated(
    world: running.Running, text: str, calls: Iterable[Call | Later] | None
) -> str:
    async with running.served(world) as host:
        if calls is None:
            trail = await follow(host, text, most=MOST)
            return trail.answers[0].text.split()[1]
        opened = await host.call("cases", "open_case", {"text": text})
        read = [opened.text]
        for one in calls:
            answer = await host.call(*(one(read) if callable(one) else one))
            assert not answer.error, answer.text
            read.append(answer.text)
        return opened.text.split()[1]


async def _repeated(world: running.Running, case: cases.Case) -> tuple[Repeated, ...]:
    async with running.served(world) as host:
        with closing(world.ledger()) as ledger:
            done = await repeating.replay(
                case,
                host,
                lambda evidence: ledger.get([evidence]).get(evidence),
                world.environment.now,
                compared=drawn.without,
            )
            return done.calls
