"""The samples near the lines of a text: those with an equal signature, and those that share words.

Which samples are worth aligning is decided by words alone, rarest first, within a budget: so the
time does not grow with the library.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import nlargest
from typing import TYPE_CHECKING

from kurosai.library.match.alignment import aligned
from kurosai.library.match.bands import CANDIDATE, LIKELY, MARGIN, Hit
from kurosai.library.match.samples import MAX_WORDS, compact
from kurosai.library.match.telling import is_telling, weight
from kurosai.logs.signature import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kurosai.library.match.alignment import Alignment
    from kurosai.library.match.samples import Samples

# A sample of fewer words than this says too little to match by anything but equality.
_MIN_WORDS = 3
_MIN_TELLING = 2
# What a word of the line that the sample lacks takes away, against one of the sample's own.
_NEW = 0.5
# The samples that are aligned with a line, at most: those that share most with it.
_ALIGNED = 16
# Of an alert's many lines, the samples that are compared with each.
_COMPARED = 32
# Of those lines, the nearest that a sample is aligned with; the others leave room for others.
_LINES = 2
# A line with less than one in so many of a sample's telling words is not about it.
_FEW = 6
# Places looked at for a line, and for several, rarest words first: what bounds the time in a
# large library. A line of nothing but frequent words is looked up by its two rarest,
# whatever that costs.
_PLACES = 2_000
_PLACES_OF_MANY = 4_000
_RAREST = 2
# A word that so many samples hold may lead to them alone.
_RARE = 12


class Near:
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
            for place in self._nearest(frozenset[str]().union(*present), len(lines))
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
    ) -> list[tuple[float, int, float]]:
        """A bound for the score of the lines nearest to a sample: bound, line, whole weight."""
        page = [word.casefold() for word in self._samples.sample(place).record.words]
        telling = self._samples.telling(place)
        if len(page) < _MIN_WORDS or telling < _MIN_TELLING:
            return []
        weights = [(word, self._weigh(word)) for word in page]
        whole = sum(weighs for _, weighs in weights)
        distinct = frozenset(page)
        bounds = [
            (sum(weighs for word, weighs in weights if word in found) / whole, -at)
            for at, found in enumerate(present)
            if len(distinct & found) * _FEW >= telling
        ]
        return [(most, -at, whole) for most, at in nlargest(_LINES, bounds)]

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
