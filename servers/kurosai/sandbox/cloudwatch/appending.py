"""Events on their way into the store: whether AWS would take them, and their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from kurosai.errors import BadInput
from kurosai.sandbox.cloudwatch.records import EVENT_OVERHEAD_BYTES

if TYPE_CHECKING:
    import sqlite3

    from kurosai.sandbox.cloudwatch.records import Group

RawEvent = tuple[int, str] | tuple[int, str, int]
"""(timestamp, message) or (timestamp, message, ingestion time)."""

MAX_MESSAGE_BYTES = 1_048_576
"""What AWS takes for one event."""

Checked = tuple[int, int, str, int]
"""Timestamp, ingestion time, message, bytes as AWS counts them."""


def checked(event: RawEvent) -> Checked:
    """An event as it is stored. Raises BadInput for one that AWS would not take."""
    at_ms, message = event[0], event[1]
    ingested_ms = event[2] if len(event) == 3 else at_ms
    try:
        size = len(message.encode())
    except UnicodeEncodeError:
        size = 0
    if not 0 < size <= MAX_MESSAGE_BYTES or at_ms < 0 or ingested_ms < 0:
        raise BadInput(
            f"The event at {at_ms} ms, {message[:40]!r}, cannot be stored.",
            "Give times in milliseconds since 1970 and a message of 1 to 1,048,576 UTF-8 bytes.",
        )
    return at_ms, ingested_ms, message, size + EVENT_OVERHEAD_BYTES


def append(
    db: sqlite3.Connection,
    group: Group,
    stream: str,
    events: list[Checked],
    now_ms: int,
    *,
    piecewise: bool,
) -> None:
    """Append events to a stream of a group, which is made if it is not there.

    `piecewise`: their ids must not depend on what came before them.
    """
    first = min((event[0] for event in events), default=None)
    db.execute(
        "INSERT INTO streams (group_id, name, created_ms) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (group.id, stream, now_ms if first is None else first),
    )
    (stream_id, loaded) = db.execute(
        "SELECT id, events FROM streams WHERE group_id = ? AND name = ?", (group.id, stream)
    ).fetchone()
    if first is None:
        return
    db.executemany(
        "INSERT INTO events (group_id, stream_id, at_ms, ingested_ms, ordinal, message)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            (
                group.id,
                stream_id,
                at_ms,
                ingested_ms,
                crc32(message.encode()) if piecewise else ordinal,
                message,
            )
            for ordinal, (at_ms, ingested_ms, message, _) in enumerate(events, start=loaded)
        ),
    )
    last = max(event[0] for event in events)
    ingested = max(event[1] for event in events)
    # coalesce: SQLite's two-argument min and max are NULL when either side is.
    db.execute(
        "UPDATE streams SET events = events + ?, created_ms = min(created_ms, ?),"
        " first_ms = min(coalesce(first_ms, ?), ?), last_ms = max(coalesce(last_ms, ?), ?),"
        " ingested_ms = max(coalesce(ingested_ms, ?), ?) WHERE id = ?",
        (len(events), first, first, first, last, last, ingested, ingested, stream_id),
    )
    db.execute(
        "UPDATE groups SET stored_bytes = stored_bytes + ? WHERE id = ?",
        (sum(event[3] for event in events), group.id),
    )
