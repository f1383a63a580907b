"""The samples of a loaded library, by the indexes that it keeps in memory or on disk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from kurosai.library.match.samples import Record, Sample, records, telling_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kurosai.library.indexed import Indexed
    from kurosai.library.page import Entry

FIELDS = ("sample signature", "sample words")
"""What leads to a record."""


def stored(entry: Entry) -> tuple[tuple[str, Mapping[str, Mapping[str, int]]], ...]:
    """An entry's records as the library keeps them: the body, and the words of each field."""
    return tuple(
        (
            json.dumps([record.line, record.signature, record.words], ensure_ascii=False),
            dict(
                zip(
                    FIELDS,
                    ({record.signature: 1}, dict.fromkeys(telling_words(record), 1)),
                    strict=True,
                )
            ),
        )
        for record in records(entry)
    )


class Kept:
    """See `samples.Samples`; a sample is read when it is asked for the first time."""

    def __init__(self, library: Indexed) -> None:
        self._library = library
        self._signatures, self._words = (library.index(field) for field in FIELDS)
        self._known: dict[int, Sample] = {}
        self._held: dict[str, int] = {}

    def count_of_entries(self) -> int:
        """See `Samples`."""
        return len(self._library.cards)

    def sample(self, place: int) -> Sample:
        """See `Samples`."""
        known = self._known.get(place)
        if known is None:
            line, mark, words = json.loads(self._library.record(place))
            record = Record(line, mark, tuple(words))
            known = self._known[place] = Sample(self._library.owners[place], record)
        return known

    def telling(self, place: int) -> int:
        """See `Samples`."""
        return self._words.lengths[place]

    def equal(self, mark: str) -> Sequence[int]:
        """See `Samples`."""
        return self._signatures.holders(mark)[0]

    def holding(self, word: str) -> Sequence[int]:
        """See `Samples`."""
        return self._words.holders(word)[0]

    def held(self, word: str) -> int:
        """See `Samples`."""
        known = self._held.get(word)
        if known is None:
            owners = self._library.owners
            known = len({owners[place] for place in self._words.holders(word)[0]})
            self._held[word] = known
        return known
