"""Words to entries: the one call behind every search of a library."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kurosai.library.search.documents import FIELDS
from kurosai.library.search.ranking import Ranking, Weight
from kurosai.library.search.terms import terms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kurosai.library.card import Card
    from kurosai.library.shelf import Library

_MAX_QUERY = 2_000
WEIGHTS = {"title": Weight(2.0, 0.3), "body": Weight(1.0, 0.75)}


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry with its score; scores compare only within one search."""

    card: Card
    score: float


def search(library: Library, queries: Sequence[str] | str, most: int = 5) -> tuple[Hit, ...]:
    """The entries that fit some words best, best first; empty where none holds any of them."""
    given = (queries,) if isinstance(queries, str) else queries
    words: Counter[str] = Counter()
    for query in given:
        words.update(terms(query[:_MAX_QUERY]))
    found = _ranking(library).best(words, most)
    return tuple(Hit(library.cards[place], round(score, 3)) for place, score in found)


@lru_cache(maxsize=4)
def _ranking(library: Library) -> Ranking:
    return Ranking({name: library.index(name) for name in FIELDS}, WEIGHTS)
