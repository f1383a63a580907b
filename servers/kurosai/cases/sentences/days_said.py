"""Days as sentences name them without a date: "the 22nd", 22 November, 翌16日, "tomorrow's run".

Times with a form are `kurosai.times`; these have none, so each is read as the next such day that
the words allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from kurosai.cases.sentences.spans import MONTH, month_of

_DAY = timedelta(days=1)
_JAPAN = timedelta(hours=9)

_TOMORROW = re.compile(r"明後日|明日|明朝|あす(?=の)|\b(?:the day after tomorrow|tomorrow)\b", re.I)
_NEXT_DAY = re.compile(
    r"翌[日朝](?![^。、]{0,4}(?:まで|以内))|次の日|\b(?:the (?:next|following) (?:day|morning)"
    r"|the day after(?! tomorrow)|(?:the )?next daily)\b",
    re.I,
)
_NAMED = re.compile(
    r"\b(?:(?P<first>\d{1,2})(?:st|nd|rd|th)?(?: and \d{1,2}(?:st|nd|rd|th)?)? "
    rf"(?:of )?(?P<month>{MONTH})"
    rf"|(?P<name>{MONTH}) (?P<day>\d{{1,2}})(?:st|nd|rd|th)?)\b(?![:\d])",
    re.I,
)
_SECOND = re.compile(r" and (\d{1,2})")
_BARE = re.compile(
    r"\b(?:the|on) (?P<nth>\d{1,2})(?:st|nd|rd|th)\b(?!\s(?:time|run|attempt|try|of|line|job))"
    r"|(?:翌|(?<![\d月/年-]))(?P<bare>\d{1,2})日(?![間前後目以ご毎おぶ])(?!のうち)"
    r"|(?<![\d/:-])(?P<mm>\d{1,2})-(?P<dd>\d{2})(?![\d/:-])",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that is named, by which words, and where these stand."""

    text: str
    start: int
    end: int
    date: date

    @property
    def begins(self) -> datetime:
        """The first moment of it, wherever it is meant: in Japan a day begins earlier."""
        return datetime(self.date.year, self.date.month, self.date.day, tzinfo=UTC) - _JAPAN


def days(sentence: str, now: datetime, alert: datetime | None) -> Iterator[Day]:
    """Each day so named; `alert` is when that was of which the next day may be meant."""
    here = (now + _JAPAN).date()
    for match in _TOMORROW.finditer(sentence):
        far = match.group().lower() in ("明後日", "the day after tomorrow")
        yield _of(match, here + (2 if far else 1) * _DAY)
    if alert is not None:
        for match in _NEXT_DAY.finditer(sentence):
            yield _of(match, (alert + _JAPAN).date() + _DAY)
    for match in _NAMED.finditer(sentence):
        second = _SECOND.search(match.group())
        day = int(second[1] if second else match["first"] or match["day"])
        with suppress(ValueError):
            yield _of(match, date(here.year, month_of(match["month"] or match["name"]), day))
    for match in _BARE.finditer(sentence):
        month = int(match["mm"] or here.month)
        with suppress(ValueError):
            yield _of(
                match, date(here.year, month, int(match["nth"] or match["bare"] or match["dd"]))
            )


def _of(match: re.Match[str], day: date) -> Day:
    return Day(match.group(), match.start(), match.end(), day)
