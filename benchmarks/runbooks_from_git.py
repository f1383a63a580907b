"""What a library of runbooks costs to fetch: calls and seconds, from a clone and by the API.

    .venv/bin/python benchmarks/runbooks_from_git.py [--pages 2000] [--commits 5000]

The API is the sandbox's on loopback, in this process: its own work is part of the seconds, a
network's is not. Each row is made three times, the best counts. Pages have about 3 KB; one commit
in five edits a page, the others edit code.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "shared"))

from runbook_repository import NAME, PAGE, Pushed, api, settings

from kurosai.github.wire.door import Door
from kurosai.github.wire.runbooks_by_api import RunbooksByApi
from kurosai.github.wire.runbooks_by_clone import RunbooksByClone
from kurosai.library.copies import Copies
from kurosai.library.origin import Repository

ROUNDS = 3


def page(number: int, edit: int = 0) -> bytes:
    words = random.Random(number)
    body = " ".join(words.choice(("disk", "job", "queue", "restart", "確認")) for _ in range(500))
    return b"# t\n## %04d:Title %d\n%s\nedit %d\n" % (number, number, body.encode(), edit)


def best(work: Callable[[], object]) -> float:
    seconds: list[float] = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def first(repository: Repository, folder: Path, number: list[int]) -> Copies:
    number[0] += 1
    copies = Copies(folder / str(number[0]))
    copies.confirm(copies.add(repository, repository.tip(None)), datetime.now(UTC))
    return copies


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--commits", type=int, default=5000)
    told = parser.parse_args()
    table = Table("what", "calls", "seconds")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        pushed = Pushed.made(folder / "runbooks.git")
        pushed.commit({f"t{n % 40}/{n}.md": page(n) for n in range(told.pages)})
        clone = RunbooksByClone(pushed.path, "", "")
        count = [0]
        table.add_row("clone, first copy", "0", f"{best(lambda: first(clone, folder, count)):.2f}")
        with api(pushed) as running:
            door = Door(
                settings(folder, "", running.url), tokens=("KUROSAI_RUNBOOKS_TOKEN",), only=NAME
            )
            remote = RunbooksByApi(door, NAME, "", "")
            seconds = best(lambda: first(remote, folder, count))
            table.add_row("API, first copy", f"{len(running.asked) / ROUNDS:g}", f"{seconds:.2f}")
            copies = Copies(folder / str(count[0]))
            pushed.commit({"t1/1.md": PAGE})
            running.asked.clear()
            begun = time.perf_counter()
            copies.add(remote, remote.tip(None))
            seconds = time.perf_counter() - begun
            table.add_row("API, one edited page", f"{len(running.asked)}", f"{seconds:.2f}")
            running.asked.clear()
            known = remote.tip(None)
            running.asked.clear()
            seconds = best(lambda: remote.tip(known))
            table.add_row(
                "API, nothing moved", f"{len(running.asked) / ROUNDS:g}", f"{seconds:.3f}"
            )
            door.close()
        table.add_row("last good copy found again", "0", f"{best(copies.current):.3f}")
        history(table, folder, told.pages, told.commits)
    Console().print(table)


def history(table: Table, folder: Path, pages: int, commits: int) -> None:
    """Last changes of all pages. Loose objects would measure the file system: few pages here."""
    few = min(pages, 200)
    pushed = Pushed.made(folder / "history.git")
    pushed.commit({f"t{n % 40}/{n}.md": page(n) for n in range(few)})
    chance = random.Random(1)
    for number in range(commits):
        edited = chance.randrange(few * 4 // 5)
        path, data = f"t{edited % 40}/{edited}.md", page(edited, number + 1)
        if number % 5:
            path, data = f"src/{number % 50}.py", b"%d" % number
        pushed.commit({path: data})
    clone = RunbooksByClone(pushed.path, "", "")
    tip = clone.tip(None)
    blobs = {leaf.path: leaf.blob for leaf in clone.leaves(tip)}
    seconds = best(lambda: clone.changed(tip, blobs))
    known = len(clone.changed(tip, blobs))
    table.add_row(
        f"last change of {known} of {len(blobs)} files, {commits} commits", "0", f"{seconds:.2f}"
    )


if __name__ == "__main__":
    main()
