"""How much of a case its export carries: of the recorded calls, how many decide the same there.

Every bundled scenario is investigated along the `next:` lines, exported, booted from its export,
and all its calls are repeated there. Scenarios whose author knew none of the tools are counted
apart, and nothing is told of them but the numbers.

    .venv/bin/python benchmarks/round_trip.py [NAME ...] [--details FOLDER]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "shared"))

from round_trips import Returned, decides_the_same, quiet, round_trip

from kurosai.errors import Fault
from kurosai.replay import told
from kurosai.sandbox.scenario import SCENARIOS, load


def main() -> None:
    """Print the share of each scenario, then that of each server."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--details", type=Path)
    options = parser.parse_args()
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for path in sorted(SCENARIOS.glob("*.yaml")):
        if options.names and not any(name in path.name for name in options.names):
            continue
        blind = load(path).blind
        with tempfile.TemporaryDirectory() as folder:
            try:
                done = round_trip(quiet(path, Path(folder)), Path(folder))
            except (Fault, AssertionError) as fault:
                sums["blind, broken" if blind else "broken"][1] += 1
                print(f"{path.stem}: broken{'' if blind else f' ({fault})'}", flush=True)
                continue
        same, of = done.share()
        print(f"{path.stem}: {same} of {of}", flush=True)
        for one in done.calls:
            row = sums[f"{'blind ' if blind else ''}{one.recorded.server}"]
            row[0] += decides_the_same(one)
            row[1] += 1
            row[2] += one.outcome == "same"
        if options.details and not blind:
            options.details.mkdir(exist_ok=True)
            (options.details / f"{path.stem}.txt").write_text(_details(done), "utf-8")
    print("\nserver: calls with the same decisive lines, and with everything the same")
    for name, (same, of, whole) in sorted(sums.items()):
        print(f"{name}: {same} of {of}, {whole} of {of}")


def _details(done: Returned) -> str:
    lines: list[str] = []
    for one in done.calls:
        kind = "same" if one.outcome == "same" else "ok" if decides_the_same(one) else "OTHER"
        lines.append(f"{kind} {told.name(one)} | {told.coverage(one)} | {told.headline(one)}")
        lines += [f"    {line}" for line in told.details(one)] if kind != "same" else []
    left = (f"not carried: {line}" for line in done.exported.left)
    return "\n".join([*lines, *left, *(f"made up: {line}" for line in done.exported.made_up)])


if __name__ == "__main__":
    main()
