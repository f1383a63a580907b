"""What a value of an event is compared with, in JSON and in space-delimited patterns.

Three kinds: a number, a text in which `*` at either end stands for anything, and a regular
expression. All values of events are texts first: "404" of a space-delimited line and the 404 of
a JSON object are the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from lark import Token

from kurosai.sandbox.cloudwatch.faults import InvalidParameter
from kurosai.sandbox.cloudwatch.patterns.expressions import expression
from kurosai.sandbox.cloudwatch.regular import Expression

if TYPE_CHECKING:
    from collections.abc import Callable

LITERALS = r"""
NUMBER.3: /[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,6})?(?![A-Za-z0-9_.*])/
WORD.1: /[A-Za-z0-9_.*]+/
STRING: /"(?:[^"\\]|\\.)*"/s
REGEX: /%[^%]*%/s
SIGN: "!=" | ">=" | "<=" | "=" | ">" | "<"
"""
"""Terminals that both grammars share."""

_NUMBER = re.compile(r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?\s*")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A sign and what stands to its right."""

    sign: str
    number: Decimal | None = None
    text: str = ""
    before: bool = False
    after: bool = False
    expression: Expression | None = None

    @property
    def literal(self) -> str:
        """A text that every value that fits has in it; empty where there is none."""
        plain = self.sign == "=" and self.number is None and self.expression is None
        return self.text if plain else ""

    def fits(self, value: str) -> bool:
        """Whether a value, as text, stands in this relation."""
        if self.expression is not None:
            return self.expression.search(value) is (self.sign == "=")
        if self.number is None:
            return self._is_like(value) is (self.sign == "=")
        found = number_of(value)
        if found is None:
            return self.sign == "!="
        return _RELATIONS[self.sign](found, self.number)

    def _is_like(self, value: str) -> bool:
        if self.before and self.after:
            return self.text in value
        if self.before:
            return value.endswith(self.text)
        if self.after:
            return value.startswith(self.text)
        return value == self.text


_RELATIONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    ">": lambda left, right: left > right,
    "<": lambda left, right: left < right,
    ">=": lambda left, right: left >= right,
    "<=": lambda left, right: left <= right,
}


def comparison(sign: Token, literal: Token) -> Comparison:
    """The comparison that two tokens mean. Raises InvalidParameter for an order of texts."""
    if literal.type == "NUMBER":
        return Comparison(str(sign), number=Decimal(str(literal)))
    if sign not in ("=", "!="):
        raise InvalidParameter(
            f"Invalid filter pattern: {sign} needs a number, not {str(literal)[:80]}."
        )
    if literal.type == "REGEX":
        return Comparison(str(sign), expression=expression(str(literal)))
    text = str(literal)
    if literal.type == "STRING":
        text = re.sub(r'\\(["\\])', r"\1", text[1:-1])
    if text.strip("*") == "" and text:
        return Comparison(str(sign), before=True, after=True)
    before, after = text.startswith("*"), text.endswith("*")
    inner = text[int(before) : len(text) - int(after)]
    return Comparison(str(sign), text=inner, before=before, after=after)


def number_of(text: str) -> Decimal | None:
    """The number that the whole of a text is, or None."""
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return None
