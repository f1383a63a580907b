"""Which entry an error line belongs to, by the samples that the entries show.

An equal signature decides. Else the sample's words are aligned with the line's and weighed by
how rare they are among the entries: two errors that differ in one telling word are two errors,
however alike they look, and the word is named.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kurosai.library.match.bands import MAX_CANDIDATES, Band, Candidate, Hit, Match, banded
from kurosai.library.match.kept import Kept
from kurosai.library.match.lines import identifying, is_raised, messages
from kurosai.library.match.near import Near
from kurosai.logs.signature import signature

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kurosai.library.indexed import Indexed
    from kurosai.library.match.samples import Samples

# An alert is no longer than this, in characters; what is behind it is not looked at.
_MAX_TEXT = 1_000_000


def match(library: Indexed, text: str) -> Match:
    """Find the entry that an alert's text, or one raw log line, belongs to.

    Every line of the text is tried (the first 200); the best speaks. `Band.NONE` where nothing
    is near enough: an entry is never guessed.
    """
    band, hits, why = find(_samples(library), text)
    return Match(
        band,
        tuple(
            Candidate(library.cards[hit.entry], hit.score, hit.differing, hit.line, hit.sample)
            for hit in hits
        ),
        why,
    )


def find(samples: Samples, text: str) -> tuple[Band, Sequence[Hit], str]:
    """The same over samples kept anywhere: band, hits best first, and why no better band."""
    lines: dict[str, str] = {}
    raised: dict[str, str] = {}
    for line in identifying(text[:_MAX_TEXT].splitlines()):
        # A line that comes again and again counts once.
        marks = {signature(said): said for said in (line, *messages(line))}
        lines |= marks
        if is_raised(line):
            raised |= marks
    if not 0 < len(raised) < len(lines):
        return _spoken(samples, lines)
    of_the_error = _spoken(samples, raised)
    if of_the_error[0] is Band.MATCHED:
        return of_the_error
    band, hits, why = _spoken(samples, lines)
    if band is not Band.MATCHED or hits[0].line in raised.values():
        return band, hits, why
    # What is around the error is the same; the error itself is one that no page shows.
    others = [hit for hit in of_the_error[1] if hit.entry != hits[0].entry]
    near = (hits[0], *others)[:MAX_CANDIDATES]
    return Band.LIKELY, near, "a line beside the error is the same, the error's own is not"


def _spoken(samples: Samples, lines: Mapping[str, str]) -> tuple[Band, Sequence[Hit], str]:
    """What the lines, by their signatures, say together."""
    search = Near(samples)
    for mark, line in lines.items():
        search.look_for_equal(line, mark)
    # One entry alone shows a line of the text: nothing that is only near can change that.
    if not search.decided:
        search.look_near([(line, mark) for mark, line in lines.items()])
    band, hits, why = banded(list(search.best.values()))
    if band is Band.NONE and search.nearest:
        why = f"the nearest sample is covered to {search.nearest:.2f} at most, which is too little"
    return band, hits, why


@lru_cache(maxsize=4)
def _samples(library: Indexed) -> Kept:
    return Kept(library)
