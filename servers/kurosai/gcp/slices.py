"""Many entries to be counted: a long window in slices at once, within the reads that are left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from kurosai import deadline
from kurosai.errors import Unavailable
from kurosai.gcp.platform import Logs
from kurosai.gcp.wire.reading import LogEntry
from kurosai.parallel import each
from kurosai.vocabulary import Window

PAGE = 250
"""Entries are at most 256 KiB: a page of the usual kind is far below what a channel takes."""

MOST = 500
"""Of one slice: two reads."""

LEAST_READS = 12
"""With fewer left in this minute they are kept for what is asked next."""

SECONDS = 8.0
RESERVED = 5.0
"""Of the time of a call: what counting may take, and what is left for the rest."""

_LENGTHS = ((timedelta(days=1), 1), (timedelta(days=3), 2), (timedelta(days=10), 4))
_MOST_SLICES = 6


@dataclass(frozen=True, slots=True)
class Counted:
    """The entries of a window, oldest first; those of each slice up to a limit."""

    entries: tuple[LogEntry, ...]
    complete: bool


def affordable(logs: Logs, project: str) -> bool:
    """Whether this minute has reads left for counting."""
    return logs.left(project) >= LEAST_READS


def read(logs: Logs, condition: str, several: Sequence[Window], project: str) -> Counted:
    """The entries that fit in several windows, slice by slice, in a part of the time that the call
    has: what was found before is not to be lost over counting. Raises Denied, or a Fault."""
    seconds = min(SECONDS, deadline.remaining() - RESERVED)
    if seconds <= 0:
        raise Unavailable("there was no time left for it.", "Ask for a shorter window.")
    most = logs.left(project) // (4 * max(1, len(several)))
    with deadline.running(deadline.Deadline(seconds)):
        found = each(
            lambda part: logs.entries(condition, part, most=MOST, project=project, page=PAGE),
            [part for window in several for part in slices(window, most)],
        )
    entries = {entry.key: entry for one in found for entry in one.entries}
    return Counted(
        tuple(sorted(entries.values(), key=lambda one: one.at)), all(one.complete for one in found)
    )


def slices(window: Window, most: int) -> tuple[Window, ...]:
    """Equal parts of a window, more for a longer one; each ends where the next one begins."""
    length = window.end - window.start
    wanted = next((count for longest, count in _LENGTHS if length <= longest), _MOST_SLICES)
    count = max(1, min(wanted, most))
    edges = [window.start + length * number / count for number in range(count)]
    return tuple(map(Window, edges, [*edges[1:], window.end]))
