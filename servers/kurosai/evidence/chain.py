"""What ties each row to the one before it, so that a change of any is seen later.

    content = SHA-256 of the row as JSON: keys sorted, no spaces, nothing that is null, no sequence
    digest  = SHA-256 of "BEFORE PART SEQUENCE CONTENT", BEFORE being the digest one position lower

Both as 64 hexadecimal digits. A column that is added later is null in older rows, so that their
content stays what it was. Evidence and events share one chain: the digest of a closed case vouches
for all evidence that was there before it (docs/decisions/0013-ledger-chain.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kurosai.evidence import schema

FIRST = "0" * 64
"""What stands before the first link."""

ADDED = "kurosai.added"
"""Where a connection remembers the link that its transaction added last."""


@dataclass(frozen=True, slots=True)
class Link:
    """One position of the chain: a row of `part` (`evidence` or `event`), its content, and all."""

    position: int
    part: str
    sequence: int
    content: str
    digest: str

    def follows(self, before: str) -> bool:
        """Whether it is what comes after the digest `before`."""
        return self.digest == digest(before, self.part, self.sequence, self.content)


def content(row: Mapping[str, Any]) -> str:
    """The digest of what a row says. Raises UnicodeError for text that no encoding can hold."""
    said = {key: value for key, value in row.items() if value is not None and key != "sequence"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digest(before: str, part: str, sequence: int, content: str) -> str:
    """The digest of a link."""
    return hashlib.sha256(f"{before} {part} {sequence} {content}".encode()).hexdigest()


def add(connection: sa.Connection, table: sa.Table, row: Mapping[str, Any], said: str) -> int:
    """Append a row of `table` and its link; its sequence. The writer's lock must be held.

    `said` is the content of `row`: a large one is digested before anybody has to wait for it.
    """
    found = connection.execute(_HEADS[table.name]).one_or_none()
    position, before, newest = found or (0, FIRST, 0)
    sequence = (newest or 0) + 1
    linked = digest(before, table.name, sequence, said)
    link = Link(position + 1, table.name, sequence, said, linked)
    # The link first: a row without one is refused by the database.
    if connection.dialect.name == "sqlite":
        connection.execute(_ADD, _values(link))
        connection.execute(table.insert(), {**row, "sequence": sequence})
    else:
        # A server is further away: all other writers wait for each answer.
        told = {f"link_{name}": value for name, value in _values(link).items()}
        empty = dict.fromkeys(table.c.keys())
        connection.execute(_AT_ONCE[table.name], {**empty, **row, **told})
    connection.info[ADDED] = link
    return sequence


def adopt(connection: sa.Connection, rows: list[tuple[str, int, str]], head: Link | None) -> Link:
    """Link rows that are there already, (part, sequence, content) each, after `head`."""
    links: list[Link] = []
    for part, sequence, said in rows:
        position, before = (head.position, head.digest) if head else (0, FIRST)
        head = Link(position + 1, part, sequence, said, digest(before, part, sequence, said))
        links.append(head)
    connection.execute(_ADD, [_values(link) for link in links])
    return links[-1]


def holds(connection: sa.Connection, link: Link) -> bool:
    """Whether the chain has this very link."""
    table = schema.chain
    query = sa.select(table.c.digest).where(table.c.position == link.position)
    return connection.execute(query).scalar() == link.digest


def link(row: Mapping[str, Any]) -> Link:
    """One row of the table as a link."""
    return Link(
        int(row["position"]),
        str(row["part"]),
        int(row["sequence"]),
        str(row["content"]),
        str(row["digest"]),
    )


def _values(link: Link) -> dict[str, Any]:
    return {
        "position": link.position,
        "part": link.part,
        "sequence": link.sequence,
        "content": link.content,
        "digest": link.digest,
    }


def _head(part: str) -> sa.Select[int, str, int | None]:
    table, own = schema.chain, schema.chain.alias("own")
    newest = sa.select(sa.func.max(own.c.sequence)).where(own.c.part == part).scalar_subquery()
    return (
        sa.select(table.c.position, table.c.digest, newest)
        .order_by(table.c.position.desc())
        .limit(1)
    )


def _at_once(table: sa.Table) -> sa.Insert:
    """Link and row in one statement, which takes the values of both."""
    own = schema.chain
    link = own.insert().values({one.name: _value(one, "link_") for one in own.c})
    made = link.returning(own.c.sequence).cte("link")
    others = [column for column in table.c if column.name != "sequence"]
    row = sa.select(made.c.sequence, *(_value(column) for column in others))
    return table.insert().from_select(["sequence", *(column.name for column in others)], row)


def _value(column: sa.Column[Any], prefix: str = "") -> sa.BindParameter[Any]:
    return sa.bindparam(f"{prefix}{column.name}", type_=column.type)


_ADD = schema.chain.insert()
_AT_ONCE = {table.name: _at_once(table) for table in schema.KEPT}
_HEADS = {table.name: _head(table.name) for table in schema.KEPT}
