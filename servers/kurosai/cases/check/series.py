"""The runs of a series as a reading tells them: which went well, one after the other, and how many.

A log's runs are a fact of its reading, `07:14Z-17:14Z ok x11 | 18:14Z FAIL`. Jobs are rows with a
status; their series is counted here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence
    from kurosai.vocabulary import Row

SERIES = "runs"
"""The fact of a reading that lists the runs of a series."""

_STRETCH = re.compile(
    r"(?:\d\d-\d\d )?(?P<first>\d\d:\d\d)Z(?:-(?:\d\d-\d\d )?(?P<last>\d\d:\d\d)Z)? "
    r"(?P<outcome>\w+)(?: x(?P<count>\d+))?"
)
_WELL = "SUCCEEDED"
_ENDED = (_WELL, "FAILED", "TIMED_OUT", "ABORTED", "CANCELED", "CANCELLED", "STOPPED")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Runs that went alike, one after the other; `first` and `last` are clocks (`07:14`, UTC)."""

    first: str
    last: str
    fine: bool
    count: int


def told(readings: Iterable[Evidence]) -> list[tuple[Stretch, ...]]:
    """The series of each reading that tells one, in order."""
    found = [of(one) for one in readings]
    return [one for one in found if one]


def of(evidence: Evidence) -> tuple[Stretch, ...]:
    """The series of a reading; empty where it tells none, or not all of it."""
    if SERIES in evidence.facts:
        return tuple(
            Stretch(
                match["first"],
                match["last"] or match["first"],
                match["outcome"] == "ok",
                int(match["count"] or 1),
            )
            for match in _STRETCH.finditer(evidence.facts[SERIES])
        )
    if not evidence.coverage.proves_absence:
        return ()
    if evidence.total is not None and evidence.total > sum(map(_is_run, evidence.rows)):
        # It counted them all and shows the newest.
        return ()
    return tuple(_alike(sorted(_ended(evidence.rows))))


def lists(evidence: Evidence) -> bool:
    """Whether it is the list of somebody's runs, each with its time: the jobs of a workflow."""
    return any(row.at is not None and _is_run(row) for row in evidence.rows)


def _is_run(row: Row) -> bool:
    return row.text.startswith('{"id"') and '"status"' in row.text


def _ended(rows: Iterable[Row]) -> Iterator[tuple[str, bool]]:
    """When each job that has ended was made, and whether it went well."""
    for row in rows:
        if _is_run(row):
            one = _read(row.text)
            if one.get("status") in _ENDED and isinstance(one.get("created_at"), str):
                yield str(one["created_at"]), one["status"] == _WELL


def _read(text: str) -> dict[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return cast("dict[str, Any]", read) if isinstance(read, dict) else {}


def _alike(ended: Iterable[tuple[str, bool]]) -> Iterator[Stretch]:
    for fine, several in groupby(ended, key=lambda one: one[1]):
        made = [at for at, _ in several]
        yield Stretch(made[0][11:16], made[-1][11:16], fine, len(made))
