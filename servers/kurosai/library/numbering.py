"""Which number every card and every record has, whether it comes from the snapshot or is fresh.

Indexes are over numbers. Those of the snapshot stay as they are when a page is edited: the few
pages read since lie over them, and everything is numbered anew in the library's order, so that
the same pages give the same answers however they came to be loaded.
"""

from __future__ import annotations

from array import array
from itertools import accumulate
from typing import TYPE_CHECKING

from kurosai.library.extract import RECORD_FIELDS
from kurosai.library.inverted import Overlaid, invert

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kurosai.library.extract import Extract
    from kurosai.library.inverted import Index
    from kurosai.library.snapshot import Filed, Snapshot


class Numbering:
    """The numbers of a library's cards and records, and the indexes over them.

    `owners` gives for each record the number of the card that it belongs to.
    """

    def __init__(
        self, files: Mapping[str, Filed], fresh: Mapping[str, Extract], snapshot: Snapshot | None
    ) -> None:
        self._snapshot = snapshot
        filed = list(files.values())
        self.owners: Sequence[int] = _owners(filed)
        # Nothing was edited, added or removed since.
        self._whole = snapshot is not None and (
            [one.place for one in filed] == list(range(len(snapshot.files)))
        )
        new = [fresh[one.path] for one in filed if one.place < 0]
        self._documents = [words for one in new for words in one.documents]
        self._records = [record for one in new for records in one.records for record in records]
        base = list(snapshot.files.values()) if snapshot else []
        self._card_numbers = _Numbers(filed, [len(one.cards) for one in base], _cards)
        self._record_numbers = _Numbers(filed, [sum(one.records) for one in base], _records)
        self._made: dict[str, Index] = {}

    def index(self, field: str) -> Index:
        """A field's index over all cards or, for those of RECORD_FIELDS, over all records."""
        if field not in self._made:
            self._made[field] = self._index(field)
        return self._made[field]

    def record(self, number: int) -> str:
        """The body of a record."""
        place = self._record_numbers.sources[number]
        if place < 0:
            return self._records[-place - 1].body
        assert self._snapshot is not None
        return self._snapshot.record(place)

    def _index(self, field: str) -> Index:
        if self._snapshot and self._whole:
            return self._snapshot.indexes[field]
        if field in RECORD_FIELDS:
            numbers = self._record_numbers
            above = invert(record.words[field] for record in self._records)
        else:
            numbers = self._card_numbers
            above = invert(words[field] for words in self._documents)
        if not self._snapshot:
            return above
        return Overlaid.of(self._snapshot.indexes[field], numbers.kept, above, numbers.added)


class _Numbers:
    """New numbers for what the snapshot numbers from 0 on and what was read since, likewise.

    `kept` and `added` are as in Overlaid; `sources` is the way back: for each new number the
    old one, or -1, -2, ... for the first, second, ... fresh.
    """

    def __init__(
        self, files: Sequence[Filed], below: Sequence[int], count: Callable[[Filed], int]
    ) -> None:
        first = [0, *accumulate(below)]
        self.kept = array("i", [-1]) * first[-1]
        self.added = array("i")
        self.sources = array("i")
        for filed in files:
            new, number = len(self.sources), count(filed)
            if filed.place < 0:
                more = len(self.added)
                self.added.extend(range(new, new + number))
                self.sources.extend(range(-more - 1, -more - number - 1, -1))
            else:
                old = first[filed.place]
                self.kept[old : old + number] = array("i", range(new, new + number))
                self.sources.extend(range(old, old + number))


def _cards(filed: Filed) -> int:
    return len(filed.cards)


def _records(filed: Filed) -> int:
    return sum(filed.records)


def _owners(files: Sequence[Filed]) -> Sequence[int]:
    owners = array("I")
    card = 0
    for filed in files:
        for records in filed.records:
            owners.extend([card] * records)
            card += 1
    return owners
