"""How long a search takes in 2,000 and in 10,000 pages, and how that compares to reading them all.

    .venv/bin/python benchmarks/search.py

Pages are generated: a Zipf-like vocabulary, identifiers, every other page in Japanese. Every
question is asked five times; the best counts, in processor time. The floor is what `str.count` of
the question's longest word over the same text costs, which ranks nothing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from itertools import accumulate
from pathlib import Path

from rich.console import Console
from rich.table import Table

from kurosai.library.page import Entry, Lines, Page
from kurosai.library.search import search
from kurosai.library.shelf import File, Library

SIZES = (2_000, 10_000)
QUESTIONS = 100
ROUNDS = 5
WORDS = 300
"""Of a page's text: the 944 real runbooks that this was tuned on have 290 in the median."""

_SYLLABLES = ("ka", "to", "mi", "re", "no", "sha", "lin", "bor", "ten", "qua", "dis", "fer", "ul")
_KANJI = [chr(0x4E00 + 7 * place) for place in range(1_500)]
_KATAKANA = [chr(0x30A2 + place) for place in range(70)]


class Writer:
    """Makes words, pages and questions, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._latin = [self._latin_word() for _ in range(20_000)]
        self._japanese = [self._japanese_word() for _ in range(5_000)]
        self._weights = {
            len(words): list(accumulate(1 / place for place in range(1, len(words) + 1)))
            for words in (self._latin, self._japanese)
        }

    def library(self, pages: int) -> Library:
        made = [self._page(place) for place in range(pages)]
        return Library(Path("generated"), {page.path: File((0, 0), page, None) for page in made})

    def question(self, page: Page) -> str:
        """What somebody may ask who wants this page: its name among words of its text."""
        entry = page.entries[0]
        words = entry.text.split()[4:]
        pieces = [word[:8] for word in self._chance.sample(words, 8)]
        return " ".join([entry.title, *pieces])

    def _page(self, place: int) -> Page:
        japanese = place % 2 == 1
        title = " ".join(self._words(japanese, 4)) if japanese else self._identifier()
        text = f"# {title}\n" + "\n".join(
            ("" if japanese else " ").join(self._words(japanese, 15)) + f" {self._identifier()}"
            for _ in range(WORDS // 15)
        )
        path = f"team-{place % 20}/page-{place}.md"
        entry = Entry(path[:-3], path, "0" * 64, "", title, title, Lines(1, 20), text)
        return Page(path, entry.digest, title, (entry,))

    def _words(self, japanese: bool, count: int) -> list[str]:
        words = self._japanese if japanese else self._latin
        return self._chance.choices(words, cum_weights=self._weights[len(words)], k=count)

    def _identifier(self) -> str:
        return "".join(word.capitalize() for word in self._words(japanese=False, count=3))

    def _latin_word(self) -> str:
        return "".join(self._chance.choices(_SYLLABLES, k=self._chance.randint(1, 4)))

    def _japanese_word(self) -> str:
        if self._chance.random() < 0.4:
            return "".join(self._chance.choices(_KATAKANA, k=self._chance.randint(3, 6)))
        rare = list(accumulate(1 / place for place in range(1, len(_KANJI) + 1)))
        return "".join(self._chance.choices(_KANJI, cum_weights=rare, k=2))


def best(run: Callable[[str], object], questions: Sequence[str]) -> list[float]:
    """Milliseconds of processor time for each question, ascending."""
    times: list[float] = []
    for question in questions:
        tries: list[float] = []
        for _ in range(ROUNDS):
            begun = time.process_time()
            run(question)
            tries.append(time.process_time() - begun)
        times.append(min(tries) * 1_000)
    return sorted(times)


def scan(texts: Sequence[str], question: str) -> int:
    word = max(question.split(), key=len)
    return sum(text.count(word) for text in texts)


def main() -> None:
    table = Table("pages", "index s", "p50 ms", "p95 ms", "scan p50 ms", "p50 / scan", box=None)
    halves: list[float] = []
    for size in SIZES:
        writer = Writer(seed=7)
        library = writer.library(size)
        begun = time.process_time()
        search(library, "first")
        built = time.process_time() - begun
        chosen = [library.pages[place * size // QUESTIONS] for place in range(QUESTIONS)]
        questions = [writer.question(page) for page in chosen]
        times = best(lambda question, where=library: search(where, question), questions)
        texts = [entry.text for entry in library.entries]
        floor = best(lambda question, all_=texts: scan(all_, question), questions)
        half, late = times[QUESTIONS // 2], times[QUESTIONS * 95 // 100]
        base = floor[QUESTIONS // 2]
        halves.append(half)
        cells = (built, half, late, base, half / base)
        table.add_row(f"{size:,}", *(f"{cell:.2f}" for cell in cells))
    console = Console(width=100)
    console.print(table)
    console.print(f"p50, {SIZES[1]:,} over {SIZES[0]:,} pages: {halves[1] / halves[0]:.2f}")


if __name__ == "__main__":
    main()
