"""A question about how many there were within a time: 1時間に5件以上?, "at least 3 in 10 minutes?".

What is asked "in a row" is another question (`standing`), and how long something took is none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kurosai.cases.sentences import numerals
from kurosai.cases.sentences.numerals import NUMBER
from kurosai.library import words

if TYPE_CHECKING:
    from kurosai.library.walk import Step

_IN_A_ROW = re.compile(r"連続|(?i:consecutive|in a row|straight)")
_UNITS = {
    "秒": timedelta(seconds=1),
    "分": timedelta(minutes=1),
    "時": timedelta(hours=1),
    "日": timedelta(days=1),
    "週": timedelta(weeks=1),
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
}
_SPANS = (
    # 11月1日に is a day, 30分以上続く a duration, 5分後 a time: none of them is counted over.
    re.compile(
        rf"(?<!月)(?P<number>{NUMBER}|\d{{4}})\s?(?P<unit>秒|分|時(?=間)|日|週)間?"
        r"(?!間|隔|以上|以下|未満|を超|超|後|前に|以降|経|ごと|毎|おき|遅|続|待|かか|で?完了)"
    ),
    re.compile(r"毎(?P<unit>秒|分|時|日|週)"),
    re.compile(
        rf"(?i:\b(?:in|within|over|during|per|last|past|an?|any|every|one|each)\s(?:the\s|an?\s|any\s)?"
        rf"(?:last\s|past\s)?(?:(?P<number>{NUMBER}|\d{{4}})\s?-?)?(?P<unit>[smhdw])"
        r"(?:ec(?:ond)?s?|in(?:ute)?s?|(?:ou)?rs?|ays?|eeks?)?\b)"
    ),
    re.compile(rf"(?i:/\s?(?P<number>{NUMBER})?(?P<unit>[hmdw])(?:our|in|ay|eek)?\b)"),
)
_OF_WHAT = r"\s?(?:件|回|度|本|個|台|つ|ジョブ|行|通)"
_COUNTS = (
    (rf"(?P<n>{NUMBER}|\d{{4,6}})(?:{_OF_WHAT})?(?:の\w{{1,8}}?)?(?:が|も)?\s?以上", 0, True),
    (rf"(?P<n>{NUMBER}|\d{{4,6}})(?:{_OF_WHAT})?\s?(?:を超|超|より多)", 1, True),
    (rf"(?P<n>{NUMBER}|\d{{4,6}})(?:{_OF_WHAT})?\s?(?:未満|より少な|に満たな)", 0, False),
    (rf"(?P<n>{NUMBER}|\d{{4,6}}){_OF_WHAT}\s?(?:以下|以内|まで)", 1, False),
    (rf"(?i:(?P<n>{NUMBER}|\d{{4,6}})\s?(?:\w+\s)?(?:or more|\+))", 0, True),
    (rf"(?i:(?:at least|>=|≥|no fewer than)\s?(?P<n>{NUMBER}|\d{{4,6}}))", 0, True),
    (rf"(?i:(?:more than|>|exceed\w*)\s?(?P<n>{NUMBER}|\d{{4,6}}))", 1, True),
    (rf"(?i:(?:fewer than|less than|under|below|<)\s?(?P<n>{NUMBER}|\d{{4,6}}))", 0, False),
    (rf"(?i:(?:at most|<=|≤|up to|no more than)\s?(?P<n>{NUMBER}|\d{{4,6}}))", 1, False),
)
"""Each with what is added to its number to make a least count, and whether yes is from there on."""
_SEVERAL = re.compile(r"複数(?:回|件)|(?i:\b(?:several|multiple|repeated) times\b|more than once)")


@dataclass(frozen=True, slots=True)
class Claim:
    """What an answer says: that there were `least` or more of it within `within`, or fewer."""

    least: int
    within: timedelta
    reached: bool

    def __str__(self) -> str:
        """`5 or more within 1 h`."""
        return f"{self.least} or more within {length(self.within)}"


def claimed(step: Step) -> Claim | None:
    """What the answer to a question says of a count within a time; None where it asks for none.

    Where the exits are no yes and no, they say themselves which counts they are for.
    """
    question = unicodedata.normalize("NFKC", step.node.words)
    label = unicodedata.normalize("NFKC", step.choice)
    if _IN_A_ROW.search(f"{question} {label}"):
        return None
    side = words.shipped().side(step.choice)
    within = _within(question) or (_within(label) if side is None else None)
    found = _count(question if side is not None else label)
    if within is None or found is None:
        return None
    least, upwards = found
    return Claim(least, within, upwards is (side is not False))


def length(span: timedelta) -> str:
    """`1 h`, `30 min`, `7 d`, `45 s`."""
    seconds = round(span.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds % size == 0 and (unit != "d" or seconds > size):
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _within(text: str) -> timedelta | None:
    for pattern in _SPANS:
        match = pattern.search(text)
        if match is not None:
            number = match.groupdict().get("number")
            return (numerals.value(number) if number else 1) * _UNITS[match["unit"].lower()]
    return None


def _count(text: str) -> tuple[int, bool] | None:
    """The least count that is meant, and whether it is asked for as many or for fewer."""
    for pattern, more, upwards in _COUNTS:
        match = re.search(pattern, text)
        if match is not None:
            return numerals.value(match["n"]) + more, upwards
    return (2, True) if _SEVERAL.search(text) else None
