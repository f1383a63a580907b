"""JSON filter patterns: `{ ($.level = "error" || $.code >= 500) && $.user NOT EXISTS }`.

`&&` binds tighter than `||`. A comparison, `!=` too, holds only of a string or a number that is
there: AWS applies a pattern to value nodes, and leaves out what points to nothing or to a list.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from lark import Token, Transformer

from kurosai.sandbox.cloudwatch.grammar import Grammar
from kurosai.sandbox.cloudwatch.patterns.selectors import SELECTOR, read_object, selector
from kurosai.sandbox.cloudwatch.patterns.values import LITERALS, comparison

if TYPE_CHECKING:
    from collections.abc import Callable

_GRAMMAR = (
    r"""
start: "{" _either "}"
_either: either
either: both ("||" both)*
both: _unit ("&&" _unit)*
_unit: "(" either ")" | compared | constant | missing
compared: SELECTOR SIGN (NUMBER | WORD | STRING | REGEX)
constant: SELECTOR "IS" CONSTANT
missing: SELECTOR "NOT" "EXISTS"
CONSTANT: "NULL" | "TRUE" | "FALSE"
"""
    + SELECTOR
    + LITERALS
    + r"%ignore /\s+/"
)
_CONSTANTS = {"NULL": None, "TRUE": True, "FALSE": False}


@dataclass(frozen=True, slots=True)
class Test:
    """A question to an event, and texts that each event that passes has in it (needed)."""

    passes: Callable[[dict[str, Any]], bool]
    needed: tuple[str, ...] = ()


class _Builder(Transformer[Token, Test]):
    def start(self, children: list[Test]) -> Test:
        return children[0]

    def either(self, children: list[Test]) -> Test:
        if len(children) == 1:
            return children[0]
        tests = [child.passes for child in children]
        return Test(lambda event: any(passes(event) for passes in tests))

    def both(self, children: list[Test]) -> Test:
        if len(children) == 1:
            return children[0]
        tests = [child.passes for child in children]
        needed = tuple(text for child in children for text in child.needed)
        return Test(lambda event: all(passes(event) for passes in tests), needed)

    def compared(self, children: list[Token]) -> Test:
        where, with_ = selector(str(children[0])), comparison(children[1], children[2])
        needed = (with_.literal,) if with_.literal else ()
        return Test(lambda event: any(map(with_.fits, where.texts(event))), needed)

    def constant(self, children: list[Token]) -> Test:
        where, wanted = selector(str(children[0])), _CONSTANTS[str(children[1])]
        return Test(lambda event: any(node is wanted for node in where.nodes(event)))

    def missing(self, children: list[Token]) -> Test:
        where = selector(str(children[0]))
        return Test(lambda event: not where.nodes(event))


@dataclass(frozen=True, slots=True)
class JsonPattern:
    """A compiled JSON pattern."""

    test: Test

    def matches(self, message: str) -> bool:
        """Whether a message is a JSON object that passes; what is no JSON object never does."""
        event = read_object(message)
        return event is not None and self.test.passes(event)


@cache
def grammar() -> Grammar[Test]:
    """The grammar of the language between braces."""
    return Grammar(_GRAMMAR, _Builder())
