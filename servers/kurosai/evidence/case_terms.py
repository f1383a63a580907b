"""The inverted index of cases: which cases have which terms. SQLite's FTS5, or PostgreSQL's GIN.

A term is made of small letters, digits and whatever is not ASCII (`is_term`); `=` begins those
that are no words. Anything else is neither kept nor found: no text can speak the database's
language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import sqlalchemy as sa

_IN_PERIOD = (
    "(i.opened_at >= :since AND i.opened_at <= :until"
    " OR i.concluded_at >= :since AND i.concluded_at <= :until)"
)
_ALWAYS = "9999"
_TERM = re.compile(r"[0-9a-z=\u0080-\U0010ffff]+")


def is_term(text: str) -> bool:
    """Whether a text can be a term."""
    return _TERM.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Cases with a term of each of `groups` and not all of `without`, opened or concluded in
    since..until (ISO times without zone, "" for an open end)."""

    groups: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()
    since: str = ""
    until: str = ""


class Terms(Protocol):
    """What both can do. `Wanted` without groups asks for all cases."""

    def create(self, connection: sa.Connection) -> None:
        """Make the table, if it is not there."""
        ...

    def put(self, connection: sa.Connection, number: int, terms: Sequence[str]) -> None:
        """Set the terms of a case."""
        ...

    def drop(self, connection: sa.Connection, number: int) -> None:
        """Take a case out."""
        ...

    def clear(self, connection: sa.Connection) -> None:
        """Take all out."""
        ...

    def numbers(
        self, connection: sa.Connection, wanted: Wanted, before: int, most: int
    ) -> list[int]:
        """The greatest numbers of those wanted, greatest first, below `before` unless that is 0."""
        ...

    def count(self, connection: sa.Connection, wanted: Wanted, most: int) -> int:
        """How many there are, at most `most`."""
        ...


_FTS_PUT = sa.text("INSERT OR REPLACE INTO case_terms(rowid, terms) VALUES (:number, :terms)")
_GIN_PUT = sa.text(
    "INSERT INTO case_terms (number, terms) VALUES (:number, :terms)"
    " ON CONFLICT (number) DO UPDATE SET terms = excluded.terms"
)


class Fts5:
    """No positions and no ranks are kept: a case is found by whether it has a term."""

    def create(self, connection: sa.Connection) -> None:
        """See Terms."""
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS case_terms USING fts5("
            "terms, detail=none, columnsize=0, tokenize=\"ascii tokenchars '='\")"
        )

    def put(self, connection: sa.Connection, number: int, terms: Sequence[str]) -> None:
        """See Terms."""
        connection.execute(_FTS_PUT, {"number": number, "terms": " ".join(terms)})

    def drop(self, connection: sa.Connection, number: int) -> None:
        """See Terms."""
        connection.execute(
            sa.text("DELETE FROM case_terms WHERE rowid = :number"), {"number": number}
        )

    def clear(self, connection: sa.Connection) -> None:
        """See Terms."""
        # Not row by row: deleting from an inverted index costs as much as writing to it.
        connection.exec_driver_sql("DROP TABLE IF EXISTS case_terms")
        self.create(connection)

    def numbers(
        self, connection: sa.Connection, wanted: Wanted, before: int, most: int
    ) -> list[int]:
        """See Terms."""
        source, values = self._source(wanted, before)
        number = "case_terms.rowid" if wanted.groups else "i.number"
        query = f"SELECT {number} {source} ORDER BY {number} DESC LIMIT :most"
        return list(connection.execute(sa.text(query), {**values, "most": most}).scalars().all())

    def count(self, connection: sa.Connection, wanted: Wanted, most: int) -> int:
        """See Terms."""
        source, values = self._source(wanted, 0)
        query = f"SELECT count(*) FROM (SELECT 1 {source} LIMIT :most)"  # noqa: S608 - ours
        return connection.execute(sa.text(query), {**values, "most": most}).scalar_one()

    def _source(self, wanted: Wanted, before: int) -> tuple[str, Mapping[str, Any]]:
        period = wanted.since or wanted.until
        if not wanted.groups:
            found = "FROM case_index i WHERE i.state <> ''"
            number = "i.number"
        else:
            # CROSS keeps the order: what has the terms is few, what is in a period may be all.
            joined = " CROSS JOIN case_index i ON i.number = case_terms.rowid" if period else ""
            found = f"FROM case_terms{joined} WHERE case_terms MATCH :match"
            number = "case_terms.rowid"
        if before:
            found += f" AND {number} < :before"
        if period:
            found += f" AND {_IN_PERIOD}"
        values = {"match": _match(wanted), "before": before, **_period(wanted)}
        return found, {name: value for name, value in values.items() if f":{name}" in found}


def _match(wanted: Wanted) -> str:
    match = " AND ".join(f"({_quoted(group, ' OR ')})" for group in wanted.groups)
    return f"({match}) NOT ({_quoted(wanted.without, ' AND ')})" if wanted.without else match


def _quoted(terms: Sequence[str], joint: str) -> str:
    return joint.join(f'"{term}"' for term in terms)


def _period(wanted: Wanted) -> dict[str, str]:
    # `~` stands behind every character of a time: the whole of the last second is in it.
    # What was never concluded has "" for a time, which comes before everything.
    return {"since": wanted.since or "0", "until": f"{wanted.until or _ALWAYS}~"}


class Gin:
    """Terms as an array; what must all be there is one question of the index."""

    def create(self, connection: sa.Connection) -> None:
        """See Terms."""
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS case_terms (number BIGINT PRIMARY KEY, terms TEXT[])"
        )
        connection.exec_driver_sql(
            "CREATE INDEX IF NOT EXISTS case_terms_gin ON case_terms USING gin (terms)"
        )

    def put(self, connection: sa.Connection, number: int, terms: Sequence[str]) -> None:
        """See Terms."""
        connection.execute(_GIN_PUT, {"number": number, "terms": list(terms)})

    def drop(self, connection: sa.Connection, number: int) -> None:
        """See Terms."""
        connection.execute(
            sa.text("DELETE FROM case_terms WHERE number = :number"), {"number": number}
        )

    def clear(self, connection: sa.Connection) -> None:
        """See Terms."""
        connection.exec_driver_sql("DELETE FROM case_terms")

    def numbers(
        self, connection: sa.Connection, wanted: Wanted, before: int, most: int
    ) -> list[int]:
        """See Terms."""
        source, values = self._source(wanted, before)
        # `+ 0`: else the planner may walk all numbers downwards until enough have the terms.
        query = f"SELECT number {source} ORDER BY number + 0 DESC LIMIT :most"
        return list(connection.execute(sa.text(query), {**values, "most": most}).scalars().all())

    def count(self, connection: sa.Connection, wanted: Wanted, most: int) -> int:
        """See Terms."""
        source, values = self._source(wanted, 0)
        query = f"SELECT count(*) FROM (SELECT 1 {source} LIMIT :most) AS found"  # noqa: S608 - ours
        return connection.execute(sa.text(query), {**values, "most": most}).scalar_one()

    def _source(self, wanted: Wanted, before: int) -> tuple[str, Mapping[str, Any]]:
        values: dict[str, Any] = {}
        held = ["i.state <> ''"] if not wanted.groups else []
        needed = [group[0] for group in wanted.groups if len(group) == 1]
        if needed:
            held.append("terms @> :needed")
            values["needed"] = needed
        for place, group in enumerate(one for one in wanted.groups if len(one) > 1):
            held.append(f"terms && :any{place}")
            values[f"any{place}"] = list(group)
        if wanted.without:
            held.append("NOT terms @> :without")
            values["without"] = list(wanted.without)
        if before:
            held.append("number < :before")
            values["before"] = before
        if wanted.since or wanted.until:
            held.append(_IN_PERIOD)
            values |= _period(wanted)
        joined = wanted.since or wanted.until or not wanted.groups
        index = " JOIN case_index i USING (number)" if joined else ""
        return f"FROM case_terms{index} WHERE {' AND '.join(held)}", values


def of(dialect: str) -> Terms:
    """The one of a database by SQLAlchemy's name of it."""
    return Gin() if dialect == "postgresql" else Fts5()
