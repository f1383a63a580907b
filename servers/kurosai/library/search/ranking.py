"""Scores documents against weighted words: BM25 by field, added up, the best few exactly.

Rare words are scored first. Once the words that are left cannot lift a new document among the
best, only those that still can be are looked up in the long postings. The result is the one
that scoring everything would give: see `most=None` and its test.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from heapq import nlargest
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kurosai.library.search.index import Field

K1 = 1.5
"""How soon more of the same word stops counting."""

B = 0.9
"""How much a field's length counts against it, 0 to 1."""

# Bounds are sums in another order than scores: a hair of slack keeps rounding from pruning a tie.
_SLACK = 1 - 1e-9


@dataclass(frozen=True, slots=True)
class _List:
    """One word in one field: who holds it how often, and what it can add to a score at most."""

    places: Sequence[int]
    times: Sequence[int]
    gain: float
    norms: Sequence[float]


class Ranking:
    """The fields of one library, ready to score. Making one costs a pass over the lengths."""

    def __init__(self, fields: Iterable[Field]) -> None:
        self._fields = [(field, _norms(field.lengths)) for field in fields]

    def best(self, words: Mapping[str, float], most: int | None) -> list[tuple[int, float]]:
        """The documents with the highest scores, best first, equal ones in their order.

        `words` gives each word's weight in the query; `most` None scores every document.
        """
        lists = self._lists(words)
        left = sum(one.gain for one in lists)
        scores: dict[int, float] = {}
        for place, one in enumerate(lists):
            if most is not None and len(scores) >= most and len(one.places) > most:
                least = nlargest(most, scores.values())[-1] * _SLACK
                if left < least:
                    scores = {key: score for key, score in scores.items() if score + left >= least}
                    return _top(_finished(scores, lists[place:]), most)
            left -= one.gain
            _add(scores, one)
        return _top(scores, most)

    def _lists(self, words: Mapping[str, float]) -> list[_List]:
        found: list[_List] = []
        for field, norms in self._fields:
            for word, weight in words.items():
                places, times = field.holders(word)
                if places:
                    rarity = log(1 + (len(norms) - len(places) + 0.5) / (len(places) + 0.5))
                    found.append(_List(places, times, weight * rarity * (K1 + 1), norms))
        return sorted(found, key=lambda one: -one.gain)


def _norms(lengths: Sequence[int]) -> list[float]:
    mean = sum(lengths) / len(lengths) if lengths else 0
    return [K1 * (1 - B + B * length / (mean or 1)) for length in lengths]


def _add(scores: dict[int, float], one: _List) -> None:
    gain, norms = one.gain, one.norms
    for place, often in zip(one.places, one.times, strict=True):
        scores[place] = scores.get(place, 0.0) + gain * often / (often + norms[place])


def _finished(scores: dict[int, float], lists: Sequence[_List]) -> dict[int, float]:
    """The scores with what the lists add to these documents alone."""
    for one in lists:
        places, end = one.places, len(one.places)
        for document in scores:
            at = bisect_left(places, document)
            if at < end and places[at] == document:
                often = one.times[at]
                scores[document] += one.gain * often / (often + one.norms[document])
    return scores


def _top(scores: Mapping[int, float], most: int | None) -> list[tuple[int, float]]:
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    return ranked[:most]
