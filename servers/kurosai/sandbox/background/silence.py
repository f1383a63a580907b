"""What of the week is not there, since its log group is hushed: ranges of places.

The files hold every event and are the same for all worlds; whoever reads them leaves these out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from kurosai.sandbox import hushed
from kurosai.sandbox.background.groups import FUNCTIONS, groups, number_of
from kurosai.sandbox.background.places import SAME, place
from kurosai.sandbox.schema_aws import Aws

Places: TypeAlias = "Sequence[tuple[int, int]]"
"""Ranges of places, both ends included, in order and apart from each other."""

LEFT: Final = (
    "coalesce((SELECT last FROM temp.hushed WHERE first <= e.place ORDER BY first DESC LIMIT 1),"
    " -1) < e.place"
)
"""SQL: an event `e` is not in one of the ranges that `lay` has laid."""

_LONGEST_MS: Final = 60_000
"""No run of a function of the week takes as long."""


def lay(db: sqlite3.Connection, places: Places) -> None:
    """Put the ranges into the table `temp.hushed`."""
    db.execute("CREATE TEMP TABLE hushed (first INTEGER PRIMARY KEY, last INTEGER NOT NULL)")
    db.executemany("INSERT INTO hushed VALUES (?, ?)", places)


def places(db: sqlite3.Connection, parts: int, aws: Aws, start_ms: int) -> Places:
    """The ranges of a world whose week starts then; `db` has the files attached."""
    found: list[tuple[int, int]] = []
    for name in aws.log_groups.keys() & {*groups()}:
        number = number_of(name)
        for start, end in hushed.hours(aws, name):
            low, high = start - start_ms, end - start_ms
            found.append((place(number, low), place(number, high) - 1))
            if name in FUNCTIONS:
                for edge in (low, high):
                    found += _cut(db, parts, number, edge, (low, high))
    return [*_joined(sorted(found))]


def _cut(
    db: sqlite3.Connection, parts: int, group: int, edge: int, hush: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """The events outside a hush of runs that went on at its edge: a run goes whole."""
    near = (place(group, edge - _LONGEST_MS), place(group, edge + _LONGEST_MS, SAME - 1))
    inside: list[str] = []
    outside: list[tuple[int, str]] = []
    for part in range(parts):
        sql = f"SELECT place, message FROM part{part}.events WHERE place BETWEEN ? AND ?"  # noqa: S608
        for at, message in db.execute(sql, near):
            if place(group, hush[0]) <= at < place(group, hush[1]):
                inside.append(message)
            else:
                outside.append((at, message))
    gone = hushed.requests(inside)
    return ((at, at) for at, message in outside if hushed.requests([message]) & gone)


def _joined(ranges: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ranges that overlap as one; `ranges` are sorted."""
    before: tuple[int, int] | None = None
    for one in ranges:
        if before is not None and one[0] <= before[1]:
            before = (before[0], max(before[1], one[1]))
            continue
        if before is not None:
            yield before
        before = one
    if before is not None:
        yield before
