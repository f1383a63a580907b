"""`kurosai demo`: a local world, the servers as an IDE starts them, and a scripted operator."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.status import Status

from kurosai.cli.sandbox import require_sandbox, scenario_path
from kurosai.cli.serve import BUILDERS
from kurosai.rehearsal import host
from kurosai.rehearsal.operator import Operator
from kurosai.rehearsal.screen import Screen


def demo(scenario: str, *, plain: bool) -> int:
    """Boot the world of a scenario file and investigate what arrives in it, on this terminal."""
    require_sandbox()
    from kurosai.sandbox.child import booted
    from kurosai.sandbox.scenario import load

    console = Console(no_color=plain, highlight=False)
    path = scenario_path(scenario)
    alert = load(path).arrives.text
    screen = Screen(console)
    screen.begin(alert)
    with tempfile.TemporaryDirectory(prefix="kurosai-demo-") as folder:
        # A state directory of its own: the demo must not meet a sandbox that is already running.
        state = Path(folder)
        with (
            console.status("booting the local world") as status,
            booted(path, state=state) as seconds,
        ):
            console.print(f"world ready in {seconds:.1f} s", style="dim")
            asyncio.run(_investigate(console, status, screen, alert, state))
    return 0


async def _investigate(
    console: Console, status: Status, screen: Screen, alert: str, state: Path
) -> None:
    status.update("starting the servers")
    commands = host.shipped_configuration(BUILDERS)
    environment = {"KUROSAI_STATE_DIR": str(state)}
    begun = time.perf_counter()
    async with host.connected(commands, environment, log=state / "servers.log") as servers:
        names = ", ".join(servers.servers)
        console.print(f"{names} ready in {time.perf_counter() - begun:.1f} s\n", style="dim")
        status.update("investigating")
        begun = time.perf_counter()
        done = await Operator(servers, screen.watch).investigate(alert)
        seconds = time.perf_counter() - begun
    status.stop()
    screen.conclude(done, seconds)
