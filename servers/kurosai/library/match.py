"""Which entry an error line belongs to, by the samples that the entries show.

An equal signature decides. Else the sample's words are aligned with the line's and weighed by
how rare they are among the entries: two errors that differ in one telling word are two errors,
however alike they look, and the word is named.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache
from heapq import nlargest
from math import log
from typing import TYPE_CHECKING

from kurosai.logs.signature import is_mask, signature, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kurosai.library.page import Entry
    from kurosai.library.shelf import Library

# An unequal line matches only when the sample is covered this far, the next entry is this far
# behind, and no telling word differs; anything less is for a person or a model to judge.
MATCHED = 0.8
MARGIN = 0.1
LIKELY = 0.6
CANDIDATE = 0.35
MAX_CANDIDATES = 5

_MAX_LINES = 200
_MAX_TOKENS = 120
_ALIGNED = 12
# A sample of fewer words than this says too little to match by anything but equality.
_MIN_WORDS = 3

_FRAME = re.compile(
    r"Traceback \(most recent call last\)|\s*File \"|\s+at [\w.$<]+\(|\s*Caused by:$"
)
# Words that carry no meaning of their own; "no" and "not" do.
_EMPTY = frozenset(
    {
        *("a", "an", "the", "of", "to", "in", "on", "at", "for", "by", "with", "from", "and", "or"),
        *("is", "are", "was", "were", "be", "been", "has", "have", "had"),
        *("error", "warn", "warning", "info", "failed", "failure", "exception"),
        *("が", "を", "に", "は", "の", "で", "と", "も", "へ", "や", "から", "まで"),
    }
)


class Band(StrEnum):
    """How sure a match is. Only `MATCHED` names one entry as the right one."""

    MATCHED = "matched"
    LIKELY = "likely"
    CANDIDATES = "candidates"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be meant. `score` is 0 to 1; `line` is the line that speaks for it.

    `differing` names each telling word in which page and line differ.
    """

    entry: Entry
    score: float
    differing: tuple[str, ...]
    line: str
    sample: str


@dataclass(frozen=True, slots=True)
class Match:
    """The band and the candidates, best first. Equal scores stay side by side."""

    band: Band
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sample:
    entry: int
    line: str
    signature: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Index:
    entries: tuple[Entry, ...]
    samples: tuple[_Sample, ...]
    by_signature: Mapping[str, tuple[int, ...]]
    by_word: Mapping[str, tuple[int, ...]]
    weights: Mapping[str, float]
    unknown: float

    def weight(self, word: str) -> float:
        if is_mask(word):
            return 0.0
        if word in _EMPTY:
            return 0.1
        return self.weights.get(word, self.unknown)

    def total(self, words: Sequence[str]) -> float:
        return sum(map(self.weight, words))


def match(library: Library, text: str) -> Match:
    """Find the entry that an alert's text, or one raw log line, belongs to.

    Every line of the text is tried (the first 200); the best speaks. `Band.NONE` where nothing
    is near enough: an entry is never guessed.
    """
    index = _index(library)
    best: dict[int, Candidate] = {}
    for line in _lines(text):
        for place, candidate in _compared(index, line):
            known = best.get(place)
            if known is None or _rank(candidate) > _rank(known):
                best[place] = candidate
    in_order = [best[place] for place in sorted(best)]
    return _banded(sorted(in_order, key=_rank, reverse=True))


def _banded(ranked: Sequence[Candidate]) -> Match:
    if not ranked or ranked[0].score < CANDIDATE:
        return Match(Band.NONE)
    first = ranked[0]
    second = ranked[1].score if len(ranked) > 1 else 0.0
    equal = [found for found in ranked if found.score == 1.0 and not found.differing]
    if len(equal) == 1 or (
        first.score >= MATCHED and first.score - second >= MARGIN and not first.differing
    ):
        return Match(Band.MATCHED, (first,))
    if first.score >= LIKELY:
        near = [found for found in ranked if first.score - found.score < MARGIN]
        return Match(Band.LIKELY, tuple(near[:MAX_CANDIDATES]))
    near = [found for found in ranked if found.score >= CANDIDATE]
    return Match(Band.CANDIDATES, tuple(near[:MAX_CANDIDATES]))


def _rank(candidate: Candidate) -> tuple[float, int]:
    return candidate.score, -len(candidate.differing)


def _compared(index: _Index, line: str) -> Iterator[tuple[int, Candidate]]:
    """Every entry near one line, with how near."""
    mark = signature(line)
    for place in index.by_signature.get(mark, ()):
        sample = index.samples[place]
        entry = index.entries[sample.entry]
        yield sample.entry, Candidate(entry, 1.0, (), line, sample.line)
    words = tokens(line)[:_MAX_TOKENS]
    shared: defaultdict[int, float] = defaultdict(float)
    for word in {word.casefold() for word in words}:
        weight = index.weight(word)
        for place in index.by_word.get(word, ()):
            shared[place] += weight
    for place in nlargest(_ALIGNED, shared, key=lambda found: (shared[found], -found)):
        sample = index.samples[place]
        if sample.signature != mark:
            score, differing = _aligned(index, sample.words, words)
            entry = index.entries[sample.entry]
            yield sample.entry, Candidate(entry, score, differing, line, sample.line)


def _aligned(
    index: _Index, sample: Sequence[str], line: Sequence[str]
) -> tuple[float, tuple[str, ...]]:
    """The share of the sample's weight found in the line, in order, and where they differ.

    What stands before the sample's first word in the line is context that loggers and alerts
    add, and no difference.
    """
    page = [word.casefold() for word in sample]
    here = [word.casefold() for word in line]
    found = 0.0
    differing: list[str] = []
    codes = SequenceMatcher(None, page, here, autojunk=False).get_opcodes()
    for tag, first, last, start, end in codes:
        if tag == "equal":
            found += index.total(page[first:last])
            continue
        gone = [word for word in sample[first:last] if _telling(word)]
        new = [] if first == last == 0 else [word for word in line[start:end] if _telling(word)]
        if gone and new:
            differing.append(f"{' '.join(gone)} in the page, {' '.join(new)} here")
        elif gone:
            differing.append(f"{' '.join(gone)} in the page, not here")
        elif new:
            differing.append(f"{' '.join(new)} here, not in the page")
    whole = index.total(page)
    enough = sum(map(_telling, sample)) >= _MIN_WORDS
    return (round(found / whole, 3) if whole and enough else 0.0), tuple(differing)


def _telling(word: str) -> bool:
    return not is_mask(word) and word.casefold() not in _EMPTY


@lru_cache(maxsize=4)
def _index(library: Library) -> _Index:
    """The samples of a library by signature and by word. Weights are BM25's, by entry."""
    samples = tuple(
        _Sample(place, line, signature(line), tokens(line)[:_MAX_TOKENS])
        for place, entry in enumerate(library.entries)
        for sample in entry.samples
        for line in _lines("\n".join(sample.log))
    )
    by_signature: defaultdict[str, list[int]] = defaultdict(list)
    by_word: defaultdict[str, list[int]] = defaultdict(list)
    holders: defaultdict[str, set[int]] = defaultdict(set)
    for place, sample in enumerate(samples):
        by_signature[sample.signature].append(place)
        for word in {word.casefold() for word in sample.words if not is_mask(word)}:
            by_word[word].append(place)
            holders[word].add(sample.entry)
    # With few entries every word is rare; counting as if there were more keeps a word that
    # several share from weighing next to nothing.
    count = max(len(library.entries), 10)

    def weight(held: int) -> float:
        return log(1 + (count - held + 0.5) / (held + 0.5))

    return _Index(
        entries=library.entries,
        samples=samples,
        by_signature={key: tuple(found) for key, found in by_signature.items()},
        by_word={key: tuple(found) for key, found in by_word.items()},
        weights={word: weight(len(held)) for word, held in holders.items()},
        unknown=weight(0),
    )


def _lines(text: str) -> list[str]:
    """The lines that can identify an error: no stack frames, nothing indented below another."""
    found: list[str] = []
    for line in text.splitlines():
        if len(found) >= _MAX_LINES:
            break
        inside = bool(found) and line[:2] in ("  ", "\t\t")
        if line.strip() and not inside and not _FRAME.match(line):
            found.append(line.strip())
    return found
