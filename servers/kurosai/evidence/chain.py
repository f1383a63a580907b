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
    if connection.dialect.name == "sqlite":
        link = _next(connection, table.name, said)
        # The link first: a row without one is refused by the database.
        for kept, values in (
            (schema.chain, _values(link)),
            (table, {**row, "sequence": link.sequence}),
        ):
            connection.exec_driver_sql(_INSERT[kept.name], tuple(map(values.get, kept.c.keys())))
    else:
        # A server is further away, and all other writers wait for each of its answers.
        empty = dict.fromkeys(table.c.keys())
        told = {**empty, **row, "link_part": table.name, "link_content": said}
        position, sequence, made = connection.execute(_AT_ONCE[table.name], told).one()
        link = Link(position, table.name, sequence, said, made)
    connection.info[ADDED] = link
    return link.sequence


def _next(connection: sa.Connection, part: str, said: str) -> Link:
    found = connection.exec_driver_sql(_HEAD, (part,)).one_or_none()
    position, before, newest = found or (0, FIRST, 0)
    sequence = (newest or 0) + 1
    return Link(position + 1, part, sequence, said, digest(before, part, sequence, said))


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


def _insert(table: sa.Table) -> str:
    names = table.c.keys()
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - ours


def _at_once(table: sa.Table) -> sa.TextClause:
    """What `add` does, as one statement of PostgreSQL: (position, sequence, digest)."""
    others = [column for column in table.c if column.name != "sequence"]
    names = ", ".join(column.name for column in others)
    values = ", ".join(f":{column.name}" for column in others)
    statement = f"""
        WITH head AS (
            SELECT position, digest FROM chain
            UNION ALL SELECT 0, '{FIRST}'
            ORDER BY position DESC LIMIT 1
        ), own AS (
            SELECT coalesce(max(sequence), 0) + 1 AS sequence FROM chain WHERE part = :link_part
        ), link AS (
            INSERT INTO chain (position, part, sequence, content, digest)
            SELECT head.position + 1, :link_part, own.sequence, :link_content,
                encode(sha256(convert_to(concat_ws(
                    ' ', head.digest, :link_part, own.sequence, :link_content), 'UTF8')), 'hex')
            FROM head, own RETURNING position, sequence, digest
        ), kept AS (
            INSERT INTO {table.name} (sequence, {names}) SELECT sequence, {values} FROM link
        )
        SELECT position, sequence, digest FROM link"""  # noqa: S608 - names of ours
    bound = [sa.bindparam(column.name, type_=column.type) for column in others]
    own = [sa.bindparam(f"link_{one.name}", type_=one.type) for one in schema.chain.c]
    return sa.text(statement).bindparams(
        *bound, *(one for one in own if f":{one.key}" in statement)
    )


_ADD = schema.chain.insert()
# As text: SQLAlchemy would take longer to put it together than SQLite to do it.
_HEAD = """
    SELECT position, digest, (SELECT max(sequence) FROM chain WHERE part = ?)
    FROM chain ORDER BY position DESC LIMIT 1"""
_INSERT = {table.name: _insert(table) for table in (*schema.KEPT, schema.chain)}
_AT_ONCE = {table.name: _at_once(table) for table in schema.KEPT}
