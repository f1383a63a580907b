"""Where a ledger's tables are, without saying in which database."""

from __future__ import annotations

import threading
import weakref
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from kurosai.errors import LedgerFailed
from kurosai.evidence import migrating, schema

T = TypeVar("T")
Work = Callable[[sa.Connection], T]

Mends = Sequence[tuple[str, str]]
"""(a sign in the cause, what to do), the first that fits; "" fits always."""


class Store(ABC):
    """One database with the ledger's tables, made on the first write.

    `name` is what people are shown: no password. Every failure is a LedgerFailed that says which
    ledger and what to do.
    """

    mends: Mends = ()

    def __init__(self, name: str, engine: sa.Engine) -> None:
        self.name = name
        self.engine = engine
        self._found = 0
        self._lock = threading.Lock()
        # Kept connections make writes cheap; nobody should have to remember to give them back.
        self._end = weakref.finalize(self, engine.dispose)

    def write(self, work: Work[T]) -> T:
        """Run `work` in a transaction; no other writer is between its first and last word."""
        try:
            self._look()
            migrating.refuse_newer(self._found, self.name)
            self._be_current()
            return self._write(work)
        except (SQLAlchemyError, OSError, UnicodeError) as error:
            raise self.failure("written", error) from error

    def read(self, work: Work[T]) -> T | None:
        """What `work` reads; None when there is no ledger yet.

        A ledger of an older version that cannot be brought up to this one, and one of a newer
        version, is read as far as it goes (`schema.columns`).
        """
        try:
            self._look()
            if not self._found:
                return None
            if self._found < schema.VERSION:
                with suppress(LedgerFailed, SQLAlchemyError, OSError):
                    self._be_current()
            return self._read(work)
        except (SQLAlchemyError, OSError, UnicodeError) as error:
            raise self.failure("read", error) from error

    def columns(self, connection: sa.Connection, table: sa.Table) -> list[sa.ColumnElement[Any]]:
        """The columns of `table` that can be selected here."""
        if self._found == schema.VERSION:
            return list(table.c)
        return schema.columns(connection, table)

    def snapshot(self, work: Work[T]) -> T | None:
        """`read`, but `work` sees one moment however long it takes."""

        def at_once(connection: sa.Connection) -> T:
            self._stand_still(connection)
            return work(connection)

        return self.read(at_once)

    def compact(self) -> None:  # noqa: B027 - a server does that by itself
        """Give room back after much was removed. Raises LedgerFailed."""

    def close(self) -> None:
        """Give the database back; a later call opens it again."""
        self.engine.dispose()

    def failure(self, what: str, error: Exception) -> LedgerFailed:
        """The failure as people read it."""
        said = " ".join(self._cause(getattr(error, "orig", None) or error).split()).rstrip(".?")
        mend = next(mend for sign, mend in self.mends if sign in said)
        return LedgerFailed(f"The ledger {self.name} could not be {what}: {said}.", mend)

    def _cause(self, error: Exception) -> str:
        """What the database says, for people."""
        return str(error)

    def _look(self) -> None:
        """Know the version; it is asked again until it is this one."""
        if self._found != schema.VERSION:
            self._found = self._version()

    def _be_current(self) -> None:
        with self._lock:
            if self._found != schema.VERSION:
                self._migrate()
                self._found = schema.VERSION

    @abstractmethod
    def _version(self) -> int:
        """The schema's version there, 0 where there is nothing."""

    @abstractmethod
    def _migrate(self) -> None:
        """Bring it to this version, once, whoever else is starting."""

    @abstractmethod
    def _write(self, work: Work[T]) -> T: ...

    @abstractmethod
    def _read(self, work: Work[T]) -> T: ...

    @abstractmethod
    def _stand_still(self, connection: sa.Connection) -> None:
        """Let the transaction that begins now see nothing of what others write meanwhile."""
