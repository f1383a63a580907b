"""The words of a mark: what a statement is told by, and what varies by its looks.

A mark is cut into words. What is no word by its looks (a piece with digits, a path, what is
quoted or stands behind `=`) is taken as variable at once. That words themselves may vary is told
by what other marks there are (`names.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from kurosai.logs.marks import SLOT
from kurosai.logs.masks import is_host
from kurosai.logs.value_words import PARTICLES, is_code

Key: TypeAlias = tuple[str, ...]
"""The words of a statement in order, ANY where they vary."""

ANY = "\0"

SEPARATORS = frozenset("=:,;()[]{}|\"'<>「」『』（）【】")
"""Words that only stand between others."""

_QUOTED = r"\"[^\"\n]{0,200}\"|(?<!\w)'[^'\n]{0,200}'(?!\w)|「[^「」\n]{0,80}」|『[^『』\n]{0,80}』"
_WORD = re.compile(
    rf"{_QUOTED}"
    r"|(?:[!#$%&*+\-./?@A-Z\\^_`a-z~0-9\x00]|::)++"
    # Japanese: what stands between particles is one word, whichever script it is written in.
    rf"|[{PARTICLES}]|(?:(?![{PARTICLES}])[\u4e00-\u9fff々\u30a1-\u30faー\u3041-\u3096])++"
    r"|[^\W\d_a-zA-Z]++|\d++"
    r"|\S"
)
_REQUEST = re.compile(r"\"(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS|CONNECT) ")
_NOT_SPACE = re.compile(r"\S+")
# A place in code as klog writes it is the statement's; what is quoted behind it is its message.
_PLACED = re.compile(r"(?<!\S)([\w.\-]{1,80}\.[a-z]{1,5}:)[\x00\d]{1,6}\] ")
_HEAD = 120
"""A place in code stands within so many characters."""

_FIELD = re.compile(r"[:=] ?$")
_SETTINGS = frozenset({"true", "false", "null", "none", "nil", "undefined"})
_LOCATED = re.compile(r"[a-z0-9_\-]+(?:\.[a-z0-9_\-]+)+")
# `aws_instance.web[0]`, `orders.items[3]`: one of several things of a name that is no word.
_ADDRESS = re.compile(r"(?=[^_]*_)\w+(?:\.[\w\-]+)+")
_TELLING = frozenset(
    {"error", "err", "reason", "cause", "status", "state", "code", "message", "msg"}
)
_BEFORE_NAMES = frozenset({("for", "user"), ("invalid", "user")})
_CLOSED_BY = {"(": ")", "[": "]", "{": "}", "<": ">", "（": "）", "【": "】"}
_LONGEST_REPEAT = 6
MOST_WORDS = 120
"""What follows after so many words does not tell statements apart."""


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
    return tuple(_without_repeats(_joined(_fields(list(_looked_at(mark))))))


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
    at, message = 0, -1
    if placed := _PLACED.search(mark, 0, _HEAD):
        for word in _WORD.finditer(mark, 0, placed.start()):
            yield word[0], word.start()
        yield placed[1], placed.start()
        at, message = placed.end(1), placed.end()
    for found in _WORD.finditer(mark, at):
        text = found[0]
        if found.start() == message and text[0] == '"' and len(text) > 1:
            yield '"', message
            for word in _WORD.finditer(mark, message + 1, found.end() - 1):
                yield word[0], word.start()
            yield '"', found.end() - 1
            continue
        if not _REQUEST.match(text) or _FIELD.search(
            mark, max(0, found.start() - 2), found.start()
        ):
            yield text, found.start()
            continue
        # A request's method and path tell where they are the message, and are quoted only for
        # being together; behind `request:` they are of what it is about.
        yield '"', found.start()
        for part in _NOT_SPACE.finditer(text, 1, len(text) - 1):
            yield part[0], found.start() + part.start()
        yield '"', found.end() - 1


def _looks(text: str, before: _Before, *, spaced: bool) -> Looks:
    if text in SEPARATORS:
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


def _fields(found: list[Word]) -> list[Word]:
    """Of `, server: api, host: b` what stands behind a name is a value, unless it says why."""
    keys = [word.counts_as for word in found]
    for at in range(4, len(found)):
        listed = keys[at - 1] == ":" and keys[at - 3] == "," and found[at].spaced
        ends = at + 1 == len(found) or keys[at + 1] == ","
        named = keys[at - 2].lower() not in (ANY, *_TELLING)
        if listed and ends and named and keys[at] not in SEPARATORS:
            found[at] = Word(ANY, found[at].start, found[at].end, spaced=True)
    return found


def _joined(looked_at: Iterable[Word]) -> list[Word]:
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
            if len(out) > 3 and _is_value(*out[-4:]):
                out[-3:] = [Word(ANY, out[-3].start, word.end, out[-3].spaced)]
            elif len(out) > 3 and _is_around(*out[-4:]):
                out[-4:] = [Word(ANY, out[-4].start, word.end, out[-4].spaced)]
    return out


def _is_between(first: Word, between: Word) -> bool:
    if between.spaced or between.counts_as not in ",:=;":
        return False
    # `proxy.example.dev:80`, `worker.go:33`: where something is.
    is_place = between.counts_as == ":" and _LOCATED.fullmatch(first.counts_as) is not None
    return first.counts_as == ANY or is_place


def _is_value(equals: Word, opened: Word, inner: Word, closed: Word) -> bool:
    """`=[a]`: a value, as it is without the brackets."""
    one = equals.counts_as == "=" and not opened.spaced and not inner.spaced
    return one and _CLOSED_BY.get(opened.counts_as) == closed.counts_as


def _is_around(first: Word, opened: Word, inner: Word, closed: Word) -> bool:
    """`a(b)`, `a (b)`: what is in the brackets is of what stands before them."""
    varies = inner.counts_as == ANY and (
        first.counts_as == ANY or (not opened.spaced and _ADDRESS.fullmatch(first.counts_as))
    )
    return bool(varies) and _CLOSED_BY.get(opened.counts_as) == closed.counts_as


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
