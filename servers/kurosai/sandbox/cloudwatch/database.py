"""The connection to SQLite: one lock for all threads, and no statement without an end."""

from __future__ import annotations

import math
import sqlite3
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from kurosai.sandbox.cloudwatch.faults import TooSlow
from kurosai.sandbox.cloudwatch.lambda_lines import request_id
from kurosai.sandbox.cloudwatch.patterns import matches
from kurosai.sandbox.cloudwatch.regular import compiled

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from kurosai.sandbox.cloudwatch.conditions import Bound

_STEPS_UNWATCHED = 20_000
"""Steps of SQLite's machine between two looks at the clock."""
_CHUNK = 2_000
"""Rows that `stream` fetches at once."""


class Database:
    """One connection behind one lock: callers may be many threads.

    The lock is Python's, not SQLite's: a thread inside SQLite that calls back into Python
    (`has_match`) would otherwise wait forever for one that holds the interpreter and waits for
    SQLite.
    """

    def __init__(self, schema: str, indexes: str, longest_s: float) -> None:
        self._indexes = indexes
        self._longest_s = longest_s
        self._lock = threading.Lock()
        self._until = math.inf
        # An empty name is SQLite's private temporary database: in memory while it is small,
        # in a file that nobody else sees when it grows, gone when closed.
        # Names of others that are attached may be URIs.
        self._db = sqlite3.connect("", check_same_thread=False, isolation_level=None, uri=True)
        self._db.executescript(schema)
        self._db.create_function("request_id", 1, request_id, deterministic=True)
        self._db.create_function("has_match", 2, _has_match, deterministic=True)
        self._db.create_function("pattern_matches", 2, matches, deterministic=True)
        self._db.set_progress_handler(self._is_late, _STEPS_UNWATCHED)

    def close(self) -> None:
        """Delete the database."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self, *, begin: bool = True) -> Generator[sqlite3.Connection]:
        """The connection for writing; all of it is kept, or nothing if the block raises.

        Without `begin`, which nothing can be attached in, each statement is kept by itself.
        """
        with self._lock:
            if not begin:
                yield self._db
                return
            self._db.execute("BEGIN")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, sql: str, bound: Sequence[Bound | None] = ()) -> list[tuple[Any, ...]]:
        """Every row of a statement. Raises TooSlow for a search that is."""
        with self._lock, self._watched(sql, self._end(sql)):
            return self._db.execute(sql, bound).fetchall()

    def stream(self, sql: str, bound: Sequence[Bound | None]) -> Iterator[tuple[Any, ...]]:
        """The rows of a statement while they are asked for: any number, without keeping them.

        Raises TooSlow when all of it, the reader's own work included, takes too long.
        """
        until = self._end(sql)
        with self._lock, self._watched(sql, until):
            cursor = self._db.execute(sql, bound)
        while True:
            with self._lock, self._watched(sql, until):
                chunk = cursor.fetchmany(_CHUNK)
            if not chunk:
                return
            yield from chunk

    @contextmanager
    def _watched(self, sql: str, until: float) -> Generator[None]:
        """Let SQLite run until then (monotonic seconds), and no longer."""
        if self._indexes and _is_search(sql):
            # Before the first search and not before the load, which they would slow down.
            self._db.executescript(self._indexes)
            self._indexes = ""
        self._until = until
        try:
            if self._is_late():
                raise TooSlow
            yield
        except sqlite3.OperationalError:
            if self._is_late():
                raise TooSlow from None
            raise
        finally:
            self._until = math.inf

    def _end(self, sql: str) -> float:
        return time.monotonic() + self._longest_s if _is_search(sql) else math.inf

    def _is_late(self) -> bool:
        return time.monotonic() > self._until


def _is_search(sql: str) -> bool:
    return "FROM lines" in sql


def _has_match(pattern: str, text: str | None) -> bool:
    return text is not None and compiled(pattern).search(text)
