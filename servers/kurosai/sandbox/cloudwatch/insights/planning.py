"""What of a query SQLite can do: conditions, times to sort by, limits, counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.conditions import ALWAYS, Condition, all_of
from kurosai.sandbox.cloudwatch.insights.commands import (
    Command,
    Fields,
    Filter,
    Limit,
    Parse,
    Query,
    Sort,
    Stats,
)
from kurosai.sandbox.cloudwatch.insights.expressions import TIME_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kurosai.sandbox.cloudwatch.insights.expressions import Expr

_MAX_TERMS = 200
_MAX_DEPTH = 20
"""Comparisons in one statement, and levels of and, or, not: SQLite's parser bears little more."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read the events of a query, and what is left to do with them.

    `keeping` ends with the last of the query's first filters that SQL cannot do; what passes it
    has matched. It is empty where `where` says exactly what matches.
    """

    where: Condition
    ascending: bool
    order: str
    limit: int | None
    counted: Stats | None
    keeping: tuple[Command, ...]
    after: tuple[Command, ...]


def planned(query: Query, most: int) -> Plan:
    """The plan for a query that answers `most` rows at most."""
    commands = query.commands
    end = next(
        (
            i
            for i, one in enumerate(commands)
            if not isinstance(one, Fields | Filter | Parse | Sort)
        ),
        len(commands),
    )
    where, each = _pushed(commands[:end])
    after = commands[end:]
    made = _made(each)
    sorts = [one for one in each if isinstance(one, Sort)]
    order = _order(sorts, made)
    if order:
        each = tuple(one for one in each if not isinstance(one, Sort))
    first = sorts[-1].keys[0] if sorts else None
    counted, limit = None, None
    filters = [i for i, one in enumerate(each, start=1) if isinstance(one, Filter)]
    is_exact = not filters
    if is_exact and after and isinstance(after[0], Stats) and _is_count(after[0], made):
        # What is done to single rows before they are only counted is done for nothing.
        counted, each, after = after[0], (), after[1:]
    elif is_exact and not any(isinstance(one, Sort) for one in each):
        head = after[0] if after else Limit(most, query.commands[0].at)
        limit = head.count if isinstance(head, Limit) else None
    return Plan(
        where,
        # Events that the sort keys leave equal follow the first key's direction.
        ascending=first is not None and first.ascending,
        order=order,
        limit=limit,
        counted=counted,
        keeping=each[: filters[-1] if filters else 0],
        after=(*each[filters[-1] if filters else 0 :], *after),
    )


def _pushed(commands: Iterable[Command]) -> tuple[Condition, tuple[Command, ...]]:
    """The condition for SQL, and the commands without the filters that are wholly in it."""
    where, made, left = ALWAYS, set[str](), list[Command]()
    for command in commands:
        exact = None
        if isinstance(command, Filter) and not command.condition.names & made:
            exact = command.condition.exact
            for one in (exact, command.condition.needed):
                joined = where if one is None else all_of([where, one])
                if one is not None and joined.terms <= _MAX_TERMS and joined.depth <= _MAX_DEPTH:
                    where = joined
                    break
                if one is exact:
                    exact = None
        if exact is None:
            left.append(command)
        made |= _made([command])
    return where, tuple(left)


def _made(commands: Iterable[Command]) -> set[str]:
    """The fields that commands make: what SQL knows under these names is something else."""
    made: set[str] = set()
    for command in commands:
        if isinstance(command, Fields):
            made |= {column.label for column in command.columns if column.is_new}
        elif isinstance(command, Parse):
            made |= set(command.names)
    return made


def _order(sorts: list[Sort], made: set[str]) -> str:
    """ORDER BY of a single sort by times; empty for others, which are Python's."""
    if len(sorts) != 1:
        return ""
    keys = [(TIME_FIELDS.get(key.expr.field or ""), key) for key in sorts[0].keys]
    if any(column is None or key.expr.names & made for column, key in keys):
        return ""
    return ", ".join(f"{column} {'ASC' if key.ascending else 'DESC'}" for column, key in keys)


def _is_count(stats: Stats, made: set[str]) -> bool:
    """Whether it counts all rows, by columns that SQL has."""
    return all(_is_plain_count(column.expr) for column in stats.columns) and all(
        key.expr.column is not None and not key.expr.names & made for key in stats.keys
    )


def _is_plain_count(expr: Expr) -> bool:
    return (
        len(expr.aggregates) == 1
        and expr.aggregates[0].value is None
        and expr.label == expr.aggregates[0].label
    )
