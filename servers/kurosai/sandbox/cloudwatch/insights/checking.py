"""Which commands may follow which, and which fields are there: what the grammar cannot say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lark import Token

from kurosai.sandbox.cloudwatch.insights.clusters import CLUSTER_FIELDS
from kurosai.sandbox.cloudwatch.insights.commands import (
    Column,
    Command,
    Dedup,
    Fields,
    Filter,
    Limit,
    Parse,
    Pattern,
    Query,
    Sort,
    Stats,
)
from kurosai.sandbox.cloudwatch.insights.malformed import misplaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kurosai.sandbox.cloudwatch.insights.expressions import Expr

_MAX_STATS = 2
"""`stats` commands in one query, as AWS allows."""


def checked(commands: Sequence[Command]) -> Query:
    """The query of these commands. Raises MalformedQuery at the first that cannot be there."""
    check = _Check()
    for command in commands:
        check.order(command)
        check.fields(command)
    return Query(tuple(commands))


@dataclass(slots=True)
class _Check:
    known: set[str] | None = None
    """The fields that there are; None while rows are events, which have any."""
    previous: Command | None = None
    limited: bool = False
    sorted_at: Token | None = None
    stats: int = 0

    def order(self, command: Command) -> None:
        """Check the place of a command."""
        if isinstance(self.previous, Dedup) and not isinstance(command, Limit):
            raise misplaced(command.at, "only limit comes after dedup.")
        if self.limited and not isinstance(command, Fields | Limit):
            raise misplaced(command.at, "only fields and display come after limit.")
        if isinstance(command, Pattern) and self.known is not None:
            raise misplaced(command.at, "pattern is for events, before stats and other patterns.")
        if isinstance(command, Stats):
            self.stats += 1
            if self.stats > _MAX_STATS:
                raise misplaced(command.at, f"a query has at most {_MAX_STATS} stats.")
            if self.stats > 1 and self.sorted_at is not None:
                raise misplaced(self.sorted_at, "sort comes after the second stats.")
        if isinstance(command, Sort) and self.stats:
            self.sorted_at = command.at
        self.limited = self.limited or isinstance(command, Limit)
        self.previous = command

    def fields(self, command: Command) -> None:
        """Check the names in a command, and take note of those that it makes."""
        match command:
            case Fields(columns):
                self._columns(columns)
            case Filter(condition):
                self._expr(condition)
            case Parse(source, names):
                self._names([source])
                self._made(names)
            case Sort(keys):
                for key in keys:
                    if self.known is None or key.expr.label not in self.known:
                        self._expr(key.expr)
            case Dedup(names):
                self._names(names)
            case Pattern(expr):
                self._expr(expr)
                self.known = set(CLUSTER_FIELDS)
            case Stats():
                self._stats(command)
            case Limit():
                pass

    def _columns(self, columns: Iterable[Column]) -> None:
        for column in columns:
            if column.expr.field != "@ptr" and not self._is_result(column.expr):
                self._expr(column.expr)
            self._made((column.label,))

    def _is_result(self, expr: Expr) -> bool:
        """Whether it is the label of a column of `stats`, as in `display count(*)`."""
        return self.known is not None and expr.label in self.known

    def _stats(self, command: Stats) -> None:
        for key in command.keys:
            self._expr(key.expr)
        labels: set[str] = set()
        for column in command.columns:
            for aggregate in column.expr.aggregates:
                self._names(aggregate.names)
            for name in column.expr.names:
                if name not in labels:
                    raise misplaced(
                        name, "outside the functions of stats, only columns before it can stand."
                    )
            if not column.expr.aggregates and not column.expr.names:
                raise misplaced(column.expr.at, "stats needs a function such as count(*).")
            labels.add(column.label)
        self.known = {*labels, *(key.label for key in command.keys)}

    def _expr(self, expr: Expr) -> None:
        if expr.aggregates:
            raise misplaced(expr.at, f"{expr.at} has its place in stats.")
        self._names(expr.names)

    def _names(self, names: Iterable[Token]) -> None:
        for name in names:
            if name == "@ptr":
                raise misplaced(name, "@ptr can be shown, and nothing else.")
            if self.known is not None and name not in self.known:
                shown = ", ".join(sorted(self.known))
                raise misplaced(name, f"here it must be one of {shown}.")

    def _made(self, names: Iterable[str]) -> None:
        if self.known is not None:
            self.known.update(names)
