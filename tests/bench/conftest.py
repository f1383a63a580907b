"""A real world, read once: what the mutators of conclusions are tried on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio
import pytest

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


@pytest.fixture(scope="session")
def alert() -> Known:
    """The world of alert 004."""
    return _known("s01-started-at-missing")


@pytest.fixture(scope="session")
def inquiry() -> Known:
    """The world of a job whose container could not start, its registry closed to us."""
    return _known("s03-ecr-denied")


def _known(name: str) -> Known:
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
