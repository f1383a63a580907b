"""One moment told in two zones: `18:14:40Z (JST 03:14:40)` must be nine hours apart.

UTC and JST differ by whole hours, so two times side by side with the same minute mean the same
moment; where their hours say otherwise, one of them is wrong, whatever was read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases.faults import Finding
from kurosai.cases.sentences import mentions
from kurosai.cases.sentences.spans import BETWEEN

if TYPE_CHECKING:
    from kurosai.times import Mention

_BESIDE = re.compile(
    r"(?:以降|以後|ごろ|頃|すぎ|過ぎ|まで|に|の回)?\s?(?:\(|,|/|=|、)\s?(?:(?:JST|UTC|日本時間)\s?)?"
)
_ZONE = re.compile(r"(?P<zone>JST|UTC|日本時間)\s?$")
_BARE_YEAR = 2000
"""A leap year, for times that have none."""


def check(place: str, text: str) -> Iterator[Finding]:
    """Block a time beside which another zone's is not the same moment."""
    if "JST" not in text and "日本時間" not in text:
        return
    flat = unicodedata.normalize("NFKC", mentions.unquoted(text))
    told = [_zoned(one, flat) for one in times.mentions(flat) if one.minute is not None]
    for here, there in _beside(told, flat):
        if here.offset is None or there.offset is None or here.offset == there.offset:
            continue
        if here.minute == there.minute and not _same(here, there):
            yield Finding(
                "time",
                place,
                f"{here.text} and {there.text} are not the same moment",
                "JST is UTC + 9 h, and after 15:00Z the next day.",
            )


def _zoned(mention: Mention, text: str) -> Mention:
    """It with a zone that stands before its date: JST 11-04 03:14."""
    before = _ZONE.search(text, 0, mention.start)
    if mention.offset is not None or before is None:
        return mention
    return replace(mention, offset=times.ZERO if before["zone"] == "UTC" else times.NINE)


def _beside(told: list[Mention], text: str) -> Iterator[tuple[Mention, Mention]]:
    """Each two that stand beside each other, and the first ones and last ones of two spans."""
    for place, here in enumerate(told[1:], 1):
        between = text[told[place - 1].end : here.start]
        if not _BESIDE.fullmatch(between):
            continue
        last = told[place + 1] if place + 1 < len(told) else None
        if last is None or not BETWEEN.fullmatch(text[here.end : last.start]):
            yield told[place - 1], here
        elif place >= 2 and BETWEEN.fullmatch(text[told[place - 2].end : told[place - 1].start]):
            yield _like(told[place - 2], told[place - 1]), _like(here, last)
            yield _like(told[place - 1], told[place - 2]), _like(last, here)


def _like(mention: Mention, other: Mention) -> Mention:
    """The zone of one end of a span is that of the other."""
    return mention if mention.offset is not None else replace(mention, offset=other.offset)


def _same(here: Mention, there: Mention) -> bool:
    one, other = _moment(here), _moment(there)
    if here.second is None or there.second is None:
        one, other = one.replace(second=0), other.replace(second=0)
    if here.day is None or there.day is None:
        return one.time() == other.time()
    return one == other


def _moment(mention: Mention) -> datetime:
    local = datetime(
        _BARE_YEAR,
        mention.month or 1,
        mention.day or 1,
        mention.hour or 0,
        mention.minute or 0,
        mention.second or 0,
        tzinfo=UTC,
    )
    return local - (mention.offset or times.ZERO)
