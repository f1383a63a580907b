"""A scenario's world and, where wanted, all servers over it, for the length of a block."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kurosai.environment import Environment
from kurosai.rehearsal import host
from kurosai.sandbox.child import booted

if TYPE_CHECKING:
    from kurosai.rehearsal.host import Host

NAME = "bench"
SERVER = "all"


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


@contextmanager
def running(scenario: Path) -> Generator[Running]:
    """Boot the world of a scenario file; it ends with the block."""
    # A state directory of its own: it must not meet a sandbox, or a ledger, of somebody else.
    with tempfile.TemporaryDirectory(prefix="kurosai-bench-") as folder:
        state = Path(folder)
        with booted(scenario, state=state, name=NAME) as seconds:
            variables = {"KUROSAI_STATE_DIR": str(state), "KUROSAI_WORLD": NAME}
            yield Running(state, Environment(variables), seconds)


@asynccontextmanager
async def served(world: Running) -> AsyncGenerator[Host]:
    """All servers of a world, over stdio, in one process: what they say is the same as in six."""
    command = host.this_python(SERVER)
    log = world.state / "servers.log"
    async with host.connected((command,), world.variables, log=log) as servers:
        yield servers
