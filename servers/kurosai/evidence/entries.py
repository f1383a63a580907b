"""The ledger as one sequence: each link of its chain, with its row where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import sqlalchemy as sa

from kurosai.evidence import chain, schema
from kurosai.evidence.chain import Link

Row: TypeAlias = Mapping[str, Any]
Entry: TypeAlias = tuple[Link, Row | None]

Progress: TypeAlias = Callable[[int, int], None]
"""Takes how much is done, and of how much."""

PAGE = 500


def unseen(_done: int, _of: int) -> None:
    """Progress that nobody looks at."""


def all_of(connection: sa.Connection, progress: Progress = unseen) -> Iterator[Entry]:
    """Every link by position, from a connection that stands still."""
    table = schema.chain
    total = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar() or 0
    after = done = 0
    while True:
        query = sa.select(table).where(table.c.position > after).order_by(table.c.position)
        found = connection.execute(query.limit(PAGE)).mappings()
        links = [chain.link({**row}) for row in found]
        yield from with_rows(connection, links)
        done += len(links)
        progress(done, total)
        if len(links) < PAGE:
            return
        after = links[-1].position


def with_rows(connection: sa.Connection, links: list[Link]) -> Iterator[Entry]:
    """Links with their rows."""
    rows: dict[tuple[str, int], Row] = {}
    for table in schema.KEPT:
        wanted = [link.sequence for link in links if link.part == table.name]
        query = sa.select(table).where(table.c.sequence.in_(wanted))
        for row in connection.execute(query).mappings() if wanted else ():
            rows[table.name, row["sequence"]] = {**row}
    return ((link, rows.get((link.part, link.sequence))) for link in links)
