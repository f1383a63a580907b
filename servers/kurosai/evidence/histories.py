"""Many cases at once, by page, so that a ledger of any size fits into the memory of a command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from kurosai.evidence import codec, schema
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Event

PAGE = 1_000
"""Events of a page: some megabytes."""

_EVENT = schema.event


def of_cases(
    ledger: Ledger,
    begins: str,
    kinds: Sequence[str],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Iterator[tuple[Event, ...]]:
    """Case by case its events of some kinds, oldest first; the cases come in no useful order.

    Only cases that have an event of the kind `begins` from `since` on and before `until`, both to
    the second. One page of events is held at a time. Raises LedgerFailed.
    """
    columns = _EVENT.c
    wanted = sa.select(_EVENT).where(columns.kind.in_([begins, *kinds]))
    if since is not None or until is not None:
        wanted = wanted.where(sa.exists(_begun(begins, since, until)))
    order = (columns.case_id, columns.sequence)

    def after(last: Event | None) -> sa.Select[Any]:
        if last is None:
            return wanted.order_by(*order)
        place = sa.tuple_(sa.literal(last.case), sa.literal(last.sequence))
        return wanted.where(sa.tuple_(*order) > place).order_by(*order)

    for _, events in groupby(_paged(ledger, after), key=attrgetter("case")):
        yield tuple(events)


def of_kind(ledger: Ledger, kind: str, *, holding: str = "") -> Iterator[Event]:
    """All events of one kind, oldest first; those whose body has a text in it, in any case."""
    columns = _EVENT.c
    wanted = sa.select(_EVENT).where(columns.kind == kind).order_by(columns.sequence)
    if holding:
        wanted = wanted.where(columns.body.icontains(holding, autoescape=True))

    def after(last: Event | None) -> sa.Select[Any]:
        return wanted if last is None else wanted.where(columns.sequence > last.sequence)

    return _paged(ledger, after)


def count(
    ledger: Ledger, kind: str, *, since: datetime | None = None, until: datetime | None = None
) -> int:
    """How many events of a kind there are from `since` on and before `until`."""
    within = _within(_EVENT, since, until)
    query = sa.select(sa.func.count().label("n")).where(_EVENT.c.kind == kind, *within)
    rows = ledger.select(query)
    return int(rows[0]["n"]) if rows else 0


def _begun(begins: str, since: datetime | None, until: datetime | None) -> sa.Select[Any]:
    first = _EVENT.alias("first")
    same = first.c.case_id == _EVENT.c.case_id
    within = _within(first, since, until)
    query = sa.select(first.c.sequence).where(same, first.c.kind == begins, *within)
    return query.correlate(_EVENT)


def _within(
    table: sa.FromClause, since: datetime | None, until: datetime | None
) -> list[sa.ColumnElement[bool]]:
    # A time without its Z comes before the same time with and without milliseconds.
    conditions: list[sa.ColumnElement[bool]] = []
    if since is not None:
        conditions.append(table.c.at >= stamp(_whole(since)).removesuffix("Z"))
    if until is not None:
        conditions.append(table.c.at < stamp(_whole(until)).removesuffix("Z"))
    return conditions


def _whole(at: datetime) -> datetime:
    return at - timedelta(microseconds=at.microsecond)


def _paged(ledger: Ledger, after: Any) -> Iterator[Event]:
    last: Event | None = None
    while True:
        rows = ledger.select(after(last).limit(PAGE))
        for row in rows:
            last = codec.event(row)
            yield last
        if len(rows) < PAGE:
            return
