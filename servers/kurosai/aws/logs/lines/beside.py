"""What is shown beside the hits: the lines around one that no request owns, the line with which
what is new began, and a run that went well."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kurosai.aws.logs.lines.well import Well
from kurosai.aws.logs.occurrences.recurrence import Recurrence
from kurosai.aws.wire.logs import LogEvent

FIRST = "(first) "
"""Before the line with which it began."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Lines that are shown though no hit, what is put before some of them by event id, and a
    sentence above the rows."""

    lines: tuple[LogEvent, ...]
    marked: Mapping[str, str]
    told: tuple[str, ...]


def of(
    hits: Sequence[LogEvent], near: Sequence[LogEvent], past: Recurrence, well: Well | None
) -> Beside:
    """All of them; of what is among the hits nothing again."""
    known = {event.id for event in hits}
    first = [past.first] if past.first and past.first.id not in known else []
    marked = {event.id: FIRST for event in first} | dict(well.briefs() if well else {})
    lines = (*near, *first, *(well.lines if well else ()))
    return Beside(lines, marked, (well.told(),) if well else ())
