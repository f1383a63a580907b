"""`kurosai bench conclusions`: what the check of a conclusion sees, in tables or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from kurosai.cli import bench_faults
from kurosai.cli.sandbox import require_sandbox

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kurosai.bench.conclusions.layer import Layer, Row
    from kurosai.vocabulary import Json

CLAIMS = {"block": "is blocked", "warn": "is warned of", "none": "code cannot know"}
MOST_LISTED = 40
SEED = 5
FEW = ("s01-started-at-missing", "s03-no-manifest", "s34-wrong-bucket")
"""Worlds that are measured with the hints: an alert and two inquiries, one of them in English."""

_ANSWERS = ("blocked", "warned", "passed")


def add_arguments(parser: ArgumentParser) -> None:
    """The command on a parser of its own: its arguments, and what runs it."""
    parser.add_argument("paths", nargs="*", help="scenario files; default: those of Kurosai")
    parser.add_argument("--json", action="store_true", help="the counts as JSON, nothing else")
    parser.add_argument("--seed", type=int, default=SEED, help="which mutants are drawn")
    parser.add_argument(
        "--each", type=int, default=1, help="mutants of one kind of each good conclusion"
    )
    parser.add_argument("--kind", action="append", default=[], help="only this kind (repeatable)")
    bench_faults.add_arguments(parser)
    parser.set_defaults(run=run)


def a_few(console: Console) -> dict[str, Json]:
    """Of a few worlds, what the check of a conclusion sees: shown in short, and the counts."""
    from kurosai.bench import history
    from kurosai.bench.conclusions.measuring import measure
    from kurosai.sandbox.scenario import bundled

    waiting = Console(stderr=True, highlight=False)
    with waiting.status("") as status:
        layer = measure([bundled(name) for name in FEW], SEED, status.update)
    table = Table(title="What the check of a conclusion sees", title_justify="left")
    for name in ("", "n", "blocked", "warned", "passed"):
        table.add_column(name, justify="right" if name else "left")
    good = len(layer.goods)
    told = (good, layer.false_blocks, layer.false_warnings)
    table.add_row("good conclusions", *map(str, (*told, good - sum(told[1:]))))
    for claim, words in CLAIMS.items():
        rows = [row for row in layer.by_kind() if row.claim == claim]
        sums = [sum(getattr(row, name) for row in rows) for name in ("n", *_ANSWERS)]
        table.add_row(f"wrong, {words}", *map(str, sums))
    console.print(table)
    return {"conclusions": history.brief(layer)}


def run(options: Namespace) -> int:
    """Measure the scenarios and print the numbers; 1 only where they are worse than before."""
    require_sandbox()
    if options.all or options.sample:
        return bench_faults.run(options)
    from kurosai.bench.conclusions.measuring import measure
    from kurosai.sandbox.scenario import SCENARIOS

    paths = [Path(path) for path in options.paths] or sorted(SCENARIOS.glob("*.yaml"))
    waiting = Console(stderr=True, highlight=False)
    with waiting.status("") as status:
        layer = measure(paths, options.seed, status.update, each=options.each, only=options.kind)
    console = Console(highlight=False, soft_wrap=bool(options.json))
    if options.json:
        console.print(
            json.dumps(layer.as_json(), ensure_ascii=False, indent=1), markup=False, soft_wrap=True
        )
    else:
        show(layer, console)
    return 0


def show(layer: Layer, console: Console) -> None:
    """The tables of one measurement, and what passed that should not have."""
    console.print(_kinds(layer.by_kind()))
    groups = _counts("claimed kinds by scenario and language")
    _fill(groups, (*layer.by_scenario(), *layer.by_language()))
    console.print(groups)
    _alarms(layer, console)
    console.print(_sums(layer))
    _missed(layer, console)


def _kinds(rows: Iterable[Row]) -> Table:
    table = _counts("one thing wrong with a good conclusion")
    claim = ""
    for row in rows:
        if row.claim != claim:
            claim = row.claim
            table.add_section()
            table.add_row(CLAIMS[claim], style="bold")
        _fill(table, [row])
    return table


def _counts(title: str) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    table.add_column("kind")
    for name in ("n", "blocked", "warned", "passed", "caught"):
        table.add_column(name, justify="right")
    return table


def _fill(table: Table, rows: Sequence[Row]) -> None:
    for row in rows:
        share = f"{row.rate:.0%}" if row.n else "-"
        numbers = map(str, (row.n, row.blocked, row.warned, row.passed))
        known = row.claim != "none"
        table.add_row(row.name, *numbers, share, style="" if row.n and known else "dim")


def _alarms(layer: Layer, console: Console) -> None:
    console.print(
        f"\ngood conclusions: {len(layer.goods)}; blocked {layer.false_blocks}, "
        f"warned about {layer.false_warnings}"
    )
    for good in layer.goods:
        for text in good.findings:
            console.print(f"  {good.scenario}, {good.name}: {text}", style="yellow", markup=False)


def _sums(layer: Layer) -> str:
    share = layer.caught / len(layer.claimed) if layer.claimed else 0.0
    return (
        f"\nmutants: {len(layer.tried)}, of kinds that are claimed {len(layer.claimed)}; "
        f"caught {layer.caught} ({share:.1%}), missed {len(layer.missed)}"
    )


def _missed(layer: Layer, console: Console) -> None:
    for one in layer.missed[:MOST_LISTED]:
        line = f"  {one.kind} · {one.scenario}, {one.good}: {one.change} ({one.wrong})"
        console.print(line, style="red", markup=False)
    if len(layer.missed) > MOST_LISTED:
        console.print(f"  and {len(layer.missed) - MOST_LISTED} more, all by --json")
