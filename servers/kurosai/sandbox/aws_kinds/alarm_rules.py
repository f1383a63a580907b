"""The rule of a composite alarm: ALARM("name"), OK, INSUFFICIENT_DATA with AND, OR, NOT."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<test>ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:\"(?P<one>[^\"]+)\"|'(?P<two>[^']+)'"
    r"|(?P<three>[^\s()\"']+))\s*\)|(?P<word>AND|OR|NOT|TRUE|FALSE)\b|(?P<sign>[()]))"
)
DEEPEST: Final = 20


class Unreadable(Exception):
    """The rule is none; the message says why."""


@dataclass(frozen=True, slots=True)
class Test:
    """Whether an alarm is in a state."""

    name: str
    state: str


@dataclass(frozen=True, slots=True)
class Joined:
    """AND, OR or NOT of others; TRUE and FALSE have none."""

    word: str
    parts: tuple[Node, ...] = ()


Node: TypeAlias = "Test | Joined"


def parse(rule: str) -> Node:
    """The tree of a rule. Raises Unreadable."""
    tokens: list[str | Test] = []
    place, end = 0, len(rule.rstrip())
    while place < end:
        match = _TOKEN.match(rule, place)
        if match is None:
            raise Unreadable(f"not a rule from {rule[place : place + 20].strip()!r} on")
        name = match["one"] or match["two"] or match["three"]
        tokens.append(Test(name, match["test"]) if name else match["word"] or match["sign"])
        place = match.end()
    node, rest = _either(tokens, 0)
    if rest:
        raise Unreadable(f"not a rule: something follows its end ({rest[0]})")
    return node


def _either(tokens: list[str | Test], depth: int) -> tuple[Node, list[str | Test]]:
    return _many(
        "OR", tokens, depth, lambda it: _many("AND", it, depth, lambda at: _one(at, depth))
    )


def _many(
    word: str,
    tokens: list[str | Test],
    depth: int,
    part: Callable[[list[str | Test]], tuple[Node, list[str | Test]]],
) -> tuple[Node, list[str | Test]]:
    if depth > DEEPEST:
        raise Unreadable("nested too deeply")
    node, rest = part(tokens)
    parts = [node]
    while rest and rest[0] == word:
        node, rest = part(rest[1:])
        parts.append(node)
    return (parts[0] if len(parts) == 1 else Joined(word, tuple(parts))), rest


def _one(tokens: list[str | Test], depth: int) -> tuple[Node, list[str | Test]]:
    match tokens:
        case [Test() as test, *rest]:
            return test, rest
        case ["TRUE" | "FALSE" as word, *rest]:
            return Joined(str(word)), rest
        case ["NOT", *rest]:
            if depth > DEEPEST:
                raise Unreadable("nested too deeply")
            node, rest = _one(rest, depth + 1)
            return Joined("NOT", (node,)), rest
        case ["(", *rest]:
            node, rest = _either(rest, depth + 1)
            if not rest or rest[0] != ")":
                raise Unreadable("a parenthesis is not closed")
            return node, rest[1:]
        case _:
            raise Unreadable("not a rule: an alarm is missing")


def named(node: Node) -> list[str]:
    """The alarms that a rule names, each once."""
    if isinstance(node, Test):
        return [node.name]
    return list(dict.fromkeys(name for part in node.parts for name in named(part)))


def holds(node: Node, states: Mapping[str, str]) -> bool:
    """Whether a rule is true with the states of the alarms that it names."""
    if isinstance(node, Test):
        return states[node.name] == node.state
    found = [holds(part, states) for part in node.parts]
    return {
        "AND": all(found),
        "OR": any(found),
        "NOT": not any(found),
        "TRUE": True,
        "FALSE": False,
    }[node.word]
