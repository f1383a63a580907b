"""Which readings were made for a case.

A reading does not say which case it is for: the server that made it knows of none. It is taken to
be for the case on which its operator worked last before it (`kinds.WORK`), by the order in which
the chain holds events and readings; until that case is closed, or he works on another one. What he
read before he worked on any is for none. So whoever has two cases open at a time does not find what
he read for the one in the other, and need not say for which he reads.

Whoever only took a case up has not worked on it: what he read counts once he does something there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from kurosai.evidence import kinds, schema
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from datetime import datetime

    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence

MOST = 500
"""Readings of one case that are looked at: the newest."""

MOST_ACTS = 1_000
"""Acts of one person among which the last in another case is looked for: the newest."""

_CHAINED = "kurosai.chained"
"""Where a connection remembers that its ledger has a chain."""

# Written once and not put together for each case: that would take longer than the database does.
_KINDS = ", ".join(f"'{kind}'" for kind in kinds.WORK)
_WORK = f"SELECT sequence, kind, operator FROM event WHERE kind IN ({_KINDS}) AND"  # noqa: S608
_OF_CASE = sa.text(f"{_WORK} case_id = :case ORDER BY sequence")
_LEAVES = sa.text(
    f"{_WORK} operator = :operator AND sequence > :after AND case_id <> :case"
    " ORDER BY sequence LIMIT 1"
)
_LAST = sa.text(
    f"SELECT case_id FROM event WHERE kind IN ({_KINDS}) AND operator = :operator"  # noqa: S608
    " ORDER BY sequence DESC LIMIT 1"
)
_ENDS = ", ".join(f"'{kind}'" for kind in kinds.ENDS)
# Of the newest acts alone, which the index gives in their order, however many there are.
_UNDONE = sa.text(
    "SELECT case_id FROM (SELECT sequence, case_id, kind, at FROM event"  # noqa: S608
    " WHERE operator = :operator ORDER BY sequence DESC LIMIT :most) AS act"
    f" WHERE kind IN ({_KINDS}) AND at >= :since AND case_id <> :case AND NOT EXISTS"
    f" (SELECT 1 FROM event WHERE event.case_id = act.case_id AND event.kind IN ({_ENDS}))"
    " ORDER BY sequence DESC"
)
_REACHED = sa.text("""
    SELECT sequence FROM chain WHERE part = 'evidence' AND position < (
        SELECT position FROM chain WHERE part = 'event' AND sequence = :event
    ) ORDER BY position DESC LIMIT 1""")
_REACHED_BY_CLOCK = sa.text("""
    SELECT max(sequence) FROM evidence
    WHERE read_at <= (SELECT at FROM event WHERE sequence = :event)""")


@dataclass(frozen=True, slots=True)
class Span:
    """Readings of one operator, by sequence: after `after` and up to `upto` (None: all since).

    `ended` is the event that ended it (None: nothing has).
    """

    operator: str
    after: int
    upto: int | None
    ended: int | None


def of(ledger: Ledger, case: str, *, acting: str = "", most: int = MOST) -> tuple[Evidence, ...]:
    """The readings made for a case, by whoever worked on it; oldest first, the newest `most`.

    `acting` is who is about to do something there. Empty where there is no such case. Raises
    LedgerFailed.
    """
    found = ledger.reading(lambda connection: tuple(spans(connection, case, acting)), ())
    made = [
        one
        for span in found
        for one in ledger.since(span.after, until=span.upto, operator=span.operator, most=most)
    ]
    return tuple(sorted(made, key=lambda one: one.sequence)[-most:])


def at_work(ledger: Ledger, operator: str) -> str:
    """The case on which somebody worked last, closed or not; "" for none. Raises LedgerFailed."""

    def work(connection: sa.Connection) -> str:
        return connection.execute(_LAST, {"operator": operator}).scalar() or ""

    return ledger.reading(work, "")


def undone(ledger: Ledger, operator: str, *, but: str, since: datetime) -> tuple[str, ...]:
    """The cases, but one, on which somebody worked since then and that have not ended.

    The one on which he worked last comes first. Raises LedgerFailed.
    """
    asked = {"operator": operator, "case": but, "since": stamp(since), "most": MOST_ACTS}

    def work(connection: sa.Connection) -> tuple[str, ...]:
        return tuple(dict.fromkeys(connection.execute(_UNDONE, asked).scalars()))

    return ledger.reading(work, ())


def sequences(connection: sa.Connection, span: Span) -> tuple[int, ...]:
    """Those of its readings."""
    columns = schema.evidence.c
    query = sa.select(columns.sequence).where(
        columns.operator == span.operator, columns.sequence > span.after
    )
    if span.upto is not None:
        query = query.where(columns.sequence <= span.upto)
    return tuple(connection.execute(query).scalars())


def spans(connection: sa.Connection, case: str, acting: str | None = None) -> Iterator[Span]:
    """The spans in which somebody worked on a case.

    Of who only took it up only those of `acting`; None stands for anybody.
    """
    acts = [(one[0], one[1], one[2]) for one in connection.execute(_OF_CASE, {"case": case})]
    closed = next((sequence for sequence, kind, _ in acts if kind in kinds.ENDS), None)
    people = {who for _, kind, who in acts if acting in (None, who) or kind != kinds.JOINED}
    for operator in sorted(people):
        end: int | None = 0
        for sequence, _, who in acts:
            if who != operator or end is None or sequence < end:
                continue
            if closed is not None and sequence >= closed:
                break
            asked = {"operator": operator, "after": sequence, "case": case}
            left = connection.execute(_LEAVES, asked).scalar()
            end = min((one for one in (left, closed) if one is not None), default=None)
            upto = None if end is None else _reached(connection, end)
            yield Span(operator, _reached(connection, sequence), upto, end)


def _reached(connection: sa.Connection, event: int) -> int:
    """The newest reading that was there before an event, 0 for none."""
    # Of a ledger of before the chain that nobody can bring up only the clock is left.
    query = _REACHED if _is_chained(connection) else _REACHED_BY_CLOCK
    return connection.execute(query, {"event": event}).scalar() or 0


def _is_chained(connection: sa.Connection) -> bool:
    if not connection.info.get(_CHAINED):
        connection.info[_CHAINED] = sa.inspect(connection).has_table(schema.chain.name)
    return bool(connection.info[_CHAINED])
