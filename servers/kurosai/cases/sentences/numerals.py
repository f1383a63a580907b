"""Small numbers as people write them: 3, 三, 十二, three, third, twice."""

from __future__ import annotations

import re

_KANJI = "一二三四五六七八九"
_WORDS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen"),
    *("sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth"),
    *("sixth", "seventh", "eighth", "ninth", "tenth"),
)
_VALUES = {
    **{word: at for words in (_WORDS, _ORDINALS) for at, word in enumerate(words, 1)},
    "once": 1,
    "twice": 2,
    "both": 2,
}

NUMBER = (
    rf"(?:(?<![\d.,:#-])\d{{1,3}}|[{_KANJI}]?十[{_KANJI}]?|[{_KANJI}]"
    rf"|(?i:\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b))"
)
ORDINAL = rf"(?:(?i:\b(?:{'|'.join(_ORDINALS)})\b)|(?<![\d.,:#-])\d{{1,3}}(?:st|nd|rd|th)\b)"


def value(word: str) -> int:
    """What a number means that `NUMBER` or `ORDINAL` found, or once, twice or both."""
    low = word.lower()
    if digits := re.match(r"\d+", low):
        return int(digits.group())
    if low in _VALUES:
        return _VALUES[low]
    tens, ten, ones = low.rpartition("十")
    base = (_digit(tens) if tens else 1) * 10 if ten else 0
    return base + (_digit(ones) if ones else 0)


def _digit(kanji: str) -> int:
    return _KANJI.index(kanji) + 1
