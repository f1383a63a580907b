"""How far back a sentence claims to know, in words: "since September", この半年, "in five weeks".

A span counts where something is claimed of all of it: a denial, a number, "only", "for the first
time". What is meant is read as late as the words allow, in UTC or JST: nobody is held to a day more
than he said.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kurosai.cases.sentences import denials

_DAY = timedelta(days=1)

BETWEEN = re.compile(
    r"\s?(?:から|より|〜|~|–|—|-|to|and|until|till|through|up to)\s?(?:の間)?", re.I
)
"""What stands between the two ends of a span, where these are times."""

_ENGLISH_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty"),
)
_OTHER_NUMBERS = {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "few": 2,
    "several": 2,
}
_WORDS = {word: value for value, word in enumerate(_ENGLISH_NUMBERS, 1)} | _OTHER_NUMBERS
_KANJI = {word: value for value, word in enumerate("一二三四五六七八九十", 1)} | {"数": 2, "何": 2}
_WEEK = ("月mon", "火tue", "水wed", "木thu", "金fri", "土sat", "日sun")
_UNITS = {
    "hour": _DAY / 24,
    "day": _DAY,
    "week": 7 * _DAY,
    "month": 30 * _DAY,
    "year": 365 * _DAY,
    "時間": _DAY / 24,
    "日": _DAY,
    "週": 7 * _DAY,
    "月": 30 * _DAY,
    "年": 365 * _DAY,
}
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
MONTH = "|".join(f"{one[:3]}(?:{one[3:]})?" if one != "may" else "may" for one in _MONTHS)
_MANY = rf"\d{{1,3}}|{'|'.join(_WORDS)}"

_BACK = r"past|last|previous|preceding"
_LATER = r"(?!\s(?:later|after|ago|old|from now|until))"
_ABOUT = r"(?:(?:well over|over|more than|at least|about|nearly|almost)\s)?"
# Counted back from now, or from what the sentence is about.
_PAST = re.compile(
    rf"\b(?:{_BACK})\s(?:(?P<number>{_MANY})\s)?(?P<unit>hour|day|week|month|year)s?\b{_LATER}"
    rf"|\b(?P<before>{_MANY})\s(?P<back>hour|day|week|month|year)s?\sbefore\b",
    re.I,
)
# A length behind a preposition that says that all of it is meant. Hours are how long something
# took; "of an hour" is a part.
_LONG = re.compile(
    r"\b(?:in|for|within|over|during|throughout|of|these|those)\s(?:all\s)?"
    rf"(?:(?:the|these|its|those)\s)?{_ABOUT}(?:whole\s)?(?P<number>{_MANY})\s"
    rf"(?P<unit>day|week|month|year)s?\b{_LATER}"
    rf"|\b(?:in|for|within|over|during|throughout)\s{_ABOUT}"
    r"(?:an?\s(?:whole\s|full\s)?(?P<a>day|week|month|year)|(?P<many>day|week|month|year)s"
    rf"|(?P<half>half\sa\syear))\b{_LATER}",
    re.I,
)
_PAST_JAPANESE = re.compile(
    r"(?:過去|直近|この|ここ|最近|直前|前|これまでの|今までの)の?\s?"
    r"(?:(?P<number>\d{1,3}|[一二三四五六七八九十数])\s?(?:[かカヵヶケ箇]\s?)?"
    r"(?P<unit>時間|日|週|月|年)(?!目|前|後|[月/]?\d)|(?P<half>半年)(?!後|前))"
)
_LONG_JAPANESE = re.compile(
    r"(?<![\d:月/-])(?P<long>\d{1,3}|[一二三四五六七八九十数])\s?(?:[かカヵヶケ箇]\s?)?"
    r"(?P<of>日間|週間|月間|年間|か月|カ月|ヶ月|ヵ月)(?!後|前|隔|ごと|おき|目)"
    r"|(?P<over>\d{1,3}|[一二三四五六七八九十数何])\s?(?:[かカヵヶケ箇]\s?)?(?P<ago>日|週間|月|年)"
    r"(?:以上|ぶり|も(?:の間)?、?(?=[^。]{0,20}な))|(?P<half>半年)(?!後|前)"
)
_SINCE = re.compile(
    # から begins a denial; what else is so since a day, a change may show.
    r"(?P<from>\d{1,2})月(?:(?P<day>\d{1,2})日)?"
    r"(?:以降|以来|から(?=[^。]*(?:な[いかく]|ません|ず|だけ|のみ)))(?![^、。]{0,12}(?:まで|にかけ))"
    r"|(?i:\b(?:since|going back to|back to)\s"
    rf"(?:(?P<on>\d{{1,2}})\s)?(?P<month>{MONTH})\b(?:\s(?P<nth>\d{{1,2}})\b)?)",
)
_SINCE_DATE = re.compile(
    r"(?P<date>20\d\d-\d\d-\d\d)(?:以降|から|以来)(?![^、。]{0,16}(?:まで|にかけ))"
    r"|(?i:\b(?:since|going back to|back to)\s(?P<on>20\d\d-\d\d-\d\d)\b)(?![T ]\d)"
)
_IN_MONTH = re.compile(
    r"(?<!\d)(?P<month>\d{1,2})月(?:中|は|には|にも|内|のうち|いっぱい)|(?P<last>先月)(?:中|は|には|にも|の)"
    rf"|(?i:\b(?:in|all|throughout|during)\s(?P<name>{MONTH})\b)(?!\s\d)",
)
_NAMED = (
    (re.compile(r"今年|\bthis year\b", re.I), "year"),
    (re.compile(r"先月(?:から|以降|より)|\bsince last month\b", re.I), "last month"),
    (re.compile(r"今月|\bthis month\b", re.I), "month"),
    (re.compile(r"先週(?:から|以降|より)|\bsince last week\b", re.I), "last week"),
    (re.compile(r"今週|\bthis week\b|\ball week\b", re.I), "week"),
    (
        re.compile(r"(?:前日|昨日)(?:から|以降|より)|\bsince (?:yesterday|the day before)\b", re.I),
        "day",
    ),
)
_WEEKDAY = re.compile(
    r"(?P<day>[月火水木金土日])曜日?(?:から|以降|以来)"
    r"|(?i:\bsince (?:last )?(?P<name>mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)day\b)"
)
_EVER = re.compile(
    r"(?:これまで|今まで|過去)(?:に|には|にも|も)?、?(?:一度|一回|1度|1回)も|かつて|前例"
    r"|過去に(?:は|も)?(?!さかのぼ|遡)|(?:監視|運用|稼働|導入)開始以来"
    r"|\bnever before\b|\bever before\b|\bin the past\b|\bfirst (?:of its kind|such|ever)\b"
    r"|\bsince [\w\s]{2,24}? (?:exists?|existed|was (?:set up|built|introduced|created)|began)\b",
    re.I,
)
_FIRST = re.compile(r"初めて|初の|だけ|のみ|\b(?:first|only)\b", re.I)
_MARKED = re.compile(
    r"だけ|のみ|しか|限り|以外|初めて|初の|すべて|全て|全部|いずれも|全件|計|検索|調べ"
    r"|(?<!\d)\d+\s?(?:件|回|本|行|度)|[一二三四五六七八九十]+(?:件|回|度)"
    r"|\b(?:only|once|twice|first|always|all|every|any|alone)\b|\b\w+ times\b",
    re.I,
)
_KEPT = re.compile(
    r"保存|保持|有効|期限|切れ|\b(?:kept|keeps?|retention|valid|expires?|lifetime)\b", re.I
)
_HINT = re.compile(
    r"[年月週日]|時間|過去|これまで|今まで|かつて|前例|開始以来"
    rf"|hour|day|week|month|year|since|back to|before|past|first|{MONTH}",
    re.I,
)
"""What every span has one of: most sentences have none, and are not looked at closer."""


@dataclass(frozen=True, slots=True)
class Span:
    """What is claimed of a time: from when (None: ever), until when at least, in which words.

    `length` where only that is said, and not when it was.
    """

    start: datetime | None
    words: str
    end: datetime | None = None
    length: timedelta | None = None


def claimed(sentence: str, now: datetime) -> Span | None:
    """The span that reaches farthest back of which a sentence claims something; None for none."""
    text = unicodedata.normalize("NFKC", sentence)
    if not _HINT.search(text):
        return None
    found = [*_lengths(text, now), *_since(text, now), *_months(text, now), *_named(text, now)]
    ever = None if found else _EVER.search(text)
    if not found and ever is None:
        return None
    denied = bool(denials.denial(text))
    if ever is not None:
        return Span(None, ever.group()) if denied or _FIRST.search(text) else None
    if not denied and not is_marked(text):
        return None
    return min(found, key=lambda one: one.start or now)


def is_marked(text: str) -> bool:
    """Whether something is claimed of all of a span, as by "only", a number, or "searched"."""
    return bool(_MARKED.search(text)) and not _KEPT.search(text)


def _lengths(text: str, now: datetime) -> Iterator[Span]:
    for pattern in (_PAST, _PAST_JAPANESE):
        for match in pattern.finditer(text):
            yield Span(now - _length(match), match.group())
    for pattern in (_LONG, _LONG_JAPANESE):
        for match in pattern.finditer(text):
            length = _length(match)
            yield Span(now - length, match.group(), length=length)


def _length(match: re.Match[str]) -> timedelta:
    parts = match.groupdict()
    if parts.get("half"):
        return 6 * _UNITS["月"]
    unit = _first(parts, "unit", "back", "of", "ago", "a", "many")
    number = _first(parts, "number", "long", "before", "over") or "1"
    return (2 if parts.get("many") else _number(number)) * _UNITS[_unit(unit)]


def _first(parts: Mapping[str, str | None], *names: str) -> str:
    return next((found for name in names if (found := parts.get(name))), "")


def _unit(word: str) -> str:
    return (
        word.lower()
        if word.isascii()
        else next(one for one in ("時間", "日", "週", "月", "年") if one in word)
    )


def _since(text: str, now: datetime) -> Iterator[Span]:
    for match in _SINCE.finditer(text):
        month = int(match["from"]) if match["from"] else month_of(match["month"])
        day = int(match["day"] or match["on"] or match["nth"] or 1)
        if (start := _last(month, day, now)) is not None:
            yield Span(start, match.group())

    for match in _SINCE_DATE.finditer(text):
        with suppress(ValueError):
            start = datetime.fromisoformat(match["date"] or match["on"]).replace(tzinfo=UTC)
            yield Span(start, match.group())


def _months(text: str, now: datetime) -> Iterator[Span]:
    for match in _IN_MONTH.finditer(text):
        if match["last"]:
            start = (now.replace(day=1) - _DAY).replace(day=1)
            start = start.replace(hour=0, minute=0, second=0, microsecond=0)
        else:
            start = _last(
                int(match["month"]) if match["month"] else month_of(match["name"]), 1, now
            )
        if start is not None:
            # No month is shorter.
            yield Span(start, match.group(), min(start + 28 * _DAY, now))


def _named(text: str, now: datetime) -> Iterator[Span]:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    month = today.replace(day=1)
    starts = {
        "year": today.replace(month=1, day=1),
        "month": month,
        "last month": (month - _DAY).replace(day=1),
        "week": today - today.weekday() * _DAY,
        "last week": today - (today.weekday() + 7) * _DAY,
        "day": today - _DAY,
    }
    for pattern, name in _NAMED:
        if match := pattern.search(text):
            yield Span(starts[name], match.group())
    if match := _WEEKDAY.search(text):
        said = match["day"] or match["name"][:3].lower()
        back = (today.weekday() - next(n for n, one in enumerate(_WEEK) if said in one)) % 7
        yield Span(today - (back or 7) * _DAY, match.group())


def _last(month: int, day: int, now: datetime) -> datetime | None:
    """The last such day before now; None where there is no such day."""
    try:
        this = datetime(now.year, month, day, tzinfo=UTC)
    except ValueError:
        return None
    return this if this <= now else this.replace(year=now.year - 1)


def month_of(name: str) -> int:
    """Which month of the year a name or its first three letters mean."""
    return next(place for place, one in enumerate(_MONTHS, 1) if one.startswith(name[:3].lower()))


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    return _WORDS.get(text.lower()) or _KANJI.get(text, 1)
