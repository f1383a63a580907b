"""Which lines of a reading a conclusion rests on: those that hold what it quotes.

A log line is recorded as it was written and shown without the ids and times in it; people quote
what they were shown. And what follows from the whole (`same signature ...; before: ...`) stands in
no line of a log, but in a sentence of the result.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kurosai.cases.source import in_order, plain

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence
    from kurosai.vocabulary import Row

_LEFT_OUT = re.compile(r"\s?(?:\.{3}|…)\s?")
_NOT_SAID = re.compile(r"next: |<<|more behind cursor ")


def rows(evidence: Evidence, quoted: Sequence[str]) -> list[Row]:
    """The rows that hold one of these, as they were written or as they were shown."""
    if not quoted:
        return []
    shown = plain(evidence.text)
    whole = plain("\n".join(row.text for row in evidence.rows))
    wanted = [_parts(one) for one in quoted]
    # Most quotes stand in one reading, and in one row of it.
    written = [parts for parts in wanted if all(one in whole for one in parts)]
    brief = [parts for parts in wanted if all(one in shown for one in parts)]
    words = [_words(parts) for parts in brief]
    return [
        row
        for row in evidence.rows
        if (written or words) and _holds(plain(row.text), written, words)
    ]


def sentences(evidence: Evidence, quoted: Sequence[str]) -> list[str]:
    """What the result says itself, in no row and in no fact, and the conclusion quotes."""
    shown = plain(evidence.text)
    if not any(all(part in shown for part in _parts(one)) for one in quoted):
        # Most readings hold nothing of it, and to look row by row takes long.
        return []
    recorded = [plain(row.text) for row in rows(evidence, quoted)]
    recorded += [plain(f"{label}: {value}") for label, value in evidence.facts.items()]
    wanted = [
        parts
        for parts in map(_parts, quoted)
        if not any(_holds(text, [parts], [_words(parts)]) for text in recorded)
    ]
    said = evidence.text.split("\n")[1:]
    return [
        line
        for line in dict.fromkeys(said)
        if not _NOT_SAID.match(line) and any(in_order(plain(line), parts) for parts in wanted)
    ]


def _parts(quote: str) -> list[str]:
    return [one for one in _LEFT_OUT.split(plain(quote)) if one]


def _words(parts: Sequence[str]) -> list[str]:
    return [word for part in parts for word in part.split()]


def _holds(text: str, written: Sequence[Sequence[str]], words: Sequence[Sequence[str]]) -> bool:
    return any(parts and in_order(text, parts) for parts in (*written, *words))
