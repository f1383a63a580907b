"""Which cases have which terms, in SQLite: its own inverted index, FTS5."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zlib import crc32

import sqlalchemy as sa

from kurosai.evidence.case_terms import IN_PERIOD, Wanted, period

_PUT = sa.text("INSERT OR REPLACE INTO case_terms(rowid, terms) VALUES (:number, :terms)")
_KEPT = sa.text("SELECT rowid, terms FROM case_terms WHERE rowid IN :numbers").bindparams(
    sa.bindparam("numbers", expanding=True)
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
        connection.execute(_PUT, {"number": number, "terms": " ".join(terms)})

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
        number = "case_terms.rowid" if _groups(wanted) else "i.number"
        query = f"SELECT {number} {source} ORDER BY {number} DESC LIMIT :most"
        return list(connection.execute(sa.text(query), {**values, "most": most}).scalars().all())

    def count(self, connection: sa.Connection, wanted: Wanted, most: int) -> int:
        """See Terms."""
        source, values = self._source(wanted, 0)
        query = f"SELECT count(*) FROM (SELECT 1 {source} LIMIT :most)"  # noqa: S608 - ours
        return connection.execute(sa.text(query), {**values, "most": most}).scalar_one()

    def holders(
        self, connection: sa.Connection, terms: Sequence[str], most: int
    ) -> dict[str, list[int]]:
        """See Terms."""
        return {term: self.numbers(connection, Wanted(((term,),)), 0, most) for term in terms}

    def kept(self, connection: sa.Connection, numbers: Sequence[int]) -> dict[int, frozenset[str]]:
        """See Terms."""
        found = connection.execute(_KEPT, {"numbers": list(numbers)})
        return {number: frozenset(terms.split()) for number, terms in found}

    def differing(self, connection: sa.Connection) -> list[int]:
        """See Terms."""
        raw: Any = connection.connection.driver_connection
        raw.create_function("crc", 1, _crc)
        # Its own check is a write. This table is no part of the file.
        connection.exec_driver_sql(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.case_vocabulary"
            " USING fts5vocab(main, case_terms, instance)"
        )
        found = {
            number: (many, crc)
            for number, many, crc in connection.exec_driver_sql(
                "SELECT doc, count(*), sum(crc(term)) FROM temp.case_vocabulary GROUP BY doc"
            )
        }
        differing: list[int] = []
        for number, words in connection.exec_driver_sql("SELECT rowid, terms FROM case_terms"):
            terms = words.split()
            put = (len(terms), sum(map(_crc, terms))) if terms else None
            if found.pop(number, None) != put:
                differing.append(number)
        return sorted((*differing, *found))

    def _source(self, wanted: Wanted, before: int) -> tuple[str, Mapping[str, Any]]:
        in_period = wanted.since or wanted.until
        if not _groups(wanted):
            found = "FROM case_index i WHERE i.state <> ''"
            number = "i.number"
            if wanted.without:
                held = "SELECT rowid FROM case_terms WHERE case_terms MATCH :match"
                found += f" AND i.number NOT IN ({held})"
        else:
            # CROSS keeps the order: what has the terms is few, what is in a period may be all.
            joined = " CROSS JOIN case_index i ON i.number = case_terms.rowid" if in_period else ""
            found = f"FROM case_terms{joined} WHERE case_terms MATCH :match"
            number = "case_terms.rowid"
        if before:
            found += f" AND {number} < :before"
        if in_period:
            found += f" AND {IN_PERIOD}"
        values = {"match": _match(wanted), "before": before, **period(wanted)}
        return found, {name: value for name, value in values.items() if f":{name}" in found}


def _crc(term: str) -> int:
    return crc32(term.encode())


def _groups(wanted: Wanted) -> tuple[tuple[str, ...], ...]:
    return (*wanted.groups, wanted.near) if wanted.near else wanted.groups


def _match(wanted: Wanted) -> str:
    if not _groups(wanted):
        return _quoted(wanted.without, " AND ")
    match = " AND ".join(f"({_quoted(group, ' OR ')})" for group in _groups(wanted))
    return f"({match}) NOT ({_quoted(wanted.without, ' AND ')})" if wanted.without else match


def _quoted(terms: Sequence[str], joint: str) -> str:
    return joint.join(f'"{term}"' for term in terms)
