"""The ledger as JSON Lines, which `exported` can check without the database.

    {"kurosai_ledger": 1, "schema": 3, "case": null}
    {"position": 1, "part": "event", "sequence": 1, "content": ..., "before": ..., "digest": ...,
     "row": {...}}
    {"evidence": 0, "events": 1, "position": 1, "digest": ...}

The last line counts, so that a file that was cut off is seen. `row` is null for what was pruned.
With `case` a file holds that case and the evidence that it names: each line still shows that its
row and its link are as they were made, but not that the links between them were; that only the
whole ledger shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

import sqlalchemy as sa

from kurosai.errors import BadInput, LedgerFailed
from kurosai.evidence import chain, citing, entries, schema
from kurosai.evidence.chain import FIRST, Link
from kurosai.evidence.entries import Entry, Progress, unseen
from kurosai.evidence.store import Store
from kurosai.evidence.verifying import must_be_current

FORMAT = 1


def export(
    store: Store, to: TextIO, *, case: str = "", progress: Progress = unseen
) -> tuple[int, int]:
    """Write everything, or one case; how many (evidence, events) that were.

    Raises BadInput when there is no such case, LedgerFailed when it cannot be read.
    """

    def write(connection: sa.Connection) -> tuple[int, int]:
        must_be_current(connection, store.name)
        found = _case(connection, case) if case else entries.all_of(connection, progress)
        return _write(to, case, found, connection)

    done = store.snapshot(write)
    if done is None:
        raise LedgerFailed(f"There is no ledger at {store.name}.", "Is KUROSAI_LEDGER right?")
    return done


def _write(
    to: TextIO, case: str, found: Iterator[Entry], connection: sa.Connection
) -> tuple[int, int]:
    counted = {table.name: 0 for table in schema.KEPT}
    before, last = FIRST, None
    _line(to, {"kurosai_ledger": FORMAT, "schema": schema.VERSION, "case": case or None})
    for link, row in found:
        if case and (last is None or last.position != link.position - 1):
            before = _before(connection, link)
        _line(to, {**_told(link), "before": before, "row": row and dict(row)})
        counted[link.part] += row is not None
        before, last = link.digest, link
    end = {"position": last.position, "digest": last.digest} if last else {}
    _line(to, {"evidence": counted["evidence"], "events": counted["event"], **end})
    return counted["evidence"], counted["event"]


def _told(link: Link) -> dict[str, Any]:
    return {
        "position": link.position,
        "part": link.part,
        "sequence": link.sequence,
        "content": link.content,
        "digest": link.digest,
    }


def _line(to: TextIO, said: dict[str, Any]) -> None:
    to.write(f"{json.dumps(said, ensure_ascii=False, separators=(',', ':'))}\n")


def _before(connection: sa.Connection, link: Link) -> str:
    table = schema.chain
    query = sa.select(table.c.digest).where(table.c.position == link.position - 1)
    return connection.execute(query).scalar() or FIRST


def _case(connection: sa.Connection, case: str) -> Iterator[Entry]:
    event, evidence, table = schema.event, schema.evidence, schema.chain
    query = sa.select(event.c.sequence, event.c.body).where(event.c.case_id == case)
    events = connection.execute(query).all()
    if not events:
        raise BadInput(f"There is no case {case} in this ledger.", "Its id has 8 characters.")
    named = {one for _, body in events for one in citing.mentioned(body)}
    cited = connection.execute(
        sa.select(evidence.c.sequence).where(evidence.c.id.in_(sorted(named)))
    ).scalars()
    wanted = {event.name: [sequence for sequence, _ in events], evidence.name: list(cited)}
    links = [
        chain.link({**row})
        for part, sequences in wanted.items()
        for row in connection.execute(
            sa.select(table).where(table.c.part == part, table.c.sequence.in_(sequences))
        ).mappings()
    ]
    return entries.with_rows(connection, sorted(links, key=lambda link: link.position))
