"""Runs a parsed Logs Insights query over the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.conditions import Condition, all_of
from kurosai.sandbox.cloudwatch.insights_query import COLUMNS, TIME_FIELDS, Column, Query, Stats
from kurosai.sandbox.cloudwatch.lambda_lines import request_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from kurosai.sandbox.cloudwatch.records import Event
    from kurosai.sandbox.cloudwatch.store import Store

MESSAGE_CUT = 1_000
"""Characters of `@message` in a row; GetLogRecord has all of it."""
_DEFAULT_COLUMNS = (Column("@timestamp", "@timestamp"), Column("@message", "@message"))
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Row = list[tuple[str, str]]
"""(field, value) pairs in the order of the query; a field without a value is left out."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a query found: its rows, and how much it went through."""

    rows: list[Row]
    matched: int
    scanned: int
    bytes_scanned: int


def run(
    store: Store, scope: Condition, query: Query, limit: int, pointer: Callable[[int], str]
) -> Outcome:
    """The rows of a query within `scope`; `pointer` makes the `@ptr` of a database id.

    Without `sort`, the newest comes first.
    """
    where = all_of([scope, query.where])
    ((scanned, size),) = store.aggregate("count(*), total(length(CAST(message AS BLOB)))", scope)
    ((matched,),) = store.aggregate("count(*)", where)
    if query.stats is not None:
        rows = _counted(store, where, query, query.stats, limit)
    else:
        rows = _events(store, where, query, limit, pointer)
    return Outcome(rows, matched, scanned, int(size))


def spoken_time(at_ms: int) -> str:
    """A time as Insights prints it: `2025-11-04 18:14:40.914`."""
    at = _EPOCH + timedelta(milliseconds=at_ms)
    return f"{at:%Y-%m-%d %H:%M:%S}.{at_ms % 1000:03d}"


def record(event: Event) -> dict[str, str]:
    """Every field of one event, the whole message and times in milliseconds: GetLogRecord."""
    request = request_id(event.message)
    return {
        "@timestamp": str(event.at_ms),
        "@ingestionTime": str(event.ingested_ms),
        "@log": event.log,
        "@logStream": event.stream,
        "@message": event.message,
        **({} if request is None else {"@requestId": request}),
    }


def _events(
    store: Store, where: Condition, query: Query, limit: int, pointer: Callable[[int], str]
) -> list[Row]:
    columns = tuple(dict.fromkeys(query.columns)) or _DEFAULT_COLUMNS
    fields = {**{name: name for name in COLUMNS}, **{c.label: c.name for c in columns}}
    order = ", ".join(
        f"{COLUMNS[fields[key.label]]} {'ASC' if key.ascending else 'DESC'}" for key in query.sort
    )
    # Events that the sort keys leave equal follow the first key's direction.
    ascending = bool(query.sort) and query.sort[0].ascending
    found = store.select(where, limit=limit, ascending=ascending, order=order)
    return [_row(event, columns, pointer) for event in found]


def _row(event: Event, columns: tuple[Column, ...], pointer: Callable[[int], str]) -> Row:
    values = record(event)
    row: Row = []
    for column in columns:
        value = values.get(column.name)
        if value is None:
            continue
        if column.name in TIME_FIELDS:
            value = spoken_time(int(value))
        row.append((column.label, value[:MESSAGE_CUT] if column.name == "@message" else value))
    # Every row ends with its pointer, asked for or not.
    return [*row, ("@ptr", pointer(event.id))]


def _counted(store: Store, where: Condition, query: Query, stats: Stats, limit: int) -> list[Row]:
    labels = [*(key.label for key in stats.keys), stats.label]
    columns = ", ".join([*(key.sql for key in stats.keys), "count(*)"])
    groups = ", ".join(str(number) for number in range(1, len(labels)))
    order = [
        f"{labels.index(key.label) + 1} {'ASC' if key.ascending else 'DESC'}" for key in query.sort
    ] or [
        f"{number} {'DESC' if key.is_time else 'ASC'}"
        for number, key in enumerate(stats.keys, start=1)
    ]
    tail = f"GROUP BY {groups} ORDER BY {', '.join(order)}" if groups else ""
    rows = store.aggregate(columns, where, f"{tail} LIMIT {int(limit)}")
    times = [*(key.is_time for key in stats.keys), False]
    return [
        [
            (label, spoken_time(value) if is_time else str(value))
            for label, value, is_time in zip(labels, row, times, strict=True)
            if value is not None
        ]
        for row in rows
    ]
