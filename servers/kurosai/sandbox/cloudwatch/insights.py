"""The part of the Logs Insights language that the local world has, parsed.

`fields`, `filter`, `sort`, `limit` and `stats count(*)`. Everything else, whether AWS has it or
not, is a MalformedQuery that names the unknown part and its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from lark import Token, Transformer

from kurosai.sandbox.cloudwatch.conditions import Condition, all_of, any_of, contains
from kurosai.sandbox.cloudwatch.faults import MalformedQuery
from kurosai.sandbox.cloudwatch.grammar import Grammar, NotParsed
from kurosai.sandbox.cloudwatch.insights_query import (
    COLUMNS,
    MAX_ROWS,
    TEXT_FIELDS,
    TIME_FIELDS,
    Column,
    GroupKey,
    Query,
    SortKey,
    Stats,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_TERMS = 200
_MAX_DEPTH = 20
"""Comparisons in one query, and levels of and, or, not: SQLite's parser bears little more."""
_KNOWN = (
    "The local world knows fields, filter (=, !=, like, not like, =~, in, and, or, not), sort,"
    " limit and stats count(*) by bin(...) or a field, over " + ", ".join([*COLUMNS, "@ptr"]) + "."
)
_UNIT_MS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}

_GRAMMAR = r"""
start: command ("|" command)*
?command: fields | filter | sort | limit | stats
fields: FIELDS column ("," column)*
column: FIELD (AS NAME)?
filter: FILTER either
?either: both (OR both)*
?both: unary (AND unary)*
?unary: NOT unary -> negation
      | "(" either ")"
      | FIELD COMPARED literal -> compared
      | FIELD NOT? LIKE (STRING | REGEX) -> like
      | FIELD MATCHES (STRING | REGEX) -> like
      | FIELD NOT? IN "[" literal ("," literal)* "]" -> within
?literal: STRING | NUMBER
sort: SORT sort_key ("," sort_key)*
sort_key: (FIELD | NAME | BIN | COUNT) (ASC | DESC)?
limit: LIMIT NUMBER
stats: STATS COUNT (AS NAME)? (BY group ("," group)*)?
group: (FIELD | BIN) (AS NAME)?

FIELDS.3: /fields\b/i
FILTER.3: /filter\b/i
SORT.3: /sort\b/i
LIMIT.3: /limit\b/i
STATS.3: /stats\b/i
AS.3: /as\b/i
BY.3: /by\b/i
AND.3: /and\b/i
OR.3: /or\b/i
NOT.3: /not\b/i
IN.3: /in\b/i
LIKE.3: /like\b/i
ASC.3: /asc\b/i
DESC.3: /desc\b/i
COUNT.3: /count\(\s*\*?\s*\)/i
BIN.3: /bin\(\s*[0-9]{1,9}\s*[smhd]\s*\)/i
COMPARED: "=" | "!=" | "<=" | ">=" | "<" | ">"
MATCHES.2: "=~"
FIELD: /@[A-Za-z]+/
NAME: /[A-Za-z_][A-Za-z0-9_.]*/
NUMBER: /[0-9]{1,18}(?![0-9])/
STRING: /"(?:[^"\\]|\\.)*"/s | /'(?:[^'\\]|\\.)*'/s
REGEX: /\/(?:[^\/\\\n]|\\.)+\//
COMMENT: /#[^\n]*/
%ignore COMMENT
%ignore /\s+/
"""


@dataclass(frozen=True, slots=True)
class _Command:
    at: Token
    value: Any


def parse(text: str) -> Query:
    """The query in `text`. Raises MalformedQuery, with offsets, for anything not known."""
    if not text.strip():
        raise MalformedQuery("The query is empty.", _KNOWN)
    try:
        commands = _grammar().read(text)
    except NotParsed as stop:
        raise _refusal(text, stop) from None
    return _assembled(commands)


class _Builder(Transformer[Token, "list[_Command]"]):
    """Turns each rule into a value while the parser runs: no tree, so no depth to exhaust."""

    def start(self, children: list[_Command]) -> list[_Command]:
        return children

    def fields(self, children: list[Any]) -> _Command:
        return _Command(children[0], tuple(children[1:]))

    def column(self, children: list[Token]) -> Column:
        name = _field(children[0], {*COLUMNS, "@ptr"})
        return Column(name, str(children[-1]))

    def filter(self, children: list[Any]) -> _Command:
        return _Command(children[0], children[1])

    def either(self, children: list[Any]) -> Condition:
        return any_of(child for child in children if isinstance(child, Condition))

    def both(self, children: list[Any]) -> Condition:
        return all_of(child for child in children if isinstance(child, Condition))

    def negation(self, children: list[Any]) -> Condition:
        return children[1].negated()

    def compared(self, children: list[Token]) -> Condition:
        name, sign, literal = children
        if name in TIME_FIELDS:
            if literal.type != "NUMBER":
                raise _misplaced(literal, f"{name} is compared with milliseconds since 1970.")
            return Condition(f"({TIME_FIELDS[name]} {sign} ?)", (int(literal),))
        if sign not in ("=", "!="):
            raise _misplaced(sign, f"{name} is text: compare it with = or !=.")
        same = _same(_field(name, TEXT_FIELDS), _plain(literal))
        return same if sign == "=" else same.negated()

    def like(self, children: list[Token]) -> Condition:
        name, pattern = children[0], children[-1]
        column = TEXT_FIELDS[_field(name, TEXT_FIELDS)]
        if pattern.type == "STRING":
            found = contains(column, _plain(pattern))
        else:
            found = Condition(f"has_match(?, {column})", (_regex(pattern),))
        return found.negated() if children[1].type == "NOT" else found

    def within(self, children: list[Token]) -> Condition:
        name = _field(children[0], TEXT_FIELDS)
        values = [child for child in children[1:] if child.type in ("STRING", "NUMBER")]
        found = any_of(_same(name, _plain(value)) for value in values)
        return found.negated() if children[1].type == "NOT" else found

    def sort(self, children: list[Any]) -> _Command:
        return _Command(children[0], tuple(children[1:]))

    def sort_key(self, children: list[Token]) -> SortKey:
        return SortKey(_label(children[0]), children[-1].type != "DESC", children[0])

    def limit(self, children: list[Token]) -> _Command:
        count = int(children[1])
        if not 1 <= count <= MAX_ROWS:
            raise _misplaced(children[1], f"a limit is 1 to {MAX_ROWS}.")
        return _Command(children[0], count)

    def stats(self, children: list[Any]) -> _Command:
        keys = tuple(child for child in children if isinstance(child, GroupKey))
        alias = len(children) > 3 and children[2].type == "AS"
        label = str(children[3]) if alias else _label(children[1])
        return _Command(children[0], Stats(label, keys))

    def group(self, children: list[Token]) -> GroupKey:
        key, label = children[0], _label(children[-1])
        if key.type == "FIELD":
            name = _field(key, COLUMNS)
            return GroupKey(label, COLUMNS[name], name in TIME_FIELDS)
        count, unit = re.findall(r"[0-9]+|[smhd](?=\s*\))", key.lower())
        step_ms = int(count) * _UNIT_MS[unit]
        if not 0 < step_ms <= 366 * _UNIT_MS["d"]:
            raise _misplaced(key, "a bin is 1 second to 366 days.")
        return GroupKey(label, f"(at_ms / {step_ms} * {step_ms})", True)


def _assembled(commands: Sequence[_Command]) -> Query:
    """One query of the commands, in the orders whose meaning is the same as "filter first"."""
    columns: tuple[Column, ...] = ()
    conditions: list[Condition] = []
    stats: Stats | None = None
    sort: tuple[SortKey, ...] = ()
    limit: int | None = None
    for command in commands:
        word = command.at.type
        if limit is not None or (word in ("STATS", "FILTER", "FIELDS") and stats is not None):
            raise _misplaced(
                command.at, "nothing comes after limit, only sort and limit after stats."
            )
        if word == "FIELDS":
            columns += command.value
        elif word == "FILTER":
            conditions.append(command.value)
        elif word == "STATS":
            # A sort before stats orders what is then only counted.
            stats, sort = command.value, ()
        elif word == "SORT":
            sort = command.value
        else:
            limit = command.value
    where = all_of(conditions)
    if where.terms > _MAX_TERMS or where.depth > _MAX_DEPTH:
        raise MalformedQuery(
            f"The query is too large for the local world: {where.terms} comparisons, nested"
            f" {where.depth} deep; {_MAX_TERMS} and {_MAX_DEPTH} are the most."
        )
    _check_sort(sort, columns, stats)
    return Query(columns, where, stats, sort, limit)


def _check_sort(
    sort: tuple[SortKey, ...], columns: tuple[Column, ...], stats: Stats | None
) -> None:
    known = {*COLUMNS, *(column.label for column in columns)} - {"@ptr"}
    if stats is not None:
        known = {stats.label, *(key.label for key in stats.keys)}
    for key in sort:
        if key.label not in known:
            raise _misplaced(key.at, f"sort by one of {', '.join(sorted(known))}.")


@cache
def _grammar() -> Grammar[list[_Command]]:
    return Grammar(_GRAMMAR, _Builder())


def _field(token: Token, known: Any) -> str:
    if token not in known:
        raise _misplaced(token, f"here it must be one of {', '.join(sorted(known))}.")
    return str(token)


def _label(token: Token) -> str:
    """The column name that AWS gives: spaces inside `count( * )` and `bin( 5m )` are gone."""
    return re.sub(r"\s+", "", str(token))


def _same(name: str, value: str) -> Condition:
    same = Condition(f"({TEXT_FIELDS[name]} = ?)", (value,))
    if name != "@requestId":
        return same
    # The substring first: it is cheap, and reading the id out of a line is not.
    return all_of([contains("message", value), same])


def _plain(token: Token) -> str:
    if token.type == "NUMBER":
        return str(token)
    return re.sub(r"\\(.)", r"\1", str(token)[1:-1], flags=re.DOTALL)


def _regex(token: Token) -> str:
    pattern = str(token)[1:-1]
    try:
        re.compile(pattern)
    except re.error as error:
        raise _misplaced(token, f"not a regular expression: {error}.") from None
    return pattern


def _misplaced(token: Token, why: str) -> MalformedQuery:
    return _unexpected(str(token), why, start=token.start_pos or 0)


def _refusal(text: str, stop: NotParsed) -> MalformedQuery:
    if stop.token is not None:
        return _misplaced(stop.token, _KNOWN)
    if stop.at == len(text):
        return MalformedQuery(
            "The query ends where more is needed.", _KNOWN, start=stop.at, end=stop.at
        )
    word = re.match(r"\w+|.", text[stop.at :], re.DOTALL)
    return _unexpected(word.group() if word else "", _KNOWN, start=stop.at)


def _unexpected(part: str, why: str, *, start: int) -> MalformedQuery:
    shown = part if len(part) <= 60 else f"{part[:60]}..."
    return MalformedQuery(
        f"unexpected {shown!r} at position {start}: {why}", start=start, end=start + len(part)
    )
