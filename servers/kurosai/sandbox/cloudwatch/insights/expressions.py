"""Expressions of Logs Insights: what they evaluate to, and what of them SQLite can decide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.conditions import Condition, all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lark import Token

    from kurosai.sandbox.cloudwatch.insights.aggregates import Aggregate
    from kurosai.sandbox.cloudwatch.insights.rows import Row
    from kurosai.sandbox.cloudwatch.insights.values import Value

TEXT_FIELDS = {"@message": "message", "@logStream": "stream", "@log": "log"}
TIME_FIELDS = {"@timestamp": "at_ms", "@ingestionTime": "ingested_ms"}
COLUMNS = {**TEXT_FIELDS, **TIME_FIELDS, "@requestId": "request_id(message)"}
"""Field -> its SQL over the `lines` view."""


@dataclass(frozen=True, slots=True)
class Expr:
    """An expression; `label` is its text without spaces, which names its column.

    `exact` is SQL that is true where the expression is, `needed` SQL that is true at least there;
    both hold while its `names` mean what they mean in an event. `column` is SQL with its value.
    """

    label: str
    value: Callable[[Row], Value]
    at: Token
    names: frozenset[Token] = frozenset()
    depth: int = 1
    field: str | None = None
    constant: Value = None
    is_condition: bool = False
    aggregates: tuple[Aggregate, ...] = ()
    column: str | None = None
    exact: Condition | None = None
    needed: Condition | None = None

    def within(self, parts: Sequence[Expr]) -> Expr:
        """The same with what its parts bring: names, depth and aggregates."""
        return replace(
            self,
            names=frozenset(name for part in parts for name in part.names),
            depth=max((part.depth for part in parts), default=0) + 1,
            aggregates=tuple(one for part in parts for one in part.aggregates),
        )

    def in_parentheses(self) -> Expr:
        """The same, written in parentheses."""
        return replace(self, label=f"({self.label})")

    def with_constant(self, value: Value) -> Expr:
        """The same, known to be this value."""
        return replace(self, constant=value)


def conjunction(parts: list[Expr]) -> Expr:
    """`and`."""
    values = [part.value for part in parts]
    exact = [part.exact for part in parts if part.exact is not None]
    needed = [part.needed or part.exact for part in parts]
    return Expr(
        "and".join(part.label for part in parts),
        lambda row: int(all(value(row) for value in values)),
        parts[0].at,
        is_condition=True,
        exact=all_of(exact) if len(exact) == len(parts) else None,
        needed=all_of(one for one in needed if one is not None),
    ).within(parts)


def disjunction(parts: list[Expr]) -> Expr:
    """`or`."""
    values = [part.value for part in parts]
    exact = [part.exact for part in parts if part.exact is not None]
    needed = [one for part in parts if (one := part.needed or part.exact) is not None]
    return Expr(
        "or".join(part.label for part in parts),
        lambda row: int(any(value(row) for value in values)),
        parts[0].at,
        is_condition=True,
        exact=any_of(exact) if len(exact) == len(parts) else None,
        needed=any_of(needed) if len(needed) == len(parts) else None,
    ).within(parts)


def negation(part: Expr) -> Expr:
    """`not`: true wherever the condition is not, be it that a field is missing."""
    value = part.value

    def inverted(row: Row) -> Value:
        return int(not value(row))

    return replace(
        part,
        label=f"not{part.label}",
        value=inverted,
        depth=part.depth + 1,
        exact=None if part.exact is None else part.exact.negated(),
        needed=None,
        field=None,
        constant=None,
    )
