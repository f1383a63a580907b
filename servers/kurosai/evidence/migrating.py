"""Brings a ledger to this version's schema, in one transaction of whoever holds the lock for it.

A new version adds its step to `STEPS`; tables that are new are made before any step.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa

from kurosai import clock
from kurosai.errors import LedgerFailed
from kurosai.evidence import case_rows, case_tables, chain, guards, schema
from kurosai.evidence.codec import dump
from kurosai.vocabulary import stamp

CASE, KIND = "-", "chained"
"""The event that says where the chain began to vouch: of what it found it knows no past."""

TABLES = (*schema.KEPT, schema.chain, schema.schema_version, case_rows.rows, case_rows.mark)
"""All that are made; the terms of cases are no table like others."""

_PAGE = 500


def bring_up(connection: sa.Connection, name: str) -> None:
    """Make what is missing. Raises LedgerFailed when the ledger is of a newer version."""
    found = schema.version(connection)
    refuse_newer(found, name)
    if found == schema.VERSION:
        return
    schema.metadata.create_all(connection, tables=TABLES)
    if not found:
        _cases(connection)
    else:
        for version, step in STEPS.items():
            if version > found:
                step(connection)
    guards.put(connection)
    connection.execute(schema.schema_version.insert().values(version=schema.VERSION))


def refuse_newer(found: int, name: str) -> None:
    """Raise LedgerFailed when `found` is a version that this one does not know."""
    if found > schema.VERSION:
        raise LedgerFailed(
            f"{name} was written by a newer Kurosai (schema {found}, this one knows "
            f"{schema.VERSION}): it can be read, not written.",
            "Update Kurosai, or point KUROSAI_LEDGER at another file.",
        )


def _looks(connection: sa.Connection) -> None:
    there = {one["name"] for one in sa.inspect(connection).get_columns("evidence")}
    if "looks" not in there:
        connection.exec_driver_sql(
            "ALTER TABLE evidence ADD COLUMN looks TEXT NOT NULL DEFAULT '[]'"
        )


def _chain(connection: sa.Connection) -> None:
    """Link all rows in the order of their times; within a table that of its sequence stays."""
    head: chain.Link | None = None
    counted = 0
    waiting: list[tuple[str, int, str]] = []
    merged = heapq.merge(
        _rows(connection, schema.evidence, "read_at"),
        _rows(connection, schema.event, "at"),
        key=lambda row: row[0],
    )
    for _, part, row in merged:
        waiting.append((part, row["sequence"], chain.content(row)))
        counted += 1
        if len(waiting) == _PAGE:
            head = chain.adopt(connection, waiting, head)
            waiting = []
    if waiting:
        chain.adopt(connection, waiting, head)
    note = {
        "case_id": CASE,
        "kind": KIND,
        "at": stamp(clock.now()),
        "operator": "migration",
        "body": dump({"rows": counted}),
    }
    chain.add(connection, schema.event, note, chain.content(note))


def _cases(connection: sa.Connection) -> None:
    """Make room for what cases are found by; whoever first asks for it fills it from the events."""
    case_tables.of(connection.dialect.name).create(connection)


def _holders(connection: sa.Connection) -> None:
    """In PostgreSQL terms are in other tables from here on, and the index is made anew for them.

    Those of before go: what an older Kurosai that still runs puts there would never be found.
    """
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql("DROP TABLE IF EXISTS case_terms")
    connection.execute(case_rows.rows.delete())
    connection.execute(case_rows.mark.delete())
    _cases(connection)


def _acts(connection: sa.Connection) -> None:
    for index in schema.event.indexes:
        index.create(connection, checkfirst=True)


def _rows(
    connection: sa.Connection, table: sa.Table, time: str
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(time, part, row) of a table that may be too large for the memory, by sequence."""
    after = 0
    while True:
        query = (
            sa.select(table).where(table.c.sequence > after).order_by(table.c.sequence).limit(_PAGE)
        )
        rows = [dict(row) for row in connection.execute(query).mappings()]
        yield from ((row[time], table.name, row) for row in rows)
        if len(rows) < _PAGE:
            return
        after = rows[-1]["sequence"]


STEPS: dict[int, Callable[[sa.Connection], None]] = {
    2: _looks,
    3: _chain,
    4: _cases,
    5: _holders,
    6: _acts,
}
"""By the version that each makes of the one before."""
