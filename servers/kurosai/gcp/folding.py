"""Entries that say the same: the first is shown with their number, all are recorded."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kurosai.gcp import lines, sizes, varying
from kurosai.gcp.wire.reading import LogEntry
from kurosai.logs.condense import groups

FEWEST = 4
"""So many of one kind are folded."""

MOST_WORDS = 8
"""With more words of capitals in their place than this, these are values: told, not kept apart."""


@dataclass(frozen=True, slots=True)
class Folded:
    """`hidden` are the ids of entries that are recorded and not shown; `counts` what is put
    behind the first of each kind, by its id."""

    hidden: frozenset[str]
    counts: Mapping[str, str]


def of(
    entries: Sequence[LogEntry],
    meant: LogEntry | None,
    *,
    apart: bool = False,
    around: datetime | None = None,
) -> Folded:
    """By the statement that wrote them, `apart` for each pod; `meant` is always shown. What was
    before the time that is asked about, `around`, and what was after are not one row."""
    kinds: dict[Hashable, list[LogEntry]] = {}
    numbers = groups([lines.kind(entry) for entry in entries])
    for entry, number in zip(entries, numbers, strict=True):
        whose = entry.resource_labels.get("pod_name", "") if apart else ""
        where = (entry.project, entry.resource, entry.severity, whose)
        before = around is not None and entry.at < around
        kinds.setdefault((where, lines.named(entry), number, before), []).append(entry)
    many = [alike for kind in kinds.values() for alike in _same_words(kind) if len(alike) >= FEWEST]
    keep = {meant.key} if meant is not None else set[str]()
    return Folded(
        frozenset(entry.key for alike in many for entry in alike[1:]) - keep,
        {alike[0].key: _told(alike) for alike in many},
    )


def _same_words(alike: Sequence[LogEntry]) -> Iterator[Sequence[LogEntry]]:
    """One statement fills in the quota that ran out, the reason, the kind of a job: those with
    another are another row."""
    found: dict[tuple[str, ...], list[LogEntry]] = {}
    for entry in alike:
        found.setdefault(varying.kept_apart(lines.kind(entry)), []).append(entry)
    yield from found.values() if len(found) <= MOST_WORDS else (alike,)


def _told(alike: Sequence[LogEntry]) -> str:
    """When the others were, and what of them is not as in the row that they stand behind."""
    first, last = _at(alike[1], alike[0]), _at(alike[-1], alike[0])
    when = last if first == last else f"{first} to {last}"
    differs = varying.told([lines.brief(entry) for entry in alike])
    found = [f"differ in {differs}"] if differs else []
    # What each was billed stands in no row but the first.
    if together := sum(map(lines.billed, alike)):
        found.append(f"all {len(alike)} billed {sizes.told(together)} ({together} bytes)")
    return f" [and {len(alike) - 1} alike, {'; '.join((when, *found))}]"


def _at(entry: LogEntry, shown: LogEntry) -> str:
    same = entry.at.date() == shown.at.date()
    return f"{entry.at:%H:%M:%S}Z" if same else f"{entry.at:%m-%d %H:%M:%S}Z"
