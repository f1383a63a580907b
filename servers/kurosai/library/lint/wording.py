"""Whether two texts speak of the same thing: shared words, and shared pairs of characters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai.library.words import folded

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_LATIN = re.compile(r"[a-z]+|\d+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CJK = re.compile("[\u4e00-\u9fff々\u30a1-\u30faー]+")
# What any step or question may be said with, so that sharing it says nothing.
_EMPTY = frozenset(
    {
        *("the", "is", "are", "a", "an", "of", "to", "in", "on", "for", "and", "or", "with", "it"),
        *("does", "do", "has", "have", "any", "this", "that", "be", "if", "not", "no", "yes"),
        *("確認", "実施", "対応", "以下", "場合", "手順"),
    }
)


def words(text: str) -> frozenset[str]:
    """Latin words by their first five letters, and each pair of kanji or katakana in a row."""
    found = {word[:5] for word in _LATIN.findall(folded(_CAMEL.sub(" ", text)))}
    for run in _CJK.findall(text):
        found |= {run} if len(run) == 1 else {run[at : at + 2] for at in range(len(run) - 1)}
    return frozenset(found - _EMPTY)


def speaks_of(own: AbstractSet[str], other: AbstractSet[str], least: int = 1) -> bool:
    """Whether enough of a text's words stand in another one."""
    return len(own & other) >= min(least, len(own))
