"""The ledger's tables, and the one migrator that creates them.

Six servers may start at once on a file that does not exist. SQLite's own locking does not make
"create all tables, switch to WAL" safe for that, so whoever writes first takes a file lock, and
only inside it is the schema made and the journal mode switched.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from kurosai.errors import LedgerFailed
from kurosai.evidence import case_terms

VERSION = 4
"""1: the first. 2: `evidence.looks`, how much was seen at each of several places. 4: the index of
cases, whose tables are in `case_index`; it is filled from the events when it is first asked."""
LOCK_SECONDS = 20.0

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
    sqlite_autoincrement=True,
)

schema_version = sa.Table(
    "schema_version", metadata, sa.Column("version", sa.Integer, primary_key=True)
)

# Append-only is a promise to whoever reads a report later, so the database keeps it, not a habit.
_GUARDS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {table}_never_{verb} BEFORE {verb.upper()} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    for table in ("evidence", "event")
    for verb in ("update", "delete")
)

_STEPS = (("evidence", "looks", "TEXT NOT NULL DEFAULT '[]'"),)
"""The column that a ledger of version 1 lacks to be one of version 2, and so on."""


def lock(connection: sa.Connection) -> None:
    """Take the write lock before looking, or two writers both see nothing new."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def migrate(engine: sa.Engine, path: Path) -> None:
    """Bring the SQLite file at `path` to this version, once, whoever else is starting.

    Raises LedgerFailed when the lock is held too long or the file is of a newer version.
    """
    try:
        with FileLock(f"{path}.lock", timeout=LOCK_SECONDS):
            _migrate_alone(engine, path)
    except Timeout:
        raise LedgerFailed(
            f"Another process has held {path}.lock for {LOCK_SECONDS:.0f} s.",
            "Stop the process that hangs, then try again.",
        ) from None


def _migrate_alone(engine: sa.Engine, path: Path) -> None:
    found = _version(engine)
    if found == VERSION:
        return
    if found > VERSION:
        raise LedgerFailed(
            f"{path} was written by a newer Kurosai (schema {found}, this one knows {VERSION}).",
            "Update Kurosai, or point KUROSAI_LEDGER at another file.",
        )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    with engine.begin() as connection:
        metadata.create_all(connection)
        if found:
            for table, column, kind in _STEPS[found - 1 :]:
                # SQLite keeps each step by itself: the process may have died after this one.
                there = {one["name"] for one in sa.inspect(connection).get_columns(table)}
                if column not in there:
                    connection.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
        case_terms.of(connection.dialect.name).create(connection)
        for guard in _GUARDS:
            connection.exec_driver_sql(guard)
        connection.execute(schema_version.insert().values(version=VERSION))


def _version(engine: sa.Engine) -> int:
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table(schema_version.name):
            return 0
        return connection.execute(sa.select(sa.func.max(schema_version.c.version))).scalar() or 0
