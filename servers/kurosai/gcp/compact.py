"""Many entries by the few fields in which they differ: the call that shows them so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from kurosai import calls
from kurosai.gcp import paths
from kurosai.gcp.wire.reading import LogEntry
from kurosai.rendering import QUIET, ROW_BUDGET
from kurosai.tokens import estimate_tokens
from kurosai.vocabulary import Call, Json, Row, Window

FEWEST = 8
"""So many that are not shown are worth a call."""

MOST_PATHS = 6
MOST = 200
DEEPEST = 5
_LONGEST = 200
_MOST_ENTRIES = 60
_LONGEST_FILTER = 4_000
# What an entry is told by, and when: no field in which they differ tells less.
_OWN = frozenset({"insertId", "timestamp", "receiveTimestamp", "trace", "spanId"})
_SAID = ("protoPayload.status.message", "textPayload", "jsonPayload.message")
_PLAIN = re.compile(r"[A-Za-z_]\w*")


def wanted(rows: Sequence[Row]) -> bool:
    """Whether many rows are not shown: by their mark, or for want of room."""
    shown = [row.brief for row in rows if row.mark != QUIET]
    if len(rows) - len(shown) >= FEWEST:
        return True
    return len(shown) >= FEWEST and sum(map(estimate_tokens, shown)) > ROW_BUDGET


def of(
    condition: str,
    entries: Sequence[LogEntry],
    window: Window,
    project: str,
    *,
    newest: bool = True,
    first: str = "",
) -> Call | None:
    """The same entries by query_entries, with the path that is shown `first`; None where no field
    of theirs differs, or their filter is too long to be repeated."""
    others = [one for one in _differing(entries[:_MOST_ENTRIES]) if one != first]
    show = [first, *others][:MOST_PATHS] if first else others
    if not show or not condition or len(condition) > _LONGEST_FILTER:
        return None
    return calls.query_entries(
        condition,
        since=window.start,
        until=window.end,
        newest=newest,
        show=show,
        most=MOST,
        project=project,
    )


def _differing(entries: Sequence[LogEntry]) -> tuple[str, ...]:
    """The paths of short values that are not the same in all entries: what was said first, else
    those that differ in most."""
    values: dict[str, list[str]] = {}
    for entry in entries:
        for path, value in _leaves(paths.whole(entry), ""):
            values.setdefault(path, []).append(value)
    told = {
        path: len({*those}) + (len(those) < len(entries))
        for path, those in values.items()
        if max(map(len, those)) <= _LONGEST
    }
    found = [path for path, different in told.items() if different > 1]
    return tuple(sorted(found, key=lambda path: (path not in _SAID, -told[path]))[:MOST_PATHS])


def _leaves(value: Mapping[str, Json], root: str, depth: int = 0) -> Iterator[tuple[str, str]]:
    for key, inner in value.items():
        if not root and key in _OWN:
            continue
        name = key if _PLAIN.fullmatch(key) else f'"{key}"'
        path = f"{root}.{name}" if root else name
        if isinstance(inner, Mapping):
            if depth < DEEPEST:
                yield from _leaves(inner, path, depth + 1)
        elif isinstance(inner, str | int | float) and '"' not in key and inner != "":
            yield path, str(inner)
