"""Whether two texts speak of the same thing: shared words, and shared pairs of characters."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kurosai.library.words import folded

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_LATIN = re.compile(r"[a-z]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CJK = re.compile("[\u4e00-\u9fff々\u30a1-\u30faー]+")
# What any step, question or verdict may be said with, so that sharing it says nothing.
_EMPTY = frozenset(
    {
        *("the", "is", "are", "a", "an", "of", "to", "in", "on", "for", "and", "or", "with", "it"),
        *("does", "do", "has", "have", "any", "this", "that", "be", "if", "not", "no", "yes"),
        *("check", "confi", "escal", "team", "actio", "close", "neede", "next"),
    }
)
_SAID_BY_ALL = (
    *(
        "確認",
        "実施",
        "対応",
        "対応不要",
        "対応検討",
        "以下",
        "場合",
        "手順",
        "理由",
        "調査",
        "検討",
    ),
    *(
        "チーム",
        "共有",
        "チーム共有",
        "エスカレーション",
        "クローズ",
        "次回",
        "正常",
        "利用者",
        "案内",
    ),
)
# A text of fewer words than this may say the same as another one without sharing any.
_MIN_WORDS = 2


def words(text: str) -> frozenset[str]:
    """Latin words by their first five letters, and each pair of kanji or katakana in a row."""
    found = {word[:5] for word in _LATIN.findall(folded(_CAMEL.sub(" ", text)))} - _EMPTY
    return frozenset(found.union(*map(_pairs, _CJK.findall(text))) - _usual())


def strangers(own: AbstractSet[str], other: AbstractSet[str]) -> bool:
    """Whether a text has words enough, and not one of them stands in the other text."""
    return len(own) >= _MIN_WORDS and own.isdisjoint(other)


def _pairs(run: str) -> set[str]:
    return {run} if len(run) == 1 else {run[at : at + 2] for at in range(len(run) - 1)}


@cache
def _usual() -> frozenset[str]:
    return frozenset[str]().union(*map(_pairs, _SAID_BY_ALL))
