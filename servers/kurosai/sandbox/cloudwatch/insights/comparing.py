"""Conditions of Logs Insights, each with what SQLite can decide of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.conditions import Condition, all_of, any_of, contains
from kurosai.sandbox.cloudwatch.insights.expressions import (
    COLUMNS,
    TEXT_FIELDS,
    TIME_FIELDS,
    Expr,
    negation,
)
from kurosai.sandbox.cloudwatch.insights.malformed import misplaced
from kurosai.sandbox.cloudwatch.insights.values import before, equal, number_of, text_of
from kurosai.sandbox.cloudwatch.regular import BadExpression, Expression, compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lark import Token

    from kurosai.sandbox.cloudwatch.insights.values import Value


def compared(left: Expr, sign: Token, right: Expr) -> Expr:
    """`=`, `!=`, `<`, `>`, `<=`, `>=`; what is missing equals nothing and has no order."""
    if left.field in TIME_FIELDS and isinstance(right.constant, str):
        # AWS has no times as text in conditions: it would find nothing, and not say why.
        raise misplaced(right.at, f"{left.field} is compared with milliseconds since 1970.")
    if sign == "!=":
        same = compared(left, sign.update(value="="), right)
        return replace(negation(same), label=f"{left.label}!={right.label}")
    relation = _RELATIONS[str(sign)]
    one, other = left.value, right.value
    exact, needed = _in_sql(left, str(sign), right)
    return Expr(
        f"{left.label}{sign}{right.label}",
        lambda row: int(relation(one(row), other(row))),
        left.at,
        is_condition=True,
        exact=exact,
        needed=needed,
    ).within([left, right])


def like(left: Expr, literal: Token, text: str | Expression) -> Expr:
    """`like` and `=~`: whether a text has a text, or a match of an expression, in it."""
    if left.field in TIME_FIELDS:
        raise misplaced(left.at, f"{left.field} is a time: compare it with milliseconds.")
    value = left.value
    column = COLUMNS.get(left.field or "")
    exact: Condition | None = None
    needed: Condition | None = None
    if isinstance(text, str):
        if column is not None:
            exact = contains(column, text)
        elif left.field is not None and not re.fullmatch(r"[-+.0-9eE]*", text):
            needed = _somewhere(text)
        found = _has_text(value, text)
    else:
        if column is not None:
            exact = Condition(f"has_match(?, {column})", (regex_of(literal),))
        found = _has_match(value, text)
    return Expr(
        f"{left.label}like{literal}",
        found,
        left.at,
        is_condition=True,
        exact=exact,
        needed=needed,
    ).within([left])


def among(left: Expr, values: Sequence[Value]) -> Expr:
    """`in [...]`: equal to one of them."""
    value = left.value
    same = [_same(left, one) for one in values]
    exact = [condition for condition, _ in same if condition is not None]
    needed = [condition for _, condition in same if condition is not None]
    return Expr(
        f"{left.label}in[]",
        lambda row: int(any(equal(value(row), one) for one in values)),
        left.at,
        is_condition=True,
        exact=any_of(exact) if len(exact) == len(same) else None,
        needed=any_of(needed) if len(needed) == len(same) else None,
    ).within([left])


def regex_of(token: Token) -> str:
    """The expression between two slashes."""
    return str(token)[1:-1]


def read_regex(token: Token) -> Expression:
    """The compiled expression of a token. Raises MalformedQuery."""
    try:
        return compiled(regex_of(token))
    except BadExpression as error:
        raise misplaced(token, f"not a regular expression: {error.why}.") from None


def _in_sql(left: Expr, sign: str, right: Expr) -> tuple[Condition | None, Condition | None]:
    column = TIME_FIELDS.get(left.field or "")
    if column is not None and isinstance(right.constant, int):
        return Condition(f"({column} {sign} ?)", (right.constant,)), None
    if sign == "=":
        return _same(left, right.constant)
    return None, None


def _same(left: Expr, value: Value) -> tuple[Condition | None, Condition | None]:
    """Exact and needed SQL for "this field is this constant", as far as there is any."""
    if left.field is None or not isinstance(value, str):
        return None, None
    if left.field == "@requestId":
        # The substring first: it is cheap, and reading the id out of a line is not.
        same = Condition(f"({COLUMNS['@requestId']} = ?)", (value,))
        return all_of([contains("message", value), same]), None
    if left.field in TEXT_FIELDS:
        return Condition(f"({TEXT_FIELDS[left.field]} = ?)", (value,)), None
    if left.field in TIME_FIELDS or number_of(value) is not None or not value:
        return None, None
    return None, _somewhere(value)


def _somewhere(text: str) -> Condition:
    """Where a discovered field can have this text: JSON may write it otherwise, with a `\\`."""
    return Condition("(instr(message, ?) > 0 OR instr(message, '\\') > 0)", (text,))


def _has_text(value: Callable[..., Value], text: str) -> Callable[..., Value]:
    def found(row: object) -> Value:
        whole = text_of(value(row))
        return int(whole is not None and text in whole)

    return found


def _has_match(value: Callable[..., Value], expression: Expression) -> Callable[..., Value]:
    def found(row: object) -> Value:
        whole = text_of(value(row))
        return int(whole is not None and expression.search(whole))

    return found


_RELATIONS: dict[str, Callable[[Value, Value], bool]] = {
    "=": equal,
    "<": lambda left, right: before(left, right) is True,
    ">": lambda left, right: before(right, left) is True,
    "<=": lambda left, right: before(right, left) is False,
    ">=": lambda left, right: before(left, right) is False,
}
