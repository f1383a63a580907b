"""Turns each rule of the grammar into a value while the parser runs: no tree, no depth."""

from __future__ import annotations

import re
from typing import Any

from lark import Token, Transformer

from kurosai.sandbox.cloudwatch.insights.calling import called
from kurosai.sandbox.cloudwatch.insights.commands import (
    MAX_ROWS,
    Column,
    Command,
    Dedup,
    Fields,
    Filter,
    Limit,
    Parse,
    Pattern,
    Sort,
    SortKey,
    Stats,
)
from kurosai.sandbox.cloudwatch.insights.comparing import among, compared, like, read_regex
from kurosai.sandbox.cloudwatch.insights.expressions import (
    COLUMNS,
    Expr,
    conjunction,
    disjunction,
    negation,
)
from kurosai.sandbox.cloudwatch.insights.extracting import by_glob, by_regex
from kurosai.sandbox.cloudwatch.insights.functions import ARITHMETIC
from kurosai.sandbox.cloudwatch.insights.malformed import misplaced
from kurosai.sandbox.cloudwatch.insights.values import Value, tidy

_MAX_DEPTH = 100
"""Levels of an expression: each is one of recursion when it is evaluated."""


class _Builder(Transformer[Token, "tuple[Command, ...]"]):
    def start(self, children: list[Command]) -> tuple[Command, ...]:
        return tuple(children)

    # commands

    def fields(self, children: list[Any]) -> Command:
        return Fields(tuple(children[1:]), children[0].type == "DISPLAY", children[0])

    def column(self, children: list[Any]) -> Column:
        expr = children[0]
        label = expr.label if expr.field is None else expr.field
        return Column(expr, _name(children[2]) if len(children) > 1 else label)

    def filter(self, children: list[Any]) -> Command:
        condition = children[1]
        if not condition.is_condition:
            raise misplaced(condition.at, "filter needs a condition, such as a comparison.")
        if condition.aggregates:
            raise misplaced(condition.at, "functions of stats have no place in a filter.")
        return Filter(condition, children[0])

    def parse(self, children: list[Token]) -> Command:
        at, source, literal = children[:3]
        if literal.type == "REGEX":
            names, extract = by_regex(literal)
            return Parse(_name(source), names, extract, at)
        names = tuple(_name(token) for token in children[4:])
        return Parse(_name(source), names, by_glob(literal, _plain(literal), names), at)

    def stats(self, children: list[Any]) -> Command:
        by = next((i for i, one in enumerate(children) if isinstance(one, Token) and i), None)
        columns = tuple(children[1:by])
        keys = () if by is None else tuple(children[by + 1 :])
        return Stats(columns, keys, children[0])

    def sort(self, children: list[Any]) -> Command:
        return Sort(tuple(children[1:]), children[0])

    def sort_key(self, children: list[Any]) -> SortKey:
        return SortKey(children[0], len(children) == 1 or children[1].type != "DESC")

    def limit(self, children: list[Token]) -> Command:
        count = str(children[1])
        if not count.isdigit() or not 1 <= int(count) <= MAX_ROWS:
            raise misplaced(children[1], f"a limit is 1 to {MAX_ROWS}.")
        return Limit(int(count), children[0])

    def dedup(self, children: list[Token]) -> Command:
        return Dedup(tuple(map(_name, children[1:])), children[0])

    def pattern(self, children: list[Any]) -> Command:
        return Pattern(children[1], children[0])

    # conditions

    def either(self, children: list[Any]) -> Expr:
        parts = [child for child in children if isinstance(child, Expr)]
        return parts[0] if len(parts) == 1 else _bounded(disjunction(_conditions(parts)))

    def both(self, children: list[Any]) -> Expr:
        parts = [child for child in children if isinstance(child, Expr)]
        return parts[0] if len(parts) == 1 else _bounded(conjunction(_conditions(parts)))

    def negation(self, children: list[Any]) -> Expr:
        return _bounded(negation(_conditions([children[1]])[0]))

    def compared(self, children: list[Any]) -> Expr:
        left, sign, right = children
        return _bounded(compared(left, sign, right))

    def like(self, children: list[Any]) -> Expr:
        literal = children[-1]
        text = _plain(literal) if literal.type == "STRING" else read_regex(literal)
        found = like(children[0], literal, text)
        return negation(found) if children[1].type == "NOT" else found

    def within(self, children: list[Any]) -> Expr:
        values = [one for one in children[1:] if not isinstance(one, Token) or one.type in _PLAIN]
        found = among(children[0], [_constant(one) for one in values])
        return negation(found) if children[1].type == "NOT" else found

    def signed(self, children: list[Token]) -> Expr:
        return _negative(self.constant(children[1:]), children[0])

    # values

    def product(self, children: list[Any]) -> Expr:
        return _arithmetic(*children)

    total = power = product

    def minus(self, children: list[Any]) -> Expr:
        return _negative(children[1], children[0])

    def parentheses(self, children: list[Expr]) -> Expr:
        return children[0].in_parentheses()

    def constant(self, children: list[Token]) -> Expr:
        token = children[0]
        value = _constant(token)
        return Expr(str(token), lambda row: value, token, constant=value)

    def name(self, children: list[Token]) -> Expr:
        token = children[0]
        name = _name(token)
        return Expr(
            name,
            lambda row: row.get(name),
            token,
            names=frozenset((name,)),
            field=name,
            column=COLUMNS.get(name),
        )

    def call(self, children: list[Any]) -> Expr:
        return _bounded(called(children[0], children[1:]))


def builder() -> Transformer[Token, tuple[Command, ...]]:
    """What makes commands of the rules of the grammar, without a tree between."""
    return _Builder()


_PLAIN = ("STRING", "NUMBER")


def _arithmetic(left: Expr, sign: Token, right: Expr) -> Expr:
    compute = ARITHMETIC[str(sign)]
    one, other = left.value, right.value
    label = f"{left.label}{sign}{right.label}"
    return _bounded(
        Expr(label, lambda row: compute([one(row), other(row)]), left.at).within([left, right])
    )


def _negative(expr: Expr, at: Token) -> Expr:
    zero = Expr("", lambda row: 0, at)
    negative = _arithmetic(zero, at, expr)
    if isinstance(expr.constant, int | float):
        return negative.with_constant(-expr.constant)
    return negative


def _conditions(parts: list[Expr]) -> list[Expr]:
    for part in parts:
        if not part.is_condition:
            raise misplaced(part.at, "and, or and not combine conditions, such as comparisons.")
    return parts


def _bounded(expr: Expr) -> Expr:
    if expr.depth > _MAX_DEPTH:
        raise misplaced(
            expr.at,
            f"here begins an expression of more than {_MAX_DEPTH} levels, which is too large for"
            " the local world.",
        )
    return expr


def _constant(given: Token | Expr) -> Value:
    if isinstance(given, Expr):
        return given.constant
    if given.type == "STRING":
        return _plain(given)
    return tidy(float(given)) if "." in given else int(given)


def _name(token: Token) -> Token:
    """A field's name without the backticks, with its place."""
    return token.update(value=token.replace("`", ""))


def _plain(token: Token) -> str:
    return re.sub(r"\\(.)", r"\1", str(token)[1:-1], flags=re.DOTALL)
