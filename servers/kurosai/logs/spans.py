"""What stood in one place of a statement's lines: always the same, or something that varies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kurosai.logs.marks import RUN
from kurosai.logs.masks import masked

EXAMPLES = 3
"""So many different values of a place are kept."""

_SHAPE = re.compile(r"[\[({\"']*(?:[\w.]*[_.-])?(<[a-z]+>)[\])}\"']*")
_TIME = re.compile(r"\d{1,4}[-/:]\d{1,2}[-/:]\d{1,4}(?:[T ][\d:.,]+Z?)?")
_RUN = re.compile(RUN)
_INSIDE = re.compile(r"\w+\Z")
_FROM = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Shown:
    """A place in a template; where it varies, values of what does, and where its ">" is."""

    text: str
    values: tuple[str, ...] = ()
    end: int = 0


@dataclass(slots=True)
class Span:
    """Up to EXAMPLES values, in the order they came; what all of them begin and end with.

    Not `varies` means that every line has the one value.
    """

    texts: list[str]
    prefix: str
    suffix: str
    varies: bool = False

    @classmethod
    def of(cls, text: str, *, varies: bool = False) -> Span:
        """What was seen once; `varies` where others were there and not looked at."""
        return cls([text], text, text, varies)

    def add(self, text: str) -> bool:
        """One more line's value; whether it is an example that was not there."""
        new = text not in self.texts
        if not new and len(self.texts) == 1:
            return False
        self.varies = True
        kept = new and len(self.texts) < EXAMPLES
        if kept:
            self.texts.append(text)
        self._narrow(text, text)
        return kept

    def _narrow(self, prefix: str, suffix: str) -> None:
        if not prefix.startswith(self.prefix):
            self.prefix = _common(self.prefix, prefix)
        if not suffix.endswith(self.suffix):
            self.suffix = _common(self.suffix[::-1], suffix[::-1])[::-1]

    def join(self, other: Span) -> None:
        """The values of another place that is the same one."""
        for text in other.texts:
            self.add(text)
        self.varies |= other.varies
        self._narrow(other.prefix, other.suffix)

    def shown(self) -> Shown:
        """The place as a template has it (`normal-<n>`), with values (`4`, `17`) if it varies."""
        if not self.varies:
            return Shown(self.texts[0])
        before, after = _before(self.prefix, self.texts), _after(self.suffix, self.texts)
        if len(before) + len(after) > min(map(len, self.texts)):
            after = ""
        values = tuple(text[len(before) : len(text) - len(after)] for text in self.texts)
        start = f"{before}<{kind(values)}"
        return Shown(f"{start}>{after}", values, len(start))


def kind(values: Iterable[str]) -> str:
    """What values are: `n`, `uuid`, `ip`, `time`, ...; `*` for what is of no one kind."""
    kinds = {_kind(value) for value in values}
    return kinds.pop() if len(kinds) == 1 else "*"


def _kind(value: str) -> str:
    if _TIME.fullmatch(value):
        return "time"
    shape = _SHAPE.fullmatch(masked(value))
    return shape[1][1:-1] if shape else "*"


def _common(one: str, other: str) -> str:
    """What both begin with."""
    end = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        end += 1
    return one[:end]


def _before(prefix: str, texts: Iterable[str]) -> str:
    """The part of what all begin with that ends where a run or a word does. Of a run that varies
    only the first values were looked at."""
    end = len(prefix)
    for text in texts:
        for run in _RUN.finditer(text):
            if run.start() <= end <= run.end():
                end = run.start()
                break
    word = _INSIDE.search(prefix, 0, end)
    numbered = all(text[end : end + 1].isdigit() for text in texts)
    return prefix[: word.start() if word and not numbered else end]


def _after(suffix: str, texts: Iterable[str]) -> str:
    start = len(suffix)
    for text in texts:
        for run in _RUN.finditer(text):
            if run.start() <= len(text) - start < run.end() or run.end() == len(text) - start:
                start = len(text) - run.end()
    rest = suffix[len(suffix) - start :]
    inside = _FROM.match(rest)
    return rest[inside.end() :] if inside else rest
