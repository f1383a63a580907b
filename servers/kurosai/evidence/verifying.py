"""Whether a ledger is whole: what was changed, removed or put in, each said by name.

Whoever owns the database and knows this code can make a new chain for what he has changed. What he
cannot change is a position and digest that somebody has noted elsewhere: `known`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TypeAlias

import sqlalchemy as sa

from kurosai.errors import LedgerFailed
from kurosai.evidence import chain, citing, entries, guards, migrating, pruning, schema
from kurosai.evidence.chain import FIRST, Link
from kurosai.evidence.entries import Progress, Row, unseen
from kurosai.evidence.ranges import spans, told
from kurosai.evidence.store import Store

Known: TypeAlias = tuple[int, str] | None
"""A position of the chain and the digest that it once had."""


@dataclass
class Findings:
    """What a check found; `faults` is empty when all is whole. `notes` are worth knowing."""

    evidence: int = 0
    events: int = 0
    cases: int = 0
    pruned: int = 0
    head: Link | None = None
    faults: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])

    @property
    def whole(self) -> bool:
        """Whether there is nothing to find fault with."""
        return not self.faults


def verify(store: Store, known: Known = None, progress: Progress = unseen) -> Findings:
    """Check a ledger. Raises LedgerFailed when it cannot be read, or has another chain."""

    def check(connection: sa.Connection) -> Findings:
        must_be_current(connection, store.name)
        check = Check(known)
        for link, row in entries.all_of(connection, progress):
            check.take(link, row)
        found = check.done()
        found.faults += _beside_the_chain(connection)
        found.faults += [f"the guard {name} is gone" for name in guards.missing(connection)]
        if connection.dialect.name == "sqlite":
            found.faults += _file(connection, found.head)
        return found

    found = store.snapshot(check)
    if found is None:
        raise LedgerFailed(f"There is no ledger at {store.name}.", "Is KUROSAI_LEDGER right?")
    return found


def must_be_current(connection: sa.Connection, name: str) -> None:
    """Raise LedgerFailed for a ledger that has another chain than this version makes, or none."""
    found = schema.version(connection)
    migrating.refuse_newer(found, name)
    if found < schema.CHAINED:
        raise LedgerFailed(
            f"{name} is of schema {found}, before there was a chain, and cannot be written.",
            "Make it writable once.",
        )


class Check:
    """Takes each link in order, with its row, and says at the end what does not hold.

    Without `whole` the links are some of a chain, each with the digest before it.
    """

    def __init__(self, known: Known = None, *, whole: bool = True) -> None:
        self._known = known
        self._whole = whole
        self._found = Findings()
        self._newest = dict.fromkeys((table.name for table in schema.KEPT), 0)
        self._gone: dict[str, set[int]] = {part: set() for part in self._newest}
        self._ids: set[str] = set()
        self._cited: dict[str, set[str]] = {}
        self._met = known is None

    def fault(self, said: str) -> None:
        """Something that whoever brings the links has found."""
        self._found.faults.append(said)

    def take(self, link: Link, row: Row | None, *, before: str = "") -> None:
        """The next link; `before` is the digest that it says it follows, where it says one."""
        name = f"{link.part} {link.sequence}"
        if self._whole:
            self._follow(link, name)
        if before and not link.follows(before):
            self.fault(f"position {link.position} ({name}) is not what its digest says")
        self._found.head = link
        if (link.position, link.digest) == self._known:
            self._met = True
        if row is None:
            self._gone[link.part].add(link.sequence)
            return
        if link.part == "evidence":
            self._found.evidence += 1
            self._ids.add(row["id"])
        else:
            self._found.events += 1
        if chain.content(row) != link.content:
            self.fault(f"{name}{_called(link, row)} was changed")
        elif link.part == "event":
            self._read(row)

    def done(self) -> Findings:
        """What was found, when there is no more."""
        found = self._found
        for part, gone in self._gone.items():
            if gone:
                self.fault(f"{part} {told(spans(gone))} is gone, and no prune says so")
        for case, cited in sorted(self._cited.items()):
            for one in sorted(cited - self._ids):
                self.fault(f"case {case} cites evidence {one}, which is not there")
        found.cases = sum(case != migrating.CASE for case in self._cited)
        if self._known and not self._met:
            position, digest = self._known
            self.fault(f"position {position} has not the digest {digest}: it is another chain")
        return found

    def _follow(self, link: Link, name: str) -> None:
        head = self._found.head
        position, before = (head.position, head.digest) if head else (0, FIRST)
        if link.position != position + 1:
            self.fault(f"the chain lacks position {told([(position + 1, link.position - 1)])}")
        elif not link.follows(before):
            self.fault(f"position {link.position} ({name}) does not follow from the one before")
        elif link.sequence != self._newest[link.part] + 1:
            self.fault(f"position {link.position} ({name}) is out of order")
        self._newest[link.part] = link.sequence

    def _read(self, row: Row) -> None:
        body = json.loads(row["body"])
        self._cited.setdefault(row["case_id"], set()).update(citing.vouched(body))
        if row["case_id"] != migrating.CASE:
            return
        if row["kind"] == migrating.KIND:
            self._found.notes.append(
                f"{body['rows']} rows were there before the chain: it vouches for what became of "
                f"them since {row['at']}"
            )
        if row["kind"] == pruning.KIND:
            for part, removed in pruning.note(body).items():
                self._found.pruned += len(removed & self._gone[part])
                self._gone[part] -= removed
            self._found.notes.append(
                f"{row['operator']} pruned at {row['at']}: {pruning.said(body)}"
            )


def _called(link: Link, row: Row) -> str:
    return f" ({row['id']})" if link.part == "evidence" else f" (case {row['case_id']})"


def _beside_the_chain(connection: sa.Connection) -> list[str]:
    faults: list[str] = []
    links = schema.chain
    for table in schema.KEPT:
        linked = sa.exists().where(links.c.part == table.name, links.c.sequence == table.c.sequence)
        rows = connection.execute(sa.select(table.c.sequence).where(~linked)).scalars()
        if beside := spans(rows):
            faults.append(f"{table.name} {told(beside)} was put in beside the chain")
    return faults


def _file(connection: sa.Connection, head: Link | None) -> list[str]:
    said = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check(20)")]
    faults = [f"the file is damaged: {line}" for line in said if line != "ok"]
    query = "SELECT seq FROM sqlite_sequence WHERE name = 'chain'"
    longest = connection.exec_driver_sql(query).scalar() or 0
    end = head.position if head else 0
    if longest > end:
        faults.append(f"the chain ends at position {end}, and it once had {longest}")
    return faults
