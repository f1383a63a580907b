"""The commands of a query, each as what it does to the rows that come to it."""

from __future__ import annotations

import heapq
from itertools import islice
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.insights.clusters import clustered
from kurosai.sandbox.cloudwatch.insights.commands import (
    Column,
    Command,
    Dedup,
    Fields,
    Filter,
    Limit,
    Parse,
    Pattern,
    Sort,
    Stats,
)
from kurosai.sandbox.cloudwatch.insights.rows import Row
from kurosai.sandbox.cloudwatch.insights.values import Instant, order_of, shown, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kurosai.sandbox.cloudwatch.insights.aggregates import Tally
    from kurosai.sandbox.cloudwatch.insights.values import Order, Value


def applied(commands: Sequence[Command], rows: Iterable[Row], most: int) -> Iterable[Row]:
    """The rows after all commands; of what is sorted last, `most` are enough."""
    for place, command in enumerate(commands):
        if isinstance(command, Sort):
            rows = _sorted(command, rows, _enough(commands[place + 1 :], most))
        else:
            rows = _applied(command, rows)
    return rows


def _applied(command: Command, rows: Iterable[Row]) -> Iterable[Row]:
    match command:
        case Fields(columns):
            made = [column for column in columns if column.is_new]
            return _made(made, rows) if made else rows
        case Filter(condition):
            holds = condition.value
            return (row for row in rows if holds(row))
        case Parse():
            return _parsed(command, rows)
        case Stats():
            return _grouped(command, rows)
        case Limit(count):
            return islice(rows, count)
        case Dedup(names):
            return _distinct(names, rows)
        case Pattern(expr):
            return clustered(rows, expr.value)
        case Sort():
            return _sorted(command, rows, None)


def _made(columns: list[Column], rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        for column in columns:
            row.made[column.label] = _value(column, row)
        yield row


def _value(column: Column, row: Row) -> Value:
    # A column of stats is known by its label: `display count(*) as n`.
    label = column.expr.label
    return row.made[label] if label in row.made else column.expr.value(row)


def _parsed(command: Parse, rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        text = text_of(row.get(command.source))
        if text is not None:
            row.made.update(command.extract(text) or {})
        yield row


def _distinct(names: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        values = [row.get(name) for name in names]
        if None not in values:
            key = tuple(map(shown, values))
            if key in seen:
                continue
            seen.add(key)
        yield row


class _Descending:
    """Turns an order around."""

    __slots__ = ("order",)

    def __init__(self, order: Order) -> None:
        self.order = order

    def __lt__(self, other: _Descending) -> bool:
        return other.order < self.order

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Descending) and other.order == self.order

    __hash__ = None  # type: ignore[assignment]


def _enough(after: Sequence[Command], most: int) -> int | None:
    """How many rows of a sort can ever be seen; None if all of them matter."""
    for command in after:
        if isinstance(command, Limit):
            return command.count
        if not isinstance(command, Fields):
            return None
    return most


def _sorted(command: Sort, rows: Iterable[Row], enough: int | None) -> list[Row]:
    keys = [(key.expr.label, key.expr.value, key.ascending) for key in command.keys]

    def place(row: Row) -> list[Order | _Descending]:
        found: list[Order | _Descending] = []
        for label, value, ascending in keys:
            order = order_of(row.made[label] if label in row.made else value(row))
            found.append(order if ascending else _Descending(order))
        return found

    if enough is None:
        return sorted(rows, key=place)
    # The same rows in the same order, without keeping the others.
    return heapq.nsmallest(enough, rows, key=place)


def _grouped(command: Stats, rows: Iterable[Row]) -> list[Row]:
    aggregates = [one for column in command.columns for one in column.expr.aggregates]
    groups: dict[tuple[str | None, ...], tuple[list[Value], list[Tally]]] = {}
    for row in rows:
        values = [key.expr.value(row) for key in command.keys]
        name = tuple(None if value is None else shown(value) for value in values)
        group = groups.get(name)
        if group is None:
            group = groups[name] = (values, [one.tally() for one in aggregates])
        at = row.get("@timestamp")
        at_ms = at if isinstance(at, int) else 0
        for aggregate, tally in zip(aggregates, group[1], strict=True):
            value = 1 if aggregate.value is None else aggregate.value(row)
            if value is not None:
                tally.add(value, at_ms)
    if not groups and not command.keys:
        groups[()] = ([], [one.tally() for one in aggregates])
    return ordered(command, [_result(command, *group) for group in groups.values()])


def _result(command: Stats, values: list[Value], tallies: list[Tally]) -> Row:
    labels = [one.label for column in command.columns for one in column.expr.aggregates]
    row = Row(None, dict(zip(labels, (tally.answer() for tally in tallies), strict=True)))
    for column in command.columns:
        row.made[column.label] = column.expr.value(row)
    for key, value in zip(command.keys, values, strict=True):
        row.made[key.label] = value
    return row


def ordered(command: Stats, rows: list[Row]) -> list[Row]:
    """The rows of `stats` by their keys: times from the newest, all others upwards."""
    for key in reversed(command.keys):
        is_time = any(isinstance(row.made[key.label], Instant) for row in rows)
        rows.sort(key=lambda row: order_of(row.made[key.label]), reverse=is_time)
    return rows
