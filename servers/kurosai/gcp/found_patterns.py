"""More hits than are shown: what they say, as few patterns with counts."""

from __future__ import annotations

from dataclasses import dataclass

from kurosai.errors import Unavailable
from kurosai.gcp import lines, slices
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Question
from kurosai.gcp.wire.errors import Denied
from kurosai.logs.condense import condense
from kurosai.logs.condensed_rows import rows
from kurosai.vocabulary import Row

MOST = 10
SHOWN = 12
"""Hits that are shown beside patterns: those nearest to the one that is meant."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """A sentence, and a row for each of the most telling patterns."""

    told: str
    rows: tuple[Row, ...]


NONE = Patterns("", ())


def of(logs: Logs, asks: Question, project: str) -> Patterns:
    """The patterns of all hits of the window, as far as they can be read with what is left."""
    if asks.by != "timestamp":
        return NONE
    if not slices.affordable(logs, project):
        return Patterns("patterns: not counted (the reads of this minute are used up)", ())
    try:
        counted = slices.read(logs, asks.condition, [asks.window], project)
    except (Denied, Unavailable):
        return Patterns("patterns: not counted (the search failed)", ())
    hits = [entry for entry in counted.entries if asks.like is None or asks.like.fits(entry)]
    condensed = condense(((entry.at, lines.kind(entry)) for entry in hits), asks.window)
    least = "" if counted.complete else "at least "
    shown = rows(condensed, MOST)
    more = len(condensed.patterns) - len(shown)
    rest = f", the {len(shown)} most telling" if more else ""
    return Patterns(
        f"all hits of the window: {least}{len(hits)} in {len(condensed.patterns)} patterns{rest}",
        tuple(Row(text=one, mark=">") for one in shown),
    )
