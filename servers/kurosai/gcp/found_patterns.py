"""More hits than are shown: what they say, as few patterns with counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kurosai.errors import Unavailable
from kurosai.gcp import lines, slices
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Question
from kurosai.gcp.wire.errors import Denied
from kurosai.logs import varied
from kurosai.logs.condense import condense, groups
from kurosai.logs.condensed import Pattern
from kurosai.logs.condensed_rows import rows
from kurosai.logs.varied import Varied
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
    texts = [lines.kind(entry) for entry in hits]
    told = zip((entry.at for entry in hits), texts, strict=True)
    condensed = condense(told, asks.window)
    least = "" if counted.complete else "at least "
    shown = rows(condensed, MOST, of_all=_values(texts))
    # The last row may say how many more there are.
    count = sum(one.startswith("x") for one in shown)
    rest = f", the {count} most telling" if count < len(condensed.patterns) else ""
    if not counted.complete:
        rest += " (counts and times are of those read)"
    kinds = len(condensed.patterns)
    several = "1 pattern" if kinds == 1 else f"{kinds} patterns"
    return Patterns(
        f"all hits of the window: {least}{len(hits)} in {several}{rest}",
        tuple(Row(text=one, mark=">") for one in shown),
    )


def _values(texts: Sequence[str]) -> Callable[[Pattern], Sequence[Varied]]:
    """What stands in the places of a pattern over all of its lines, which are at hand here."""
    numbers = groups(texts)

    def of_all(pattern: Pattern) -> Sequence[Varied]:
        own = numbers[pattern.first_place]
        return varied.of(
            pattern, [text for number, text in zip(numbers, texts, strict=True) if number == own]
        )

    return of_all
