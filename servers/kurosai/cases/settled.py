"""Whether a reading saw all of what it asked for, and of records that come late: until when."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.vocabulary import Coverage

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

_BOUNDED = re.compile(
    r"まで|以前|より前|前に|前には|未満|(?i:\b(?:until|till|up to|before|by|as of|prior to)\b)"
)


def whole(evidence: Evidence, sentence: str = "") -> bool:
    """Whether "it is not there" may rest on it, for one of its places at least.

    Where every place was seen and the reading is `partial` all the same, the records were not
    complete yet (CloudTrail is minutes late): then a sentence may only deny what lies before.
    """
    if evidence.coverage.proves_absence:
        return True
    if any(look.leaves_open for look in evidence.looked):
        return evidence.saw_something_whole
    return _before(sentence, evidence)


def until(evidence: Evidence) -> datetime | None:
    """Up to when late records are complete; None where they are not late."""
    if evidence.coverage is not Coverage.PARTIAL or evidence.window is None:
        return None
    if evidence.again is None:
        return None
    return evidence.read_at - (evidence.again.at - evidence.window.end)


def _before(sentence: str, evidence: Evidence) -> bool:
    """Whether a sentence speaks of a time before late records only."""
    last = until(evidence)
    if last is None or evidence.window is None or not _BOUNDED.search(sentence):
        return False
    said = [one for one in times.mentions(sentence) if one.hour is not None]
    return bool(said) and all(
        any(at <= last for at in _dated(one, evidence.window.end).moments()) for one in said
    )


def _dated(mention: times.Mention, near: datetime) -> times.Mention:
    """A time with what it leaves out of its day."""
    return replace(
        mention,
        year=mention.year or near.year,
        month=mention.month or near.month,
        day=mention.day or near.day,
    )
