"""A time that a cited row makes of two of its own: one that it has, and how long it says it took.

`05:51:00Z ... oldest 1581.3 s` began to wait at 05:24:38Z. Both must stand in one row: with two any
time can be made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.sentences import citations, wordings

if TYPE_CHECKING:
    from kurosai.cases.proof import Proof
    from kurosai.times import Mention
    from kurosai.vocabulary import Row

MOST_MADE = 12
"""From a row of many times and durations anything can be made."""

_DURATION = re.compile(
    r"(?<![\w.,:-])(?:(?P<hours>\d{1,3})\s?(?:h|時間)\s?)?(?:(?P<minutes>\d{1,4})\s?(?:m|分)\s?)?"
    r"(?P<number>\d{1,9}(?:\.\d{1,6})?)\s?"
    r"(?P<unit>ms|msec|milliseconds?|s|sec|secs|seconds?|ミリ秒|秒間?)(?![A-Za-z])"
    r"|_(?P<named>ms|millis|s|secs?|seconds)[\"']?\s?[:=]\s?(?P<value>\d{1,9}(?:\.\d{1,6})?)(?![\w.])",
    re.ASCII,
)
"""To the second or closer: what is said in minutes makes no second."""
_HALF = timedelta(milliseconds=500)


def is_derived(mention: Mention, text: str, proof: Proof) -> bool:
    """Whether a row that the time's sentence cites makes it, to the second."""
    if mention.second is None:
        return False
    sentences = wordings.sentences(unicodedata.normalize("NFKC", text))
    cited = {
        one
        for place, sentence in enumerate(sentences)
        if mention.text in sentence
        for one in citations.of(sentences, place)
    }
    return any(
        mention.fits(moment)
        for one in proof.of(cited).evidence
        for row in one.rows
        for moment in _made(row)
    )


def lengths(text: str) -> Iterator[timedelta]:
    """The durations that a text in small letters records, those to the second or closer."""
    return (_length(match) for match in _DURATION.finditer(text))


def _made(row: Row) -> Iterator[datetime]:
    written = (mention for mention in times.mentions(row.text) if mention.second is not None)
    known = {moment for mention in written for moment in mention.moments()}
    known |= {row.at} if row.at is not None else set()
    lasted = {*lengths(row.text)}
    if len(known) * len(lasted) > MOST_MADE:
        return
    for moment in known:
        for length in lasted:
            for made in (moment - length, moment + length):
                yield made
                # Who counts without the fraction rounds.
                yield (made + _HALF).replace(microsecond=0)


def _length(match: re.Match[str]) -> timedelta:
    number = float(match["number"] or match["value"])
    if (match["unit"] or match["named"]).startswith(("m", "ミ")):
        number /= 1000
    hours, minutes = int(match["hours"] or 0), int(match["minutes"] or 0)
    return timedelta(hours=hours, minutes=minutes, seconds=number)
