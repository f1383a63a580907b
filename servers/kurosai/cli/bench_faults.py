"""`kurosai bench conclusions --all`: one table of what the check sees.

Conclusions that code generated, that were read since, and that are blind stand apart.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from kurosai.errors import BadInput

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Mapping, Sequence

    from kurosai.bench.conclusions.sitting import Sat
    from kurosai.bench.conclusions.summary import Summary
    from kurosai.bench.conclusions.tally import Count, Half

WRITTEN = ("benchmarks/conclusions/read", "benchmarks/conclusions/blind")
SAMPLE = ("s01-no-job-id",)
"""Scenarios whose written conclusions are tried again by --sample: as many as CI has time for."""

_COUNTED = ("tried", "caught", "elsewhere", "warned", "passed")
_EMPTY = ("",) * len(_COUNTED)


def add_arguments(parser: ArgumentParser) -> None:
    """The options of the one table."""
    parser.add_argument(
        "--all", action="store_true", help="one table of generated and written conclusions"
    )
    parser.add_argument(
        "--sample", action="store_true", help="only written conclusions, of a few scenarios"
    )
    parser.add_argument(
        "--scenario", action="append", default=[], help="one that --sample takes (repeatable)"
    )
    parser.add_argument(
        "--written",
        action="append",
        default=[],
        help=f"folder of written conclusions; default: {' and '.join(WRITTEN)}",
    )
    parser.add_argument("--tuned", default="", help="take the generated half from this summary")
    parser.add_argument("--against", default="", help="a summary; exit 1 if something is worse")
    parser.add_argument("--misses", action="store_true", help="also print what was not caught")


def run(options: Namespace) -> int:
    """Measure, print one table (or with --json the summary), and compare. 1 if worse."""
    from kurosai.bench.conclusions import summary

    waiting = Console(stderr=True, highlight=False)
    with waiting.status("") as status:
        now, sat = _measured(options, status.update)
    console = Console(highlight=False)
    if options.json:
        print(json.dumps(now.as_json(), ensure_ascii=False, indent=1))  # noqa: T201 - for a file
    else:
        console.width = max(console.width, 190)
        console.print(table(now))
        if options.misses:
            for one in sat.values():
                _told(one, console)
    if not options.against:
        return 0
    lost = [*summary.worse(now, summary.read(Path(options.against)))]
    for line in lost:
        waiting.print(f"worse: {line}", style="red", markup=False, soft_wrap=True)
    if not lost:
        waiting.print(f"against {options.against}: nothing is worse", style="green")
    return 1 if lost else 0


def _measured(
    options: Namespace, report: Callable[[str], None]
) -> tuple[Summary, Mapping[str, Sat]]:
    from kurosai.bench.conclusions import sitting, summary, written
    from kurosai.bench.conclusions.measuring import measure
    from kurosai.sandbox.scenario import SCENARIOS

    folders = options.written or WRITTEN
    sat: dict[str, Sat] = {}
    for folder in map(Path, folders):
        files = sorted(folder.glob("*.yaml"))
        if options.sample:
            wanted = options.scenario or SAMPLE
            files = [one for one in files if written.load(one).scenario in wanted]
        if files:
            sat[folder.name] = sitting.sit(files, report)
    if not sat and options.sample:
        raise BadInput(f"{', '.join(folders)} holds no conclusions to try.", "Name a folder.")
    layer = None
    if options.all and not options.tuned:
        paths = [Path(path) for path in options.paths] or sorted(SCENARIOS.glob("*.yaml"))
        layer = measure(paths, options.seed, report, each=options.each, only=options.kind)
    now = summary.made(layer, sat)
    if options.tuned:
        earlier = summary.read(Path(options.tuned))
        now = summary.Summary(earlier.tuned, now.read, now.blind, now.files, earlier.of)
    return now, sat


def table(now: Summary) -> Table:
    """Each fault once; generated, read and blind side by side."""
    made = Table(title="What the check of a conclusion sees", title_justify="left", box=None)
    made.add_column("fault")
    for half in ("tuned", "read", "blind"):
        for name in _COUNTED:
            told = f"{half}\n{name}" if name == "tried" else f"\n{name}"
            made.add_column(told, justify="right")
    made.add_column("\nblind, answered by")
    names = (now.tuned or now.blind or now.read or _none()).faults
    for fault in names:
        blind = now.blind.faults.get(fault) if now.blind else None
        by = ", ".join(f"{rule} {count}" for rule, count in blind.rules.items()) if blind else ""
        each = (_cells(half, fault) for half in (now.tuned, now.read, now.blind))
        made.add_row(fault, *(cell for cells in each for cell in cells), by)
    made.add_section()
    made.add_row("all", *_row(now.tuned), *_row(now.read), *_row(now.blind), "", style="bold")
    made.add_section()
    goods = (_good(now.tuned), _good(now.read), _good(now.blind))
    made.add_row("good conclusions", *(cell for cells in goods for cell in cells), "")
    return made


def _none() -> Half:
    from kurosai.bench.conclusions.tally import Alarms, Half

    return Half(Alarms(), {})


def _cells(half: Half | None, fault: str) -> Sequence[str]:
    found = half.faults.get(fault) if half else None
    return _numbers(found) if found is not None and found.tried else _EMPTY


def _row(half: Half | None) -> Sequence[str]:
    return _numbers(half.total) if half else _EMPTY


def _numbers(count: Count) -> Sequence[str]:
    return tuple(str(getattr(count, name)) for name in _COUNTED)


def _good(half: Half | None) -> Sequence[str]:
    if half is None:
        return _EMPTY
    good = half.good
    passed = good.tried - good.blocked - good.warned
    return (str(good.tried), "", f"blocked {good.blocked}", str(good.warned), str(passed))


def _told(sat: Sat, console: Console) -> None:
    """Good ones with an alarm, and wrong ones that no rule of their fault answered."""
    for one in sat.rights:
        for text in one.findings:
            console.print(f"{one.file}, {one.name}: {text}", style="yellow", markup=False)
    for one in sat.faulty:
        if not one.caught:
            by = f" [{'; '.join(one.findings)}]" if one.findings else ""
            line = f"{one.file}, {one.of}: {one.kind}: {one.answered}: {one.note}{by}"
            console.print(line, style="red", markup=False)
