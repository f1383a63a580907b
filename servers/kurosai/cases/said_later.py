"""What people said of a case once it was there: grades with their comments, that it was a mistake.

It stands beside the report, never in it, and its words find the case as those of the report do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kurosai.cases import grade
from kurosai.cases.grade import WHOLE, Grade
from kurosai.errors import Fault
from kurosai.evidence.kinds import GRADED
from kurosai.library.search.tokenizer import terms
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from kurosai.cases.story import Story
    from kurosai.evidence.case_rows import Indexed
    from kurosai.evidence.record import Event

MOST_GRADERS = 5
_KEPT = ("=s", "=m", "=w")
"""What a discarded case is still found by besides its words: its state, its months, its head."""


def graded(events: Sequence[Event]) -> Iterator[str]:
    """A line for the last grade of each person, the newest first, with what he wrote."""
    given = grade.latest(Grade.of(one) for one in events if one.kind == GRADED)
    for one in given[: -MOST_GRADERS - 1 : -1]:
        said = f": {one.comment}" if one.comment else ""
        marks = f"{grade.said(one.axes)}, as a whole {one.marks[WHOLE]}"
        yield f"graded {stamp(one.at)} by {one.grader}: {marks}{said}"
    if len(given) > MOST_GRADERS:
        yield f"and {len(given) - MOST_GRADERS} more graded it: cases://grades counts them"


def indexed(row: Indexed, told: Story, events: Sequence[Event]) -> Indexed:
    """The row with the words of the grades; what was discarded is no case of anything."""
    words = {word for text in _comments(events) for word in terms(text)}
    if words:
        row = replace(row, terms=row.terms | words)
    return _discarded(row, told)


def _discarded(row: Indexed, told: Story) -> Indexed:
    """The row of a discarded case: no other is like it, of its resource or of its entry."""
    gone = told.discard
    if gone is None:
        return row
    kept = {one for one in row.terms if one[0] != "=" or one[:2] in _KEPT}
    return replace(
        row,
        concluded_by=gone.by,
        signature="",
        cause=gone.why,
        terms=frozenset(kept | set(terms(gone.why))),
    )


def _comments(events: Sequence[Event]) -> Iterator[str]:
    for event in events:
        if event.kind == GRADED:
            try:
                yield Grade.of(event).comment
            except (KeyError, TypeError, ValueError, Fault):
                # Of another version: its case is to be found all the same.
                continue
