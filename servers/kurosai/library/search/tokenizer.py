"""A text as the words it is found by: the same for pages and for queries.

Identifiers are found whole, in one spelling (`started_at` and `startedAt` are `startedat`), and in
parts, English words by a light stem, Japanese by single kanji and by pairs of characters, without
any dictionary.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from operator import add
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

_FIRST_CJK = "\u3000"
_CJK = "\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uf900-\ufaff々"
_WORD = re.compile(rf"[a-z0-9]+(?:[_.\-][a-z0-9]+)*|[{_CJK}]+", re.I)
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_NAME = re.compile(r"[A-Za-z][a-z0-9]+(?:[A-Z]+[a-z0-9]*){2,}")
_SPELLED = re.compile(
    r"[a-z0-9]+(?:[_.\-][a-z0-9]+)*|[\u3400-\u9fff\uf900-\ufaff々]+|[\u30a1-\u30fa\u30fc-\u30ff]+",
    re.I,
)
_JOINT = re.compile(r"[_.\-]")
_KANJI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff々]")
# サーバー and サーバ are one word: the long vowel at the end of a katakana word is optional.
_LONG_END = re.compile(r"(?<=[\u30a1-\u30faー][\u30a1-\u30fa])ー(?![\u30a1-\u30faー])")

_STOP = """
a an the and or but if then than of in on at to from by for with without as is are was were be been
being am it its this that these those there here which who what when where how why do does did has
have had can could should would will may might must not no we you i he they our your my their his
us them so such too very into out up down over under again about any some all each more most other
only own same s t
"""
STOP = frozenset(_STOP.split())
"""English words that say nothing about what a text is about."""


def terms(text: str) -> list[str]:
    """What a text is indexed and asked by, in order, repeats included."""
    found: list[str] = []
    for word in _words(text):
        if word[0] < _FIRST_CJK:
            found += _latin(word)[0]
        elif len(word) == 1:
            found.append(word)
        else:
            found += _KANJI.findall(word)
            found += map(add, word, word[1:])
    return found


def named(text: str) -> set[str]:
    """The terms of a text's identifiers in three or more parts, written in capitals and small.

    `KubePodCrashLooping` is the name of something; `startedAt` may be any field.
    """
    found = (word for word in _words(text) if _NAME.fullmatch(word))
    return {term for word in found for term in _latin(word)[0]}


def is_japanese(term: str) -> bool:
    """Whether a term is a character or a pair of characters."""
    return term[0] >= _FIRST_CJK


def spelled(text: str) -> Iterator[str]:
    """The words of a text that can say what it is about, as it writes them, repeats included.

    Identifiers whole, Japanese by runs of kanji or of katakana; no particles, no lone character.
    """
    for word in _SPELLED.findall(_LONG_END.sub("", normalize("NFKC", text))):
        if len(word) > 1 and word.casefold() not in STOP:
            yield word


def parts(word: str) -> list[str]:
    """The words of which an identifier is made, as it writes them."""
    return _PART.findall(word)


def atoms(text: str) -> Iterator[str]:
    """The smallest pieces of a text in order, so that a phrase can be found in another's."""
    for word in _words(text):
        yield from _latin(word)[1] if word[0] < _FIRST_CJK else word


def joined(text: str) -> Iterator[str]:
    """The identifiers that two or three neighbouring words of a text would make.

    "redis cache" or `RedisCacheServiceDown` ask for a page of `redis-cache` as well.
    """
    parts = [part for word in _words(text) for part in _PART.findall(word)]
    folded = [part.casefold() for part in parts]
    yield from map("".join, pairwise(folded))
    yield from map("".join, zip(folded, folded[1:], folded[2:], strict=False))


def _words(text: str) -> list[str]:
    return _WORD.findall(_LONG_END.sub("", normalize("NFKC", text)))


@lru_cache(maxsize=50_000)
def _latin(word: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms of a word without CJK characters, and its atoms."""
    parts = tuple(stem(part.casefold()) for part in _PART.findall(word))
    whole = (_JOINT.sub("", word.casefold()),) if len(parts) > 1 else ()
    return tuple(term for term in (*whole, *parts) if term not in STOP), parts


def stem(word: str) -> str:
    """An English word without the endings of number and tense, as far as rules can tell."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith(("sses", "shes", "ches", "xes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and any(vowel in root for vowel in "aeiouy"):
            word = root[:-1] if root[-1] == root[-2] and root[-1] not in "lsz" else root
            break
    return word[:-1] if len(word) > 4 and word.endswith("e") else word
