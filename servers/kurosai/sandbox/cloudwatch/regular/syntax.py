"""The text of a regular expression, parsed.

What an automaton cannot do (references back, looking ahead and behind, possessive quantifiers)
AWS does not take either; it is refused here by name and place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from lark import Token, Transformer

from kurosai.sandbox.cloudwatch.grammar import Grammar, NotParsed
from kurosai.sandbox.cloudwatch.regular.nodes import (
    Capture,
    Choice,
    Node,
    One,
    Place,
    Repeat,
    Sequence,
)

_MAX_GROUPS = 60
"""Groups in one expression: each level of them is a level of recursion for everyone below."""
_MAX_REPEATS = 5_000

_GRAMMAR = r"""
start: choice
choice: sequence ("|" sequence)*
sequence: (repeat | SWITCH)*
repeat: _atom QUANTIFIER?
_atom: ESCAPE | DOT | PLACE | CLASS | LITERAL | capture | group | flagged | numbered
capture: NAMED choice ")"
flagged: FLAGGED choice ")"
group: "(?:" choice ")"
numbered: "(" choice ")"

NAMED.4: /\(\?P?<[A-Za-z_][A-Za-z0-9_]*>/
FLAGGED.4: /\(\?[ims]+:/
SWITCH.4: /\(\?[ims]+\)/
QUANTIFIER.3: /[*+?]\??/ | /\{[0-9]{1,5}(?:,[0-9]{0,5})?\}\??/
PLACE.3: "^" | "$" | /\\[bBAzZ]/
CLASS.3: /\[\^?\]?(?:[^\]\\]|\\.)*\]/s
ESCAPE.2: /\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|[dDwWsStnrfv]|[^A-Za-z0-9])/s
DOT.2: "."
LITERAL: /[^\\()\[|*+?]/s
"""

_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL}


@dataclass(frozen=True)
class BadExpression(Exception):
    """What is wrong with an expression, as a sentence without an end."""

    why: str


@dataclass(frozen=True, slots=True)
class _Switch:
    flags: re.RegexFlag


@dataclass(frozen=True, slots=True)
class _Flagged:
    body: Node
    flags: re.RegexFlag


class _Builder(Transformer[Token, Node]):
    """Flags are resolved afterwards: a group is built before the switch to its left is known."""

    def start(self, children: list[Node]) -> Node:
        return children[0]

    def choice(self, children: list[Node]) -> Node:
        return children[0] if len(children) == 1 else Choice(tuple(children))

    def sequence(self, children: list[Node | Token]) -> Node:
        parts = [_Switch(_flags(part)) if isinstance(part, Token) else part for part in children]
        return Sequence(tuple(parts))  # pyright: ignore[reportArgumentType]  # until resolved

    def repeat(self, children: list[Node | Token]) -> Node:
        atom = children[0]
        body = _leaf(atom) if isinstance(atom, Token) else atom
        if len(children) == 1:
            return body
        least, most, lazy = _bounds(str(children[1]))
        if most is not None and not least <= most <= _MAX_REPEATS:
            raise BadExpression(f"{children[1]} is not a number of times")
        return Repeat(body, least, most, lazy)

    def capture(self, children: list[Node | Token]) -> Node:
        name = str(children[0]).partition("<")[2][:-1]
        return Capture(children[1], name)  # pyright: ignore[reportArgumentType]

    def flagged(self, children: list[Node | Token]) -> Node:
        flags = _flags(str(children[0]))
        return _Flagged(children[1], flags)  # pyright: ignore[reportArgumentType, reportReturnType]

    def group(self, children: list[Node]) -> Node:
        # A sequence of its own, so that a switch inside ends with the group.
        return Sequence((children[0],))

    numbered = group


def parsed(pattern: str) -> Node:
    """The tree of an expression. Raises BadExpression for what AWS would not run either."""
    if pattern.count("(") > _MAX_GROUPS:
        raise BadExpression(f"more than {_MAX_GROUPS} groups")
    try:
        tree = _grammar().read(pattern)
    except NotParsed as stop:
        raise _refusal(pattern, stop.at) from None
    return _resolved(tree, re.NOFLAG)


def _leaf(token: Token) -> Node:
    text = str(token)
    if token.type == "PLACE":
        return Place({"\\z": "\\Z", "\\Z": "$"}.get(text, text), multiline=text in ("^", "$"))
    if token.type == "CLASS":
        return One(_class(text), re.NOFLAG)
    return One(re.escape(text) if token.type == "LITERAL" else text, re.NOFLAG)


def _class(text: str) -> str:
    """A class as `re` takes it without a warning, or BadExpression."""
    body = text[1:-1]
    if re.search(r"\[[:.=]|--", body):
        raise BadExpression(f"{text} has a part that the local world does not know")
    pieces = re.findall(r"\\.|.", body, re.DOTALL)
    source = "".join("\\" + piece if piece in ("[", "&", "~", "|") else piece for piece in pieces)
    try:
        re.compile(f"[{source}]")
    except re.error as error:
        raise BadExpression(f"{text}: {error.msg}") from None
    return f"[{source}]"


def _bounds(text: str) -> tuple[int, int | None, bool]:
    lazy = len(text) > 1 and text.endswith("?")
    text = text[:-1] if lazy else text
    if text in ("*", "+", "?"):
        return int(text == "+"), 1 if text == "?" else None, lazy
    least, comma, most = text[1:-1].partition(",")
    if not comma:
        return int(least), int(least), lazy
    return int(least), int(most) if most else None, lazy


def _flags(text: str) -> re.RegexFlag:
    flags = re.NOFLAG
    for letter in text.strip("(?:)"):
        flags |= _FLAGS[letter]
    return flags


def _resolved(node: Node | _Flagged, flags: re.RegexFlag) -> Node:
    """The same tree with each leaf's own flags: those switched on to its left, in its group."""
    match node:
        case One(source):
            return One(source, flags & (re.IGNORECASE | re.DOTALL))
        case Place(source, sensitive):
            return Place(source, sensitive and re.MULTILINE in flags)
        case Sequence(parts):
            resolved: list[Node] = []
            for part in parts:
                if isinstance(part, _Switch):
                    flags |= part.flags
                else:
                    resolved.append(_resolved(part, flags))
            return resolved[0] if len(resolved) == 1 else Sequence(tuple(resolved))
        case Choice(branches):
            return Choice(tuple(_resolved(branch, flags) for branch in branches))
        case Repeat(body, least, most, lazy):
            return Repeat(_resolved(body, flags), least, most, lazy)
        case Capture(body, name):
            return Capture(_resolved(body, flags), name)
        case _Flagged(body, own):
            return _resolved(body, flags | own)


@cache
def _grammar() -> Grammar[Node]:
    return Grammar(_GRAMMAR, _Builder())


def _refusal(pattern: str, at: int) -> BadExpression:
    if at >= len(pattern):
        return BadExpression("it ends inside a group")
    found = re.match(r"\(\?<?.|\\.|.", pattern[at:], re.DOTALL)
    part = found.group() if found else pattern[at:]
    return BadExpression(f"{part!r} at {at} cannot be used there")
