"""The expressions of CloudWatch's metric math, read into a tree."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/^<>(),\[\]]))"
)
_LEVELS: Final = (
    ("||", "OR"),
    ("&&", "AND"),
    ("==", "!=", "<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "/"),
)
_SAME: Final = {"OR": "||", "AND": "&&"}
DEEPEST: Final = 40


class Unreadable(Exception):
    """The expression is none; the message says why."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: float


@dataclass(frozen=True, slots=True)
class Words:
    """A text in quotes, or a word such as REPEAT."""

    value: str


@dataclass(frozen=True, slots=True)
class Named:
    """The result of another query, by its id."""

    id: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Several in brackets."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """A function, or an operator (its sign is the name), on arguments."""

    name: str
    arguments: tuple[Node, ...]


Node: TypeAlias = "Number | Words | Named | Listed | Applied"


def parse(text: str) -> Node:
    """The tree of an expression. Raises Unreadable."""
    reader = _Reader(_tokens(text))
    node = reader.level(0, 0)
    if reader.place < len(reader.tokens):
        raise Unreadable(f"Unexpected '{reader.tokens[reader.place][1]}'")
    return node


def _tokens(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise Unreadable(f"Unexpected '{text[place:].strip()[:1]}'")
        found.append((match.lastgroup, match[match.lastgroup]))
        place = match.end()
    return found


@dataclass(slots=True)
class _Reader:
    tokens: list[tuple[str, str]]
    place: int = 0

    def level(self, number: int, depth: int) -> Node:
        """Operators from a level on, the loosest first; all but ^ from left to right."""
        if depth > DEEPEST:
            raise Unreadable("Nested too deeply")
        if number == len(_LEVELS):
            return self._power(depth)
        node = self.level(number + 1, depth)
        while (sign := self._next(*_LEVELS[number])) is not None:
            node = Applied(_SAME.get(sign, sign), (node, self.level(number + 1, depth)))
        return node

    def _power(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise Unreadable("Nested too deeply")
        if self._next("-") is not None:
            return Applied("-", (Number(0.0), self._power(depth + 1)))
        node = self._one(depth)
        if self._next("^") is not None:
            return Applied("^", (node, self._power(depth + 1)))
        return node

    def _one(self, depth: int) -> Node:
        if self.place >= len(self.tokens):
            raise Unreadable("Unexpected end of the expression")
        kind, text = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return Number(float(text))
        if kind == "text":
            return Words(text[1:-1])
        if text == "(":
            node = self.level(0, depth + 1)
            self._expect(")")
            return node
        if text == "[":
            return Listed(self._arguments("]", depth))
        if kind != "name":
            raise Unreadable(f"Unexpected '{text}'")
        if self._next("(") is not None:
            return Applied(text, self._arguments(")", depth))
        return Words(text) if text.isupper() else Named(text)

    def _arguments(self, end: str, depth: int) -> tuple[Node, ...]:
        found: list[Node] = []
        if self._next(end) is not None:
            return ()
        while True:
            found.append(self.level(0, depth + 1))
            if self._next(",") is None:
                self._expect(end)
                return tuple(found)

    def _next(self, *signs: str) -> str | None:
        if self.place < len(self.tokens) and self.tokens[self.place][1] in signs:
            self.place += 1
            return self.tokens[self.place - 1][1]
        return None

    def _expect(self, sign: str) -> None:
        if self._next(sign) is None:
            raise Unreadable(f"Expected '{sign}'")
