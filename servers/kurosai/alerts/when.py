"""Times as alerts in words write them: `Thursday 19 November, 2026 07:15:32 UTC`, `18:14 JST`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from kurosai import times
from kurosai.alerts.shapes import instant
from kurosai.times import Mention
from kurosai.vocabulary import Window

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = (
    r"(?:,| at)?\s+(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d))?\s?(?P<half>[AP]M)?"
    r"\s?\(?(?P<zone>UTC|GMT|Z|JST|[+-]\d\d:?\d\d)?(?P<other>[A-Z]{2,5})?"
)
_FORMS = (
    re.compile(rf"\b(?P<day>\d{{1,2}}) (?P<month>[A-Z][a-z]{{2,8}}),? (?P<year>\d{{4}}){_CLOCK}"),
    re.compile(rf"\b(?P<month>[A-Z][a-z]{{2,8}}) (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}){_CLOCK}"),
)
_TO = re.compile(r"\s{0,3}(?:[~\u301c\u2013-]|から)\s{0,3}")
_ZONES = {"UTC": 0, "GMT": 0, "Z": 0, "JST": 9, None: 0}


def moment(text: str) -> datetime | None:
    """The first moment with a date in a text; UTC where no zone is written, as alerts are."""
    written = instant(text) or _in_words(text)
    if written is not None:
        return written
    clocks = (one for one in times.mentions(text[:200]) if one.hour is not None)
    return next((found for one in clocks for found in one.moments()[:1]), None)


def period(start: str, end: str) -> Window | None:
    """From one time to another, whose end may be a time of day alone; None if not understood."""
    begins = _first(start, None)
    ends = _first(end, begins)
    return Window(begins, ends) if begins and ends and ends >= begins else None


def said(text: str) -> Window | None:
    """From the first to the last time in a text that has a date and a zone."""
    every = _ranged(times.mentions(text), unicodedata.normalize("NFKC", text))
    found = [one for one in every if one.hour is not None and one.offset is not None]
    moments = [
        at + timedelta(microseconds=int(f"{one.fraction or 0:0<6}"))
        for one in found
        for at in one.moments()
    ]
    return Window(min(moments), max(moments)) if moments else None


def _ranged(found: Sequence[Mention], text: str) -> list[Mention]:
    """The times, each end of `2026/11/21 14:05 ~ 14:20 (JST)` with what the other one says."""
    whole = list(found)
    for at, (one, next_one) in enumerate(pairwise(found)):
        if one.day is None or one.hour is None or next_one.hour is None:
            continue
        if not _TO.fullmatch(text[one.end : next_one.start]):
            continue
        dated = next_one
        if next_one.day is None and one.year is not None and one.month is not None:
            late = (next_one.hour, next_one.minute or 0) >= (one.hour, one.minute or 0)
            day = date(one.year, one.month, one.day) + timedelta(days=0 if late else 1)
            dated = replace(next_one, year=day.year, month=day.month, day=day.day)
        whole[at] = replace(one, offset=one.offset if one.offset is not None else dated.offset)
        whole[at + 1] = replace(
            dated, offset=dated.offset if dated.offset is not None else one.offset
        )
    return whole


def _first(text: str, after: datetime | None) -> datetime | None:
    found = times.mentions(text)
    if not found:
        return None
    moments = found[0].moments()
    if moments:
        # Where no zone is written the first reading is UTC, which is what alerts are in.
        return moments[0]
    if after is None or found[0].hour is None:
        return None
    offset = found[0].offsets[0]
    hour, minute, second = found[0].hour, found[0].minute or 0, found[0].second or 0
    at = (after + offset).replace(hour=hour, minute=minute, second=second) - offset
    return at if at >= after else at + timedelta(days=1)


def _in_words(text: str) -> datetime | None:
    for form in _FORMS:
        match = form.search(text)
        if match is None or match["month"][:3].lower() not in _MONTHS or match["other"]:
            continue
        hour = int(match["hour"])
        if match["half"]:
            hour = hour % 12 + (12 if match["half"] == "PM" else 0)
        zone = match["zone"]
        try:
            local = datetime(
                int(match["year"]),
                _MONTHS.index(match["month"][:3].lower()) + 1,
                int(match["day"]),
                hour,
                int(match["minute"]),
                int(match["second"] or 0),
                tzinfo=UTC,
            )
        except ValueError:
            continue
        if zone in _ZONES:
            return local - timedelta(hours=_ZONES[zone])
        return instant(local.isoformat().replace("+00:00", zone))
    return None
