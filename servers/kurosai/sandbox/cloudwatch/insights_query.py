"""A Logs Insights query as a value, and the fields that it may name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.conditions import ALWAYS, Condition

if TYPE_CHECKING:
    from lark import Token

MAX_ROWS = 100_000
"""The largest limit; without one a query gives up to 10,000 rows."""

TEXT_FIELDS = {
    "@message": "message",
    "@logStream": "stream",
    "@log": "log",
    "@requestId": "request_id(message)",
}
TIME_FIELDS = {"@timestamp": "at_ms", "@ingestionTime": "ingested_ms"}
COLUMNS = {**TEXT_FIELDS, **TIME_FIELDS}
"""Field -> its SQL over the `lines` view. `@ptr` is a field without a column."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field to show, under a label."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class GroupKey:
    """What `stats` groups by: a field, or time in steps of `step_ms`."""

    label: str
    sql: str
    is_time: bool


@dataclass(frozen=True, slots=True)
class Stats:
    """`stats count(*)`, its label, and its keys."""

    label: str
    keys: tuple[GroupKey, ...]


@dataclass(frozen=True, slots=True)
class SortKey:
    """A field, an alias or a column of `stats`, and the direction."""

    label: str
    ascending: bool
    at: Token


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. `columns` are the fields to show; `stats` replaces them."""

    columns: tuple[Column, ...] = ()
    where: Condition = ALWAYS
    stats: Stats | None = None
    sort: tuple[SortKey, ...] = ()
    limit: int | None = None
