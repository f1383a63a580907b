"""Which readings were made for a case.

A reading does not say which case it is for: the server that made it knows of none. It is taken to
be for the case on which its operator worked last before it (`kinds.WORK`), by the order in which
the chain holds events and readings; until that case is closed, or he works on another one. What he
read before he worked on any is for none. So whoever has two cases open at a time does not find what
he read for the one in the other, and need not say for which he reads.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from kurosai.evidence import kinds, schema

if TYPE_CHECKING:
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence

MOST = 500
"""Readings of one case that are looked at: the newest."""

_EVENT = schema.event.c
_CHAIN = schema.chain.c
_EVIDENCE = schema.evidence.c
_ACTS = sa.select(_EVENT.sequence, _EVENT.case_id, _EVENT.kind, _EVENT.operator).where(
    _EVENT.kind.in_(kinds.WORK)
)
_Act = tuple[int, str, str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """Readings of one operator, by sequence: after `after` and up to `upto` (None: all since)."""

    operator: str
    after: int
    upto: int | None

    def holds(self, sequence: int) -> bool:
        """Whether a reading of its operator lies in it."""
        return self.after < sequence and (self.upto is None or sequence <= self.upto)


def of(ledger: Ledger, case: str, *, most: int = MOST) -> tuple[Evidence, ...]:
    """The readings made for a case, by whoever worked on it; oldest first, the newest `most`.

    Empty where there is no such case. Raises LedgerFailed.
    """

    def work(connection: sa.Connection) -> tuple[Span, ...]:
        own = _read(connection, _ACTS.where(_EVENT.case_id == case))
        if not own:
            return ()
        people = sorted({operator for _, _, _, operator in own})
        acts = _ACTS.where(_EVENT.sequence >= own[0][0], _EVENT.operator.in_(people))
        return tuple(_spans(connection, _read(connection, acts), {case}))

    found: list[Evidence] = []
    for span in reversed(ledger.reading(work, ())):
        found += ledger.since(span.after, until=span.upto, operator=span.operator, most=most)
    return tuple(sorted(found, key=lambda one: one.sequence))[-most:]


def at_work(ledger: Ledger, operator: str, *, since: int) -> str:
    """The case on which somebody works: that of his newest act from the event `since` on.

    "" where there is none. Raises LedgerFailed.
    """
    query = (
        sa.select(_EVENT.case_id)
        .where(_EVENT.sequence >= since, _EVENT.operator == operator)
        .where(_EVENT.kind.in_(kinds.WORK))
        .order_by(_EVENT.sequence.desc())
        .limit(1)
    )
    return next((str(row["case_id"]) for row in ledger.select(query)), "")


class Made:
    """The readings made for any of `cases`, of which there may be many: asked one by one."""

    def __init__(self, connection: sa.Connection, cases: Collection[str]) -> None:
        spans: dict[str, list[Span]] = defaultdict(list)
        for span in _spans(connection, _read(connection, _ACTS) if cases else [], cases):
            spans[span.operator].append(span)
        self._spans: Mapping[str, list[Span]] = {
            who: sorted(some, key=lambda one: one.after) for who, some in spans.items()
        }

    def holds(self, operator: str, sequence: int) -> bool:
        """Whether this reading is one of them."""
        spans = self._spans.get(operator, [])
        place = bisect_left(spans, sequence, key=lambda one: one.after)
        return place > 0 and spans[place - 1].holds(sequence)


def _read(connection: sa.Connection, acts: sa.Select[Any, Any, Any, Any]) -> list[_Act]:
    return [tuple(one) for one in connection.execute(acts.order_by(_EVENT.sequence)).all()]


def _spans(
    connection: sa.Connection, acts: Iterable[_Act], cases: Collection[str]
) -> Iterator[Span]:
    """The spans in which somebody worked on one of `cases`, from all acts in their order."""
    chained = sa.inspect(connection).has_table(schema.chain.name)
    busy: dict[str, tuple[str, int]] = {}
    found: list[tuple[str, int, int | None]] = []

    def ends(operator: str, sequence: int | None) -> None:
        case, begun = busy.pop(operator, ("", 0))
        if case in cases:
            found.append((operator, begun, sequence))

    for sequence, case, kind, operator in acts:
        if kind == kinds.CLOSED:
            for who in [one for one, (on, _) in busy.items() if on == case]:
                ends(who, sequence)
        elif busy.get(operator, ("", 0))[0] != case:
            ends(operator, sequence)
            busy[operator] = (case, sequence)
    for who in list(busy):
        ends(who, None)
    for operator, begun, ended in sorted(found, key=lambda one: one[1]):
        upto = None if ended is None else _reached(connection, ended, chained=chained)
        yield Span(operator, _reached(connection, begun, chained=chained), upto)


def _reached(connection: sa.Connection, event: int, *, chained: bool) -> int:
    """The newest reading that was there before an event, 0 for none."""
    if chained:
        own = sa.select(_CHAIN.position).where(_CHAIN.part == "event", _CHAIN.sequence == event)
        query = (
            sa.select(_CHAIN.sequence)
            .where(_CHAIN.part == "evidence", _CHAIN.position < own.scalar_subquery())
            .order_by(_CHAIN.position.desc())
            .limit(1)
        )
    else:
        # A ledger of before the chain that nobody can bring up: only the clock is left.
        at = sa.select(_EVENT.at).where(_EVENT.sequence == event).scalar_subquery()
        query = sa.select(sa.func.max(_EVIDENCE.sequence)).where(_EVIDENCE.read_at <= at)
    return connection.execute(query).scalar() or 0
