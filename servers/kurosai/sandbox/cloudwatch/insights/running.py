"""Runs a parsed Logs Insights query over the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.conditions import ALWAYS, Condition, all_of
from kurosai.sandbox.cloudwatch.insights.clusters import CLUSTER_FIELDS
from kurosai.sandbox.cloudwatch.insights.commands import Fields, Parse, Pattern, Query, Stats
from kurosai.sandbox.cloudwatch.insights.pipeline import applied, ordered
from kurosai.sandbox.cloudwatch.insights.planning import Plan, planned
from kurosai.sandbox.cloudwatch.insights.rows import Row
from kurosai.sandbox.cloudwatch.insights.values import Instant, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kurosai.sandbox.cloudwatch.insights.values import Value
    from kurosai.sandbox.cloudwatch.store import Store

MESSAGE_CUT = 1_000
"""Characters of `@message` in a row; GetLogRecord has all of it."""
_DEFAULT_COLUMNS = ("@timestamp", "@message")

ResultRow = list[tuple[str, str]]
"""(field, value) pairs in the order of the query; a field without a value is left out."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a query found: its rows, and how much it went through."""

    rows: list[ResultRow]
    matched: int
    scanned: int
    bytes_scanned: int


@dataclass(slots=True)
class _Counted:
    """Passes rows on and counts them."""

    rows: Iterable[Row]
    count: int = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.count += 1
            yield row


def run(
    store: Store, scope: Condition, query: Query, limit: int, pointer: Callable[[int], str]
) -> Outcome:
    """The rows of a query within `scope`; `pointer` makes the `@ptr` of a database id.

    Without `sort`, the newest comes first. Raises TooSlow.
    """
    scanned, size = store.size(scope)
    plan = planned(query, limit)
    where = all_of([scope, plan.where])
    kept = _Counted(applied(plan.keeping, _read(store, where, plan), limit))
    passing = iter(kept)
    rows = _shown(query, applied(plan.after, passing, limit), limit, pointer)
    if plan.where is ALWAYS and not plan.keeping:
        matched = scanned
    elif plan.counted is not None or kept.count == plan.limit:
        # SQL has left out, or put together, what has matched.
        ((matched,),) = store.tally((), where)
    else:
        for _ in passing:  # what a limit left unread has matched as well
            pass
        matched = kept.count
    return Outcome(rows, matched, scanned, size)


def _read(store: Store, where: Condition, plan: Plan) -> Iterable[Row]:
    if plan.counted is not None:
        return _counted(store, where, plan.counted)
    events = store.scan(where, ascending=plan.ascending, order=plan.order, limit=plan.limit)
    return (Row(event, {}) for event in events)


def _counted(store: Store, where: Condition, stats: Stats) -> list[Row]:
    rows: list[Row] = []
    columns = [key.expr.column or "" for key in stats.keys]
    for *values, count in store.tally(columns, where):
        made: dict[str, Value] = {column.label: count for column in stats.columns}
        for key, value in zip(stats.keys, values, strict=True):
            made[key.label] = Instant(value) if isinstance(value, int) else value
        rows.append(Row(None, made))
    return ordered(stats, rows)


def _shown(
    query: Query, rows: Iterable[Row], limit: int, pointer: Callable[[int], str]
) -> list[ResultRow]:
    columns = _columns(query)
    result: list[ResultRow] = []
    for row in rows:
        if len(result) == limit:
            break
        values = [(name, row.get(name)) for name in columns]
        cells = [(name, _cell(name, value)) for name, value in values if value is not None]
        if row.event is not None:
            # Every row of an event ends with its pointer, asked for or not.
            cells.append(("@ptr", pointer(row.event.id)))
        result.append(cells)
    return result


def _cell(name: str, value: Value) -> str:
    text = shown(value)
    return text[:MESSAGE_CUT] if name == "@message" else text


def _columns(query: Query) -> list[str]:
    """What is shown: the last `display`, or all that `fields`, `parse` and `stats` name."""
    fields: list[str] = []
    parsed: list[str] = []
    only: list[str] | None = None
    for command in query.commands:
        match command:
            case Fields(columns, is_display):
                labels = [column.label for column in columns]
                if is_display:
                    only = labels
                else:
                    fields += labels
            case Parse(_, names):
                parsed += names
            case Stats(columns, keys):
                fields = [*(key.label for key in keys), *(column.label for column in columns)]
                parsed, only = [], None
            case Pattern():
                fields, parsed, only = list(CLUSTER_FIELDS), [], None
            case _:
                pass
    shown_fields = only if only is not None else [*(fields or _DEFAULT_COLUMNS), *parsed]
    return [name for name in dict.fromkeys(shown_fields) if name != "@ptr"]
