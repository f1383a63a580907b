"""A scenario's world and, where wanted, all servers over it, for the length of a block."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from kurosai import environment
from kurosai.environment import Environment
from kurosai.errors import LedgerFailed, Unavailable
from kurosai.evidence.ledger import Ledger
from kurosai.rehearsal import host
from kurosai.sandbox.background import building
from kurosai.sandbox.background.scale import scale_of
from kurosai.sandbox.child import booted
from kurosai.serving import logins

if TYPE_CHECKING:
    from kurosai.rehearsal.host import Host, ServerCommand

A = TypeVar("A")
B = TypeVar("B")

NAME = "bench"
SERVER = "all"
LOGIN_SECONDS = 30.0
_PAUSE = 0.05
AT_ONCE = max(2, os.cpu_count() or 1)
"""Worlds that run at the same time: each is three processes that wait for one another."""


@dataclass(frozen=True, slots=True)
class Running:
    """A world that answers, under a name in a state directory of its own."""

    state: Path
    environment: Environment
    seconds: float

    @property
    def variables(self) -> dict[str, str]:
        """What a server needs to find it."""
        return {"KUROSAI_STATE_DIR": str(self.state), "KUROSAI_WORLD": NAME}

    def ledger(self) -> Ledger:
        """The ledger of the world's servers."""
        place = self.environment
        return Ledger(place.ledger(), operator=NAME, clock=place.now)

    def published(self) -> Mapping[str, str]:
        """The variables of the world itself, its credentials among them."""
        world = self.environment.world()
        return {} if world is None else world.variables


def over(several: Sequence[A], measure: Callable[[A], B]) -> list[B]:
    """What is measured of each world, in order, a few at a time; the first exception of any."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(measure, several))


@contextmanager
def running(scenario: Path, scale: str = "") -> Generator[Running]:
    """Boot the world of a scenario file, of a scale if it is named; it ends with the block."""
    # A state directory of its own: it must not meet a sandbox, or a ledger, of somebody else.
    with tempfile.TemporaryDirectory(prefix="kurosai-bench-") as folder:
        state = Path(folder)
        if (size := scale_of(scale)) is not None:
            # What is built for it is shared with everybody, and takes long.
            home = environment.of_process().state
            building.files(size, home, lambda _: None)
            (state / building.FOLDER).symlink_to((home / building.FOLDER).absolute())
        with booted(scenario, state=state, name=NAME, scale=scale) as seconds:
            variables = {"KUROSAI_STATE_DIR": str(state), "KUROSAI_WORLD": NAME}
            yield Running(state, Environment(variables), seconds)


@asynccontextmanager
async def served(world: Running, command: ServerCommand | None = None) -> AsyncGenerator[Host]:
    """All servers of a world, over stdio, in one process: what they say is the same as in six.

    `command` is another server over the same world.
    """
    command = command or host.this_python(SERVER)
    log = world.state / "servers.log"
    async with host.connected((command,), world.variables, log=log) as servers:
        if command.arguments[-1] == SERVER:
            await _logged_in(world)
        yield servers


async def _logged_in(world: Running) -> None:
    """Wait until every login was tried: a case tells of those, and a person is not so fast.

    Raises Unavailable if one does not come to an end.
    """
    expected = {"crois", "aws", "gcp"}
    if "GITHUB_API_URL" in world.published():
        expected.add("github")
    tried = set[str]()
    for _ in range(int(LOGIN_SECONDS / _PAUSE)):
        with suppress(LedgerFailed), closing(world.ledger()) as ledger:
            tried = {str(one.body["server"]) for one in ledger.events_of_kind(logins.KIND)}
        if expected <= tried:
            return
        await asyncio.sleep(_PAUSE)
    raise Unavailable(
        f"The servers did not try the logins {', '.join(sorted(expected - tried))}.",
        f"Their own words are in {world.state / 'servers.log'}.",
    )
