"""A parsed Logs Insights query: its commands in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from lark import Token

    from kurosai.sandbox.cloudwatch.insights.expressions import Expr

MAX_ROWS = 100_000
"""The largest limit; without one a query gives up to 10,000 rows."""


@dataclass(frozen=True, slots=True)
class Column:
    """A value under a label."""

    expr: Expr
    label: str

    @property
    def is_new(self) -> bool:
        """Whether it makes a field, and not only shows one that is there."""
        return self.expr.field != self.label


@dataclass(frozen=True, slots=True)
class Fields:
    """`fields`: make and show; `display`: show these only (`only`)."""

    columns: tuple[Column, ...]
    only: bool
    at: Token


@dataclass(frozen=True, slots=True)
class Filter:
    """Keep the rows for which it holds."""

    condition: Expr
    at: Token


@dataclass(frozen=True, slots=True)
class Parse:
    """Take fields (`names`) out of the field `source`; a row that does not fit has none."""

    source: Token
    names: tuple[str, ...]
    extract: Callable[[str], dict[str, str] | None]
    at: Token


@dataclass(frozen=True, slots=True)
class Stats:
    """One row for each combination of `keys`; `columns` may stand on those before them."""

    columns: tuple[Column, ...]
    keys: tuple[Column, ...]
    at: Token


@dataclass(frozen=True, slots=True)
class SortKey:
    """What to sort by; `label` is also looked for among the columns."""

    expr: Expr
    ascending: bool


@dataclass(frozen=True, slots=True)
class Sort:
    """The first key decides, then the next."""

    keys: tuple[SortKey, ...]
    at: Token


@dataclass(frozen=True, slots=True)
class Limit:
    """The first `count` rows."""

    count: int
    at: Token


@dataclass(frozen=True, slots=True)
class Dedup:
    """The first row of each combination of values; rows without one of the values all stay."""

    names: tuple[Token, ...]
    at: Token


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row for each shape of text that recurs."""

    expr: Expr
    at: Token


Command = Fields | Filter | Parse | Stats | Sort | Limit | Dedup | Pattern


@dataclass(frozen=True, slots=True)
class Query:
    """Commands that have been checked against each other."""

    commands: tuple[Command, ...]

    @property
    def limit(self) -> int | None:
        """The last limit of the query itself."""
        counts = [one.count for one in self.commands if isinstance(one, Limit)]
        return counts[-1] if counts else None
