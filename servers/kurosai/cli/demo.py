"""`kurosai demo`: local worlds, the servers as an IDE starts them, and a scripted operator."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.status import Status

from kurosai.cli.sandbox import require_sandbox, scenario_path
from kurosai.rehearsal import host
from kurosai.rehearsal.operator import Operator
from kurosai.rehearsal.screen import Screen

ACTS = ("s01-started-at-missing", "s03-no-manifest")
"""An alert with a runbook, and a user's question without one."""


@dataclass(frozen=True, slots=True)
class _World:
    """A world that answers: its state directory, and the seconds until it did."""

    state: Path
    seconds: float


def demo(scenario: str, *, plain: bool, console: Console | None = None) -> int:
    """Investigate what arrives in the world of a scenario file; without one, in two worlds."""
    require_sandbox()
    from kurosai.sandbox.scenario import bundled, load

    console = console or Console(no_color=plain, highlight=False)
    acts = [scenario_path(scenario)] if scenario else [bundled(name) for name in ACTS]
    screen = Screen(console)
    screen.begin()
    with ExitStack() as worlds, ThreadPoolExecutor(1) as pool:
        booting = pool.submit(worlds.enter_context, _booted(acts[0]))
        for number, path in enumerate(acts, 1):
            arrives = load(path).arrives
            screen.arrives(arrives.text, arrives.kind)
            with console.status("booting the local world") as status:
                world = booting.result()
                console.print(f"world ready in {world.seconds:.1f} s", style="dim")
                # The next one boots while this one is looked at: nobody has to wait twice.
                booting = _next(pool, worlds, acts[number:], booting)
                asyncio.run(_investigate(console, status, screen, path, world))
    return 0


def _next(
    pool: ThreadPoolExecutor,
    worlds: ExitStack,
    acts: Sequence[Path],
    booting: Future[_World],
) -> Future[_World]:
    return pool.submit(worlds.enter_context, _booted(acts[0])) if acts else booting


@contextmanager
def _booted(path: Path) -> Generator[_World]:
    from kurosai.sandbox.child import booted

    # A state directory of its own: the demo must not meet a sandbox that is already running.
    with (
        tempfile.TemporaryDirectory(prefix="kurosai-demo-") as folder,
        booted(path, state=Path(folder)) as seconds,
    ):
        yield _World(Path(folder), seconds)


async def _investigate(
    console: Console, status: Status, screen: Screen, path: Path, world: _World
) -> None:
    from kurosai.sandbox.scenario import load

    arrives = load(path).arrives
    status.update("starting the servers")
    commands = host.shipped_configuration()
    environment = {"KUROSAI_STATE_DIR": str(world.state)}
    begun = time.perf_counter()
    async with host.connected(commands, environment, log=world.state / "servers.log") as servers:
        names = ", ".join(servers.servers)
        console.print(f"{names} ready in {time.perf_counter() - begun:.1f} s\n", style="dim")
        status.update("investigating")
        begun = time.perf_counter()
        done = await Operator(servers, screen.watch).investigate(arrives.text, arrives.kind)
        seconds = time.perf_counter() - begun
    status.stop()
    screen.conclude(done, seconds)
