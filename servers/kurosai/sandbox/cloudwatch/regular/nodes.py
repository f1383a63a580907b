"""A regular expression as a tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class One:
    """One character out of a set, in Python's notation: `a`, `\\d`, `[^x-z]`, `.`."""

    source: str
    flags: re.RegexFlag

    @property
    def python(self) -> str:
        """The same for `re`, with its flags at its own place."""
        letters = "".join(
            letter
            for letter, flag in (("i", re.IGNORECASE), ("s", re.DOTALL))
            if flag in self.flags
        )
        return f"(?{letters}:{self.source})" if letters else self.source

    def has(self, character: str) -> bool:
        """Whether the set has this character."""
        return _is_in(self.source, self.flags, character)


@cache
def _is_in(source: str, flags: re.RegexFlag, character: str) -> bool:
    return re.compile(source, flags | re.ASCII).fullmatch(character) is not None


@dataclass(frozen=True, slots=True)
class Place:
    """A place between characters, in Python's notation: `^`, `$`, `\\b`, `\\B`, `\\A`, `\\Z`."""

    source: str
    multiline: bool = False

    @property
    def python(self) -> str:
        """The same for `re`."""
        return f"(?m:{self.source})" if self.multiline else self.source


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first branch that leads to a match."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`body` from `least` to `most` times (None: without end), as often as can be or as rarely."""

    body: Node
    least: int
    most: int | None
    lazy: bool


@dataclass(frozen=True, slots=True)
class Capture:
    """What `body` matches gets a name."""

    body: Node
    name: str


Node = One | Place | Sequence | Choice | Repeat | Capture


def python(node: Node) -> str:
    """The tree in the notation of `re`."""
    match node:
        case One() | Place():
            return node.python
        case Sequence(parts):
            return "".join(map(python, parts))
        case Choice(branches):
            return "(?:" + "|".join(map(python, branches)) + ")"
        case Capture(body, name):
            return f"(?P<{name}>{python(body)})"
        case Repeat(body, least, most, lazy):
            bounds = f"{{{least},{'' if most is None else most}}}"
            return f"(?:{python(body)}){bounds}{'?' if lazy else ''}"
