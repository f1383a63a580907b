"""Words to entries, Japanese and English: two BM25 fields over split identifiers and n-grams.

A title says what an entry is about, a body what it mentions; scored as one field the long body
drowns the title, so each is its own. Identifiers are found whole and in parts (`started_at`,
`started`, `at`), Japanese by single characters and pairs, without any dictionary.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kurosai.library.page import Entry
    from kurosai.library.shelf import Library

# Robertson's usual constants; a title is short, so its length hardly counts against it.
_K1 = 1.2
_TITLE_B = 0.3
_BODY_B = 0.75
_TITLE_WEIGHT = 2.0
_MAX_QUERY = 2_000

_WORD = re.compile(
    r"[a-z0-9]+(?:[_.\-][a-z0-9]+)*|[\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff々]+", re.I
)
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_CJK = re.compile(r"[\u3041-\u9fff\uf900-\ufaff々]")


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry with its score; scores compare only within one search."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class _Field:
    """One BM25 field: per word the documents that hold it and how often; lengths; constants."""

    postings: Mapping[str, tuple[tuple[int, int], ...]]
    lengths: tuple[int, ...]
    b: float

    def scores(self, words: Mapping[str, int]) -> dict[int, float]:
        """The score of every document that holds any of the words."""
        count = len(self.lengths)
        mean = sum(self.lengths) / count if count else 0
        found: defaultdict[int, float] = defaultdict(float)
        for word, times in words.items():
            holders = self.postings.get(word, ())
            rarity = log(1 + (count - len(holders) + 0.5) / (len(holders) + 0.5))
            for document, often in holders:
                length = 1 - self.b + self.b * self.lengths[document] / (mean or 1)
                found[document] += times * rarity * often * (_K1 + 1) / (often + _K1 * length)
        return found


def search(library: Library, query: str, most: int = 5) -> tuple[Hit, ...]:
    """The entries that fit some words best, best first; empty where none holds any of them."""
    title, body = _fields(library)
    words = Counter(terms(query[:_MAX_QUERY]))
    total: defaultdict[int, float] = defaultdict(float)
    for field, weight in ((title, _TITLE_WEIGHT), (body, 1.0)):
        for document, score in field.scores(words).items():
            total[document] += weight * score
    ranked = sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    return tuple(Hit(library.entries[place], round(score, 3)) for place, score in ranked)


def terms(text: str) -> Iterator[str]:
    """The words of a text as they are indexed: folded, identifiers also in parts, CJK n-grams."""
    for match in _WORD.finditer(normalize("NFKC", text)):
        word = match[0]
        if _CJK.match(word):
            yield from word
            yield from (word[place : place + 2] for place in range(len(word) - 1))
            continue
        yield word.casefold()
        parts = _PART.findall(word)
        if len(parts) > 1:
            yield from (part.casefold() for part in parts)


@lru_cache(maxsize=4)
def _fields(library: Library) -> tuple[_Field, _Field]:
    titles = [f"{entry.heading} {entry.path}" for entry in library.entries]
    return (
        _field(titles, _TITLE_B),
        _field([entry.text for entry in library.entries], _BODY_B),
    )


def _field(documents: Sequence[str], b: float) -> _Field:
    postings: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    lengths: list[int] = []
    for place, document in enumerate(documents):
        counts = Counter(terms(document))
        lengths.append(counts.total())
        for word, often in counts.items():
            postings[word].append((place, often))
    return _Field({word: tuple(found) for word, found in postings.items()}, tuple(lengths), b)
