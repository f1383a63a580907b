"""Times as people write them, and whether a moment that was recorded is what they mean.

`2025-11-04T18:14:40.914Z`, `2025-11-05 03:00:37`, `11/5 03:14 JST`, `11月5日 3時14分`,
`6:14 PM`, `18:14`, `18時台`, `2025-11-04`. A time without a zone may be meant as UTC or as JST:
both are read. A time is compared at the precision it was written with.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

ZERO = timedelta(0)
NINE = timedelta(hours=9)

_ZONE = r"(?:\s?\(?(?P<zone>Z|UTC|JST|日本時間|[+-]\d{2}:?\d{2})\)?)?"
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,6}))?)?"
    r"(?:\s?(?P<half>[AaPp])(?:[Mm](?![A-Za-z])|\.[Mm]\.))?" + _ZONE
)
_HOUR = (
    r"(?P<noon>午前|午後)?(?P<hour>\d{1,2})時(?!間)"
    r"(?:(?P<minute>\d{1,2})分(?:(?P<second>\d{1,2})秒)?)?" + _ZONE
)
_DAY = r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:\(.{1,2}\))?の?\s?"
_ISO_DAY = r"(?<![\d/-])(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})(?![\d/-])"
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_ISO_DAY}(?:(?:\([月火水木金土日]\)|[T ])\s?{_CLOCK})?",
        rf"{_DAY}(?:{_CLOCK})?",
        rf"{_DAY}{_HOUR}",
        rf"(?<![\d/-])(?P<month>\d{{1,2}})[-/](?P<day>\d{{1,2}})\s{_CLOCK}",
        # Japanese has no space before it.
        rf"(?<![\d:.A-Za-z_])(?P<before>JST|UTC|日本時間)\s?{_CLOCK}",
        rf"(?<![\d:.]){_CLOCK}(?![\d:])",
        rf"(?<!\d){_HOUR}",
    )
)


class Writing(NamedTuple):
    """How a log may write a time: its zone, a pattern, and what that holds of a clock.

    `clock` is `18:14`, `18:` where no minute is said, "" of a day.
    """

    zone: timedelta
    pattern: re.Pattern[str]
    clock: str


@dataclass(frozen=True, slots=True)
class Mention:
    """One time in a text. Parts that were not written are None; `offset` None: zone not said.

    `text` is as written, `start` and `end` its place in the text (after NFKC).
    """

    text: str
    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int | None = None
    second: int | None = None
    fraction: str = ""
    offset: timedelta | None = None

    @property
    def offsets(self) -> tuple[timedelta, ...]:
        """The zones it may be meant in."""
        return (ZERO, NINE) if self.offset is None else (self.offset,)

    def fits(self, moment: datetime) -> bool:
        """Whether `moment` is what is meant, at the precision written."""
        return any(self._reads(moment + offset) for offset in self.offsets)

    def moments(self) -> tuple[datetime, ...]:
        """The UTC moments it may begin at, one for each zone; empty without a complete date."""
        if self.year is None or self.month is None or self.day is None:
            return ()
        clock = (self.hour or 0, self.minute or 0, self.second or 0)
        local = datetime(self.year, self.month, self.day, *clock, tzinfo=UTC)
        return tuple(local - offset for offset in self.offsets)

    def is_after(self, now: datetime) -> bool:
        """Whether it is later than `now` in every way it can be read; never without a date."""
        moments = self.moments()
        return bool(moments) and min(moments) > now

    def next_after(self, now: datetime) -> datetime | None:
        """When a clock with its zone but without a day comes next; None for any other mention."""
        if self.day is not None or self.hour is None or self.offset is None:
            return None
        local = (now + self.offset).replace(
            hour=self.hour, minute=self.minute or 0, second=self.second or 0, microsecond=0
        )
        moment = local - self.offset
        return moment if moment > now else moment + timedelta(days=1)

    def writings(self) -> Iterator[Writing]:
        """How a log may write it: a zone, and what to look for if the log is in that zone."""
        for offset in self.offsets:
            for zone in (ZERO, NINE):
                written = self._pattern(zone - offset)
                if written is not None:
                    pattern, clock = written
                    yield Writing(zone, pattern, clock)

    def clock_only(self) -> Mention:
        """The same time of day without its date, in the zone it was said in."""
        return Mention(
            self.text,
            self.start,
            self.end,
            hour=self.hour,
            minute=self.minute,
            second=self.second,
            fraction=self.fraction,
            offset=self.offset,
        )

    def _reads(self, local: datetime) -> bool:
        # Asked of every moment in the minute that it names: what tells most of them apart is first.
        return (
            self.second in (None, local.second)
            and self.minute in (None, local.minute)
            and self.hour in (None, local.hour)
            and self.day in (None, local.day)
            and self.month in (None, local.month)
            and self.year in (None, local.year)
            and f"{local.microsecond:06d}".startswith(self.fraction)
        )

    def _pattern(self, shift: timedelta) -> tuple[re.Pattern[str], str] | None:
        """Itself moved by `shift`, as a pattern with its clock; None when a part is missing that
        moving needs.
        """
        if self.hour is None:
            day = re.compile(rf"(?<!\d){self._date_pattern(self)}(?!\d)")
            return None if shift else (day, "")
        try:
            day = datetime(self.year or 2000, self.month or 1, self.day or 2, tzinfo=UTC)
        except ValueError:
            return None
        moved = day + timedelta(hours=self.hour, minutes=self.minute or 0) + shift
        head = ""
        if self.month is not None:
            dated = Mention("", 0, 0, moved.year if self.year else None, moved.month, moved.day)
            head = self._date_pattern(dated) + "[T ]"
        begins = f"{moved:%H}:" + (f"{moved:%M}" if self.minute is not None else "")
        clock = begins.rstrip(":")
        if self.second is not None:
            clock += f":{self.second:02d}"
        if self.fraction:
            clock += rf"[.,]{self.fraction}"
        rest = "" if self.minute is not None else r":\d\d"
        return re.compile(rf"(?<![\d:.]){head}{clock}{rest}(?!\d)[\d:.,]*"), begins

    @staticmethod
    def _date_pattern(mention: Mention) -> str:
        year = rf"{mention.year}[-/]" if mention.year else r"(?:\d{4}[-/])?"
        return rf"{year}{mention.month:02d}[-/]{mention.day:02d}"


@lru_cache(maxsize=1024)
def written(mention: Mention) -> tuple[Writing, ...]:
    """Its `writings`, kept: to make a pattern takes longer than to look for it."""
    return tuple(mention.writings())


@lru_cache(maxsize=512)
def mentions(text: str) -> tuple[Mention, ...]:
    """The times in a text, in order; what has the form but is no time (25:61) is left out."""
    # A dozen rules look at the same sentences, and again after each mend.
    plain = unicodedata.normalize("NFKC", text)
    found: list[Mention] = []
    for form in _FORMS:
        for match in form.finditer(plain):
            mention = _mention(match)
            if mention is not None:
                found.append(mention)
    return _widest(found)


_ZONE_AFTER = re.compile(r"\s?\(?(Z|UTC|JST|\+09:?00)")


def zone_fits(text: str, end: int, zone: timedelta) -> bool:
    """Whether a time that ends at `end` may be of `zone`: no other zone is written behind it."""
    written = _ZONE_AFTER.match(text, end)
    if written is None:
        return True
    return (written[1] in ("Z", "UTC")) is (zone == ZERO)


def _widest(found: list[Mention]) -> tuple[Mention, ...]:
    """Without those that lie inside a longer one."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


def _mention(match: re.Match[str]) -> Mention | None:
    parts = match.groupdict()
    numbers = {
        name: int(parts[name])
        for name in ("year", "month", "day", "hour", "minute", "second")
        if parts.get(name)
    }
    if parts.get("noon") == "午後" and numbers["hour"] < 12:
        numbers["hour"] += 12
    if half := (parts.get("half") or "").lower():
        numbers["hour"] = numbers["hour"] % 12 + (12 if half == "p" else 0)
    if numbers.get("hour", 0) > 23 or numbers.get("minute", 0) > 59:
        return None
    try:
        date(numbers.get("year", 2000), numbers.get("month", 1), numbers.get("day", 1))
    except ValueError:
        return None
    text = match.group().rstrip()
    return Mention(
        text,
        match.start(),
        match.start() + len(text),
        fraction=parts.get("fraction") or "",
        offset=_offset(parts.get("zone") or parts.get("before") or ""),
        **numbers,
    )


def _offset(zone: str) -> timedelta | None:
    if not zone:
        return None
    if zone in ("Z", "UTC"):
        return ZERO
    if zone in ("JST", "日本時間"):
        return NINE
    sign = -1 if zone[0] == "-" else 1
    return sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
