"""`kurosai scenario check`: scenario files looked at one by one, told on the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from kurosai.cli.sandbox import require_sandbox, scenario_path
from kurosai.errors import Fault


def check(paths: Sequence[str], scale: str = "") -> int:
    """Check scenario files, those of Kurosai without any; 1 if one of them cannot be used.

    In worlds of a scale if it is named.
    """
    require_sandbox()
    from kurosai.sandbox.scenario import SCENARIOS

    chosen = [scenario_path(path) for path in paths] or sorted(SCENARIOS.glob("*.yaml"))
    console = Console(highlight=False, soft_wrap=True)
    failed = [path for path in chosen if not _checked(path, console, scale)]
    if len(chosen) > 1:
        console.print(f"{len(chosen)} scenarios: {len(chosen) - len(failed)} good")
    return 1 if failed else 0


def _checked(path: Path, console: Console, scale: str) -> bool:
    from kurosai.bench import checking

    try:
        with console.status(f"{path.name}: booting its world, looking for its facts"):
            found = checking.check(path, scale)
    except Fault as fault:
        console.print(f"{path}: {fault}", style="red")
        return False
    state = "good" if found.good else "not usable"
    console.print(f"{path}: {found.scenario.id} {state}, {found.shown} of {found.facts} facts")
    for one in found.findings:
        style = "red" if one.level == "fault" else "yellow"
        console.print(f"  {one.level} {one.where}: {one.text}", style=style, markup=False)
    return found.good
