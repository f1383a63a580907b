"""Days and weeks as people say them (昨日, last week): in JST, as operators live."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from kurosai.clock import JST, jst
from kurosai.errors import BadInput
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from collections.abc import Mapping

_DAYS: Mapping[str, int] = {
    **dict.fromkeys(("今日", "本日", "きょう", "today"), 0),
    **dict.fromkeys(("昨日", "きのう", "yesterday"), 1),
    **dict.fromkeys(("一昨日", "おととい", "the day before yesterday"), 2),
}
_WEEKS: Mapping[str, int] = {
    **dict.fromkeys(("今週", "this week"), 0),
    **dict.fromkeys(("先週", "last week"), 1),
    **dict.fromkeys(("先々週", "the week before last"), 2),
}
_MONTHS: Mapping[str, int] = {
    **dict.fromkeys(("今月", "this month"), 0),
    **dict.fromkeys(("先月", "last month"), 1),
}
_AFTER = ("から", "以降", "まで", "の")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """From the first moment of a day, week (Monday on) or month to the first behind it."""

    said: str
    start: datetime
    end: datetime

    def __str__(self) -> str:
        """`昨日 = 2025-11-04 00:00 to 2025-11-05 00:00 JST (2025-11-03T15:00:00Z on)`."""
        to = f"{jst(self.start)[:16]} to {jst(self.end)[:16]} JST"
        return f"{self.said} = {to} ({stamp(self.start)} on)"


def said(text: str, now: datetime) -> Span | None:
    """The days that a word means, None for any other text."""
    word = " ".join(text.lower().split())
    for particle in _AFTER:
        word = word.removesuffix(particle)
    today = datetime.combine(now.astimezone(JST).date(), time.min, JST)
    if word in _DAYS:
        start = today - _DAYS[word] * _DAY
        return Span(text.strip(), start, start + _DAY)
    if word in _WEEKS:
        start = today - timedelta(days=today.weekday(), weeks=_WEEKS[word])
        return Span(text.strip(), start, start + timedelta(weeks=1))
    if word in _MONTHS:
        start = today.replace(day=1)
        for _ in range(_MONTHS[word]):
            start = (start - _DAY).replace(day=1)
        return Span(text.strip(), start, (start + timedelta(days=31)).replace(day=1))
    return None


def unread(name: str, text: str) -> BadInput:
    """What to say of a time that nobody can read for certain."""
    return BadInput(
        f"{name}: {text.strip()[:40]!r} is no time that is certain.",
        "Write a day (2025-11-04, in UTC), a time with its zone (2025-11-05 03:14 JST), a span "
        "back from now (6h, 30d), or one of 今日, 昨日, 今週, 先週, 今月, 先月 (today, yesterday, "
        "last week ...: in JST).",
    )
