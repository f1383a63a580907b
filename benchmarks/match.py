"""How long a line and a whole alert take to find their entry, in a large library.

    PYTHONPATH=tests/shared .venv/bin/python benchmarks/match.py [--rounds 5]

Libraries of 2,000 and 10,000 pages with three samples each, all different, of made-up words as
unequally frequent as those of texts. A third of the lines are of a statement that a page shows, a
third of one with a word more before it, so that it has to be found by its words, a third of one
that no page shows. An alert has twenty lines: three fields and links, and seventeen errors of
which one is such a line and the others are of statements that no page shows. Both libraries are
asked in turn, round after round; the best round of each question counts, in processor time. A
loop of difflib over every sample of a small part tells what this would cost without an index.
"""

from __future__ import annotations

import argparse
import statistics
import time
from difflib import SequenceMatcher
from random import Random

from log_formats import lines
from log_templates import Format
from rich.console import Console
from rich.table import Table

from kurosai.library.match.bands import Band
from kurosai.library.match.matching import find
from kurosai.library.match.samples import InMemory, records
from kurosai.library.page import Entry, Lines, Sample

PAGES = (2_000, 10_000)
SAMPLES = 3
QUESTIONS = 300
PART = 200
AROUND = ("View in CloudWatch: https://example.com/a", "Region: ap-northeast-1", "Severity: high")
KINDS_OF_TEXT = ("line", "alert, one line shown", "alert")
FRAME = Format("bench", "{stamp} ERROR [{thread}] app.{logger} - {message}", (), ())
KINDS = ("{n}", "{ip}", "{uuid}", "{job}", "{host}", "{hex}")


def vocabulary(rng: Random, size: int = 6_000) -> list[str]:
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    return ["".join(rng.choices(syllables, k=rng.randint(2, 4))) for _ in range(size)]


def statement(rng: Random, words: list[str]) -> str:
    # Frequencies as of words in texts: the n-th is n times rarer than the first.
    found = [words[int(len(words) ** rng.random()) - 1] for _ in range(rng.randint(5, 12))]
    for _ in range(rng.randint(1, 3)):
        found.insert(rng.randrange(1, len(found)), rng.choice(KINDS))
    return " ".join(found)


def entry(number: int, forms: list[str]) -> Entry:
    shown = [lines(FRAME, form, 1, 0)[0] for form in forms]
    where = Lines(1, 1)
    return Entry(
        *(f"page-{number}", f"page-{number}.md", "0", "", "title", "title", where, ""),
        samples=tuple(Sample((line,), where) for line in shown),
    )


def library(count: int) -> tuple[InMemory, list[str], list[str]]:
    """The samples of so many pages, lines that one of them shows, and lines that none shows."""
    rng = Random(count)
    words = vocabulary(Random(0))
    pages = [[statement(rng, words) for _ in range(SAMPLES)] for _ in range(count)]
    samples = InMemory.of(records(entry(*one)) for one in enumerate(pages))
    known = [lines(FRAME, rng.choice(rng.choice(pages)), 1, at)[0] for at in range(QUESTIONS)]
    unknown = [lines(FRAME, statement(rng, words), 1, at)[0] for at in range(19 * QUESTIONS)]
    return samples, known, unknown


def spent(samples: InMemory, text: str) -> float:
    begun = time.process_time()
    find(samples, text)
    return 1000 * (time.process_time() - begun)


def plain(part: list[str], line: str) -> float:
    begun = time.process_time()
    max(SequenceMatcher(None, sample, line, autojunk=False).ratio() for sample in part)
    return 1000 * (time.process_time() - begun)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--rounds", type=int, default=5)
    rounds: int = arguments.parse_args().rounds
    table = Table(title=f"milliseconds, best of {rounds} rounds for each of {QUESTIONS} questions")
    for column in (
        "pages",
        "index, s",
        *(f"{kind} p50, p95" for kind in KINDS_OF_TEXT),
        "equal",
        "near",
    ):
        table.add_column(column, justify="right")
    made: dict[int, tuple[InMemory, list[str], list[str]]] = {}
    built: dict[int, float] = {}
    for count in PAGES:
        begun = time.process_time()
        made[count] = library(count)
        built[count] = time.process_time() - begun
    best: dict[tuple[int, str, int], float] = {}
    for _ in range(rounds):
        for count, (samples, known, unknown) in made.items():
            for at in range(QUESTIONS):
                line = (known[at], f"crawler {known[at]}", unknown[at])[at % 3]
                noise = unknown[19 * at : 19 * at + 16]
                alert = "\n".join((*AROUND, *noise[:8], line, *noise[8:]))
                shown = alert.replace(line, known[at])
                for kind, text in zip(KINDS_OF_TEXT, (line, shown, alert), strict=True):
                    key = (count, kind, at)
                    best[key] = min(best.get(key, 1e9), spent(samples, text))
    middle: dict[tuple[int, str], float] = {}
    for count, (samples, known, _) in made.items():
        row = [f"{count:,}", f"{built[count]:.1f}"]
        for kind in KINDS_OF_TEXT:
            times = [best[count, kind, at] for at in range(QUESTIONS)]
            middle[count, kind] = statistics.median(times)
            late = statistics.quantiles(times, n=20)[18]
            row.append(f"{middle[count, kind]:.2f}, {late:.2f}")
        equal = sum(find(samples, line)[0] is Band.MATCHED for line in known)
        near = sum(find(samples, f"crawler {line}")[0] is Band.MATCHED for line in known)
        table.add_row(*row, f"{equal / len(known):.3f}", f"{near / len(known):.3f}")
    console = Console()
    console.print(table)
    few, many = PAGES
    for kind in KINDS_OF_TEXT:
        ratio = middle[many, kind] / middle[few, kind]
        console.print(f"{kind}: {many:,} pages over {few:,}: {ratio:.1f}")
    samples, known, _ = made[few]
    part = [samples.sample(place).record.line for place in range(PART)]
    loop = min(plain(part, known[at]) for at in range(5))
    console.print(
        f"difflib over {PART} samples: {loop:.0f} ms a line, "
        f"{loop / middle[few, 'line']:.0f} times a match among {SAMPLES * few:,}"
    )


if __name__ == "__main__":
    main()
