"""Scores documents against weighted words: BM25 by field, added up, the best few exactly.

A field counts by its length in full (b = 1): a word of a short name says more than of a long one.

Rare words are scored first. Once the words that are left cannot lift a new document among the
best, only those that still can be are looked up in the long postings. The result is the one
that scoring everything would give: see `most=None` and its test.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from heapq import nlargest
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kurosai.library.inverted import Index

K1 = 1.5
"""How soon more of the same word stops counting."""

# Bounds are sums in another order than scores: a hair of slack keeps rounding from pruning a tie.
_SLACK = 1 - 1e-9


# Looking one document up costs as much as passing over this many others.
_LOOK_UP = 8


@dataclass(frozen=True, slots=True)
class _List:
    """One word in one field: who holds it how often; `most` is what it adds to a score at most."""

    places: Sequence[int]
    times: Sequence[int]
    gain: float
    norms: Sequence[float]
    most: float


class Ranking:
    """The fields of one library, ready to score. Making one costs a pass over the lengths."""

    def __init__(self, fields: Iterable[Index]) -> None:
        self._fields = [_Normed(field) for field in fields]

    def best(self, words: Mapping[str, float], most: int | None) -> list[tuple[int, float]]:
        """The documents with the highest scores, best first, equal ones in their order.

        `words` gives each word's weight in the query; `most` None scores every document.
        """
        lists = [one for field in self._fields for one in field.lists(words)]
        lists.sort(key=lambda one: -one.most)
        left = sum(one.most for one in lists)
        ahead = sum(len(one.places) for one in lists)
        scores: defaultdict[int, float] = defaultdict(float)
        for place, one in enumerate(lists):
            # To see whether others are out of reach costs a pass over the scores.
            if most is not None and len(scores) < ahead:
                above = [score for score in scores.values() if score * _SLACK > left]
                if len(above) >= most:
                    return _top(_settled(scores, lists[place:], left, most), most)
            left -= one.most
            ahead -= len(one.places)
            gain, norms = one.gain, one.norms
            for document, often in zip(one.places, one.times, strict=True):
                scores[document] += gain * often / (often + norms[document])
        return _top(scores, most)

    def worth(self, words: Mapping[str, float]) -> Mapping[str, float]:
        """What each word says of a text that holds it: its weight by its rarity, 0 if unknown."""
        gains: dict[str, float] = {}
        for word, weight in words.items():
            held, field = max(
                ((field.held(word), field) for field in self._fields), key=lambda pair: pair[0]
            )
            gains[word] = weight * field.rarity(held) if held else 0
        return gains


class _Normed:
    """A field with what its lengths come to, and how often a common word stands in one document."""

    def __init__(self, field: Index) -> None:
        self._field = field
        lengths = field.lengths
        mean = sum(lengths) / len(lengths) if lengths else 0
        self._norms = [K1 * length / (mean or 1) for length in lengths]
        # A document without a word in the field holds none, and would only loosen the bounds.
        self._shortest = min((norm for norm in self._norms if norm), default=0)
        self._peaks: dict[str, int] = {}

    def held(self, word: str) -> int:
        """How many documents hold a word."""
        return len(self._field.holders(word)[0])

    def rarity(self, held: int) -> float:
        """What a word that so many documents hold tells about one of them."""
        return log(1 + (len(self._norms) - held + 0.5) / (held + 0.5))

    def lists(self, words: Mapping[str, float]) -> Iterator[_List]:
        """The postings of the words that stand somewhere."""
        for word, weight in words.items():
            places, times = self._field.holders(word)
            if places:
                gain = weight * self.rarity(len(places)) * (K1 + 1)
                peak = self._peaks.get(word) or self._peaks.setdefault(word, max(times))
                most = gain * peak / (peak + self._shortest)
                yield _List(places, times, gain, self._norms, most)


def _settled(
    scores: Mapping[int, float], lists: Sequence[_List], left: float, most: int
) -> Mapping[int, float]:
    """The final scores of the documents that can still be among the best: no other can.

    `left` is what the lists can add at most to one document.
    """
    kept = dict(scores)
    for one in lists:
        least = nlargest(most, kept.values())[-1] * _SLACK - left
        kept = {document: score for document, score in kept.items() if score >= least}
        places, end = one.places, len(one.places)
        if len(kept) * _LOOK_UP < end:
            found = [(bisect_left(places, document), document) for document in kept]
            pairs = [(at, document) for at, document in found if at < end]
            pairs = [(at, document) for at, document in pairs if places[at] == document]
        else:
            pairs = [(at, document) for at, document in enumerate(places) if document in kept]
        for at, document in pairs:
            often = one.times[at]
            kept[document] += one.gain * often / (often + one.norms[document])
        left -= one.most
    return kept


def _top(scores: Mapping[int, float], most: int | None) -> list[tuple[int, float]]:
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    return ranked[:most]
