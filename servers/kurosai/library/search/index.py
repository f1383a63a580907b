"""What a search reads: a fixed set of named fields over documents, from memory or from a disk.

Documents are the library's entries in its order. `ranking` knows fields by this protocol only.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Field(Protocol):
    """The words of one field of every document."""

    @property
    def lengths(self) -> Sequence[int]:
        """How many words the field has, by document."""
        ...

    def holders(self, word: str) -> tuple[Sequence[int], Sequence[int]]:
        """The documents that hold a word, ascending, and how often each; empty for no such word."""
        ...


@dataclass(frozen=True, slots=True)
class MemoryField:
    """A field whose postings are arrays in memory."""

    lengths: Sequence[int]
    postings: Mapping[str, tuple[Sequence[int], Sequence[int]]]

    def holders(self, word: str) -> tuple[Sequence[int], Sequence[int]]:
        """See Field."""
        return self.postings.get(word, ((), ()))


def build(
    names: Iterable[str], documents: Sequence[Mapping[str, Counter[str]]]
) -> dict[str, Field]:
    """The fields over documents, each given as its words by field."""
    return {name: _field([document[name] for document in documents]) for name in names}


def _field(documents: Sequence[Counter[str]]) -> MemoryField:
    places: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    times: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    for place, counts in enumerate(documents):
        for word, often in counts.items():
            places[word].append(place)
            times[word].append(often)
    lengths = array("I", [counts.total() for counts in documents])
    return MemoryField(lengths, {word: (found, times[word]) for word, found in places.items()})
