"""The ledger's tables. How a ledger of an older version gets them stands in `migrating.py`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from kurosai.errors import LedgerFailed

VERSION = 6
"""1: the first. 2: `evidence.looks`, how much was seen at each of several places. 3: `chain`.
4: the index of cases (`case_rows`, `case_terms`). 5: its terms in PostgreSQL (`case_holders`).
6: an index of events by their operator."""

CHAINED = 3
"""From which version on there is a chain."""

metadata = sa.MetaData()

evidence = sa.Table(
    "evidence",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("id", sa.String(8), nullable=False, unique=True),
    sa.Column("read_at", sa.String(32), nullable=False),
    sa.Column("operator", sa.String(128), nullable=False),
    sa.Column("server", sa.String(32), nullable=False),
    sa.Column("tool", sa.String(64), nullable=False),
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("identity", sa.Text, nullable=False),
    sa.Column("coverage", sa.String(16), nullable=False),
    sa.Column("window_start", sa.String(32)),
    sa.Column("window_end", sa.String(32)),
    sa.Column("rows", sa.Text, nullable=False),
    sa.Column("shown", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("again", sa.Text),
    sa.Column("facts", sa.Text, nullable=False),
    sa.Column("looks", sa.Text, nullable=False, server_default="[]"),
    sqlite_autoincrement=True,
)

event = sa.Table(
    "event",
    metadata,
    sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.String(8), nullable=False, index=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("at", sa.String(32), nullable=False),
    sa.Column("operator", sa.String(128), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Index("ix_event_operator", "operator", "sequence"),
    sqlite_autoincrement=True,
)

# Beside the rows and not in them: a row that is pruned leaves its link, and rows that were there
# before the chain need not be changed to join it.
chain = sa.Table(
    "chain",
    metadata,
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("part", sa.String(16), nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("content", sa.String(64), nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.UniqueConstraint("part", "sequence"),
    sqlite_autoincrement=True,
)

schema_version = sa.Table(
    "schema_version", metadata, sa.Column("version", sa.Integer, primary_key=True)
)

KEPT = (evidence, event)
"""What the chain runs through. Other tables are no proof."""

_CAME_LATER = {"evidence.looks": "[]"}
"""Columns that a ledger of an older version has not, with what they would say."""


def version(connection: sa.Connection) -> int:
    """The schema's version that the ledger has, 0 before there is any."""
    if not sa.inspect(connection).has_table(schema_version.name):
        return 0
    return connection.execute(sa.select(sa.func.max(schema_version.c.version))).scalar() or 0


def columns(connection: sa.Connection, table: sa.Table) -> list[sa.ColumnElement[Any]]:
    """The columns of `table` as they can be read from a ledger of another version.

    Raises LedgerFailed when one that was always there is not.
    """
    there = {one["name"] for one in sa.inspect(connection).get_columns(table.name)}
    found: list[sa.ColumnElement[Any]] = []
    for column in table.c:
        name = f"{table.name}.{column.name}"
        if column.name in there:
            found.append(column)
        elif name in _CAME_LATER:
            found.append(sa.literal(_CAME_LATER[name]).label(column.name))
        else:
            raise LedgerFailed(
                f"The ledger has no {name}: it is of schema {version(connection)}, this Kurosai "
                f"knows {VERSION}.",
                "Update Kurosai.",
            )
    return found
