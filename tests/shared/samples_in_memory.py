"""The samples of a library as plain dictionaries: what `match.kept` has to agree with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.library.match.samples import Record, Sample, telling_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class InMemory:
    """Samples as dictionaries. `of` builds them from the records of each entry, in order."""

    entries: int
    samples: Sequence[Sample]
    lengths: Sequence[int]
    by_signature: Mapping[str, Sequence[int]]
    by_word: Mapping[str, Sequence[int]]
    holders: Mapping[str, int]

    @classmethod
    def of(cls, entries: Iterable[Sequence[Record]]) -> InMemory:
        """Samples from the records of each entry, entries in order."""
        samples: list[Sample] = []
        lengths: list[int] = []
        by_signature: defaultdict[str, list[int]] = defaultdict(list)
        by_word: defaultdict[str, list[int]] = defaultdict(list)
        holders: defaultdict[str, int] = defaultdict(int)
        count = 0
        for entry, records_of_entry in enumerate(entries):
            count += 1
            held: set[str] = set()
            for record in records_of_entry:
                found = telling_words(record)
                for word in found:
                    by_word[word].append(len(samples))
                by_signature[record.signature].append(len(samples))
                samples.append(Sample(entry, record))
                lengths.append(len(found))
                held |= found
            for word in held:
                holders[word] += 1
        return cls(count, samples, lengths, by_signature, by_word, holders)

    def count_of_entries(self) -> int:
        """See `Samples`."""
        return self.entries

    def sample(self, place: int) -> Sample:
        """See `Samples`."""
        return self.samples[place]

    def telling(self, place: int) -> int:
        """See `Samples`."""
        return self.lengths[place]

    def equal(self, mark: str) -> Sequence[int]:
        """See `Samples`."""
        return self.by_signature.get(mark, ())

    def holding(self, word: str) -> Sequence[int]:
        """See `Samples`."""
        return self.by_word.get(word, ())

    def held(self, word: str) -> int:
        """See `Samples`."""
        return self.holders.get(word, 0)
