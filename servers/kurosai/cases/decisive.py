"""Which lines of a reading a conclusion rests on: those that hold what it quotes.

A log line is recorded as it was written and shown without the ids and times in it; people quote
what they were shown. And what follows from the whole (`same signature ...; before: ...`) stands in
no line of a log, but in a sentence of the result.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kurosai.cases import notation
from kurosai.cases.source import find, in_order, plain

if TYPE_CHECKING:
    from kurosai.cases.source import Seen
    from kurosai.vocabulary import Row

_LEFT_OUT = re.compile(r"\s?(?:\.{3}|…)\s?")
_NOT_SAID = re.compile(r"next: |<<|more behind cursor ")


@dataclass(frozen=True)
class Quote:
    """Words that a conclusion quotes; `...` or `…` stands for what was left out."""

    text: str

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """What stands between the gaps, as it was written."""
        return tuple(one for one in _LEFT_OUT.split(plain(self.text)) if one)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words: what was shown stands in the line with ids and times between them."""
        return tuple(word for part in self.parts for word in part.split())

    def within(self, text: str) -> bool:
        """Whether all of it may stand in a plain text: quick, and too often true."""
        return bool(self.parts) and all(one in text for one in self.parts)

    def stands(self, text: str) -> bool:
        """Whether it stands in a plain text, whole."""
        return bool(self.parts) and in_order(text, self.parts)


def rows(seen: Seen, quoted: Sequence[Quote]) -> list[Row]:
    """The rows that hold one of these, as they were written or as they were shown."""
    # Most quotes stand in one reading, and in one row of it.
    written = [one for one in quoted if one.within(seen.source.rows)]
    brief = [one for one in quoted if one.within(seen.source.shown)]
    other = [one for one in quoted if one not in written and seen.pairs(one.text)]
    if not (written or brief or other):
        return []
    return [
        row
        for row, text in zip(seen.evidence.rows, seen.rows, strict=True)
        if any(one.stands(text) for one in written)
        or any(_shown(text, one) for one in brief)
        or any(notation.stand(row.text, notation.pairs(one.text)) for one in other)
    ]


def covering(seen: Seen, quoted: Sequence[Quote], hits: Sequence[Row]) -> list[Row]:
    """For each quote that is in a row one that holds it: a hit where there is one, else the first.

    A word that many lines have is shown once; what stands in a single line is not left out for it.
    """
    chosen: list[Row] = []
    for one in quoted:
        held = rows(seen, [one])
        if held and not any(row in chosen for row in held):
            chosen.append(next((row for row in held if row in hits), held[0]))
    return chosen


def in_facts(seen: Seen, quote: Quote) -> bool:
    """Whether a fact tells it, which the report lists by itself."""
    return any(quote.stands(plain(f"{key}: {told}")) for key, told in seen.evidence.facts.items())


def part(text: str, quoted: Sequence[Quote]) -> int:
    """Where in a line the first of these begins that it holds; -1 where it holds none."""
    found = (find(plain(text), one.parts[0]) for one in quoted if one.stands(plain(text)))
    return min(found, default=-1)


def sentences(seen: Seen, quoted: Sequence[Quote]) -> list[str]:
    """What the result says itself, in no row and in no fact, and the conclusion quotes."""
    # Most readings hold nothing of it, and to look row by row takes long.
    brief = [one for one in quoted if one.within(seen.source.shown)]
    if not brief:
        return []
    recorded = [*seen.rows, *(plain(f"{key}: {told}") for key, told in seen.evidence.facts.items())]
    wanted = [
        one for one in brief if not any(one.stands(text) or _shown(text, one) for text in recorded)
    ]
    if not wanted:
        return []
    return [
        line
        for line in dict.fromkeys(seen.evidence.text.split("\n")[1:])
        if not _NOT_SAID.match(line) and any(one.stands(plain(line)) for one in wanted)
    ]


def _shown(text: str, quote: Quote) -> bool:
    return in_order(text, quote.words)
