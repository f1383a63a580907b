"""Lines by Logs Insights instead of page by page: many groups in one query, and counts of many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from kurosai.aws.logs.occurrences import query_rows
from kurosai.aws.platform import Queries
from kurosai.aws.wire.errors import Denied, Missing
from kurosai.aws.wire.insights import Malformed, QueryRow
from kurosai.aws.wire.logs import Found, LogEvent
from kurosai.errors import Unavailable
from kurosai.vocabulary import Window

FAILURES = (Denied, Missing, Malformed, Unavailable)
"""What makes one go on without: this login may not query, or AWS has no time."""

PATIENCE = 8.0
"""Seconds: what is asked on the way to an answer must leave time for the rest of it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SPECIAL = re.compile(r'(["\\])')


def condition(texts: Sequence[str]) -> str:
    """The filter for lines that hold all the texts, as they stand."""
    return " and ".join(f'@message like "{_escaped(text)}"' for text in texts)


def lines(
    queries: Queries, groups: Sequence[str], texts: Sequence[str], window: Window, *, most: int
) -> Found:
    """The oldest `most` lines of the window that hold all the texts; raises one of FAILURES."""
    kept = f"| filter {condition(texts)} " if texts else ""
    query = (
        f"fields @timestamp, @ingestionTime, @logStream, @log, @message {kept}"
        f"| sort @timestamp asc | limit {most + 1}"
    )
    answer = queries.run(query, groups, window, most=most + 1, seconds=PATIENCE)
    rows, _ = query_rows.whole(answer.rows[:most], queries.message)
    events = [_event(row) for row in rows]
    inside = tuple(one for one in events if window.start <= one.at <= window.end)
    # What a query had found when it was stopped lies anywhere in the window.
    complete = answer.complete and len(answer.rows) <= most
    return Found(inside, complete, gaps=not answer.complete)


def per_bucket(
    queries: Queries, group: str, texts: Sequence[str], window: Window, step: timedelta
) -> tuple[dict[datetime, int], datetime, datetime] | None:
    """Lines by the start of their bucket, the first and the last time; None for no line, or where
    the query did not end. Raises one of FAILURES."""
    minutes = step // timedelta(minutes=1)
    query = (
        f"filter {condition(texts)} | stats count(*) as n, min(@timestamp) as a, "
        f"max(@timestamp) as z by bin({minutes}m) as b"
    )
    answer = queries.run(query, [group], window, most=1_000, seconds=PATIENCE)
    rows = [dict(row) for row in answer.rows]
    if not answer.complete or not rows:
        return None
    counts = {_time(row["b"]): round(float(row["n"])) for row in rows}
    return counts, min(_time(row["a"]) for row in rows), max(_time(row["z"]) for row in rows)


def _event(row: QueryRow) -> LogEvent:
    cells = dict(row)
    ingested = cells.get("@ingestionTime")
    return LogEvent(
        cells.get("@ptr", ""),
        _time(cells["@timestamp"]),
        cells.get("@message", ""),
        cells.get("@logStream", ""),
        cells.get("@log", "").partition(":")[2],
        _time(ingested) if ingested else None,
    )


def _time(text: str) -> datetime:
    """As Insights writes times, or milliseconds since 1970, which is what min() makes of them."""
    if text.replace(".", "").isdigit():
        return _EPOCH + timedelta(milliseconds=float(text))
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
