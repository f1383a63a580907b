"""What the index of cases tells whoever asks it, and whether all that was written is in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol, TypeVar

import sqlalchemy as sa

from kurosai.evidence import case_tables, case_terms
from kurosai.evidence.case_rows import COLUMNS, Extent, Indexed, rows
from kurosai.evidence.case_terms import Wanted

T = TypeVar("T")

MOST_COUNTED = 5_000
"""Whoever gets more has to narrow the question, and need not know how many more."""

# Written once and not put together for each question.
_ROWS = sa.text(
    f"SELECT {', '.join(COLUMNS)} FROM case_index WHERE number IN :numbers ORDER BY number DESC"  # noqa: S608 - names of ours
).bindparams(sa.bindparam("numbers", expanding=True))


class Read(Protocol):
    """What it needs of a ledger."""

    def reading(self, work: Callable[[sa.Connection], T], otherwise: T) -> T:
        """Look at something; `otherwise` where nothing was ever written."""
        ...


class Answers:
    """What the index knows. `behind` says why something may be missing, "" when nothing is.

    Raises LedgerFailed as the ledger does.
    """

    def __init__(self, ledger: Read, behind: str = "") -> None:
        self._ledger = ledger
        self.behind = behind

    def page(self, wanted: Wanted, *, before: int = 0, most: int) -> tuple[Indexed, ...]:
        """The newest of those wanted, of those with a smaller number than `before` if given."""

        usable = _usable(wanted)
        if usable is None:
            return ()

        def work(connection: sa.Connection) -> tuple[Indexed, ...]:
            numbers = case_tables.of(connection.dialect.name).numbers(
                connection, usable, before, most
            )
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
            lambda connection: case_tables.of(connection.dialect.name).count(
                connection, usable, most + 1
            ),
            0,
        )

    def holders(self, terms: Sequence[str], *, most: int) -> dict[str, list[int]]:
        """The numbers of the newest cases with each term, newest first, at most `most` each."""

        def work(connection: sa.Connection) -> dict[str, list[int]]:
            kept = case_tables.of(connection.dialect.name)
            found = kept.holders(connection, list(filter(case_terms.is_term, terms)), most)
            return {term: found.get(term, []) for term in terms}

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


def _usable(wanted: Wanted) -> Wanted | None:
    """Without what can be no term; None where nothing can have a term of each group then."""
    groups = tuple(tuple(filter(case_terms.is_term, group)) for group in wanted.groups)
    if not all(groups):
        return None
    without = wanted.without if all(map(case_terms.is_term, wanted.without)) else ()
    near = tuple(filter(case_terms.is_term, wanted.near))
    return replace(wanted, groups=groups, without=without, near=near)


def _read(connection: sa.Connection, numbers: Sequence[int]) -> tuple[Indexed, ...]:
    if not numbers:
        return ()
    found = connection.execute(_ROWS, {"numbers": list(numbers)}).mappings()
    return tuple(Indexed(**{str(key): value for key, value in row.items()}) for row in found)
