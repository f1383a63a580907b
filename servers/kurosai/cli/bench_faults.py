"""`kurosai bench conclusions --all`: one table of what the check sees, tuned and blind apart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from kurosai.errors import BadInput

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable, Sequence

    from kurosai.bench.conclusions.sitting import Sat
    from kurosai.bench.conclusions.summary import Summary
    from kurosai.bench.conclusions.tally import Count, Half

WRITTEN = "benchmarks/conclusions/blind"
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
        "--written", default=WRITTEN, help=f"folder of written conclusions; default: {WRITTEN}"
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
        console.width = max(console.width, 150)
        console.print(table(now))
        if options.misses and sat is not None:
            _told(sat, console)
    if not options.against:
        return 0
    lost = [*summary.worse(now, summary.read(Path(options.against)))]
    for line in lost:
        waiting.print(f"worse: {line}", style="red", markup=False)
    if not lost:
        waiting.print(f"against {options.against}: nothing is worse", style="green")
    return 1 if lost else 0


def _measured(options: Namespace, report: Callable[[str], None]) -> tuple[Summary, Sat | None]:
    from kurosai.bench.conclusions import sitting, summary, written
    from kurosai.bench.conclusions.measuring import measure
    from kurosai.sandbox.scenario import SCENARIOS

    files = sorted(Path(options.written).glob("*.yaml"))
    if options.sample:
        wanted = options.scenario or SAMPLE
        files = [one for one in files if written.load(one).scenario in wanted]
    if not files and options.sample:
        raise BadInput(f"{options.written} holds no conclusions to try.", "Name a folder.")
    sat = sitting.sit(files, report) if files else None
    layer = None
    if options.all and not options.tuned:
        paths = [Path(path) for path in options.paths] or sorted(SCENARIOS.glob("*.yaml"))
        layer = measure(paths, options.seed, report, each=options.each, only=options.kind)
    now = summary.made(layer, sat)
    if options.tuned:
        earlier = summary.read(Path(options.tuned))
        now = summary.Summary(earlier.tuned, now.blind, now.files, earlier.of)
    return now, sat


def table(now: Summary) -> Table:
    """Each fault once; tuned and blind side by side."""
    made = Table(title="What the check of a conclusion sees", title_justify="left", box=None)
    made.add_column("fault")
    for half in ("tuned", "blind"):
        for name in _COUNTED:
            told = f"{half}\n{name}" if name == "tried" else f"\n{name}"
            made.add_column(told, justify="right")
    made.add_column("\nblind, answered by")
    names = (now.tuned or now.blind or _none()).faults
    for fault in names:
        blind = now.blind.faults.get(fault) if now.blind else None
        by = ", ".join(f"{rule} {count}" for rule, count in blind.rules.items()) if blind else ""
        made.add_row(fault, *_cells(now.tuned, fault), *_cells(now.blind, fault), by)
    made.add_section()
    made.add_row("all", *_row(now.tuned), *_row(now.blind), "", style="bold")
    made.add_section()
    made.add_row("good conclusions", *_good(now.tuned), *_good(now.blind), "")
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
