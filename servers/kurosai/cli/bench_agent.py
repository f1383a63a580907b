"""`kurosai bench agent`: a headless host over the scenarios, and how well it did."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from kurosai.errors import BadInput

HELP = "let a headless MCP host with a model investigate the scenarios, and judge it"
MOST_PARALLEL = 64


def dress(parser: argparse.ArgumentParser) -> None:
    """Give `kurosai bench agent` its options, and what it runs."""
    parser.description = f"{HELP}. Placeholders of --command, and how it judges: docs/benchmark.md"
    parser.add_argument("--command", required=True, help="starts the host; with {placeholders}")
    parser.add_argument(
        "--scenario", nargs="+", default=[], help="scenario files; default: those of Kurosai"
    )
    parser.add_argument("--repeats", type=int, default=1, help="runs of each scenario")
    parser.add_argument("--minutes", type=float, default=15.0, help="the most that a run may take")
    parser.add_argument("--parallel", type=int, default=1, help="runs at once")
    parser.add_argument("--json", default="", help="write everything into this file")
    parser.add_argument("--keep", default="", help="keep transcripts in this new folder")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Drive the host and show what came of it; 1 if a run could not be made."""
    from kurosai.cli.sandbox import require_sandbox

    require_sandbox()
    if options.repeats < 1 or options.minutes <= 0 or not 1 <= options.parallel <= MOST_PARALLEL:
        raise BadInput(
            "--repeats, --minutes and --parallel must be above zero.",
            f"At most {MOST_PARALLEL} runs at once.",
        )
    if options.keep:
        return _run(options, _new(Path(options.keep)))
    with tempfile.TemporaryDirectory(prefix="kurosai-kept-") as folder:
        return _run(options, Path(folder))


def _new(keep: Path) -> Path:
    """The folder to keep things in: nothing may be there yet that would be mixed in."""
    try:
        # What a host says may hold what its environment holds.
        keep.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        if not keep.is_dir() or any(keep.iterdir()):
            raise BadInput(f"{keep} is there already.", "Name a new folder for --keep.") from None
    return keep.absolute()


def _run(options: argparse.Namespace, keep: Path) -> int:
    from rich.console import Console

    from kurosai.bench.agent import command, driving, telling
    from kurosai.cli import agent_tables
    from kurosai.sandbox.scenario import SCENARIOS

    chosen = [Path(one) for one in options.scenario] or sorted(SCENARIOS.glob("*.yaml"))
    if len({one.stem for one in chosen}) < len(chosen):
        raise BadInput("Two scenario files have the same name.", "Rename one of them.")
    plan = driving.Plan(
        command.parse(options.command),
        [one.absolute() for one in chosen],
        options.repeats,
        options.minutes,
        options.parallel,
        keep,
    )
    console = Console(highlight=False, soft_wrap=True)

    def ended(run: driving.Run) -> None:
        # At once: whatever happens to the rest, hours of runs are not lost.
        told = json.dumps(telling.one_run(run), ensure_ascii=False, indent=1)
        (run.folder / "run.json").write_text(f"{told}\n", "utf-8")
        console.print(agent_tables.line(run), markup=False)

    count = len(chosen) * plan.repeats
    with console.status(f"{count} runs, {plan.parallel} at once"):
        runs = driving.drive(plan, ended)
    body = json.dumps(telling.body(plan, runs), ensure_ascii=False, indent=1)
    if options.json:
        Path(options.json).write_text(f"{body}\n", "utf-8")
    open_ones = telling.to_grade(runs)
    if options.keep:
        (keep / "results.json").write_text(f"{body}\n", "utf-8")
        if open_ones:
            (keep / "to-grade.md").write_text(open_ones, "utf-8")
    agent_tables.show(runs, console)
    if open_ones:
        where = (
            f"{keep / 'to-grade.md'}" if options.keep else "--keep DIR writes them to to-grade.md"
        )
        console.print(f"What code cannot judge waits for a person: {where}", markup=False)
    return 1 if any(one.scores is None for one in runs) else 0
