"""The Logs Insights language: its grammar, and a query's text as checked commands."""

from __future__ import annotations

from functools import cache

from kurosai.sandbox.cloudwatch.faults import MalformedQuery
from kurosai.sandbox.cloudwatch.grammar import Grammar, NotParsed
from kurosai.sandbox.cloudwatch.insights.building import builder
from kurosai.sandbox.cloudwatch.insights.checking import checked
from kurosai.sandbox.cloudwatch.insights.commands import Command, Query
from kurosai.sandbox.cloudwatch.insights.malformed import KNOWN, broken_off
from kurosai.sandbox.cloudwatch.insights.periods import PERIOD

_GRAMMAR = (
    r"""
start: _command ("|" _command)*
_command: fields | filter | parse | stats | sort | limit | dedup | pattern
fields: (FIELDS | DISPLAY) column ("," column)*
column: _value (AS NAME)?
filter: FILTER _value
parse: PARSE NAME (STRING AS NAME ("," NAME)* | REGEX)
stats: STATS column ("," column)* (BY column ("," column)*)?
sort: SORT sort_key ("," sort_key)*
sort_key: _value (ASC | DESC)?
limit: LIMIT NUMBER
dedup: DEDUP NAME ("," NAME)*
pattern: PATTERN _value

_value: either
either: both (OR both)*
both: _inverted (AND _inverted)*
_inverted: negation | _compared
negation: NOT _inverted
_compared: _sum | compared | like | within
compared: _sum COMPARED _sum
like: _sum NOT? LIKE (STRING | REGEX)
    | _sum MATCHES (STRING | REGEX)
within: _sum NOT? IN "[" _literal ("," _literal)* "]"
_literal: STRING | NUMBER | signed
signed: MINUS NUMBER
_sum: _product | total
total: _sum (PLUS | MINUS) _product
_product: _power | product
product: _product (STAR | SLASH | PERCENT) _power
_power: _unary | power
power: _unary CARET _power
_unary: _atom | minus
minus: MINUS _unary
_atom: constant | name | call | parentheses
constant: STRING | NUMBER
name: NAME
parentheses: "(" either ")"
call: NAME "(" (_argument ("," _argument)*)? ")"
_argument: either | STAR | PERIOD

FIELDS.3: /fields\b/i
DISPLAY.3: /display\b/i
FILTER.3: /filter\b/i
PARSE.3: /parse\b/i
STATS.3: /stats\b/i
SORT.3: /sort\b/i
LIMIT.3: /limit\b/i
DEDUP.3: /dedup\b/i
PATTERN.3: /pattern\b/i
AS.3: /as\b/i
BY.3: /by\b/i
AND.3: /and\b/i
OR.3: /or\b/i
NOT.3: /not\b/i
IN.3: /in\b/i
LIKE.3: /like\b/i
ASC.3: /asc\b/i
DESC.3: /desc\b/i
COMPARED: "=" | "!=" | "<=" | ">=" | "<" | ">"
MATCHES.2: "=~"
PLUS: "+"
MINUS: "-"
STAR: "*"
SLASH: "/"
PERCENT: "%"
CARET: "^"
NAME: /@{0,2}(?:`[^`]+`|[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_@]+)*)/
NUMBER: /[0-9]{1,18}(?:\.[0-9]{1,18})?(?![0-9A-Za-z_.])/
STRING: /"(?:[^"\\]|\\.)*"/s | /'(?:[^'\\]|\\.)*'/s
REGEX: /\/(?:[^\/\\\n]|\\.)+\//
COMMENT: /#[^\n]*/
%ignore COMMENT
%ignore /\s+/
"""
    + PERIOD
)


def parse(text: str) -> Query:
    """The query in `text`. Raises MalformedQuery, with offsets, for anything not known."""
    if not text.strip():
        raise MalformedQuery("The query is empty.", KNOWN)
    try:
        commands = _grammar().read(text)
    except NotParsed as stop:
        raise broken_off(text, stop) from None
    return checked(commands)


@cache
def _grammar() -> Grammar[tuple[Command, ...]]:
    return Grammar(_GRAMMAR, builder())
