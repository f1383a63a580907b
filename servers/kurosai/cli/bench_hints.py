"""`kurosai bench hints`: the table of the scenarios, and what is better or worse than before."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from kurosai.cli.sandbox import require_sandbox
from kurosai.errors import BadInput

if TYPE_CHECKING:
    from kurosai.bench.hints import Followed
    from kurosai.bench.rows import Row
    from kurosai.vocabulary import Json

WIDTH = 116
"""The table's columns; narrower, every cell would be broken."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command on a parser of its own: its arguments, and what runs it."""
    parser.add_argument("paths", nargs="*", help="scenario files; default: those of Kurosai")
    parser.add_argument(
        "--jobs", type=int, default=max(2, os.cpu_count() or 1), help="scenarios at a time"
    )
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="only every Nth scenario by name"
    )
    parser.add_argument("--json", default="", help="write rows and totals to this file")
    parser.add_argument("--against", default="", help="an earlier file of --json to compare with")
    parser.add_argument(
        "--check", action="store_true", help="exit 1 if something is worse, or not honest"
    )
    parser.add_argument("--read", action="store_true", help="also print every result, to be read")
    parser.set_defaults(run=measure)


def measure(
    options: argparse.Namespace,
    also: Callable[[Console], Mapping[str, Json]] = lambda _: {},
) -> int:
    """Follow the hints of the scenarios and print what came of it; `also` measures more.

    1 as well where a scenario could not be measured, by whatever of its world or servers failed.
    Raises BadInput for a file that is no scenario or no earlier run.
    """
    require_sandbox()
    from kurosai.bench import history, rows, table
    from kurosai.sandbox.scenario import SCENARIOS

    paths = [Path(path) for path in options.paths] or sorted(SCENARIOS.glob("*.yaml"))
    if options.every < 1:
        raise BadInput(f"--every {options.every}", "Name 1 for all of them, or a larger number.")
    paths = paths[:: options.every]
    before = history.read(Path(options.against)) if options.against else None
    console = Console(highlight=False)
    console.width = max(console.width, WIDTH)
    failed: list[str] = []
    found = sorted(
        _measured(paths, options.jobs, console, failed, read=options.read),
        key=lambda row: row.scenario,
    )
    now: dict[str, Json] = rows.as_json(found)
    console.print(table.table(found))
    for line in failed:
        console.print(f"  {line}", style="red", markup=False, soft_wrap=True)
    for line in table.unread(found):
        console.print(f"  {line}", markup=False, soft_wrap=True)
    now |= also(console)
    if before is not None and options.every > 1:
        before = history.of_those(before, now)
    worse = before is not None and _compared(now, before, options.against, console)
    if options.json:
        history.write(Path(options.json), now)
    wrong = options.check and (worse or not all(one.honest for one in found))
    return 1 if failed or wrong else 0


def _measured(
    paths: Sequence[Path], jobs: int, console: Console, failed: list[str], *, read: bool
) -> Iterator[Row]:
    """The rows as they come; what could not be measured is told in `failed`."""
    from kurosai.bench.hints import measured
    from kurosai.bench.rows import row

    def run(path: Path) -> Followed:
        return asyncio.run(measured(path))

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
        running = {pool.submit(run, path): path for path in paths}
        for done in as_completed(running):
            progress.update(task, advance=1, description=running[done].stem)
            try:
                followed = done.result()
            except BadInput:
                raise
            except Exception as error:  # noqa: BLE001 - the others were measured all the same
                failed.append(f"{running[done].stem}: failed: {_why(error)}")
                continue
            if read:
                _read(followed, console)
            yield row(followed)


def _why(error: BaseException) -> str:
    """In words; of a group, as task groups raise it, the first."""
    if isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        return _why(group.exceptions[0])
    return f"{type(error).__name__}: {error}"


def _read(followed: Followed, console: Console) -> None:
    for answer in followed.trail.answers:
        asked = json.dumps(answer.arguments, ensure_ascii=False)
        console.print(f"> {answer.server}.{answer.tool} {asked}", markup=False)
        console.print(answer.text, markup=False, soft_wrap=True)


def _compared(
    now: Mapping[str, Json], before: Mapping[str, Json], name: str, console: Console
) -> bool:
    """Tell what changed; whether anything is worse."""
    from kurosai.bench import history

    changes = list(history.differences(now, before))
    console.print(f"against {name}: {len(changes) or 'no'} changes")
    for text, worse in changes:
        console.print(f"  {text}", style="red" if worse else "green", markup=False, soft_wrap=True)
    return any(worse for _, worse in changes)
