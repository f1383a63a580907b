"""One side of a comparison: what a reading showed, with what may change by itself taken out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kurosai.errors import BadInput
from kurosai.vocabulary import Coverage, Row, moment

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

CLOCK_SLACK = timedelta(minutes=1)
"""A time so shortly before the reading is its own "now"."""

_AGE = re.compile(r"\b(?:\d+ (?:d|h|min|s)(?: \d+ (?:h|min|s))? ago|just now)\b")
_STAMP = re.compile(r"\b(?:(\d{4}-\d\d-\d\d)[T ])?(\d\d:\d\d(?::\d\d(?:\.\d{3})?)?)(?:Z\b| JST\b)")
_FENCE = re.compile(r"^<<data (\w+)$")


@dataclass(frozen=True, slots=True)
class Seen:
    """A reading as it is compared, made `at` that time.

    `said` are the lines of ours around the rows. Without `whole` the rows are lines as shown, and
    those that were recorded without being shown are missing.
    """

    coverage: Coverage
    at: datetime
    rows: tuple[Row, ...]
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
    looks: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, "tuple[str, str]"])
    said: tuple[str, ...] = ()
    whole: bool = True

    def settled(self, text: str) -> str:
        """A text of ours without ages and without the moment at which it was read."""
        text = _AGE.sub("(age)", text)
        return _STAMP.sub(lambda match: "now" if self._is_now(match) else match.group(), text)

    def _is_now(self, match: re.Match[str]) -> bool:
        clock = match[2] if match[2].count(":") == 2 else f"{match[2]}:00"
        zone = "+09:00" if match.group().endswith("JST") else "Z"
        try:
            at = moment(f"{match[1] or self.at.date().isoformat()}T{clock}{zone}")
        except BadInput:
            return False
        return timedelta(0) <= self.at - at <= CLOCK_SLACK


def recorded(evidence: Evidence, compared: Callable[[str], str] = str) -> Seen:
    """The side that the ledger knows, with what of a row's text is `compared`."""
    return Seen(
        coverage=evidence.coverage,
        at=evidence.read_at,
        rows=tuple(replace(row, text=compared(row.text)) for row in evidence.rows),
        facts=evidence.facts,
        looks={look.place: (look.coverage.value, look.told) for look in evidence.looks},
        said=_around(evidence.text),
    )


def shown(text: str, coverage: str, at: datetime) -> Seen:
    """The side of a result that is in no ledger we can read: its lines."""
    rows = tuple(Row(line) for line in _inside(text))
    return Seen(Coverage(coverage), at, rows, said=_around(text), whole=False)


def as_shown(evidence: Evidence) -> Seen:
    """A recorded reading by its lines, to hold against another that has only those."""
    return shown(evidence.text, evidence.coverage.value, evidence.read_at)


def _inside(text: str) -> list[str]:
    lines = text.split("\n")
    for start, line in enumerate(lines):
        fence = _FENCE.match(line)
        if fence and f"{fence[1]}>>" in lines[start:]:
            return lines[start + 1 : lines.index(f"{fence[1]}>>", start)]
    return []


def _around(text: str) -> tuple[str, ...]:
    inside = _inside(text)
    lines = text.split("\n")[1:]
    if inside:
        start = next(place for place, line in enumerate(lines) if _FENCE.match(line))
        lines = lines[:start] + lines[start + len(inside) + 2 :]
    return tuple(line for line in lines if line and not _PASSING.match(line))


# What to do next and where the rest is kept are not what was read.
_PASSING = re.compile(r"next: |more behind cursor |\d+ more rows were read|looked ")
