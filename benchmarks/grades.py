"""What `kurosai grades`, `kurosai coverage` and a grade cost over 70,000 cases.

    .venv/bin/python benchmarks/grades.py              # 70,000 cases, made up, two years of a team
    .venv/bin/python benchmarks/grades.py 5000
    .venv/bin/python benchmarks/grades.py --example ledger.sqlite3

Each command is a process of its own, of which the processor's time, the time that passed and the
most memory are told, the best of two. A grade is `grade_case` as the server runs it, in this
process. `--example` writes the ledger of docs/grades.svg and measures nothing.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "shared"))

import many_cases  # noqa: E402 - it stands there

from kurosai import clock, resource_map  # noqa: E402
from kurosai.cases import grading, reviewed  # noqa: E402
from kurosai.cases.desk import Desk  # noqa: E402
from kurosai.cases.grade import AXES  # noqa: E402
from kurosai.evidence.ledger import Ledger  # noqa: E402
from kurosai.library.shelf import Library  # noqa: E402
from kurosai.vocabulary import moment  # noqa: E402

CASES = 70_000
ROUNDS = 2
LAST = moment("2026-11-22T14:59:59Z")
COMMANDS = (("grades", "--since", "2026-11-01"), ("grades",), ("coverage",))


def written(path: Path, number: int, days: int, habits: many_cases.Habits) -> Ledger:
    """A ledger of so many cases over the last days."""
    ledger = Ledger(path, operator="operator", clock=lambda: LAST)
    ledger.append("-", "login", {})
    library = Library.load(ROOT / "runbooks")
    first = LAST - timedelta(days=days)
    many_cases.write(ledger, many_cases.cases(library, number, first, LAST, habits=habits))
    return ledger


def run(path: Path, command: tuple[str, ...]) -> tuple[float, float]:
    """Seconds of the processor and seconds that passed, of the quickest of some runs."""
    variables = {
        **os.environ,
        "KUROSAI_LEDGER": str(path),
        "KUROSAI_RUNBOOKS": str(ROOT / "runbooks"),
    }
    best = (float("inf"), float("inf"))
    for _ in range(ROUNDS):
        began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            [sys.executable, "-m", "kurosai", *command],
            env={**variables, "KUROSAI_STATE_DIR": str(path.parent)},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = min(best, (processor, time.perf_counter() - began))
    return best


def graded(ledger: Ledger) -> float:
    """Seconds for one grade of a case, the quickest of some."""
    library = Library.load(ROOT / "runbooks")
    resources = resource_map.load(ROOT / "runbooks" / "resource-map.yaml")
    desk = Desk(lambda: ledger, lambda: library, lambda: resources, clock.now, lambda: "ja")
    case = next(one.id for one in reviewed.cases(ledger) if one.entry and one.done)
    times: list[float] = []
    for level in range(1, 1 + ROUNDS):
        began = time.perf_counter()
        grading.grade_case(desk, case, dict.fromkeys(AXES, level))
        times.append(time.perf_counter() - began)
    return min(times)


def main() -> None:
    """Measure, or write the example."""
    if sys.argv[1:2] == ["--example"]:
        habits = many_cases.Habits(mended=LAST - timedelta(days=60))
        written(Path(sys.argv[2]), 900, 180, habits)
        return
    number = int(sys.argv[1]) if sys.argv[1:] else CASES
    table = Table(title=f"{number:,} cases", title_justify="left")
    table.add_column("command")
    for name in ("processor s", "passed s", "MB at most"):
        table.add_column(name, justify="right")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite3"
        ledger = written(path, number, 730, many_cases.Habits())
        ledger.close()
        size = sum(one.stat().st_size for one in Path(folder).glob("ledger*")) / 1e6
        for command in COMMANDS:
            processor, passed = run(path, command)
            # The most of any child so far: the commands stand in the order of their size.
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            table.add_row(" ".join(command), f"{processor:.1f}", f"{passed:.1f}", f"{peak:.0f}")
        table.add_row("grade_case", "", f"{graded(ledger):.2f}", "")
        ledger.close()
    console = Console()
    console.print(table)
    console.print(f"the ledger has {size:,.0f} MB")


if __name__ == "__main__":
    main()
