"""`kurosai bench`: how well the servers do in worlds whose answers are known."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kurosai.cli import bench_agent
from kurosai.cli.sandbox import require_sandbox
from kurosai.errors import BadInput

if TYPE_CHECKING:
    from kurosai.bench.hints import Followed
    from kurosai.bench.rows import Row
    from kurosai.vocabulary import Json


WIDTH = 116
"""The table's columns; narrower, every cell would be broken."""


def describe(bench: argparse.ArgumentParser) -> None:
    """Give the command `bench` its parts."""
    parts = bench.add_subparsers(metavar="PART", required=True)
    hints = parts.add_parser("hints", help="no model: how far the next: lines lead")
    hints.add_argument("paths", nargs="*", help="scenario files; default: those of Kurosai")
    hints.add_argument("--jobs", type=int, default=2, help="scenarios at a time")
    hints.add_argument("--json", default="", help="write rows and totals to this file")
    hints.add_argument("--against", default="", help="an earlier file of --json to compare with")
    hints.add_argument(
        "--check", action="store_true", help="exit 1 if something is worse, or not honest"
    )
    hints.add_argument("--read", action="store_true", help="also print every result, to be read")
    hints.set_defaults(run=_hints)
    plain = parts.add_parser("plain", help="serve the plain APIs of a world over stdio, to compare")
    plain.set_defaults(run=_plain)
    bench_agent.dress(parts.add_parser("agent", help=bench_agent.HELP))


def _hints(options: argparse.Namespace) -> int:
    require_sandbox()
    from kurosai.bench import rows, table
    from kurosai.sandbox.scenario import SCENARIOS

    paths = [Path(path) for path in options.paths] or sorted(SCENARIOS.glob("*.yaml"))
    before = _earlier(options.against)
    console = Console(highlight=False)
    console.width = max(console.width, WIDTH)
    found = sorted(
        _measured(paths, options.jobs, console, read=options.read), key=lambda row: row.scenario
    )
    now = rows.as_json(found)
    console.print(table.table(found))
    for line in table.unread(found):
        console.print(f"  {line}", markup=False, soft_wrap=True)
    worse = _compared(now, before, options.against, console)
    if options.json:
        Path(options.json).write_text(json.dumps(now, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 1 if options.check and (worse or not all(one.honest for one in found)) else 0


def _measured(paths: Sequence[Path], jobs: int, console: Console, *, read: bool) -> Iterator[Row]:
    from kurosai.bench.hints import measured
    from kurosai.bench.rows import row

    columns = (
        SpinnerColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with (
        Progress(*columns, console=Console(stderr=True), transient=True) as progress,
        ThreadPoolExecutor(max(jobs, 1)) as pool,
    ):
        task = progress.add_task("booting worlds, following hints", total=len(paths))

        def run(path: Path) -> Followed:
            return asyncio.run(measured(path))

        running = {pool.submit(run, path): path for path in paths}
        for done in as_completed(running):
            followed = done.result()
            progress.update(task, advance=1, description=running[done].stem)
            if read:
                for answer in followed.trail.answers:
                    asked = json.dumps(answer.arguments, ensure_ascii=False)
                    console.print(f"> {answer.server}.{answer.tool} {asked}", markup=False)
                    console.print(answer.text, markup=False, soft_wrap=True)
            yield row(followed)


def _earlier(path: str) -> Mapping[str, Json] | None:
    if not path:
        return None
    try:
        body = json.loads(Path(path).read_text("utf-8"))
        return cast("Mapping[str, Json]", body) if body["rows"] is not None else None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            f"{path} is no earlier result ({type(error).__name__}).",
            "Name a file that `kurosai bench hints --json` wrote.",
        ) from None


def _compared(
    now: Mapping[str, Json], before: Mapping[str, Json] | None, name: str, console: Console
) -> bool:
    """Tell what changed; whether anything is worse."""
    from kurosai.bench import table

    if before is None:
        return False
    changes = list(table.differences(now, before))
    console.print(f"against {name}: {len(changes) or 'no'} changes")
    for text, worse in changes:
        console.print(f"  {text}", style="red" if worse else "green", markup=False, soft_wrap=True)
    return any(worse for _, worse in changes)


def _plain(_: argparse.Namespace) -> int:
    from kurosai import environment
    from kurosai.bench import server
    from kurosai.serving import life

    life.prepare()
    server.build(environment.of_process()).run("stdio", show_banner=False)
    return 0
