"""Whether a reading saw all of what it asked for, and of records that come late: until when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.sentences.spans import BETWEEN
from kurosai.vocabulary import Coverage, stamp

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

_BOUNDED = re.compile(
    r"まで|以前|より前|前に|前には|未満|(?:\d|Z|JST\)?)の?直?前"
    r"|(?i:\b(?:until|till|up to|before|by|as of|prior to)\b)"
)
_DAY = timedelta(days=1)


def whole(evidence: Evidence, sentence: str = "") -> bool:
    """Whether "it is not there" may rest on it, for one of its places at least.

    Where every place was seen and the reading is `partial` all the same, the records were not
    complete yet (CloudTrail is minutes late): then a sentence may only deny what lies before. That
    another place was not seen whole makes late records no more complete.
    """
    if evidence.coverage.proves_absence:
        return True
    if any(look.leaves_open for look in evidence.looked):
        late = evidence.source.startswith("cloudtrail") and until(evidence) is not None
        return evidence.saw_something_whole and (not late or _before(sentence, evidence))
    return _before(sentence, evidence)


def until(evidence: Evidence) -> datetime | None:
    """Up to when late records are complete; None where they are not late."""
    if evidence.coverage is not Coverage.PARTIAL or evidence.window is None:
        return None
    if evidence.again is None:
        return None
    return evidence.read_at - (evidence.again.at - evidence.window.end)


def told(evidence: Evidence) -> str:
    """What of it was seen, and of what was seen whole up to a time, how a sentence may rest on
    it."""
    seen = f"{evidence.id} is {evidence.coverage.value}"
    last = until(evidence)
    if last is None or last < _start(evidence) or any(one.leaves_open for one in evidence.looked):
        return seen
    return f"{seen}, complete up to {stamp(last)}: name that time, or one before it, as the end"


def _start(evidence: Evidence) -> datetime:
    return evidence.window.start if evidence.window else evidence.read_at


def _before(sentence: str, evidence: Evidence) -> bool:
    """Whether a sentence speaks of a time before late records only."""
    last = until(evidence)
    if last is None or evidence.window is None:
        return False
    said = [one for one in times.mentions(sentence) if one.hour is not None]
    plain = unicodedata.normalize("NFKC", sentence)
    bounded = _BOUNDED.search(sentence) or any(
        BETWEEN.fullmatch(plain, one.end, other.start) for one, other in pairwise(said)
    )
    return bool(said and bounded) and all(
        any(at <= last for at in _moments(one, evidence.window.end)) for one in said
    )


def _moments(mention: times.Mention, near: datetime) -> Iterator[datetime]:
    """When a time may have been; of a clock without its day the last before the window ended."""
    for at in _dated(mention, near).moments():
        yield at if at <= near or mention.day is not None else at - _DAY


def _dated(mention: times.Mention, near: datetime) -> times.Mention:
    """A time with what it leaves out of its day."""
    return replace(
        mention,
        year=mention.year or near.year,
        month=mention.month or near.month,
        day=mention.day or near.day,
    )
