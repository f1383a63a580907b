"""What cases are found by: beside the events one row for each case, and the set of its terms.

The events stay the truth. A row is made of all events of its case, in the transaction that adds
one (`follow`), and can be made again from them at any time (`rebuild`, `catch_up`). A ledger that
had cases before there was an index, and one that an older Kurosai writes to, is caught up with.

Words and conditions ("verdict no_action", "job 16852935") are terms alike, so that any mix of them
is one intersection in an inverted index (`case_terms`). What is kept in memory does not grow with
the number of cases: everything is asked with a limit.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from kurosai.errors import LedgerFailed
from kurosai.evidence import case_tables, case_terms, codec, schema
from kurosai.evidence.case_answers import Answers, Read
from kurosai.evidence.case_rows import COLUMNS, Indexed, mark, rows
from kurosai.evidence.case_terms import Terms
from kurosai.evidence.entries import Progress, unseen
from kurosai.evidence.record import Event

T = TypeVar("T")

NO_CASE = "-"
"""Events that belong to no case have this id; see `serving.logins`."""

BATCH = 500
"""Events caught up with in one transaction: others write in between."""

# Written once and not put together for each event: that would take longer than the database does.
# Of a case of a thousand steps few events tell what it is found by; the newest says how far it is.
_NEWEST = "(SELECT max(sequence) FROM event WHERE case_id = :case{before})"
_HISTORY = sa.text(
    "SELECT * FROM event WHERE case_id = :case"  # noqa: S608 - ours
    f" AND (kind NOT IN :idle OR sequence = {_NEWEST.format(before='')}) ORDER BY sequence"
).bindparams(sa.bindparam("idle", type_=sa.String, expanding=True))
_MOVED = sa.text(
    "UPDATE case_index SET last = :sequence"  # noqa: S608 - likewise
    f" WHERE case_id = :case AND last = {_NEWEST.format(before=' AND sequence < :sequence')}"
)
_NAMES = ", ".join(COLUMNS)
_GIVEN = ", ".join(f":{name}" for name in COLUMNS)
_ANEW = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
_PUT = sa.text(
    f"INSERT INTO case_index ({_NAMES}) VALUES ({_GIVEN})"  # noqa: S608 - names of ours
    f" ON CONFLICT (number) DO UPDATE SET {_ANEW}"
)
Describe = Callable[[Sequence[Event]], Indexed]
"""The events of a case, oldest first, as its row and terms. It must not fail: of an event that it
cannot read the case would be missing, again and again.

Events that are `idle` are of kinds that change nothing of it but how far it is; they are left out,
all but the newest."""


class Book(Read, Protocol):
    """What the index needs of a ledger."""

    def index(self, work: Callable[[sa.Connection], T]) -> T:
        """Do something in one transaction."""
        ...


class CaseIndex:
    """The index of one ledger, kept by `describe`. Raises LedgerFailed as the ledger does."""

    def __init__(
        self, ledger: Book, describe: Describe, idle: Collection[str] = frozenset()
    ) -> None:
        self._ledger = ledger
        self._describe = describe
        self._idle = sorted(idle)

    def follow(self, connection: sa.Connection, event: Event) -> None:
        """Write the case of an event that was just added, in the same transaction.

        Where that fails the event stays: it is the truth, and whoever asks catches up with it.
        """
        if event.case == NO_CASE:
            return
        connection.exec_driver_sql("SAVEPOINT indexing")
        try:
            self._follow(connection, event)
        except DBAPIError:
            # Raises where not the index but all is lost, as with the connection.
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT indexing")
        connection.exec_driver_sql("RELEASE SAVEPOINT indexing")

    def _follow(self, connection: sa.Connection, event: Event) -> None:
        if event.kind in self._idle:
            moved = {"case": event.case, "sequence": event.sequence}
            if connection.execute(_MOVED, moved).rowcount:
                return
        self._put(connection, event.case)

    def catch_up(self, seconds: float, progress: Progress = unseen) -> int:
        """Index what was written without it, for at most so long; how many events are left."""
        until = time.monotonic() + seconds
        upto: int | None = None
        while True:
            begun, upto, stale, left = self._ledger.reading(self._behind(upto), (0, 0, (), 0))
            if stale:
                self._ledger.index(self._brought_up(upto, stale))
            elif upto - begun >= BATCH:
                # Only so that the next has less to look at: whoever cannot write can still ask.
                with suppress(LedgerFailed):
                    self._ledger.index(self._brought_up(upto, stale))
            progress(upto, upto + left)
            if not left or time.monotonic() >= until:
                return left

    def rebuild(self, progress: Progress = unseen) -> None:
        """Make everything anew from the events."""
        self._ledger.index(_cleared)
        self.catch_up(float("inf"), progress)

    def answers(self, seconds: float) -> Answers:
        """What it tells after it has caught up, for at most so long; look at `behind`."""
        try:
            left = self.catch_up(seconds)
        except LedgerFailed as fault:
            return Answers(self._ledger, f"the newest cases may be missing ({fault})")
        if left:
            told = f"the index is being made, {left} events are left: cases may be missing"
            return Answers(self._ledger, told)
        return Answers(self._ledger)

    def _behind(
        self, upto: int | None
    ) -> Callable[[sa.Connection], tuple[int, int, tuple[str, ...], int]]:
        """From where to where the next batch goes, its cases that are not indexed, what is left."""

        def work(connection: sa.Connection) -> tuple[int, int, tuple[str, ...], int]:
            begun = marked(connection)
            events = schema.event.c
            some = (
                sa.select(events.case_id, events.sequence)
                .where(events.sequence > (begun if upto is None else upto))
                .order_by(events.sequence)
                .limit(BATCH)
                .subquery()
            )
            newest = sa.func.max(some.c.sequence)
            query = (
                sa.select(some.c.case_id, newest, rows.c.last)
                .outerjoin(rows, rows.c.case_id == some.c.case_id)
                .group_by(some.c.case_id, rows.c.last)
            )
            found = connection.execute(query).all()
            if not found:
                return begun, begun if upto is None else upto, (), 0
            end = max(one[1] for one in found)
            stale = tuple(
                case
                for case, sequence, last in found
                if case != NO_CASE and (last is None or last < sequence)
            )
            rest = sa.select(sa.func.max(events.sequence))
            return begun, end, stale, max(0, connection.execute(rest).scalar_one() - end)

        return work

    def _brought_up(self, upto: int, stale: Sequence[str]) -> Callable[[sa.Connection], None]:
        def work(connection: sa.Connection) -> None:
            for case in stale:
                self._put(connection, case)
            changed = connection.execute(
                mark.update().where(mark.c.sequence < upto).values(sequence=upto)
            )
            if not changed.rowcount and connection.execute(sa.select(mark.c.name)).first() is None:
                connection.execute(mark.insert().values(name="upto", sequence=upto))

        return work

    def _put(self, connection: sa.Connection, case: str) -> None:
        given = {"case": case, "idle": self._idle}
        found = connection.execute(_HISTORY, given).mappings()
        events = [codec.event({str(key): value for key, value in row.items()}) for row in found]
        described = self._describe(events)
        terms = sorted(filter(case_terms.is_term, described.terms))
        connection.execute(_PUT, {name: getattr(described, name) for name in COLUMNS})
        _terms(connection).put(connection, described.number, terms)


def forget(connection: sa.Connection, cases: Sequence[str]) -> None:
    """Drop cases whose events are no longer kept, in the transaction that drops those."""
    query = sa.select(rows.c.number).where(rows.c.case_id.in_(cases))
    for number in connection.execute(query).scalars().all():
        _terms(connection).drop(connection, number)
        connection.execute(rows.delete().where(rows.c.number == number))


def _terms(connection: sa.Connection) -> Terms:
    return case_tables.of(connection.dialect.name)


def marked(connection: sa.Connection) -> int:
    """Up to which event the index has been held against the events."""
    return connection.execute(sa.select(mark.c.sequence)).scalar() or 0


def _cleared(connection: sa.Connection) -> None:
    connection.execute(mark.delete())
    connection.execute(rows.delete())
    _terms(connection).clear(connection)
