"""CloudWatch Logs filter patterns for unstructured events, compiled to SQL.

The rules, from AWS's "Filter pattern syntax": terms are case-sensitive substrings and all must
occur (`ERROR` matches ERRORCODE); a term with anything but A-Z a-z 0-9 _ goes in double quotes;
`-term` excludes; of `?a ?b` one must occur, but beside any other term the `?` terms are
ignored; nothing, or a quoted blank, matches every event.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from lark import Token, Transformer

from kurosai.sandbox.cloudwatch.conditions import ALWAYS, Condition, all_of, any_of, contains
from kurosai.sandbox.cloudwatch.faults import InvalidParameter
from kurosai.sandbox.cloudwatch.grammar import Grammar, NotParsed

if TYPE_CHECKING:
    from collections.abc import Iterable

_GRAMMAR = r"""
start: (term (_SPACE term)*)?
term: SIGN? (WORD | PHRASE)
SIGN: "-" | "?"
WORD: /[A-Za-z0-9_]+/
PHRASE: /"(?:[^"\\]|\\.)+"/s
_SPACE: /\s+/
"""


@dataclass(frozen=True, slots=True)
class _Term:
    sign: str
    literal: str


class _Terms(Transformer[Token, "list[_Term]"]):
    def start(self, children: list[_Term]) -> list[_Term]:
        return children

    def term(self, children: list[Token]) -> _Term:
        sign = str(children[0]) if children[0].type == "SIGN" else ""
        token = children[-1]
        literal = str(token)
        if token.type == "PHRASE":
            literal = re.sub(r'\\(["\\])', r"\1", literal[1:-1])
        return _Term(sign, literal)


def compile_terms(pattern: str) -> Condition:
    """The condition on `message` that the terms of a pattern mean.

    Raises InvalidParameter for a term that needs quotes, and for a regular expression among
    terms: AWS documents only those that stand alone.
    """
    try:
        terms = _grammar().read(pattern)
    except NotParsed as stop:
        raise _refusal(pattern, stop.at) from None
    required = [term for term in terms if term.sign == ""]
    excluded = [term for term in terms if term.sign == "-"]
    if not required and not excluded and terms:
        return any_of(_has(terms))
    return all_of([*_has(required), *(condition.negated() for condition in _has(excluded))])


def _has(terms: Iterable[_Term]) -> list[Condition]:
    return [contains("message", term.literal) if term.literal.strip() else ALWAYS for term in terms]


@cache
def _grammar() -> Grammar[list[_Term]]:
    return Grammar(_GRAMMAR, _Terms())


def _refusal(pattern: str, at: int) -> InvalidParameter:
    start = max((m.end() for m in re.finditer(r"\s", pattern[:at])), default=0)
    term = pattern[start:].split(maxsplit=1)[0]
    if "%" in term and '"' not in term:
        return InvalidParameter(
            f"Invalid filter pattern: the regular expression {term!r} is beside other terms.",
            "It stands alone between two % signs.",
        )
    return InvalidParameter(
        f"Invalid filter pattern: Invalid character(s) in term '{term}'",
        "(a term with other characters than A-Z a-z 0-9 _ goes in double quotes)",
    )
