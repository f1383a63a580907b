"""Cases that share some words with a text, where none has them all: by how rare the words are."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kurosai.evidence.case_answers import Answers

MOST_WORDS = 30
MOST_RARE = 8
COMMON = 400
"""A word of that many cases tells little; how many more they are makes no difference. Of a rarer
one all its cases are looked at."""


def nearest(
    index: Answers, words: Sequence[str], *, share: float, most: int
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The numbers of the cases that hold most of the rarest of `words`, and the words that no case
    has. `share` is the part of their weight that a case must hold, 0 to 1."""
    asked = list(dict.fromkeys(words))[:MOST_WORDS]
    holders = index.holders(asked, most=COMMON)
    unknown = tuple(word for word in asked if not holders[word])
    rare = sorted((len(own), word) for word, own in holders.items() if own)[:MOST_RARE]
    if not rare:
        return (), unknown
    # A word that no case has weighs as much as one that a single case has.
    weights = {word: log(1 + COMMON / count) for count, word in rare}
    whole = sum(weights.values()) + log(1 + COMMON) * len(unknown)
    scores: dict[int, float] = {}
    for word, weight in weights.items():
        for number in holders[word]:
            scores[number] = scores.get(number, 0.0) + weight
    good = [(score, number) for number, score in scores.items() if score >= share * whole]
    return tuple(number for _, number in sorted(good, reverse=True)[:most]), unknown
