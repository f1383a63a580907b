"""Words to entries: the one call behind every search of a library."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING

from kurosai.library.search.documents import FIELDS
from kurosai.library.search.passages import passage
from kurosai.library.search.ranking import Ranking
from kurosai.library.search.synonyms import of_folder
from kurosai.library.search.tokenizer import is_japanese, joined, named, terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kurosai.library.card import Card
    from kurosai.library.indexed import Indexed
    from kurosai.library.page import Entry, PageFault
    from kurosai.library.search.passages import Passage
    from kurosai.library.search.synonyms import Synonyms

MAX_QUERY = 2_000
"""Characters of a query that count: an alert's text says early what it is about."""

JOINED = 0.5
"""What an identifier counts that the query does not say, made of two or three of its words."""

NAMED = 1.5
"""What a part of a name like `KubePodCrashLooping` counts: the rest of an alert describes it."""

JAPANESE = 0.5
"""What a Japanese term counts that the query says: there are about two for every character."""

HIRAGANA = 0.5
"""What is left of that for a term with hiragana: endings and particles, mostly."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry with its score; scores compare only within one search."""

    card: Card
    score: float


def search(library: Indexed, queries: Sequence[str] | str, most: int = 5) -> tuple[Hit, ...]:
    """The entries that fit some words best, best first; empty where none holds any of them.

    Several queries are phrasings of one question: they count as one text.
    """
    found = _ranking(library).best(asked(queries, of_folder(library.root)[0]), most)
    return tuple(Hit(library.cards[place], round(score, 3)) for place, score in found)


def asked(queries: Sequence[str] | str, others: Synonyms) -> Mapping[str, float]:
    """Every word to look for with its weight, over all phrasings of a question."""
    said: Counter[str] = Counter()
    names: set[str] = set()
    weights: dict[str, float] = {}
    for query in phrasings(queries):
        said.update(terms(query))
        names |= named(query)
        weights |= dict.fromkeys(joined(query), JOINED)
        weights |= others.others(query)
    for word, often in said.items():
        # The root: in a long alert text a word that is repeated would outweigh its name.
        weights[word] = sqrt(often) * (NAMED if word in names else _telling(word))
    return weights


def _telling(term: str) -> float:
    if not is_japanese(term):
        return 1
    return JAPANESE * (HIRAGANA if any("ぁ" <= character <= "ゖ" for character in term) else 1)


def answer(library: Indexed, entry: Entry, queries: Sequence[str] | str) -> Passage:
    """The passage of an entry that answers a question best."""
    words = asked(queries, of_folder(library.root)[0])
    return passage(entry, _ranking(library).worth(words))


def explanations(library: Indexed, queries: Sequence[str] | str) -> Mapping[str, str]:
    """What the team's glossary says about the terms that a question names, in their order."""
    others = of_folder(library.root)[0]
    return {
        phrase.text: phrase.explanation
        for query in phrasings(queries)
        for phrase in others.within(query)
        if phrase.explanation
    }


def faults(library: Indexed) -> tuple[PageFault, ...]:
    """What of the team's own synonyms and glossary cannot be used; the shipped ones still are."""
    return of_folder(library.root)[1]


def phrasings(queries: Sequence[str] | str) -> Iterator[str]:
    """The texts of a question, each as far as it counts."""
    for query in (queries,) if isinstance(queries, str) else queries:
        yield query[:MAX_QUERY]


@lru_cache(maxsize=4)
def _ranking(library: Indexed) -> Ranking:
    return Ranking([library.index(name) for name in FIELDS])
