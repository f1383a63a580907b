"""Removing what is old and supports nothing, so that the chain can still be verified.

A link stays when its row goes, and a note says who removed what. What a case cites stays, whatever
its age; a closed case goes, with what it alone cites, only for whoever says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from kurosai.evidence import case_index, case_readings, chain, citing, guards, schema
from kurosai.evidence.codec import dump
from kurosai.evidence.kinds import ENDS
from kurosai.evidence.migrating import CASE
from kurosai.evidence.ranges import spans, told
from kurosai.evidence.store import Store
from kurosai.vocabulary import Json, stamp

KIND = "pruned"

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Plan:
    """What a prune removes: sequences by part, and the ids of `cases`; `kept` is cited evidence."""

    before: str
    evidence: tuple[int, ...]
    events: tuple[int, ...]
    cases: tuple[str, ...]
    kept: int

    def __bool__(self) -> bool:
        return bool(self.evidence or self.events)


def run(store: Store, before: datetime, *, cases: bool, operator: str, at: datetime) -> Plan:
    """Remove what `plan` says, in one transaction; the plan that was followed."""

    def work(connection: sa.Connection) -> Plan:
        # Planned while nobody else can write: a case may have cited something just now.
        found = plan(connection, before, cases=cases)
        if found:
            prune(connection, found, operator=operator, at=at)
        return found

    return store.write(work)


def plan(connection: sa.Connection, before: datetime, *, cases: bool = False) -> Plan:
    """What is older than `before` and cited by no case.

    With `cases`, those that were closed or discarded before and not touched since go too. An open
    or pending case never does.
    """
    # Without its zone, so that it comes before every stamp within its second.
    limit = stamp(before).removesuffix("Z")
    going: dict[str, list[int]] = {}
    named: dict[str, set[str]] = {}
    cited: set[str] = set()
    unfinished: set[str] = set()
    for case, events in _histories(connection):
        kinds = {event["kind"] for event in events}
        old = events[-1]["at"] < limit
        ids = {one for event in events for one in citing.mentioned(event["body"])}
        if case != CASE and cases and not kinds.isdisjoint(ENDS) and old:
            going[case] = [event["sequence"] for event in events]
            named[case] = ids
            continue
        cited |= ids
        if case != CASE and kinds.isdisjoint(ENDS):
            unfinished.add(case)
    # What was read for a case that is not closed may still be cited; and what its people went on
    # with has to stay, or what they read for that would count for this one.
    spans = [span for case in unfinished for span in case_readings.spans(connection, case)]
    ends = {span.ended for span in spans}
    between = {case for case, sequences in going.items() if not ends.isdisjoint(sequences)}
    while kept := [case for case in going if case in cited or case in between]:
        # A case that stays names it: as the one that it corrects, say.
        for case in kept:
            cited |= named[case]
            del going[case]
    table = schema.evidence
    query = sa.select(table.c.sequence, table.c.id).where(table.c.read_at < limit)
    old_evidence = connection.execute(query.order_by(table.c.sequence)).all()
    wanted = {one for span in spans for one in case_readings.sequences(connection, span)}
    removed = tuple(
        sequence for sequence, id_ in old_evidence if id_ not in cited and sequence not in wanted
    )
    return Plan(
        before=stamp(before),
        evidence=removed,
        events=tuple(sorted(sequence for events in going.values() for sequence in events)),
        cases=tuple(sorted(going)),
        kept=len(old_evidence) - len(removed),
    )


def prune(connection: sa.Connection, plan: Plan, *, operator: str, at: datetime) -> None:
    """Remove what is planned, and leave the note. The writer's lock must be held."""
    with guards.lifted(connection):
        for table, sequences in ((schema.evidence, plan.evidence), (schema.event, plan.events)):
            for start in range(0, len(sequences), _PAGE):
                some = sequences[start : start + _PAGE]
                connection.execute(table.delete().where(table.c.sequence.in_(some)))
    case_index.forget(connection, plan.cases)
    row = {
        "case_id": CASE,
        "kind": KIND,
        "at": stamp(at),
        "operator": operator,
        "body": dump(_body(plan)),
    }
    chain.add(connection, schema.event, row, chain.content(row))


def note(body: Mapping[str, Any]) -> dict[str, set[int]]:
    """The sequences by part that a note says were removed."""
    return {
        part: {number for first, last in body.get(part, ()) for number in range(first, last + 1)}
        for part in (schema.evidence.name, schema.event.name)
    }


def said(body: Mapping[str, Any]) -> str:
    """What a note says was removed, for people."""
    parts = [f"{part} {told(body[part])}" for part in ("evidence", "event") if body.get(part)]
    return f"{', '.join(parts)} from before {body['before']}"


def _body(plan: Plan) -> dict[str, Json]:
    return {
        "before": plan.before,
        "evidence": [list(span) for span in spans(plan.evidence)],
        "event": [list(span) for span in spans(plan.events)],
        "cases": list(plan.cases),
    }


def _histories(connection: sa.Connection) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    table = schema.event
    query = sa.select(
        *(table.c.sequence, table.c.case_id, table.c.kind, table.c.at, table.c.operator),
        table.c.body,
    )
    history: list[dict[str, Any]] = []
    for row in connection.execute(query.order_by(table.c.case_id, table.c.sequence)).mappings():
        if history and history[0]["case_id"] != row["case_id"]:
            yield history[0]["case_id"], history
            history = []
        history.append({**row})
    if history:
        yield history[0]["case_id"], history
