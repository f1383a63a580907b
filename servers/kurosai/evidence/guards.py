"""What the database itself refuses, whoever asks: append-only is a promise to whoever reads a
report later, and a habit keeps no promises.

A row without a link is refused too. That is what stops a server of an older version that is still
running when a newer one has taken the ledger over.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import sqlalchemy as sa

from kurosai.evidence.schema import KEPT, chain

APPEND_ONLY = "the ledger is append-only"
UNLINKED = "the ledger was taken over by a newer Kurosai than this server is"

_ALL = (*KEPT, chain)
_KEYS = {
    "evidence": "sequence = NEW.sequence OR id = NEW.id",
    "event": "sequence = NEW.sequence",
    "chain": "position = NEW.position OR (part = NEW.part AND sequence = NEW.sequence)",
}


def _sqlite() -> dict[tuple[str, str], str]:
    made: dict[tuple[str, str], str] = {}

    def guard(table: str, name: str, when: str, says: str) -> None:
        name = f"{table}_{name}"
        made[table, name] = (
            f"CREATE TRIGGER {name} BEFORE {when} BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )

    for table in _ALL:
        name = table.name
        guard(name, "never_update", f"UPDATE ON {name}", APPEND_ONLY)
        guard(name, "never_delete", f"DELETE ON {name}", APPEND_ONLY)
        # INSERT OR REPLACE deletes without a word to the guard against deleting.
        same = f"EXISTS (SELECT 1 FROM {name} WHERE {_KEYS[name]})"  # noqa: S608 - names of ours
        guard(name, "never_replace", f"INSERT ON {name} WHEN {same}", APPEND_ONLY)
    for table in KEPT:
        name = table.name
        link = f"part = '{name}' AND sequence = NEW.sequence"
        linked = f"(SELECT 1 FROM chain WHERE {link})"  # noqa: S608 - names of ours
        guard(name, "only_linked", f"INSERT ON {name} WHEN NOT EXISTS {linked}", UNLINKED)
    return made


def _postgresql() -> dict[tuple[str, str], str]:
    made: dict[tuple[str, str], str] = {}
    for table in _ALL:
        name = f"{table.name}_append_only"
        made[table.name, name] = (
            f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table.name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only()"
        )
    for table in KEPT:
        name = f"{table.name}_only_linked"
        made[table.name, name] = (
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table.name} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_only_linked()"
        )
    return made


_FUNCTIONS = {
    "ledger_append_only": f"BEGIN RAISE EXCEPTION '{APPEND_ONLY}'; END",
    "ledger_only_linked": (
        "BEGIN PERFORM 1 FROM chain WHERE part = TG_TABLE_NAME AND sequence = NEW.sequence; "
        f"IF NOT FOUND THEN RAISE EXCEPTION '{UNLINKED}'; END IF; RETURN NEW; END"
    ),
}
_SQLITE, _POSTGRESQL = _sqlite(), _postgresql()

_KINDS = {2 + 8 + 16 + 32: "append_only", 1 + 2 + 4: "only_linked"}
"""`pg_trigger.tgtype` of each: 1 each row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate."""

# On, in every way: no WHEN, no list of columns, no arguments, and the functions as they were made.
_THERE = """
    SELECT c.relname, t.tgname, p.proname, p.prosrc, t.tgtype
    FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_language l ON l.oid = p.prolang
    WHERE c.relnamespace = current_schema()::regnamespace AND p.pronamespace = c.relnamespace
    AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgqual IS NULL
    AND cardinality(t.tgattr::int2[]) = 0 AND t.tgnargs = 0 AND NOT t.tgdeferrable
    AND l.lanname = 'plpgsql' AND p.proconfig IS NULL AND NOT p.prosecdef"""


def put(connection: sa.Connection) -> None:
    """Put every guard in its place, anew where one is there."""
    if connection.dialect.name == "sqlite":
        for (_, name), statement in _SQLITE.items():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
            connection.exec_driver_sql(statement)
        return
    for name, body in _FUNCTIONS.items():
        connection.exec_driver_sql(
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        )
    for (table, name), statement in _POSTGRESQL.items():
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        connection.exec_driver_sql(statement)


def missing(connection: sa.Connection) -> list[str]:
    """The names of guards that are not as `put` puts them: gone, turned off, or changed."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type='trigger'"
        )
        there = {str(name): str(sql) for name, sql in rows}
        return [name for (_, name), made in _SQLITE.items() if there.get(name) != made]
    rows = connection.exec_driver_sql(_THERE)
    sound = {
        (str(table), str(name))
        for table, name, calls, body, kind in rows
        if _FUNCTIONS.get(calls) == body and name.removeprefix(f"{table}_") == _KINDS.get(kind)
    }
    return [name for (table, name) in _POSTGRESQL if (table, name) not in sound]


@contextmanager
def lifted(connection: sa.Connection) -> Generator[None]:
    """Let rows be deleted inside the block, in this transaction; nobody else ever sees it so."""
    for table in KEPT:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table.name}_never_delete")
        else:
            connection.exec_driver_sql(
                f"ALTER TABLE {table.name} DISABLE TRIGGER {table.name}_append_only"
            )
    yield
    put(connection)
