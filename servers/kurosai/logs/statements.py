"""Which marks are of one statement: their words, and what of them varies from line to line.

A mark is cut into words. What is no word by its looks (a piece with digits, a path, what is
quoted or stands behind `=`) is taken as variable at once. Then words themselves may vary: where
many marks differ in one place only, that place holds names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from kurosai.logs.codes import is_name
from kurosai.logs.marks import SLOT
from kurosai.logs.masks import is_host

Key: TypeAlias = tuple[str, ...]
"""The words of a statement in order, ANY where they vary."""

ANY = "\0"

_SEPARATORS = frozenset("=:,;()[]{}|\"'<>「」『』（）【】")
_QUOTED = r"\"[^\"\n]{0,200}\"|(?<!\w)'[^'\n]{0,200}'(?!\w)|「[^「」\n]{0,80}」|『[^『』\n]{0,80}』"
_WORD = re.compile(
    rf"{_QUOTED}"
    r"|(?:[!#$%&*+\-./?@A-Z\\^_`a-z~0-9\x00]|::)++"
    r"|[\u4e00-\u9fff々]++|[\u30a1-\u30faー]++|[\u3041-\u3096]++|[^\W\d_a-zA-Z]++|\d++"
    r"|\S"
)
_REQUEST = re.compile(r"\"(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS|CONNECT) ")
_DIGIT = re.compile(r"\d")
_NOT_SPACE = re.compile(r"\S+")
_PROSE = re.compile(r"[^\W\d_]+[.!?*]*")
# What is raised tells one error from another, however much its name looks like an identifier.
_THROWN = re.compile(r"(?:Exception|Error|Fault|Failure|Timeout|Warning)\W*$")
# English words for what happened are no names of things.
_HAPPENED = re.compile(r"(?:ed|ing|able|ible|al|ful|less|ly)\W*$", re.IGNORECASE)
_SETTINGS = frozenset({"true", "false", "null", "none", "nil", "undefined"})
_LOCATED = re.compile(r"[a-z0-9_\-]+(?:\.[a-z0-9_\-]+)+")
_BEFORE_NAMES = frozenset({("for", "user"), ("invalid", "user")})
_CLOSED_BY = {"(": ")", "[": "]", "{": "}", "<": ">", "（": "）", "【": "】"}
_LONGEST_REPEAT = 6
MOST_WORDS = 120
"""What follows after so many words does not tell statements apart."""


# How many different words make a place one of names. Tuned on half of the public log sets
# (benchmarks/condense.py), reported on the other half.
_IDENTIFIERS = 4
_NAMES = 6
_CONTEXT = 2
"""So many words must stand around such a place."""

_ROUNDS = 3


class Looks(Enum):
    """What a word looks like."""

    SEPARATOR = "separator"
    VARIABLE = "variable"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a mark: ANY or its text, where it stands, whether a space stands before it."""

    counts_as: str
    start: int
    end: int
    spaced: bool


def words(mark: str) -> tuple[Word, ...]:
    """The words of a mark in order; what hangs together and varies is one, a list of such too."""
    return tuple(_without_repeats(_joined(_looked_at(mark))))


def _looked_at(mark: str) -> Iterator[Word]:
    before = _Before()
    for count, (text, start) in enumerate(_cut(mark)):
        spaced = start == 0 or mark[start - 1].isspace()
        if count == MOST_WORDS:
            yield Word(ANY, start, len(mark), spaced)
            return
        if before.lacks_a_value(text, spaced=spaced):
            # `rhost= user=a`, `()`: a value that is not there is a value.
            yield Word(ANY, start, start, spaced=False)
            before = _Before(earlier=before.text)
        looks = _looks(text, before, spaced=spaced)
        yield Word(ANY if looks is Looks.VARIABLE else text, start, start + len(text), spaced)
        before = _Before(text, before.text, spaced)
    if before.text == "=" and not before.spaced:
        yield Word(ANY, len(mark), len(mark), spaced=False)


@dataclass(frozen=True, slots=True)
class _Before:
    """The word before, the one before that, and whether a space stands before the first."""

    text: str = ""
    earlier: str = ""
    spaced: bool = False

    def lacks_a_value(self, following: str, *, spaced: bool) -> bool:
        """Whether a value belongs between it and what follows, and is not there."""
        if self.text == "=":
            return spaced and not self.spaced
        return _CLOSED_BY.get(self.text) == following


def _cut(mark: str) -> Iterator[tuple[str, int]]:
    for found in _WORD.finditer(mark):
        text = found[0]
        if not _REQUEST.match(text):
            yield text, found.start()
            continue
        # A request's method and path tell, and are quoted only for being together.
        yield '"', found.start()
        for part in _NOT_SPACE.finditer(text, 1, len(text) - 1):
            yield part[0], found.start() + part.start()
        yield '"', found.end() - 1


def _looks(text: str, before: _Before, *, spaced: bool) -> Looks:
    if text in _SEPARATORS:
        return Looks.SEPARATOR
    if SLOT in text or text[0] in "\"'「『" or text.lower() in _SETTINGS:
        return Looks.VARIABLE
    if text[0] == "/" or "/" in text.strip("/") or "\\" in text or "~" in text or "@" in text[1:]:
        return Looks.VARIABLE
    if is_code(text):
        return Looks.WORD
    if before.text == "=" or (before.text == ":" and not spaced):
        return Looks.VARIABLE
    if is_host(text) or (before.earlier, before.text) in _BEFORE_NAMES:
        return Looks.VARIABLE
    return Looks.WORD


def _joined(looked_at: Iterator[Word]) -> list[Word]:
    """`a,b`, `a:b`, `a{b}`, `a (b)`, `<a` are one thing where all of it varies."""
    out: list[Word] = []
    for word in looked_at:
        out.append(word)
        if word.counts_as == ANY and not word.spaced:
            if len(out) > 2 and _is_between(out[-3], out[-2]):
                out[-3:] = [Word(ANY, out[-3].start, word.end, out[-3].spaced)]
            elif len(out) > 1 and out[-2].counts_as in "<>":
                out[-2:] = [Word(ANY, out[-2].start, word.end, out[-2].spaced)]
        elif word.counts_as in _CLOSED_BY.values():
            _as_one_list(out)
            if len(out) > 3 and _is_around(*out[-4:]):
                out[-4:] = [Word(ANY, out[-4].start, word.end, out[-4].spaced)]
    return out


def _is_between(first: Word, between: Word) -> bool:
    if between.spaced or between.counts_as not in ",:=;":
        return False
    # `proxy.example.dev:80`, `worker.go:33`: where something is.
    is_place = between.counts_as == ":" and _LOCATED.fullmatch(first.counts_as) is not None
    return first.counts_as == ANY or is_place


def _is_around(first: Word, opened: Word, inner: Word, closed: Word) -> bool:
    """`a(b)`, `a (b)`: what is in the brackets is of what stands before them."""
    varies = first.counts_as == ANY and inner.counts_as == ANY
    return varies and _CLOSED_BY.get(opened.counts_as) == closed.counts_as


def _as_one_list(out: list[Word]) -> None:
    """Of `[1, 2, 3]` what stands between the brackets is one thing, however long it is."""
    start = len(out) - 1
    while start > 0 and (out[start - 1].counts_as == ANY or out[start - 1].counts_as in ",;"):
        start -= 1
    listed = out[start:-1]
    if len(listed) > 2 and start > 0:
        opened = out[start - 1].counts_as
        if _CLOSED_BY.get(opened) == out[-1].counts_as and listed[0].counts_as == ANY:
            out[start:-1] = [Word(ANY, listed[0].start, listed[-1].end, listed[0].spaced)]


def _without_repeats(found: Sequence[Word]) -> list[Word]:
    """A list of varying things, however long, as one word that varies.

    Two things side by side without anything between them are no list yet.
    """
    keys = [word.counts_as for word in found]
    if keys.count(ANY) < 2:
        return list(found)
    out: list[Word] = []
    at = 0
    while at < len(found):
        for length in range(1, _LONGEST_REPEAT + 1):
            unit = keys[at : at + length]
            if ANY not in unit:
                continue
            times = 1
            while keys[at + times * length : at + (times + 1) * length] == unit:
                times += 1
            if times > 2 or (times == 2 and length > 1):
                last = found[at + times * length - 1]
                out.append(Word(ANY, found[at].start, last.end, found[at].spaced))
                at += times * length
                break
        else:
            out.append(found[at])
            at += 1
    return out


def key(found: Sequence[Word]) -> Key:
    """What a statement is told by."""
    return tuple(word.counts_as for word in found)


def is_code(word: str) -> bool:
    """Whether a word of a key is a code: it has digits, and was not taken for a variable."""
    return _DIGIT.search(word) is not None and not is_name(word)


def merged(keys: Collection[Key], known: Collection[Key] = ()) -> Mapping[Key, Key]:
    """For each key that of its statement: itself, or one with ANY in places where names stand.

    `known` are those of an earlier answer, which take in what fits them. The answer depends on
    which keys there are, not on their order.
    """
    now = {one: one for one in keys}
    for _ in range(_ROUNDS):
        joined = _join_once(frozenset(now.values()), frozenset(known))
        if not joined:
            break
        now = {one: joined.get(other, other) for one, other in now.items()}
    return now


def _join_once(keys: frozenset[Key], known: frozenset[Key]) -> dict[Key, Key]:
    joined: dict[Key, Key] = {}
    places = [one for length in _by_length(keys) for one in _places(length, known)]
    for one in sorted(places, key=lambda one: (-len(one.those), min(one.those), one.at)):
        alike = [key for key in one.those if key not in joined]
        if alike and (one.known or _holds_names(alike, one.at)):
            joined |= {key: (*key[: one.at], ANY, *key[one.at + 1 :]) for key in alike}
    return joined


@dataclass(frozen=True, slots=True)
class _Place:
    """Keys that differ in one place only; `known` when that place is known to vary."""

    at: int
    those: tuple[Key, ...]
    known: bool


def _by_length(keys: Iterable[Key]) -> Iterable[list[Key]]:
    lengths: defaultdict[int, list[Key]] = defaultdict(list)
    for one in keys:
        lengths[len(one)].append(one)
    return lengths.values()


def _places(keys: Sequence[Key], known: Collection[Key]) -> Iterator[_Place]:
    """Among keys of one length. What is around a place is told by a sum of hashes: tuples of all
    that is around each place of a long key would be the square of its length."""
    sums = [sum(hash(one) for one in enumerate(key)) for key in keys]
    own = [(key, sum(hash(one) for one in enumerate(key))) for key in known]
    for at in range(len(keys[0])):
        around: defaultdict[int, list[Key]] = defaultdict(list)
        for key, total in zip(keys, sums, strict=True):
            if key[at] != ANY and key[at] not in _SEPARATORS:
                around[total - hash((at, key[at]))].append(key)
        varies = hash((at, ANY))
        of_known = {
            total - varies for key, total in own if len(key) == len(keys[0]) and key[at] == ANY
        }
        for rest, those in around.items():
            if len(those) > 1 or rest in of_known:
                yield _Place(at, tuple(those), rest in of_known)


def _holds_names(alike: Sequence[Key], at: int) -> bool:
    if len(alike) < _IDENTIFIERS:
        return False
    names = [one[at] for one in alike]
    if any(_THROWN.search(name) or is_code(name) for name in names):
        return False
    around = (word for place, word in enumerate(alike[0]) if place != at)
    if sum(word != ANY and word not in _SEPARATORS for word in around) < _CONTEXT:
        return False
    identifiers = sum(not _PROSE.fullmatch(name) for name in names)
    if 2 * identifiers >= len(names):
        return True
    happened = sum(_HAPPENED.search(name) is not None for name in names)
    return len(names) >= _NAMES and 3 * happened <= len(names)
