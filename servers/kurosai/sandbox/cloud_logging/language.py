"""The Logging query language, by grammar: what does not parse is an error with its place.

Precedence as in AIP-160: NOT, then OR, then AND; two expressions side by side are ANDed. What
the language has and this world does not (sample, ip_in_net, ...) is refused by name.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Final, TypeAlias, cast

from lark import Token, Transformer

from kurosai.sandbox.background import naming
from kurosai.sandbox.cloud_logging import comparing, kinds, searching
from kurosai.sandbox.cloud_logging.comparing import NoFit, Test
from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.fields import Field, field_of, segments
from kurosai.sandbox.cloud_logging.kinds import Kind, unknown
from kurosai.sandbox.cloud_logging.refusals import InvalidArgument, unparseable
from kurosai.sandbox.cloudwatch.grammar import Grammar, NotParsed

MOST_CHARACTERS = 20_000
MOST_PARENTHESES = 200
_NUMBER = re.compile(r"[+-]?[\d.]+(?:[eE][+-]?\d+)?")
"""More would nest deeper than the tests of a filter can go."""

_RULES: Final = r"""
start: both?
both: side ("AND" side)*
side: either+
either: one ("OR" one)*
one: simple
   | ("NOT" | "-") simple -> negated
simple: "(" both ")"
   | TEXT -> anywhere
   | QUOTED -> anywhere
   | TEXT OP value -> compared
   | TEXT OP "*" -> starred
   | TEXT OP "(" values ")" -> compared
   | FUNCTION [argument ("," argument)*] ")" -> function
values: vside ("AND" vside)*
vside: veither+
veither: vone ("OR" vone)*
vone: TEXT -> value
   | QUOTED -> value
   | "(" values ")" -> inner
   | ("NOT" | "-") vone -> vnot
value: TEXT | QUOTED | "-" TEXT -> negative
argument: TEXT | QUOTED | "-" TEXT -> negative

FUNCTION.3: /(?!(?:AND|OR|NOT)\()[A-Za-z_]\w*\(/
TEXT: /(?!(?:AND|OR|NOT)(?![\w.\/@%+-]))[\w\/@%+](?:[\w\/@%+-]|\.(?!")|\."(?:[^"\\]|\\.)*")*/
QUOTED: /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/s
OP: /!=|=~|!~|>=|<=|=|>|<|:/
COMMENT.4: /--[^\n]*/
%ignore COMMENT
%ignore /\s+/
"""

Decides: TypeAlias = "Callable[[Kind], bool | None]"

Maker: TypeAlias = "Callable[[_Comparison], Condition]"


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter as a test; entries that it matches lie between `since` and `until`, if given."""

    test: Test
    since: datetime | None = None
    until: datetime | None = None
    logs: tuple[str, ...] = ()
    """The logs that it names, by whatever operator."""
    only: str = ""
    """The one log that all it matches are in; "" where they may be in several."""
    decides: Decides = unknown
    """Whether it holds of all the entries of a kind, of none, or (None) of nobody knows which."""
    named: tuple[frozenset[str], ...] = ()
    """Of each of these sets one text stands in every entry that it matches."""


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The left side and the operator, waiting for values."""

    field: Field
    operator: str
    at: Token
    name: str


def parse(text: str, project: str) -> Condition:
    """The condition that a filter states. Raises InvalidArgument with line and column."""
    if len(text) > MOST_CHARACTERS:
        raise InvalidArgument(f"Filter is longer than {MOST_CHARACTERS} characters.")
    if text.count("(") > MOST_PARENTHESES:
        raise InvalidArgument(f"Filter has more than {MOST_PARENTHESES} parentheses.")
    try:
        return _grammar(project).read(text)
    except NotParsed as error:
        token = "" if error.token is None else f" token {str(error.token)[:60]!r}"
        raise unparseable(text, error.at, f"syntax error{token}") from None
    except _Wrong as error:
        raise unparseable(text, error.at.start_pos or 0, error.why) from None


class _Wrong(Exception):
    """It parses and cannot be: at which token, and why."""

    def __init__(self, at: Token, why: str) -> None:
        super().__init__(why)
        self.at = at
        self.why = why


@cache
def _grammar(project: str) -> Grammar[Condition]:
    return Grammar(_RULES, _Builder(project))


class _Builder(Transformer[Token, Condition]):
    """Builds conditions from the leaves up. Parts of a value list wait for their comparison."""

    def __init__(self, project: str) -> None:
        super().__init__()
        self._project = project

    # Expressions

    def start(self, parts: list[Condition]) -> Condition:
        return parts[0] if parts else Condition(lambda _entry: True)

    def both(self, parts: list[Condition]) -> Condition:
        return _all(parts)

    side = both

    def either(self, parts: list[Condition]) -> Condition:
        return _any(parts)

    def one(self, parts: list[Condition]) -> Condition:
        return parts[0]

    simple = one

    def negated(self, parts: list[Condition]) -> Condition:
        return _not(parts[0])

    # Restrictions

    def anywhere(self, parts: list[Token]) -> Condition:
        text = _text(parts[0])
        return Condition(
            comparing.anywhere(text), decides=kinds.by_words(text), named=_naming(text)
        )

    def compared(self, parts: list[Token | Maker]) -> Condition:
        left, operator, make = cast("tuple[Token, Token, Maker]", tuple(parts))
        return make(_Comparison(self._field(left), str(operator), left, str(left)))

    def starred(self, parts: list[Token]) -> Condition:
        left, operator = parts
        if operator != ":":
            raise _Wrong(operator, "only `:` takes *")
        test = comparing.present(self._field(left))
        return Condition(test, decides=kinds.by_field(str(left), test))

    def function(self, parts: list[Token | None]) -> Condition:
        name, *given = [part for part in parts if part is not None]
        if name == "log_id(":
            return self._log_id(name, given)
        if name.upper() == "SEARCH(":
            return self._search(name, given)
        raise _Wrong(name, f"unsupported function {name[:-1]}")

    def argument(self, parts: list[Token]) -> Token:
        return parts[0]

    # Values

    def value(self, parts: list[Token]) -> Maker:
        return lambda left: _compared(left, _text(parts[0]), parts[0])

    def negative(self, parts: list[Token]) -> Maker:
        return lambda left: _compared(left, f"-{parts[0]}", parts[0])

    def inner(self, parts: list[Maker]) -> Maker:
        return parts[0]

    def values(self, parts: list[Maker]) -> Maker:
        return lambda left: _all([make(left) for make in parts])

    vside = values

    def veither(self, parts: list[Maker]) -> Maker:
        return lambda left: _any([make(left) for make in parts])

    def vnot(self, parts: list[Maker]) -> Maker:
        return lambda left: _not(parts[0](left))

    # Names

    def _field(self, name: Token) -> Field:
        path = segments(str(name))
        found = field_of(path, self._project) if path else None
        if found is None:
            raise _Wrong(name, f"unknown field {str(name)[:60]!r}")
        return found

    def _log_id(self, name: Token, given: list[Token]) -> Condition:
        if len(given) != 1 or given[0].type != "QUOTED":
            raise _Wrong(name, 'log_id takes one quoted log id: log_id("events")')
        wanted = _text(given[0]).casefold()

        def test(entry: Entry) -> bool:
            return entry.log.casefold() == wanted

        decides = kinds.by_field("logName", test)
        return Condition(test, logs=(wanted,), only=wanted, decides=decides)

    def _search(self, name: Token, given: list[Token]) -> Condition:
        if not 1 <= len(given) <= 2 or given[-1].type != "QUOTED":
            raise _Wrong(name, 'SEARCH takes a field and a quoted text: SEARCH(textPayload, "a b")')
        texts = searching.everything if len(given) == 1 else _texts(self._field(given[0]))
        test = searching.search(_text(given[-1]), texts)
        if test is None:
            raise _Wrong(given[-1], "SEARCH needs a word")
        return Condition(test, decides=kinds.by_words(_text(given[-1])))


def _texts(field: Field) -> Callable[[Entry], list[str]]:
    return lambda entry: list(searching.of_values(field.values(entry)))


def _compared(left: _Comparison, value: str, at: Token) -> Condition:
    try:
        test = comparing.compare(left.field, left.operator, value)
        if left.name == "timestamp":
            return _bounded(test, left.operator, comparing.time_of(value))
    except NoFit as error:
        raise _Wrong(at, str(error)) from None
    decides = kinds.by_field(left.name, test)
    if left.name == "logName":
        log = value.rpartition("/logs/")[2].replace("%2F", "/").casefold()
        return Condition(test, logs=(log,), decides=decides)
    texts = left.field.kind in ("text", "map", "payload")
    if texts and left.operator in ("=", ":"):
        if left.operator == "=" and left.name in kinds.NAMES and not naming.names(value):
            decides = kinds.none
        elif decides is unknown and not _NUMBER.fullmatch(value):
            decides = kinds.by_words(value)
        return Condition(test, decides=decides, named=_naming(value))
    if left.operator == "=~":
        return Condition(test, decides=decides, named=_naming(naming.beginning(value)))
    return Condition(test, decides=decides)


def _bounded(test: Test, operator: str, at: datetime) -> Condition:
    since = at if operator in (">", ">=", "=") else None
    until = at if operator in ("<", "<=", "=") else None
    return Condition(test, since, until)


def _all(parts: list[Condition]) -> Condition:
    if len(parts) == 1:
        return parts[0]
    tests = tuple(part.test for part in parts)

    def every(entry: Entry) -> bool:
        # Not all(...): a generator for each of a hundred thousand entries costs more than the test.
        for test in tests:  # noqa: SIM110
            if not test(entry):
                return False
        return True

    return Condition(
        every,
        max((part.since for part in parts if part.since), default=None),
        min((part.until for part in parts if part.until), default=None),
        _logs(parts),
        next((part.only for part in parts if part.only), ""),
        kinds.every([part.decides for part in parts]),
        tuple(several for part in parts for several in part.named),
    )


def _any(parts: list[Condition]) -> Condition:
    if len(parts) == 1:
        return parts[0]
    tests = [part.test for part in parts]
    # An alternative without a bound may lie anywhere: then there is none.
    starts = [part.since for part in parts]
    ends = [part.until for part in parts]
    return Condition(
        lambda entry: any(test(entry) for test in tests),
        None if None in starts else min(one for one in starts if one),
        None if None in ends else max(one for one in ends if one),
        _logs(parts),
        decides=kinds.some([part.decides for part in parts]),
        named=(frozenset(text for part in parts for text in part.named[0]),)
        if all(part.named for part in parts)
        else (),
    )


def _not(part: Condition) -> Condition:
    return Condition(
        lambda entry: not part.test(entry), logs=part.logs, decides=kinds.negated(part.decides)
    )


def _logs(parts: list[Condition]) -> tuple[str, ...]:
    return tuple(log for part in parts for log in part.logs)


def _naming(text: str) -> tuple[frozenset[str], ...]:
    """The text as one that names something, if it does."""
    return (frozenset((text,)),) if naming.names(text) else ()


def _text(token: Token) -> str:
    """A value as it is meant: quotes off, escapes resolved."""
    text = str(token)
    if token.type != "QUOTED":
        return text
    return re.sub(
        r"\\(.)", lambda match: _ESCAPES.get(match[1], _kept(match)), text[1:-1], flags=re.S
    )


_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "'": "'", "\\": "\\"}


def _kept(match: re.Match[str]) -> str:
    # Unknown escapes stay as written, so that "\d" works in a regular expression.
    return match[0]
