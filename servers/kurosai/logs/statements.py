"""Which marks are of one statement: their words, and what of them varies from line to line.

A mark is cut into words. What is no word by its looks (a piece with digits, a path, what is
quoted or stands behind `=`) is taken as variable at once. Then words themselves may vary: where
many marks differ in one place only, that place holds names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from kurosai.logs.codes import is_name
from kurosai.logs.marks import SLOT

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
_NOT_SPACE = re.compile(r"\S+")
_PROSE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*[.!?*]*")
# What is raised tells one error from another, however much its name looks like an identifier.
_THROWN = re.compile(r"(?:Exception|Error|Fault|Failure|Timeout|Warning)\W*$")
# English words for what happened are no names of things.
_HAPPENED = re.compile(r"(?:ed|ing|able|ible|al|ful|less|ly)\W*$", re.IGNORECASE)
_SETTINGS = frozenset({"true", "false", "null", "none", "nil", "undefined"})
_CLOSED_BY = {"(": ")", "[": "]", "{": "}", "<": ">", "（": "）", "【": "】"}
_LONGEST_REPEAT = 6

# How many different words make a place one of names. Tuned on half of the public log sets
# (benchmarks/condense.py), reported on the other half.
_IDENTIFIERS = 2
_IDENTIFIERS_ALONE = 4
_NAMES = 6
_CONTEXT_OF_IDENTIFIERS = 3
_CONTEXT_OF_NAMES = 2
_ROUNDS = 3


class Looks(Enum):
    """What a word looks like."""

    SEPARATOR = "separator"
    VARIABLE = "variable"
    CODE = "code"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a mark: what it counts as, where it stands, whether a space stands before it."""

    counts_as: str
    start: int
    end: int
    spaced: bool
    code: bool = False


def words(mark: str) -> tuple[Word, ...]:
    """The words of a mark in order; what hangs together and varies is one, a list of such too."""
    return tuple(_without_repeats(_joined(_looked_at(mark))))


def _looked_at(mark: str) -> Iterator[Word]:
    before = ""
    for text, start in _cut(mark):
        spaced = start == 0 or mark[start - 1].isspace()
        looks = _looks(text, before, spaced=spaced)
        counts_as = ANY if looks is Looks.VARIABLE else text
        yield Word(counts_as, start, start + len(text), spaced, looks is Looks.CODE)
        before = text


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


def _looks(text: str, before: str, *, spaced: bool) -> Looks:
    if text in _SEPARATORS:
        return Looks.SEPARATOR
    if SLOT in text or text[0] in "\"'「『" or text.lower() in _SETTINGS:
        return Looks.VARIABLE
    if any(char.isdigit() for char in text):
        return Looks.WORD if is_name(text) else Looks.CODE
    if "/" in text.strip("/") or "\\" in text or "~" in text or "@" in text[1:]:
        return Looks.VARIABLE
    if before == "=" or (before == ":" and not spaced):
        return Looks.VARIABLE
    return Looks.WORD


def _joined(looked_at: Iterator[Word]) -> list[Word]:
    """`a,b`, `a:b`, `a{b}` without spaces are one thing where all of it varies."""
    out: list[Word] = []
    for word in looked_at:
        out.append(word)
        if word.counts_as == ANY and not word.spaced and len(out) > 2:
            between, first = out[-2], out[-3]
            if between.counts_as in ",:=;" and first.counts_as == ANY and not between.spaced:
                out[-3:] = [Word(ANY, first.start, word.end, first.spaced)]
        elif word.counts_as in _CLOSED_BY.values() and len(out) > 3:
            first, opened, inner = out[-4:-1]
            if (
                (first.counts_as, inner.counts_as) == (ANY, ANY)
                and _CLOSED_BY.get(opened.counts_as) == word.counts_as
                and not opened.spaced
            ):
                out[-4:] = [Word(ANY, first.start, word.end, first.spaced)]
    return out


def _without_repeats(found: Sequence[Word]) -> list[Word]:
    """A list of varying things, however long, as its first one, which then varies."""
    keys = [word.counts_as for word in found]
    out: list[Word] = []
    at = 0
    while at < len(found):
        for length in range(1, min(_LONGEST_REPEAT, len(out)) + 1):
            again = keys[at : at + length]
            if ANY in again and [word.counts_as for word in out[-length:]] == again:
                at += length
                break
        else:
            out.append(found[at])
            at += 1
    return out


def key(found: Sequence[Word]) -> Key:
    """What a statement is told by."""
    return tuple(word.counts_as for word in found)


def merged(keys: Collection[Key]) -> Mapping[Key, Key]:
    """For each key that of its statement: itself, or one with ANY in places where names stand.

    The answer depends on which keys there are, not on their order.
    """
    now = {one: one for one in keys}
    for _ in range(_ROUNDS):
        joined = _join_once(frozenset(now.values()))
        if not joined:
            break
        now = {one: joined.get(other, other) for one, other in now.items()}
    return now


def _join_once(keys: frozenset[Key]) -> dict[Key, Key]:
    by_context: defaultdict[Key, set[Key]] = defaultdict(set)
    for one in keys:
        for place, word in enumerate(one):
            if word != ANY and word not in _SEPARATORS:
                by_context[*one[:place], ANY, *one[place + 1 :]].add(one)
    joined: dict[Key, Key] = {}
    contexts = [one for one in by_context.items() if len(one[1]) > 1 or one[0] in keys]
    for context, those in sorted(contexts, key=lambda one: (-len(one[1]), one[0])):
        alike = sorted(one for one in those if one not in joined)
        if alike and (context in keys or _holds_names(context, alike)):
            joined |= dict.fromkeys(alike, context)
    return joined


def _holds_names(context: Key, alike: Sequence[Key]) -> bool:
    if len(alike) < _IDENTIFIERS:
        return False
    place = next(at for at, word in enumerate(context) if word != alike[0][at])
    names = [one[place] for one in alike]
    if any(_THROWN.search(name) or name.isdigit() for name in names):
        return False
    around = sum(word != ANY and word not in _SEPARATORS for word in context)
    identifiers = sum(not _PROSE.fullmatch(name) for name in names)
    if 2 * identifiers >= len(names):
        needed = _IDENTIFIERS if around >= _CONTEXT_OF_IDENTIFIERS else _IDENTIFIERS_ALONE
        return around > 0 and len(names) >= needed
    happened = sum(_HAPPENED.search(name) is not None for name in names)
    return (
        around >= _CONTEXT_OF_NAMES and len(names) >= _NAMES and 3 * happened <= len(names)
    )
