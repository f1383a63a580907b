"""Whether the index of cases says what their events say; `CaseIndex.rebuild` mends it.

The index is no proof, but a case that it hides or shows otherwise is one that nobody finds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from kurosai.evidence import case_tables, codec, schema
from kurosai.evidence.case_index import NO_CASE, Describe, marked
from kurosai.evidence.case_rows import COLUMNS, Indexed, rows
from kurosai.evidence.case_terms import is_term
from kurosai.evidence.entries import Progress, unseen
from kurosai.evidence.record import Event
from kurosai.evidence.store import Store

_PAGE = 200


@dataclass
class Findings:
    """Which cases the index has otherwise than their events, and how many it does not have yet."""

    faults: list[str] = field(default_factory=list[str])
    behind: int = 0


def check(store: Store, describe: Describe, progress: Progress = unseen) -> Findings | None:
    """Hold each case against its events; None where there is no index of this version.

    Raises LedgerFailed when it cannot be read.
    """

    def work(connection: sa.Connection) -> Findings | None:
        if schema.version(connection) != schema.VERSION:
            return None
        found = Findings()
        upto = marked(connection)
        for case, events, row in _cases(connection, progress):
            if events:
                _compare(describe(events), events, row, upto, found)
            else:
                found.faults.append(f"case {case} cannot be indexed: an event of it is no event")
        without = rows.c.case_id.not_in(sa.select(schema.event.c.case_id))
        alone = connection.execute(sa.select(rows.c.case_id).where(without)).scalars()
        found.faults += [f"the index has a case {case} that has no events" for case in alone]
        numbers = case_tables.of(connection.dialect.name).differing(connection)
        found.faults += [f"{_called(connection, one)} is found by other terms" for one in numbers]
        return found

    return store.snapshot(work)


def _compare(
    told: Indexed, events: Sequence[Event], row: Indexed | None, upto: int, found: Findings
) -> None:
    newest = events[-1].sequence
    if row is None or row.last < newest:
        if newest > upto:
            found.behind += 1
        else:
            found.faults.append(f"the index lacks the newest of case {told.case_id}")
        return
    told = replace(told, terms=frozenset(filter(is_term, told.terms)))
    other = [name for name in (*COLUMNS, "terms") if getattr(told, name) != getattr(row, name)]
    if other:
        found.faults.append(
            f"the index has another {', '.join(other)} of case {told.case_id} than its events"
        )


def _cases(
    connection: sa.Connection, progress: Progress
) -> Iterator[tuple[str, list[Event], Indexed | None]]:
    """Each case with all its events, none where one cannot be read, and its row; some at a time."""
    table = schema.event
    of_a_case = table.c.case_id != NO_CASE
    every = sa.select(sa.func.count(table.c.case_id.distinct())).where(of_a_case)
    total, done, after = connection.execute(every).scalar_one(), 0, ""
    while True:
        some = sa.select(table.c.case_id).where(of_a_case, table.c.case_id > after)
        query = some.distinct().order_by(table.c.case_id).limit(_PAGE)
        cases = list(connection.execute(query).scalars())
        if not cases:
            return
        events: dict[str, list[Event]] = {case: [] for case in cases}
        spoilt: set[str] = set()
        query = sa.select(table).where(table.c.case_id.in_(cases)).order_by(table.c.sequence)
        for one in connection.execute(query).mappings():
            try:
                event = codec.event({str(key): value for key, value in one.items()})
            except (ValueError, TypeError):
                spoilt.add(one["case_id"])
            else:
                events[event.case].append(event)
        kept = _rows(connection, cases)
        for case in cases:
            yield case, [] if case in spoilt else events[case], kept.get(case)
        done, after = done + len(cases), cases[-1]
        progress(done, total)


def _rows(connection: sa.Connection, cases: Sequence[str]) -> Mapping[str, Indexed]:
    found = connection.execute(sa.select(rows).where(rows.c.case_id.in_(cases))).mappings().all()
    numbers = [int(row["number"]) for row in found]
    terms = case_tables.of(connection.dialect.name).kept(connection, numbers)
    return {
        str(row["case_id"]): Indexed(
            **{name: row[name] for name in COLUMNS},
            terms=terms.get(int(row["number"]), frozenset()),
        )
        for row in found
    }


def _called(connection: sa.Connection, number: int) -> str:
    query = sa.select(rows.c.case_id).where(rows.c.number == number)
    case = connection.execute(query).scalar()
    return f"case {case}" if case else f"number {number}, which is no case,"
