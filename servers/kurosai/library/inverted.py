"""Inverted indexes: which documents hold a word, in memory, or two laid over each other.

Documents are numbered in the library's order. What stands on disk is `snapshot`'s.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Holders: TypeAlias = "tuple[Sequence[int], Sequence[int]]"
"""Documents in ascending order, and how often each holds the word."""

NONE: Holders = (array("I"), array("I"))


class Index(Protocol):
    """One field of many documents."""

    @property
    def lengths(self) -> Sequence[int]:
        """Words in each document."""
        ...

    def holders(self, word: str) -> Holders:
        """The documents that hold a word; two empty sequences where none does."""
        ...

    def vocabulary(self) -> Iterable[str]:
        """Every word that any document holds, and perhaps some that none does any more."""
        ...


@dataclass(frozen=True, slots=True)
class Memory:
    """An index in memory, made by `invert`: by word, documents and counts in turn (see `split`)."""

    lengths: Sequence[int]
    words: Mapping[str, array[int]]

    def holders(self, word: str) -> Holders:
        """As in Index."""
        pairs = self.words.get(word)
        return split(pairs) if pairs is not None else NONE

    def vocabulary(self) -> Iterable[str]:
        """As in Index."""
        return self.words


def split(pairs: array[int]) -> Holders:
    """Documents and counts from an array that holds them in turn."""
    return pairs[::2], pairs[1::2]


def paired(holders: Holders) -> array[int]:
    """The way back: one array, which is what is kept."""
    pairs = array("I", bytes(8 * len(holders[0])))
    pairs[::2], pairs[1::2] = array("I", holders[0]), array("I", holders[1])
    return pairs


def invert(documents: Iterable[Mapping[str, int]]) -> Memory:
    """An index over documents that are given as words with their counts."""
    words: dict[str, array[int]] = {}
    lengths = array("I")
    for place, counts in enumerate(documents):
        lengths.append(sum(counts.values()))
        for word, often in counts.items():
            pairs = words.get(word)
            if pairs is None:
                words[word] = array("I", (place, often))
            else:
                pairs.append(place)
                pairs.append(often)
    return Memory(lengths, words)


@dataclass(frozen=True, slots=True)
class Overlaid:
    """An index in which some documents have gone and others have come.

    `kept` and `added` give the new number of each document of the two indexes, -1 for one that
    is gone; both rise, so that the library's order is kept.
    """

    below: Index
    kept: Sequence[int]
    above: Index
    added: Sequence[int]
    lengths: Sequence[int]
    _known: dict[str, Holders] = field(default_factory=dict[str, Holders])

    @classmethod
    def of(cls, below: Index, kept: Sequence[int], above: Index, added: Sequence[int]) -> Overlaid:
        """Lay one index over another."""
        lengths = array("I", bytes(4 * (sum(new >= 0 for new in kept) + len(added))))
        for index, numbers in ((below, kept), (above, added)):
            for new, length in zip(numbers, index.lengths, strict=True):
                if new >= 0:
                    lengths[new] = length
        return cls(below, kept, above, added, lengths)

    def holders(self, word: str) -> Holders:
        """As in Index; kept, because a library that was edited is asked many times."""
        found = self._known.get(word)
        if found is None:
            found = self._known[word] = self._merged(word)
        return found

    def vocabulary(self) -> Iterable[str]:
        """As in Index."""
        return {*self.below.vocabulary(), *self.above.vocabulary()}

    def _merged(self, word: str) -> Holders:
        places, times = self.below.holders(word)
        pairs = [
            (new, often)
            for place, often in zip(places, times, strict=True)
            if (new := self.kept[place]) >= 0
        ]
        more, counts = self.above.holders(word)
        if more:
            pairs += [(self.added[place], often) for place, often in zip(more, counts, strict=True)]
            pairs.sort()
        return array("I", [new for new, _ in pairs]), array("I", [often for _, often in pairs])
