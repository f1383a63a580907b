"""Entries that say the same: the first is shown with their number, all are recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kurosai.gcp import lines
from kurosai.gcp.wire.reading import LogEntry
from kurosai.logs.condense import groups
from kurosai.vocabulary import stamp

FEWEST = 4
"""So many of one kind are folded."""


@dataclass(frozen=True, slots=True)
class Folded:
    """`hidden` are the ids of entries that are recorded and not shown; `counts` what is put
    behind the first of each kind, by its id."""

    hidden: frozenset[str]
    counts: Mapping[str, str]


def of(entries: Sequence[LogEntry], meant: LogEntry | None, *, apart: bool = False) -> Folded:
    """By the statement that wrote them, `apart` for each pod; `meant` is always shown."""
    kinds: dict[tuple[str, str, int], list[LogEntry]] = {}
    numbers = groups([lines.kind(entry) for entry in entries])
    for entry, number in zip(entries, numbers, strict=True):
        whose = entry.resource_labels.get("pod_name", "") if apart else ""
        kinds.setdefault((whose, lines.named(entry), number), []).append(entry)
    many = [alike for alike in kinds.values() if len(alike) >= FEWEST]
    keep = {meant.key} if meant is not None else set[str]()
    return Folded(
        frozenset(entry.key for alike in many for entry in alike[1:]) - keep,
        {
            alike[0].key: f" [and {len(alike) - 1} alike, last {stamp(alike[-1].at)}]"
            for alike in many
        },
    )
