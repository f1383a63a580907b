"""The samples of a library as the matching reads them, wherever they are kept.

`records` is pure, so that what one page shows can be kept as long as the page is unchanged;
`Samples` is all that the matching asks, so that the whole may lie in memory or on disk.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from kurosai.library.match.lines import identifying
from kurosai.library.match.slots import with_slots
from kurosai.library.match.telling import is_telling
from kurosai.logs.signature import is_mask, signature, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kurosai.library.page import Entry

# What stands behind so many words no longer tells one error from another.
MAX_WORDS = 120
_PAIRS = 4


@dataclass(frozen=True, slots=True)
class Record:
    """One line of one entry's samples: as it stands, its signature, and that one's words."""

    line: str
    signature: str
    words: tuple[str, ...]

    def with_words(self, found: tuple[str, ...]) -> Record:
        """The same line with other words."""
        return self if found == self.words else Record(self.line, self.signature, found)


@dataclass(frozen=True, slots=True)
class Sample:
    """A record with the place of its entry among the entries."""

    entry: int
    record: Record


class Samples(Protocol):
    """Every sample of a library. A place is 0 to the number of samples - 1, in page order.

    Words are case-folded and telling (see `telling.is_telling`); the others are in no list.
    """

    def count_of_entries(self) -> int:
        """How many entries there are, with or without samples."""
        ...

    def sample(self, place: int) -> Sample:
        """The sample at a place."""
        ...

    def telling(self, place: int) -> int:
        """How many different telling words the sample at a place has."""
        ...

    def equal(self, mark: str) -> Sequence[int]:
        """The places, ascending, of the samples with this signature."""
        ...

    def holding(self, word: str) -> Sequence[int]:
        """The places, ascending, of the samples that hold this word."""
        ...

    def held(self, word: str) -> int:
        """How many entries hold this word in a sample."""
        ...


def records(entry: Entry) -> tuple[Record, ...]:
    """What an entry's samples show, each signature once; a line without a telling word is none."""
    found: dict[str, Record] = {}
    for sample in entry.samples:
        for line in identifying(sample.log):
            mark = signature(line)
            record = Record(line, mark, compact(words(mark))[:MAX_WORDS])
            if mark not in found and telling_words(record):
                found[mark] = record
    shown = tuple(found.values())
    slotted = with_slots([record.words for record in shown])
    return tuple(map(Record.with_words, shown, slotted))


def compact(found: Sequence[str]) -> tuple[str, ...]:
    """The words with lists shortened: of `blk_ <n> blk_ <n>` one pair is left."""
    kept: list[str] = []
    for word in found:
        kept.append(word)
        if kept[-1:] == kept[-2:-1]:
            del kept[-1:]
        elif len(kept) >= _PAIRS and kept[-2:] == kept[-4:-2] and any(map(is_mask, kept[-2:])):
            del kept[-2:]
    return tuple(kept)


def telling_words(record: Record) -> set[str]:
    """The words by which a record can be found, case-folded."""
    return {word for word in map(str.casefold, record.words) if is_telling(word)}
