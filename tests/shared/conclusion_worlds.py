"""A real world, read once: what the mutators of conclusions are tried on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio

from kurosai.bench.conclusions import composing, measuring
from kurosai.bench.running import running, served
from kurosai.sandbox.dice import dice
from kurosai.sandbox.scenario import bundled, load
from kurosai.sandbox.world import build

if TYPE_CHECKING:
    from kurosai.bench.conclusions.ground import Ground
    from kurosai.bench.conclusions.parts import Conclusion
    from kurosai.bench.conclusions.walks import Walked


@dataclass(frozen=True)
class Known:
    """What was read in a world, the walk of its key, and the good conclusions of it, by name."""

    ground: Ground
    walked: Walked
    goods: dict[str, Conclusion]


def known(name: str) -> Known:
    """Boot the world of a bundled scenario, read in it what a host would, and write about it."""
    path = bundled(name)
    scenario = load(path)
    built = build(scenario)

    async def read() -> tuple[Ground, Walked]:
        with running(path) as world:
            async with served(world) as servers:
                return await measuring.grounded(servers, scenario, built, world)

    ground, walked = anyio.run(read)
    goods = composing.compose(ground, walked, dice(5, scenario.id, "good"))
    return Known(ground, walked, {one.name: one for one in goods})
