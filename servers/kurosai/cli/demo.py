"""`kurosai demo`: local worlds, the servers as an IDE starts them, and a scripted operator."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from rich.console import Console

from kurosai.cli.sandbox import require_sandbox, scenario_path
from kurosai.cli.serve import BUILDERS
from kurosai.rehearsal import host
from kurosai.rehearsal.operator import Operator
from kurosai.rehearsal.screen import Screen

ACTS = ("s01-started-at-missing", "s03-no-manifest")
"""An alert with a runbook, and a user's question without one."""


Say: TypeAlias = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _World:
    """A world that answers: its state directory, and the seconds until it did."""

    state: Path
    seconds: float


def demo(scenario: str, *, plain: bool, picture: str = "") -> int:
    """Investigate what arrives in the world of a scenario file; without one, in two worlds.

    With `picture`, the reports are left out and what is shown is drawn into that SVG file too.
    """
    require_sandbox()
    if not picture:
        _show(scenario, Console(no_color=plain, highlight=False), brief=False)
        return 0
    from kurosai.cli.picture import WIDTH, save

    console = Console(record=True, width=WIDTH, force_terminal=True, highlight=False)
    _show(scenario, console, brief=True)
    save(console, Path(picture), "kurosai demo")
    return 0


def _show(scenario: str, console: Console, *, brief: bool) -> None:
    from kurosai.sandbox.scenario import bundled, load

    acts = [scenario_path(scenario)] if scenario else [bundled(name) for name in ACTS]
    screen = Screen(console, brief=brief)
    screen.begin()
    with ExitStack() as worlds, ThreadPoolExecutor(1) as pool:
        booting = pool.submit(worlds.enter_context, _booted(acts[0]))
        for number, path in enumerate(acts, 1):
            arrives = load(path).arrives
            screen.arrives(arrives.text, arrives.kind)
            with _progress(console) as say:
                say("booting the local world")
                world = booting.result()
                console.print(f"world ready in {world.seconds:.1f} s", style="dim")
                # The next one boots while this one is looked at: nobody has to wait twice.
                booting = _next(pool, worlds, acts[number:], booting)
                asyncio.run(_investigate(console, say, screen, path, world))


@contextmanager
def _progress(console: Console) -> Generator[Say]:
    """What is being waited for, on a terminal; "" ends it. A picture shows no waiting."""
    if console.record:
        yield lambda _: None
        return
    with console.status("") as status:
        yield lambda text: status.update(text) if text else status.stop()


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
    console: Console, say: Say, screen: Screen, path: Path, world: _World
) -> None:
    from kurosai.sandbox.scenario import load

    arrives = load(path).arrives
    say("starting the servers")
    commands = host.shipped_configuration(BUILDERS)
    environment = {"KUROSAI_STATE_DIR": str(world.state)}
    begun = time.perf_counter()
    async with host.connected(commands, environment, log=world.state / "servers.log") as servers:
        names = ", ".join(servers.servers)
        console.print(f"{names} ready in {time.perf_counter() - begun:.1f} s\n", style="dim")
        say("investigating")
        begun = time.perf_counter()
        done = await Operator(servers, screen.watch).investigate(arrives.text, arrives.kind)
        seconds = time.perf_counter() - begun
    say("")
    screen.conclude(done, seconds)
