"""A ledger in one SQLite file in WAL mode: readers never wait, and one writer at a time.

Six servers may start at once on a file that does not exist. SQLite's own locking does not make
"create all tables, switch to WAL" safe for that, so whoever writes first takes a file lock, and
only inside it is the schema made and the journal mode switched.
"""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from kurosai.errors import LedgerFailed
from kurosai.evidence import migrating, read_only, schema
from kurosai.evidence.store import Store, Work

T = TypeVar("T")

BUSY_SECONDS = 5.0
LOCK_SECONDS = 20.0
LOOK_SECONDS = 0.001

_ROOM = "Free disk space there, or set KUROSAI_LEDGER to a file elsewhere."
_FOLDER = "Make the folder writable, or set KUROSAI_LEDGER to a file elsewhere."


class SqliteStore(Store):
    """The file `path`; it is created with its folders on the first write."""

    mends = (
        ("full", _ROOM),
        ("No space left", _ROOM),
        ("readonly", "Make the file writable, or set KUROSAI_LEDGER to a file that is."),
        ("Read-only", _FOLDER),
        ("ermission denied", _FOLDER),
        ("unable to open", _FOLDER),
        ("disk I/O", "See whether the disk there is full, or fails; or set KUROSAI_LEDGER."),
        ("locked", "Another process holds it; try again."),
        ("not a database", "The file is damaged or not ours; move it away, a new one is made."),
        ("malformed", "The file is damaged; move it away, a new one is made."),
        ("taken over", "Restart this server: the one that runs is of the older version."),
        ("no such table", "Make the file writable once: it is of an older version."),
        ("", "Set KUROSAI_LEDGER to another file if this stays."),
    )

    def __init__(self, path: Path) -> None:
        engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _set_up)
        super().__init__(str(path), engine)
        self.path = path
        self._file: tuple[int, int] | None = None

    def compact(self) -> None:
        """See Store. What was removed is in the file until then, for whoever reads its bytes."""
        try:
            with self.engine.connect().execution_options(
                isolation_level="AUTOCOMMIT"
            ) as connection:
                connection.exec_driver_sql("VACUUM")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        except DBAPIError as error:
            raise self.failure("made smaller", error) from error

    def _look(self) -> None:
        # Whoever moves the file away would else have our connections write into nothing.
        try:
            here = self.path.stat()
        except FileNotFoundError:
            file = None
        else:
            file = (here.st_dev, here.st_ino)
        if file != self._file:
            self.engine.dispose()
            self._file, self._found = file, 0
        if file is not None:
            super()._look()

    def _version(self) -> int:
        if self.path.stat().st_size == 0:
            return 0
        return self._read(schema.version)

    def _migrate(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with FileLock(f"{self.path}.lock", timeout=LOCK_SECONDS):
                # What was read may be confidential; SQLite gives its other files the same mode.
                self.path.touch(mode=0o600, exist_ok=True)
                here = self.path.stat()
                self._file = (here.st_dev, here.st_ino)
                with self.engine.connect().execution_options(
                    isolation_level="AUTOCOMMIT"
                ) as connection:
                    connection.exec_driver_sql("PRAGMA journal_mode=WAL")
                self._write(lambda connection: migrating.bring_up(connection, self.name))
        except Timeout:
            raise LedgerFailed(
                f"Another process has held {self.path}.lock for {LOCK_SECONDS:.0f} s.",
                "Stop the process that hangs, then try again.",
            ) from None

    def _write(self, work: Work[T]) -> T:
        try:
            return self._transaction(work)
        except DBAPIError as error:
            if _primary(error) != sqlite3.SQLITE_READONLY:
                raise
        # What was opened while the file was read-only stays so, also when it has become writable.
        self.engine.dispose()
        for suffix in ("-wal", "-shm"):
            beside = self.path.with_name(f"{self.path.name}{suffix}")
            with suppress(OSError):
                beside.chmod(self.path.stat().st_mode & 0o777)
        return self._transaction(work)

    def _transaction(self, work: Work[T]) -> T:
        with self.engine.begin() as connection:
            _take_turn(connection)
            return work(connection)

    def _read(self, work: Work[T]) -> T:
        try:
            with self.engine.connect() as connection:
                return work(connection)
        except DBAPIError as error:
            if _primary(error) not in _NO_PLACE:
                raise
            return read_only.read(self.path, work)

    def _stand_still(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN")


_NO_PLACE = (
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
)
"""What SQLite says when it cannot put its index of the WAL beside the file, even to read."""


def _take_turn(connection: sa.Connection) -> None:
    """Begin with the write lock: it must be held before looking, or two see nothing new.

    SQLite itself waits longer each time, up to a tenth of a second: of eight writers who has waited
    longest comes last. Here he looks most often, for a writer is done in a millisecond.
    """
    raw: Any = connection.connection.driver_connection
    started = time.monotonic()
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        while (waited := time.monotonic() - started) < BUSY_SECONDS:
            try:
                raw.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
            pause = random.uniform(0.5, 1.5) * LOOK_SECONDS  # noqa: S311 - no secret
            time.sleep(max(pause / (1 + waited / (2 * LOOK_SECONDS)), 0.05 * LOOK_SECONDS))
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        raw.execute(f"PRAGMA busy_timeout = {round(BUSY_SECONDS * 1000)}")


def _primary(error: DBAPIError) -> int:
    return int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF


def _set_up(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
