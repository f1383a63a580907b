"""What stood in one place of a statement's lines: always the same, or something that varies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from os.path import commonprefix

from kurosai.logs.masks import masked

EXAMPLES = 3
"""So many different values of a place are kept."""

_SHAPE = re.compile(r"[\[({\"']*(?:[\w.]*[_.-])?(<[a-z]+>)[\])}\"']*")
_TIME = re.compile(r"\d{1,4}[-/:]\d{1,2}[-/:]\d{1,4}(?:[T ][\d:.,]+Z?)?")
_INSIDE = re.compile(r"[A-Za-z0-9]*\Z")
_FROM = re.compile(r"\A[A-Za-z0-9]*")


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

    def add(self, text: str) -> None:
        """One more line's value."""
        if text in self.texts and len(self.texts) == 1:
            return
        self.varies = True
        if text not in self.texts and len(self.texts) < EXAMPLES:
            self.texts.append(text)
        self._narrow(text, text)

    def _narrow(self, prefix: str, suffix: str) -> None:
        if not prefix.startswith(self.prefix):
            self.prefix = commonprefix((self.prefix, prefix))
        if not suffix.endswith(self.suffix):
            self.suffix = commonprefix((self.suffix[::-1], suffix[::-1]))[::-1]

    def join(self, other: Span) -> None:
        """The values of another place that is the same one."""
        for text in other.texts:
            self.add(text)
        self.varies |= other.varies
        self._narrow(other.prefix, other.suffix)

    def shown(self) -> tuple[str, tuple[str, ...]]:
        """The place as a template has it (`normal-<n>`), and its values (`4`, `17`) if it varies."""
        if not self.varies:
            return self.texts[0], ()
        before = _up_to_a_border(self.prefix, self.texts)
        shortest = min(map(len, self.texts))
        after = _from_a_border(self.suffix)[-max(shortest - len(before), 0) or len(self.suffix) :]
        if len(before) + len(after) > shortest:
            after = ""
        values = tuple(text[len(before) : len(text) - len(after)] for text in self.texts)
        return f"{before}<{kind(values)}>{after}", values


def kind(values: Iterable[str]) -> str:
    """What values are: `n`, `uuid`, `ip`, `time`, ...; `*` for what is of no one kind."""
    kinds = {_kind(value) for value in values}
    return kinds.pop() if len(kinds) == 1 else "*"


def _kind(value: str) -> str:
    if _TIME.fullmatch(value):
        return "time"
    shape = _SHAPE.fullmatch(masked(value))
    return shape[1][1:-1] if shape else "*"


def _up_to_a_border(prefix: str, texts: Iterable[str]) -> str:
    """A number or a name is not cut in the middle: what was not seen may differ there."""
    inside = _INSIDE.search(prefix)
    word = inside[0] if inside else ""
    if not word:
        return prefix
    numbered = all(text[len(prefix) : len(prefix) + 1].isdigit() for text in texts)
    if numbered and not word[-1].isdigit() and word[-1] not in "abcdef":
        return prefix
    return prefix[: len(prefix) - len(word)]


def _from_a_border(suffix: str) -> str:
    inside = _FROM.match(suffix)
    return suffix[inside.end() :] if inside else suffix

