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
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

import sqlalchemy as sa

from kurosai.evidence import case_tables, case_terms, codec, schema
from kurosai.evidence.case_rows import COLUMNS, Extent, Indexed, mark, rows
from kurosai.evidence.case_terms import Terms, Wanted
from kurosai.evidence.record import Event

T = TypeVar("T")

NO_CASE = "-"
"""Events that belong to no case have this id; see `serving.logins`."""

BATCH = 500
"""Events caught up with in one transaction: others write in between."""

MOST_COUNTED = 5_000
"""Whoever gets more has to narrow the question, and need not know how many more."""

# Written once and not put together for each event: that would take longer than the database does.
_HISTORY = sa.text("SELECT * FROM event WHERE case_id = :case ORDER BY sequence")
_NAMES = ", ".join(COLUMNS)
_GIVEN = ", ".join(f":{name}" for name in COLUMNS)
_ANEW = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
_PUT = sa.text(
    f"INSERT INTO case_index ({_NAMES}) VALUES ({_GIVEN})"  # noqa: S608 - names of ours
    f" ON CONFLICT (number) DO UPDATE SET {_ANEW}"
)
_ROWS = sa.text(
    f"SELECT {_NAMES} FROM case_index WHERE number IN :numbers ORDER BY number DESC"  # noqa: S608 - likewise
).bindparams(sa.bindparam("numbers", expanding=True))

Describe = Callable[[Sequence[Event]], Indexed]
"""All events of a case, oldest first, as its row and terms. It must not fail: an event that it
cannot read would keep the event from being written."""


class Book(Protocol):
    """What the index needs of a ledger."""

    def reading(self, work: Callable[[sa.Connection], T], otherwise: T) -> T:
        """Look at something; `otherwise` where nothing was ever written."""
        ...

    def index(self, work: Callable[[sa.Connection], T]) -> T:
        """Do something in one transaction."""
        ...


class CaseIndex:
    """The index of one ledger, kept by `describe`. Raises LedgerFailed as the ledger does."""

    def __init__(self, ledger: Book, describe: Describe) -> None:
        self._ledger = ledger
        self._describe = describe

    def follow(self, connection: sa.Connection, event: Event) -> None:
        """Write the case of an event that was just added, in the same transaction."""
        if event.case != NO_CASE:
            self._put(connection, event.case)

    def catch_up(self, seconds: float) -> int:
        """Index what was written without it, for at most so long; how many events are left."""
        until = time.monotonic() + seconds
        upto: int | None = None
        while True:
            begun, upto, stale, left = self._ledger.reading(self._behind(upto), (0, 0, (), 0))
            if stale or upto - begun >= BATCH:
                self._ledger.index(self._brought_up(upto, stale))
            if not left or time.monotonic() >= until:
                return left

    def rebuild(self) -> None:
        """Make everything anew from the events."""
        self._ledger.index(_cleared)
        self.catch_up(float("inf"))

    def page(self, wanted: Wanted, *, before: int = 0, most: int) -> tuple[Indexed, ...]:
        """The newest of those wanted, of those with a smaller number than `before` if given."""

        usable = _usable(wanted)
        if usable is None:
            return ()

        def work(connection: sa.Connection) -> tuple[Indexed, ...]:
            numbers = _terms(connection).numbers(connection, usable, before, most)
            return _read(connection, numbers)

        return self._ledger.reading(work, ())

    def of(self, numbers: Iterable[int]) -> tuple[Indexed, ...]:
        """The rows of these numbers, newest first."""
        given = list(numbers)
        return self._ledger.reading(lambda connection: _read(connection, given), ())

    def case(self, case: str) -> Indexed | None:
        """The row of one case."""

        def work(connection: sa.Connection) -> tuple[Indexed, ...]:
            query = sa.select(rows.c.number).where(rows.c.case_id == case)
            return _read(connection, list(connection.execute(query).scalars()))

        return next(iter(self._ledger.reading(work, ())), None)

    def count(self, wanted: Wanted, *, most: int = MOST_COUNTED) -> int:
        """How many there are, `most` + 1 for more than `most`."""
        usable = _usable(wanted)
        if usable is None:
            return 0
        return self._ledger.reading(
            lambda connection: _terms(connection).count(connection, usable, most + 1), 0
        )

    def holders(self, terms: Sequence[str], *, most: int) -> dict[str, list[int]]:
        """The numbers of the newest cases with each term, newest first, at most `most` each."""

        def work(connection: sa.Connection) -> dict[str, list[int]]:
            kept = _terms(connection)
            asked = {term: _usable(Wanted(groups=((term,),))) for term in terms}
            return {
                term: kept.numbers(connection, wanted, 0, most) if wanted else []
                for term, wanted in asked.items()
            }

        return self._ledger.reading(work, {term: [] for term in terms})

    def extent(self) -> Extent:
        """How many cases there are, over what time."""
        opened = rows.c.opened_at
        # One by one: each is then a look at an index, and together they would read every row.
        queries = [
            sa.select(sa.func.count()).select_from(rows),
            sa.select(sa.func.min(opened)),
            sa.select(sa.func.max(opened)),
        ]

        def work(connection: sa.Connection) -> Extent:
            cases, first, last = (connection.execute(one).scalar() for one in queries)
            return Extent(int(cases or 0), str(first or ""), str(last or ""))

        return self._ledger.reading(work, Extent(0))

    def opened_beside(self, operator: str, *, after: int = 0, before: int = 0) -> int | None:
        """The position of evidence at which an operator opened his next case `after` a number,
        or his last one `before` one; None if there is none."""
        query = sa.select(rows.c.position).where(rows.c.opened_by == operator).limit(1)
        if before:
            query = query.where(rows.c.number < before).order_by(rows.c.number.desc())
        else:
            query = query.where(rows.c.number > after).order_by(rows.c.number)
        return self._ledger.reading(
            lambda connection: connection.execute(query).scalar_one_or_none(), None
        )

    def _behind(
        self, upto: int | None
    ) -> Callable[[sa.Connection], tuple[int, int, tuple[str, ...], int]]:
        """From where to where the next batch goes, its cases that are not indexed, what is left."""

        def work(connection: sa.Connection) -> tuple[int, int, tuple[str, ...], int]:
            begun = _marked(connection)
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
        found = connection.execute(_HISTORY, {"case": case}).mappings()
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


def _usable(wanted: Wanted) -> Wanted | None:
    """Without what can be no term; None where nothing can have a term of each group then."""
    groups = tuple(tuple(filter(case_terms.is_term, group)) for group in wanted.groups)
    if not all(groups):
        return None
    without = wanted.without if all(map(case_terms.is_term, wanted.without)) else ()
    near = tuple(filter(case_terms.is_term, wanted.near))
    return replace(wanted, groups=groups, without=without, near=near)


def _marked(connection: sa.Connection) -> int:
    return connection.execute(sa.select(mark.c.sequence)).scalar() or 0


def _cleared(connection: sa.Connection) -> None:
    connection.execute(mark.delete())
    connection.execute(rows.delete())
    _terms(connection).clear(connection)


def _read(connection: sa.Connection, numbers: Sequence[int]) -> tuple[Indexed, ...]:
    if not numbers:
        return ()
    found = connection.execute(_ROWS, {"numbers": list(numbers)}).mappings()
    return tuple(Indexed(**{str(key): value for key, value in row.items()}) for row in found)
