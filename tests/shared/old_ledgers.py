"""Ledger files as earlier versions of Kurosai made them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

FIRST, SECOND = 1, 2
"""Their schema's versions."""

_TABLES = """
CREATE TABLE evidence (
    sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, id VARCHAR(8) NOT NULL,
    read_at VARCHAR(32) NOT NULL, operator VARCHAR(128) NOT NULL, server VARCHAR(32) NOT NULL,
    tool VARCHAR(64) NOT NULL, asked TEXT NOT NULL, source TEXT NOT NULL, identity TEXT NOT NULL,
    coverage VARCHAR(16) NOT NULL, window_start VARCHAR(32), window_end VARCHAR(32),
    rows TEXT NOT NULL, shown INTEGER NOT NULL, total INTEGER, text TEXT NOT NULL, again TEXT,
    facts TEXT NOT NULL{looks}, UNIQUE (id));
CREATE TABLE event (
    sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, case_id VARCHAR(8) NOT NULL,
    kind VARCHAR(32) NOT NULL, at VARCHAR(32) NOT NULL, operator VARCHAR(128) NOT NULL,
    body TEXT NOT NULL);
CREATE INDEX ix_event_case_id ON event (case_id);
CREATE TABLE schema_version (version INTEGER NOT NULL, PRIMARY KEY (version));
INSERT INTO schema_version VALUES ({version});
"""
_GUARD = (
    "CREATE TRIGGER {table}_never_{verb} BEFORE {verb} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;"
)


def make(path: Path, version: int, *, rows: int) -> None:
    """A file of that version, with so many readings and a case of three events."""
    looks = ", looks TEXT DEFAULT '[]' NOT NULL" if version >= SECOND else ""
    with closing(sqlite3.connect(path)) as old:
        old.execute("PRAGMA journal_mode=WAL")
        old.executescript(_TABLES.format(looks=looks, version=version))
        for number in range(1, rows + 1):
            said = [f"E{number:07d}", f"2025-11-04T20:{number // 60 % 60:02d}:{number % 60:02d}Z"]
            old.execute(
                "INSERT INTO evidence (id, read_at, operator, server, tool, asked, source, "
                "identity, coverage, rows, shown, total, text, facts) VALUES (?, ?, 'tester', "
                "'aws', 't', '{\"group\":\"行\"}', 's', 'i', 'complete', "
                "'[[null,\"行\",\"\"]]', 1, 1, ?, '{}')",
                [*said, "as shown " * 20],
            )
        for kind, body in (
            ("opened", "{}"),
            ("walked", '{"answers":[{"node":"n","evidence":["E0000001"]}]}'),
            ("closed", '{"judgement":{"evidence":["E0000002"]}}'),
        ):
            at = "2025-11-04T20:00:02Z"
            values = ("CASE0001", kind, at, "tester", body)
            old.execute(
                "INSERT INTO event (case_id, kind, at, operator, body) VALUES (?, ?, ?, ?, ?)",
                values,
            )
        for table in ("evidence", "event"):
            for verb in ("update", "delete"):
                old.execute(_GUARD.format(table=table, verb=verb))
        old.commit()
