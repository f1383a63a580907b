"""Which entry an error line belongs to, by the samples that the entries show.

An equal signature decides. Else the sample's words are aligned with the line's and weighed by
how rare they are among the entries: two errors that differ in one telling word are two errors,
however alike they look, and the word is named.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from heapq import nlargest
from typing import TYPE_CHECKING

from kurosai.library.match.alignment import aligned
from kurosai.library.match.bands import (
    CANDIDATE,
    LIKELY,
    MARGIN,
    MAX_CANDIDATES,
    Band,
    Candidate,
    Hit,
    Match,
    banded,
)
from kurosai.library.match.lines import identifying, is_raised
from kurosai.library.match.samples import MAX_WORDS, InMemory, compact, records
from kurosai.library.match.telling import is_telling, weight
from kurosai.logs.signature import signature, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kurosai.library.match.alignment import Alignment
    from kurosai.library.match.samples import Samples
    from kurosai.library.shelf import Library

# A sample of fewer words than this says too little to match by anything but equality.
_MIN_WORDS = 3
_MIN_TELLING = 2
# An alert is no longer than this, in characters; what is behind it is not looked at.
_MAX_TEXT = 1_000_000
# What a word of the line that the sample lacks takes away, against one of the sample's own.
_NEW = 0.5
# The samples that are aligned with a line, at most: those that share most with it.
_ALIGNED = 16
# Of an alert's many lines, the samples that are compared with each.
_COMPARED = 32
# A line with less than one in so many of a sample's telling words is not about it.
_FEW = 6
# Places looked at for a line, and for several, rarest words first: what bounds the time in a
# large library. A line of nothing but frequent words is looked up by its two rarest, whatever that costs.
_PLACES = 2_000
_PLACES_OF_MANY = 4_000
_RAREST = 2
# A word that so many samples hold may lead to them alone.
_RARE = 12


def match(library: Library, text: str) -> Match:
    """Find the entry that an alert's text, or one raw log line, belongs to.

    Every line of the text is tried (the first 200); the best speaks. `Band.NONE` where nothing
    is near enough: an entry is never guessed.
    """
    band, hits, why = find(_samples(library), text)
    entries = library.entries
    return Match(
        band,
        tuple(
            Candidate(entries[hit.entry], hit.score, hit.differing, hit.line, hit.sample)
            for hit in hits
        ),
        why,
    )


def find(samples: Samples, text: str) -> tuple[Band, Sequence[Hit], str]:
    """The same over samples kept anywhere: band, hits best first, and why no better band."""
    lines = [(line, signature(line)) for line in identifying(text[:_MAX_TEXT].splitlines())]
    raised = [found for found in lines if is_raised(found[0])]
    if not 0 < len(raised) < len(lines):
        return _spoken(samples, lines)
    of_the_error = _spoken(samples, raised)
    if of_the_error[0] is Band.MATCHED:
        return of_the_error
    band, hits, why = _spoken(samples, lines)
    if band is not Band.MATCHED or is_raised(hits[0].line):
        return band, hits, why
    # What is around the error is the same; the error itself is one that no page shows.
    others = [hit for hit in of_the_error[1] if hit.entry != hits[0].entry]
    near = (hits[0], *others)[:MAX_CANDIDATES]
    return Band.LIKELY, near, "a line beside the error is the same, the error's own is not"


def _spoken(samples: Samples, lines: Sequence[tuple[str, str]]) -> tuple[Band, Sequence[Hit], str]:
    """What the lines, each with its signature, say together."""
    search = _Search(samples)
    for line, mark in lines:
        search.look_for_equal(line, mark)
    # One entry alone shows a line of the text: nothing that is only near can change that.
    if not search.decided:
        search.look_near(lines)
    band, hits, why = banded(list(search.best.values()))
    if band is Band.NONE and search.nearest:
        why = f"the nearest sample is covered to {search.nearest:.2f} at most, which is too little"
    return band, hits, why


class _Search:
    """One text's way through the samples.

    `best` is the best hit of each entry so far, `nearest` the highest bound for a score.
    """

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self._entries = samples.count_of_entries()
        self._weights: dict[str, float] = {}
        self._top = 0.0
        self.nearest = 0.0
        self.best: dict[int, Hit] = {}

    @property
    def decided(self) -> bool:
        """Whether one entry alone shows a line of the text."""
        return sum(hit.shared == 1 for hit in self.best.values()) == 1

    def look_for_equal(self, line: str, mark: str) -> None:
        """Try the samples that have the line's signature."""
        places = self._samples.equal(mark)
        holders = {self._samples.sample(place).entry for place in places}
        for place in places:
            self._keep(self._hit(place, line, shared=len(holders)))

    def look_near(self, lines: Sequence[tuple[str, str]]) -> None:
        """Try the samples that share words with the lines.

        They are chosen by the words of all lines at once, since most lines of an alert lead
        nowhere; what a sample is worth is then seen line by line.
        """
        here = [compact(words(mark))[:MAX_WORDS] for _, mark in lines]
        present = [frozenset(map(str.casefold, found)) for found in here]
        bounds = [
            (most, -place, -at, whole)
            for place in self._nearest(frozenset().union(*present), len(lines))
            for most, at, whole in self._bounds(place, present)
        ]
        for most, place, at, whole in nlargest(_ALIGNED, bounds):
            self.nearest = max(self.nearest, most)
            # Nearest first, by a bound that the score cannot pass: the rest is out of reach.
            if most < self._floor():
                break
            line, mark = lines[-at]
            record = self._samples.sample(-place).record
            if record.signature != mark:
                laid = aligned(record.words, here[-at], self._weigh)
                self._keep(self._hit(-place, line, laid, whole))

    def _nearest(self, present: frozenset[str], lines: int) -> list[int]:
        """The samples that share most with the words of so many lines."""
        shared = self._shared(present, _PLACES_OF_MANY if lines > 1 else _PLACES)
        telling = self._samples.telling
        worth = ((weighs / telling(place), -place) for place, weighs in shared.items())
        return [-place for _, place in nlargest(_COMPARED if lines > 1 else _ALIGNED, worth)]

    def _bounds(
        self, place: int, present: Sequence[frozenset[str]]
    ) -> Iterator[tuple[float, int, float]]:
        """A bound for the score of each line that is worth a look: bound, line, whole weight."""
        page = [word.casefold() for word in self._samples.sample(place).record.words]
        telling = self._samples.telling(place)
        if len(page) < _MIN_WORDS or telling < _MIN_TELLING:
            return
        weights = [(word, self._weigh(word)) for word in page]
        whole = sum(weighs for _, weighs in weights)
        distinct = frozenset(page)
        for at, found in enumerate(present):
            if len(distinct & found) * _FEW >= telling:
                most = sum(weighs for word, weighs in weights if word in found)
                yield most / whole, at, whole

    def _shared(self, present: frozenset[str], left: int) -> Mapping[int, float]:
        """The samples that hold any of the words, with the weight of those, roughly."""
        lists = [
            (len(places), word, places)
            for word in present
            if is_telling(word) and (places := self._samples.holding(word))
        ]
        lists.sort(key=lambda found: found[:2])
        seen: set[int] = set()
        worth: set[int] = set()
        read: list[tuple[float, set[int]]] = []
        for at, (length, word, places) in enumerate(lists):
            if length > left and at >= _RAREST:
                break
            left -= length
            found = set(places)
            # One frequent word alone leads nowhere: most samples that hold it share no other.
            worth |= found if length <= _RARE else found & seen
            seen |= found
            read.append((self._weigh(word), found))
        shared: defaultdict[int, float] = defaultdict(float)
        for weighs, found in read:
            for place in found & worth:
                shared[place] += weighs
        return shared

    def _floor(self) -> float:
        """Below this score a hit would not be named."""
        return max(CANDIDATE, self._top - MARGIN) if self._top >= LIKELY else CANDIDATE

    def _weigh(self, word: str) -> float:
        known = self._weights.get(word)
        if known is None:
            known = weight(word, self._samples.held(word), self._entries)
            self._weights[word] = known
        return known

    def _hit(
        self,
        place: int,
        line: str,
        laid: Alignment | None = None,
        whole: float = 0.0,
        shared: int = 0,
    ) -> Hit:
        """What a line says of a sample: laid over it, or equal to it and `shared` by so many."""
        sample = self._samples.sample(place)
        if laid is None:
            return Hit(sample.entry, 1.0, (), line, sample.record.line, shared)
        score = round(laid.found / (whole + laid.new * _NEW), 3)
        found = (sample.entry, score, laid.differing, line, sample.record.line)
        return Hit(*found, apart=laid.apart)

    def _keep(self, hit: Hit) -> None:
        known = self.best.get(hit.entry)
        if known is None or hit.rank > known.rank:
            self.best[hit.entry] = hit
        self._top = max(self._top, hit.score)


@lru_cache(maxsize=4)
def _samples(library: Library) -> InMemory:
    return InMemory.of(map(records, library.entries))
