"""Which cases have which terms, in PostgreSQL: a row for each pair, in the order they are asked in.

Few cases are asked for, the newest first. Of a term that half of all cases have, an index of that
order gives the newest at once, where GIN first reads all, and then each row of the table to sort
them. `case_held` has the terms of each case together: what a change of it has to take out.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kurosai.evidence.case_terms import IN_PERIOD, Wanted, period

_SAMPLE = 1_000
"""Of a term the newest cases that are counted; of a more common one it is estimated how many."""
_DEARER = 16
"""To look a case up in a list costs as much as to read so many of the list."""
_MOST_MERGED = 20
"""Lists; what is left when they are merged is looked up in the others."""
# The planner takes the terms of a phrase for independent, and so looks too many cases up.
_MERGING = (
    "BEGIN READ ONLY; SET LOCAL enable_nestloop = off; SET LOCAL enable_hashjoin = off; "
    "SET LOCAL join_collapse_limit = 1; SET LOCAL from_collapse_limit = 1"
)

_TABLES = (
    # Whoever looks at an index alone can do so only where the table was vacuumed.
    """
    CREATE TABLE IF NOT EXISTS case_holders (
        term TEXT COLLATE "C", number INTEGER, PRIMARY KEY (term, number)
    ) WITH (autovacuum_vacuum_insert_scale_factor = 0.02)""",
    "CREATE TABLE IF NOT EXISTS case_held (number INTEGER PRIMARY KEY, terms TEXT[])",
)
_PUT = sa.text("""
    WITH before AS (
        SELECT unnest(terms) AS term FROM case_held WHERE number = :number
    ), gone AS (
        DELETE FROM case_holders WHERE number = :number AND term = ANY(ARRAY(
            SELECT term FROM before EXCEPT SELECT unnest(CAST(:terms AS TEXT[]))))
    ), new AS (
        INSERT INTO case_holders (term, number)
        SELECT unnest(CAST(:terms AS TEXT[])), :number EXCEPT SELECT term, :number FROM before
    )
    INSERT INTO case_held (number, terms) VALUES (:number, :terms)
    ON CONFLICT (number) DO UPDATE SET terms = excluded.terms""")
_DROP = sa.text("""
    WITH before AS (DELETE FROM case_held WHERE number = :number RETURNING terms)
    DELETE FROM case_holders WHERE number = :number
    AND term = ANY(ARRAY(SELECT unnest(terms) FROM before))""")
_HOW_MANY = sa.text("""
    SELECT term, many, newest, oldest FROM unnest(CAST(:terms AS TEXT[])) AS term, LATERAL (
        SELECT count(*) AS many, max(number) AS newest, min(number) AS oldest FROM (
            SELECT number FROM case_holders h WHERE h.term = term.term
            ORDER BY number DESC LIMIT :most) AS newest) AS counted""")
_EACH = sa.text("""
    SELECT term, ARRAY(
        SELECT number FROM case_holders h WHERE h.term = term.term
        ORDER BY number DESC LIMIT :most) AS numbers
    FROM unnest(CAST(:terms AS TEXT[])) AS term""")
_DIFFERING = sa.text("""
    WITH found AS (
        SELECT number, count(*) AS many, sum(hashtextextended(term, 0)) AS hashes
        FROM case_holders GROUP BY number
    ), put AS (
        SELECT number, count(*) AS many, sum(hashtextextended(term, 0)) AS hashes
        FROM (SELECT number, unnest(terms) AS term FROM case_held) AS each GROUP BY number
    )
    SELECT number FROM found FULL JOIN put USING (number)
    WHERE (found.many, found.hashes) IS DISTINCT FROM (put.many, put.hashes) ORDER BY number""")


class Holders:
    """Conditions are asked in the order of how few cases they leave."""

    def create(self, connection: sa.Connection) -> None:
        """See Terms."""
        for statement in _TABLES:
            connection.exec_driver_sql(statement)

    def put(self, connection: sa.Connection, number: int, terms: Sequence[str]) -> None:
        """See Terms."""
        connection.execute(_PUT, {"number": number, "terms": list(terms)})

    def drop(self, connection: sa.Connection, number: int) -> None:
        """See Terms."""
        connection.execute(_DROP, {"number": number})

    def clear(self, connection: sa.Connection) -> None:
        """See Terms. Only the owner can."""
        connection.exec_driver_sql("TRUNCATE case_holders, case_held")

    def numbers(
        self, connection: sa.Connection, wanted: Wanted, before: int, most: int
    ) -> list[int]:
        """See Terms."""
        asked = _asked(connection, wanted, before)
        if asked is None:
            return []
        with asked.way(connection):
            given = {**asked.values, "most": most}
            return list(connection.execute(sa.text(asked.newest), given).scalars())

    def count(self, connection: sa.Connection, wanted: Wanted, most: int) -> int:
        """See Terms."""
        asked = _asked(connection, wanted, 0)
        if asked is None:
            return 0
        # The newest of them, as above: in another order so many may only be found in all.
        query = f"SELECT count(*) FROM ({asked.newest}) AS newest"  # noqa: S608 - ours
        with asked.way(connection):
            return connection.execute(sa.text(query), {**asked.values, "most": most}).scalar_one()

    def holders(
        self, connection: sa.Connection, terms: Sequence[str], most: int
    ) -> dict[str, list[int]]:
        """See Terms."""
        found = connection.execute(_EACH, {"terms": list(terms), "most": most})
        return {term: list(numbers) for term, numbers in found}

    def kept(self, connection: sa.Connection, numbers: Sequence[int]) -> dict[int, frozenset[str]]:
        """See Terms."""
        query = sa.text("SELECT number, terms FROM case_held WHERE number = ANY(:numbers)")
        found = connection.execute(query, {"numbers": list(numbers)})
        return {number: frozenset(terms) for number, terms in found}

    def differing(self, connection: sa.Connection) -> list[int]:
        """See Terms."""
        return list(connection.execute(_DIFFERING).scalars())


@dataclass(frozen=True, slots=True)
class _Asked:
    """A statement that gives numbers, its values, and whether it merges lists."""

    select: str
    values: Mapping[str, Any]
    merges: bool = False

    @property
    def newest(self) -> str:
        """With the newest first, of which `most` are wanted."""
        return f"{self.select} ORDER BY number DESC LIMIT :most"

    @contextmanager
    def way(self, connection: sa.Connection) -> Generator[None]:
        """The planner's ways for as long as it takes."""
        if not self.merges:
            yield
            return
        connection.exec_driver_sql(_MERGING)
        try:
            yield
        finally:
            connection.rollback()


@dataclass(frozen=True, slots=True)
class _Sized:
    """A group of terms, and about how many cases have one of it."""

    terms: tuple[str, ...]
    size: float


def _asked(connection: sa.Connection, wanted: Wanted, before: int) -> _Asked | None:
    """How to ask for them; None where there can be none."""
    groups = (*wanted.groups, wanted.near) if wanted.near else wanted.groups
    if len(groups) < 2:
        return _looked_up(wanted, groups, before)
    sized = _rarest_first(connection, groups)
    fewest = sized[0].size
    if not fewest:
        return None
    # What each case of the period has says nothing more, unless it leads to them.
    ordered = [sized[0], *(one for one in sized[1:] if not set(one.terms) <= set(wanted.near))]
    lists = [one for one in ordered if len(one.terms) == 1 and one.size < _DEARER * fewest]
    lists = lists[:_MOST_MERGED]
    if fewest < _SAMPLE or ordered[0] not in lists or len(lists) < 2:
        return _looked_up(wanted, [one.terms for one in ordered], before)
    others = [one.terms for one in ordered if one not in lists]
    return _merged(wanted, [one.terms[0] for one in lists], others, before)


def _rarest_first(connection: sa.Connection, groups: Sequence[tuple[str, ...]]) -> list[_Sized]:
    """The groups without terms that no case has, the rarest first."""
    terms = sorted({term for group in groups for term in group})
    counted = connection.execute(_HOW_MANY, {"terms": terms, "most": _SAMPLE}).all()
    top = max((newest or 0 for _, _, newest, _ in counted), default=0)
    # Where the sample is full, the further it reaches back, the fewer there are.
    many = {
        term: count if count < _SAMPLE else count * top / (top - oldest + 1)
        for term, count, _, oldest in counted
    }
    sized = (
        _Sized(tuple(term for term in group if many[term]), sum(many[term] for term in group))
        for group in groups
    )
    return sorted(sized, key=lambda one: one.size)


class _Named:
    """Values of a statement, each under a name of its own."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def __call__(self, value: object) -> str:
        name = f"given{len(self.values)}"
        self.values[name] = value
        return f":{name}"


def _looked_up(wanted: Wanted, groups: Sequence[tuple[str, ...]], before: int) -> _Asked:
    """The cases of the first group in order, each looked up in the others."""
    named = _Named()
    if groups:
        # A list for each term, so that all are read in one order.
        source = " UNION ALL ".join(_list(term, before, named) for term in groups[0])
    else:
        below = f" AND number < {named(before)}" if before else ""
        source = f"SELECT number FROM case_index WHERE state <> ''{below}"  # noqa: S608 - ours
    only = "DISTINCT " if groups and len(groups[0]) > 1 else ""
    return _Asked(f"SELECT {only}{_found(source, wanted, groups[1:], named)}", named.values)


def _merged(
    wanted: Wanted, terms: Sequence[str], others: Sequence[tuple[str, ...]], before: int
) -> _Asked:
    """The cases that stand in the lists of all `terms`, each looked up in the others."""
    named = _Named()
    lists = (f"{_list(term, before, named)} AS of{place}" for place, term in enumerate(terms))
    source = f"SELECT of0.number FROM {next(lists)}"  # noqa: S608 - likewise
    for place, one in enumerate(lists, 1):
        source += f" JOIN {one} ON of{place}.number = of0.number"
    # OFFSET: what is looked up is so for those that are left.
    source += " ORDER BY of0.number DESC OFFSET 0"
    return _Asked(f"SELECT {_found(source, wanted, others, named)}", named.values, merges=True)


def _list(term: str, before: int, named: _Named) -> str:
    below = f" AND number < {named(before)}" if before else ""
    return f"(SELECT number FROM case_holders WHERE term = {named(term)}{below})"  # noqa: S608 - ours


def _found(source: str, wanted: Wanted, groups: Sequence[tuple[str, ...]], named: _Named) -> str:
    held = _conditions(wanted, groups, named)
    return f"number FROM ({source}) AS found" + (f" WHERE {' AND '.join(held)}" if held else "")


def _conditions(wanted: Wanted, groups: Sequence[tuple[str, ...]], named: _Named) -> list[str]:
    """Each is looked up for one case after the other: OFFSET keeps the planner from joining."""

    def holds(terms: Sequence[str]) -> str:
        row = "SELECT 1 FROM case_holders h WHERE h.number = found.number"
        return f"EXISTS ({row} AND h.term = ANY(CAST({named(list(terms))} AS TEXT[])) OFFSET 0)"

    held = [holds(group) for group in groups]
    if wanted.without:
        held.append(f"NOT ({' AND '.join(holds([one]) for one in wanted.without)})")
    if wanted.since or wanted.until:
        row = "SELECT 1 FROM case_index i WHERE i.number = found.number"
        held.append(f"EXISTS ({row} AND {IN_PERIOD} OFFSET 0)")
        named.values.update(period(wanted))
    return held
