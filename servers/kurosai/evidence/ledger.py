"""The append-only ledger that all servers share: evidence in, evidence and case events out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import sqlalchemy as sa

from kurosai import deadline as deadlines
from kurosai.errors import NotConfigured, Overtaken
from kurosai.evidence import chain, codec, kinds, schema, stores
from kurosai.evidence.case_index import CaseIndex, Describe
from kurosai.evidence.record import Event, Evidence, NewEvent
from kurosai.evidence.sqlite import SqliteStore
from kurosai.evidence.store import T, Work
from kurosai.vocabulary import Json, Reading, moment, stamp

Query: TypeAlias = sa.Select[*tuple[Any, ...]]
Beside: TypeAlias = Callable[[sa.Connection, Event], None]


class Ledger:
    """The ledger at `place`, a file or a URL; made on the first write, not on open.

    Every failure is a LedgerFailed that says which ledger and what to do.
    """

    def __init__(self, place: Path | str, *, operator: str, clock: Callable[[], datetime]) -> None:
        self.store = stores.at(place)
        self._operator = operator
        self._clock = clock
        self._follow: Beside | None = None

    @property
    def path(self) -> Path:
        """The file of a ledger that is one; a database has none."""
        if not isinstance(self.store, SqliteStore):
            raise NotConfigured(f"{self.store.name} is a database and no file.")
        return self.store.path

    @property
    def operator(self) -> str:
        """Who writes."""
        return self._operator

    def indexed(self, describe: Describe, idle: Collection[str] = frozenset()) -> CaseIndex:
        """The index of its cases. From now on each event is indexed with the event itself."""
        index = CaseIndex(self, describe, idle)
        self._follow = index.follow
        return index

    def close(self) -> None:
        """Give the database back; a later call opens it again."""
        self.store.close()

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
        content = self._content(values)

        def insert(connection: sa.Connection) -> None:
            chain.add(connection, schema.evidence, values, content)

        self._write(insert)

    def append(
        self,
        case: str,
        kind: str,
        body: Mapping[str, Json],
        *,
        unless_after: int | None = None,
        beside: Beside | None = None,
    ) -> Event:
        """Append one event to a case's history and return it.

        With `unless_after`, nothing is written and Overtaken is raised when the case has an event
        later than that sequence: two people who act on the same case at once. Who only took it up
        has changed nothing. `beside`
        writes index rows about the event in the same transaction: both are kept, or neither.
        """
        return self.append_together(NewEvent(case, kind, body, unless_after), beside=beside)[0]

    def append_together(self, *events: NewEvent, beside: Beside | None = None) -> tuple[Event, ...]:
        """Append several events, all or none; see `append`."""
        # As it will be read back: the file keeps milliseconds.
        at = moment(stamp(self._clock()))

        # Before the lock: whoever waits for it need not wait for this.
        made = [(one, row, self._content(row)) for one in events for row in [self._row(one, at)]]

        def insert(connection: sa.Connection) -> tuple[Event, ...]:
            kept = tuple(self._appended(connection, *one, at) for one in made)
            for event in kept:
                for also in (self._follow, beside):
                    if also is not None:
                        also(connection, event)
            return kept

        return self._write(insert)

    def _row(self, new: NewEvent, at: datetime) -> dict[str, Any]:
        return {
            "case_id": new.case,
            "kind": new.kind,
            "at": stamp(at),
            "operator": self._operator,
            "body": codec.dump(new.body),
        }

    def _appended(
        self,
        connection: sa.Connection,
        new: NewEvent,
        row: Mapping[str, Any],
        content: str,
        at: datetime,
    ) -> Event:
        if new.unless_after is not None:
            # The write lock is held here, or two writers would both see nothing new.
            newest = connection.execute(
                sa.select(sa.func.max(schema.event.c.sequence)).where(
                    schema.event.c.case_id == new.case, schema.event.c.kind != kinds.JOINED
                )
            ).scalar()
            if (newest or 0) > new.unless_after:
                raise Overtaken(
                    f"Case {new.case} was changed by someone else in between.",
                    "Read it again, then repeat the call.",
                )
        sequence = chain.add(connection, schema.event, row, content)
        return Event(sequence, new.case, new.kind, at, self._operator, new.body)

    def index(self, work: Work[T]) -> T:
        """Write index rows, which are no proof, in one transaction. Raises LedgerFailed."""
        return self._write(work)

    def select(self, query: Query) -> list[dict[str, Any]]:
        """The rows of a query over tables of the ledger; none when there is no ledger yet."""
        return self.store.read(lambda connection: _all(connection, query)) or []

    def get(self, ids: Iterable[str]) -> dict[str, Evidence]:
        """The evidence with these ids; an id that is not there is missing from the result."""
        wanted = list(dict.fromkeys(ids))
        table = schema.evidence
        rows = self._read(table, lambda all_: all_.where(table.c.id.in_(wanted))) if wanted else []
        return {row["id"]: codec.evidence(row) for row in rows}

    def since(
        self, sequence: int, *, until: int | None = None, operator: str = "", most: int = 500
    ) -> tuple[Evidence, ...]:
        """Evidence of an operator (this one) recorded after `sequence`, and not after `until`.

        Oldest first, the newest `most`.
        """
        table = schema.evidence
        who = operator or self._operator
        end = sa.true() if until is None else table.c.sequence <= until
        rows = self._read(
            table,
            lambda all_: (
                all_.where(table.c.sequence > sequence, table.c.operator == who, end)
                .order_by(table.c.sequence.desc())
                .limit(most)
            ),
        )
        return tuple(codec.evidence(row) for row in reversed(rows))

    def ids_since(self, sequence: int, *, most: int = 500) -> tuple[str, ...]:
        """The ids of what its operator recorded after `sequence`: the newest `most`, backwards."""
        columns = schema.evidence.c
        query = sa.select(columns.id).where(
            columns.sequence > sequence, columns.operator == self._operator
        )
        found = self.select(query.order_by(columns.sequence.desc()).limit(most))
        return tuple(str(one["id"]) for one in found)

    def newest(self) -> int:
        """The sequence of the newest evidence, 0 when there is none."""
        rows = self.select(sa.select(sa.func.max(schema.evidence.c.sequence).label("newest")))
        return int(rows[0]["newest"] or 0) if rows else 0

    def events(self, case: str) -> tuple[Event, ...]:
        """The history of one case, oldest first; empty when there is no such case."""
        table = schema.event
        rows = self._read(
            table, lambda all_: all_.where(table.c.case_id == case).order_by(table.c.sequence)
        )
        return tuple(codec.event(row) for row in rows)

    def events_of_kind(self, kind: str, *, most: int = 1000) -> tuple[Event, ...]:
        """The newest events of one kind over all cases, newest first."""
        table = schema.event
        rows = self._read(
            table,
            lambda all_: (
                all_.where(table.c.kind == kind).order_by(table.c.sequence.desc()).limit(most)
            ),
        )
        return tuple(codec.event(row) for row in rows)

    def reading(self, work: Work[T], otherwise: T) -> T:
        """Look at something; `otherwise` where nothing was ever written."""
        found = self.store.read(work)
        return otherwise if found is None else found

    def _content(self, row: Mapping[str, Any]) -> str:
        try:
            return chain.content(row)
        except UnicodeError as error:
            raise self.store.failure("written", error) from error

    def _write(self, work: Work[T]) -> T:
        running = deadlines.current()
        if running is not None and not running.claim():
            # The caller was told that there is no answer: what he was not told leaves no trace.
            raise running.missed()
        return self.store.write(work)

    def _read(self, table: sa.Table, narrow: Callable[[Query], Query]) -> list[dict[str, Any]]:
        def rows(connection: sa.Connection) -> list[dict[str, Any]]:
            return _all(connection, narrow(sa.select(*self.store.columns(connection, table))))

        return self.store.read(rows) or []


def _all(connection: sa.Connection, query: Query) -> list[dict[str, Any]]:
    return [
        {str(key): value for key, value in row.items()}
        for row in connection.execute(query).mappings()
    ]
