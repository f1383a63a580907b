"""What a question shares with a passage, and whether that tells what the passage is about.

A ranking always has a first: where no page answers, it is one that shares `month` with the
question, or a particle. A page is about it if a word of the question stands in a title above the
passage, or in it a rare identifier, or several words that are a good part of the question.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from kurosai.library.search.searching import answer, phrasings
from kurosai.library.search.synonyms import of_folder
from kurosai.library.search.tokenizer import is_japanese, parts, spelled, terms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence, Set

    from kurosai.library.indexed import Indexed
    from kurosai.library.page import Entry
    from kurosai.library.search.synonyms import Phrase

# What more entries hold tells none of them from the others: so many, or one in so many.
_RARE = 3
_SHARE = 10
# One in so many of a question's words has to be shared where no title is.
_PART = 4
_KANJI = "\u3400"


@dataclass(frozen=True, slots=True)
class Shared:
    """`words` are those of the question that the passage or a title above it has, as the question
    writes them, or as the page calls them; `about` says whether they tell."""

    words: tuple[str, ...]
    about: bool


def shared(library: Indexed, entry: Entry, queries: Sequence[str] | str) -> Shared:
    """What an entry shares with a question, by the passage that answers it best."""
    best = answer(library, entry, queries)
    above = "\n".join((entry.title, entry.heading, entry.path.rpartition(".")[0], *best.headings))
    titles = frozenset(terms(above))
    there = titles.union(terms(best.text))
    said = dict.fromkeys(word for text in phrasings(queries) for word in spelled(text))
    known = of_folder(library.root)[0]
    phrases = [phrase for text in phrasings(queries) for phrase in known.within(text)]
    # By what stands there: `add` and `new` may both be a page's "create".
    here = _found(said, phrases, there)
    if not here or _found(said, phrases, titles):
        return Shared(tuple(here), bool(here))
    few = max(_RARE, len(library.cards) // _SHARE)
    rare = [word for word, held in here.items() if _held(library, held) <= few]
    enough = len(here) * _PART >= len(said) and (len(here) > 1 or len(said) <= 1)
    names = {word.casefold() for word in said if len(parts(word)) > 1}
    return Shared(tuple(here), (enough and bool(rare)) or not names.isdisjoint(rare))


def _found(
    said: Mapping[str, None], phrases: Sequence[Phrase], there: Set[str]
) -> Mapping[str, Set[str]]:
    """The words that stand there, each with its terms: those said, and what they also mean."""
    found: dict[str, Set[str]] = {}
    for word in said:
        for written, held in _standing(word, there):
            found.setdefault(written.casefold(), held)
    for phrase in phrases:
        for other in _meant(phrase):
            held = frozenset(terms(other))
            if held and held <= there and not any(held <= own for own in found.values()):
                found[other.casefold()] = held
                break
    return found


def _meant(phrase: Phrase) -> Iterator[str]:
    """What a phrase is called otherwise: of an explained term the words of its explanation."""
    yield phrase.text
    for other in phrase.finds:
        yield from spelled(other) if phrase.explanation else (other,)


def _standing(word: str, there: Set[str]) -> Iterator[tuple[str, Set[str]]]:
    """What of a word stands there: all, else of a name its parts, of kanji the longest run."""
    whole = terms(word)
    if not is_japanese(word):
        pieces = [word] if whole[:1] and whole[0] in there else parts(word)
        held = [(piece, frozenset(terms(piece)[:1])) for piece in pieces]
    elif word[0] < _KANJI:
        # Of a katakana word a part is another word: ルール and スケール.
        held = [(word, frozenset(whole))]
    else:
        pairs = [one + other for one, other in pairwise(word)]
        runs = [tuple(run) for stands, run in groupby(pairs, there.__contains__) if stands]
        held = [(run[0][0] + "".join(pair[1] for pair in run), frozenset(run)) for run in runs]
        held = [max(held, key=lambda pair: len(pair[0]))] if held else []
    yield from ((piece, found) for piece, found in held if found and found <= there)


def _held(library: Indexed, found: Set[str]) -> int:
    """How many entries hold a word, by its rarest term."""
    body = library.index("body")
    return min(len(body.holders(term)[0]) for term in found)
