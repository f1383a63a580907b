"""The append-only ledger that all servers share: evidence in, evidence and case events out."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import event as sa_event
from sqlalchemy.exc import SQLAlchemyError

from kurosai import deadline as deadlines
from kurosai.errors import LedgerFailed
from kurosai.evidence import codec, schema
from kurosai.evidence.record import Event, Evidence
from kurosai.vocabulary import Json, Reading, moment, stamp

T = TypeVar("T")

BUSY_MILLISECONDS = 5_000


class Ledger:
    """One SQLite file in WAL mode. The schema is made on the first write, not on open.

    `path` is created with its folders. Every failure is a LedgerFailed that says which file and
    what to do; nothing else leaves this class.
    """

    def __init__(self, path: Path, *, operator: str, clock: Callable[[], datetime]) -> None:
        self.path = path
        self._operator = operator
        self._clock = clock
        self._ready = False
        self._lock = threading.Lock()
        self._engine = sa.create_engine(
            f"sqlite:///{path}", connect_args={"timeout": BUSY_MILLISECONDS / 1000}
        )
        sa_event.listen(self._engine, "connect", _set_up_connection)
        # Kept connections make writes cheap; nobody should have to remember to give them back.
        self._end = weakref.finalize(self, self._engine.dispose)

    def close(self) -> None:
        """Give the file back; a later call opens it again."""
        self._engine.dispose()

    def record(
        self,
        evidence_id: str,
        reading: Reading,
        *,
        server: str,
        tool: str,
        asked: Mapping[str, Json],
        shown: int,
        text: str,
    ) -> None:
        """Append one reading as scrubbed and as shown. Raises LedgerFailed."""
        window = reading.window
        values = {
            "id": evidence_id,
            "read_at": stamp(self._clock()),
            "operator": self._operator,
            "server": server,
            "tool": tool,
            "asked": codec.dump(asked),
            "source": reading.source,
            "identity": reading.identity,
            "coverage": reading.coverage.value,
            "window_start": stamp(window.start) if window else None,
            "window_end": stamp(window.end) if window else None,
            "rows": codec.dump_rows(reading.rows),
            "shown": shown,
            "total": reading.total,
            "text": text,
            "again": codec.dump_again(reading.again),
            "facts": codec.dump(reading.facts),
            "looks": codec.dump_looks(reading.looks),
        }
        self._write(lambda connection: connection.execute(schema.evidence.insert(), values))

    def append(
        self,
        case: str,
        kind: str,
        body: Mapping[str, Json],
        *,
        unless_after: int | None = None,
    ) -> Event:
        """Append one event to a case's history and return it.

        With `unless_after`, nothing is written and LedgerFailed is raised when the case has an
        event later than that sequence: two people who act on the same case at once.
        """
        # As it will be read back: the file keeps milliseconds.
        at, text = moment(stamp(self._clock())), codec.dump(body)

        def insert(connection: sa.Connection) -> int:
            if unless_after is not None:
                # The write lock must be held before looking, or two writers both see nothing new.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                newest = connection.execute(
                    sa.select(sa.func.max(schema.event.c.sequence)).where(
                        schema.event.c.case_id == case
                    )
                ).scalar()
                if (newest or 0) > unless_after:
                    raise LedgerFailed(
                        f"Case {case} was changed by someone else in between.",
                        "Read it again, then repeat the call.",
                    )
            result = connection.execute(
                schema.event.insert(),
                {
                    "case_id": case,
                    "kind": kind,
                    "at": stamp(at),
                    "operator": self._operator,
                    "body": text,
                },
            )
            key = result.inserted_primary_key
            return int(key[0]) if key else 0

        sequence = self._write(insert)
        return Event(sequence, case, kind, at, self._operator, body)

    def get(self, ids: Iterable[str]) -> dict[str, Evidence]:
        """The evidence with these ids; an id that is not there is missing from the result."""
        wanted = list(dict.fromkeys(ids))
        table = schema.evidence
        rows = self._read(sa.select(table).where(table.c.id.in_(wanted))) if wanted else []
        return {row["id"]: codec.evidence(row) for row in rows}

    def since(
        self, sequence: int, *, most: int = 500, operators: Collection[str] = ()
    ) -> tuple[Evidence, ...]:
        """Evidence of this operator, or of those named, recorded after `sequence`, oldest first.

        At most `most`, the newest.
        """
        table = schema.evidence
        query = (
            sa.select(table)
            .where(table.c.sequence > sequence)
            .where(table.c.operator.in_(list(operators or (self._operator,))))
            .order_by(table.c.sequence.desc())
            .limit(most)
        )
        return tuple(codec.evidence(row) for row in reversed(self._read(query)))

    def newest(self) -> int:
        """The sequence of the newest evidence, 0 when there is none."""
        rows = self._read(sa.select(sa.func.max(schema.evidence.c.sequence).label("newest")))
        return int(rows[0]["newest"] or 0) if rows else 0

    def events(self, case: str) -> tuple[Event, ...]:
        """The history of one case, oldest first; empty when there is no such case."""
        table = schema.event
        query = sa.select(table).where(table.c.case_id == case).order_by(table.c.sequence)
        return tuple(codec.event(row) for row in self._read(query))

    def events_of_kind(self, kind: str, *, most: int = 1000) -> tuple[Event, ...]:
        """The newest events of one kind over all cases, newest first."""
        table = schema.event
        query = (
            sa.select(table)
            .where(table.c.kind == kind)
            .order_by(table.c.sequence.desc())
            .limit(most)
        )
        return tuple(codec.event(row) for row in self._read(query))

    def _write(self, work: Callable[[sa.Connection], T]) -> T:
        running = deadlines.current()
        if running is not None and not running.claim():
            # The caller was told that there is no answer: what he was not told leaves no trace.
            raise running.missed()
        try:
            self._prepare()
            with self._engine.begin() as connection:
                return work(connection)
        except (SQLAlchemyError, OSError, UnicodeError) as error:
            raise self._failure("written", error) from error

    def _read(self, query: sa.Select[Any]) -> list[dict[str, Any]]:
        try:
            if not self.path.exists():
                return []
            self._prepare()
            with self._engine.connect() as connection:
                return [
                    {str(key): value for key, value in row.items()}
                    for row in connection.execute(query).mappings()
                ]
        except (SQLAlchemyError, OSError) as error:
            raise self._failure("read", error) from error

    def _prepare(self) -> None:
        with self._lock:
            if not self._ready:
                self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                # What was read may be confidential; SQLite gives its other files the same mode.
                self.path.touch(mode=0o600, exist_ok=True)
                schema.migrate(self._engine, self.path)
                self._ready = True

    def _failure(self, what: str, error: Exception) -> LedgerFailed:
        cause = str(getattr(error, "orig", None) or error)
        mend = next((mend for sign, mend in _MENDS if sign in cause), _OTHERWISE)
        return LedgerFailed(f"The ledger {self.path} could not be {what}: {cause}.", mend)


_MENDS = (
    ("full", "Free disk space there, or set KUROSAI_LEDGER to a file elsewhere."),
    ("No space left", "Free disk space there, or set KUROSAI_LEDGER to a file elsewhere."),
    ("readonly", "Make the file writable, or set KUROSAI_LEDGER to a file that is."),
    ("Read-only", "Make the folder writable, or set KUROSAI_LEDGER to a file elsewhere."),
    ("ermission denied", "Make the folder writable, or set KUROSAI_LEDGER to a file elsewhere."),
    ("unable to open", "Make the folder writable, or set KUROSAI_LEDGER to a file elsewhere."),
    ("locked", "Another process holds it; try again."),
    ("not a database", "The file is damaged or not ours; move it away, a new one is made."),
    ("malformed", "The file is damaged; move it away, a new one is made."),
)
_OTHERWISE = "Set KUROSAI_LEDGER to another file if this stays."


def _set_up_connection(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
