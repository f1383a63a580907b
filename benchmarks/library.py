"""What a library costs at 2,000 and at 10,000 pages: first start, next start, edit, questions.

    .venv/bin/python benchmarks/library.py

Pages are made up (benchmarks/pages.py). Every start is a process of its own, so that nothing is
warm but the disk; what Python and the imports take is not counted. A line is one that a page shows,
the same with a word more before it, or one that no page shows; an alert is three fields and links
and seventeen errors, one of them such a line. A question is asked five times
and its best counts, in processor time; the floor is what `str.count` of its longest word over the
same text costs, which ranks nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pages import Writer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from kurosai.library.match import Band, match
from kurosai.library.search import search
from kurosai.library.shelf import Library

SIZES = (2_000, 10_000)
QUESTIONS = 100
ROUNDS = 5
_AROUND = ("View in CloudWatch: https://example.com/a", "Region: ap-northeast-1", "Severity: high")

_START = """
import json, resource, sys, time
from pathlib import Path
from kurosai.library.match import match
from kurosai.library.search import search
from kurosai.library.shelf import Library
began = time.perf_counter()
library = Library.load(Path(sys.argv[1]), Path(sys.argv[2]))
loaded = time.perf_counter() - began
search(library, "first question")
match(library, "[ERROR] first line")
print(json.dumps([loaded, time.perf_counter() - began,
                  resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def started(root: Path, cache: Path) -> tuple[float, float, float]:
    """Seconds until loaded, until a search and a match are answered, and MB at most."""
    run = subprocess.run(
        [sys.executable, "-c", _START, str(root), str(cache)],
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(json.loads(run.stdout))


def edited(library: Library, root: Path) -> float:
    """Seconds from an edit of one page until the library knows it and has been asked."""
    times: list[float] = []
    for place in range(ROUNDS):
        page = next((root / f"team-{place}").iterdir())
        page.write_text(page.read_text("utf-8") + f"\nedited {place}\n", "utf-8")
        began = time.perf_counter()
        search(library.refreshed(), "edited page")
        times.append(time.perf_counter() - began)
    return min(times)


def asked(run: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Milliseconds of processor time for each question, ascending."""
    times: list[float] = []
    for question in questions:
        tries: list[float] = []
        for _ in range(ROUNDS):
            began = time.process_time()
            run(question)
            tries.append(time.process_time() - began)
        times.append(min(tries) * 1_000)
    return sorted(times)


def measured(size: int, folder: Path) -> dict[str, float]:
    """Every number of one size."""
    writer = Writer(seed=7)
    root, cache = folder / "runbooks", folder / "library.sqlite3"
    writer.folder(root, size)
    first = started(root, cache)
    following = min(started(root, cache) for _ in range(3))
    library = Library.load(root, cache)
    places = [number * size // QUESTIONS for number in range(QUESTIONS)]
    questions = [writer.question(place) for place in places]
    lines = [writer.line(place) for place in places]
    near = [f"crawler {line}" for line in lines]
    strange = [writer.strange() for _ in places]
    # Of twenty lines, one is of a page (by turns as shown, nearly so, or not at all).
    alerts = [
        "\n".join([*_AROUND, *(writer.strange() for _ in range(16)), asked_for[at]])
        for at in range(0, QUESTIONS, 5)
        for asked_for in (lines, near, strange)
    ]
    texts = [path.read_text("utf-8") for path in root.rglob("*.md")]
    searched = asked(lambda question: search(library, question), questions)
    matched, nearly, unknown, long = (
        asked(lambda text: match(library, text), texts_of_kind)
        for texts_of_kind in (lines, near, strange, alerts)
    )
    found, held = (
        sum(match(library, line).band is Band.MATCHED for line in shown) for shown in (lines, near)
    )
    wrong = sum(match(library, line).band is Band.MATCHED for line in strange)
    floor = asked(
        lambda question: sum(map(str.count, texts, [max(question.split(), key=len)] * len(texts))),
        questions[:20],
    )
    return {
        "first start, s": first[0],
        "first start, MB": first[2],
        "next start, s": following[0],
        "next start and first answers, s": following[1],
        "next start, MB": following[2],
        "next / first start": following[0] / first[0],
        "one edited page, ms": edited(library, root) * 1_000,
        "search p50, ms": searched[50],
        "search p95, ms": searched[95],
        "search p50 / scan": searched[50] / floor[10],
        "match a line p50, ms": matched[50],
        "match a line p95, ms": matched[95],
        "match a line with a word more p50, ms": nearly[50],
        "match a line that no page shows p50, ms": unknown[50],
        "match an alert of 20 lines p50, ms": long[30],
        "match an alert of 20 lines p95, ms": long[57],
        "matched of 100 lines": found,
        "matched of 100 with a word more": held,
        "matched of 100 that no page shows": wrong,
    }


def main() -> None:
    console = Console(width=100)
    found: list[dict[str, float]] = []
    for size in track(SIZES, description="measuring", console=Console(stderr=True)):
        with TemporaryDirectory() as folder:
            found.append(measured(size, Path(folder)))
    table = Table("", *(f"{size:,} pages" for size in SIZES), "ratio", box=None)
    for name in found[0]:
        small, large = (one[name] for one in found)
        ratio = f"{large / small:.2f}" if small else ""
        table.add_row(name, f"{small:.3g}", f"{large:.3g}", ratio)
    console.print(table)


if __name__ == "__main__":
    main()
