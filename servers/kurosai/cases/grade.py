"""What people thought of a report: three axes from 1 to 4, as operators grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median_low
from typing import TYPE_CHECKING, Any, Final, cast

if TYPE_CHECKING:
    from kurosai.evidence.record import Event

AXES: Final[tuple[str, ...]] = ("accuracy", "clarity", "completeness")
WHOLE: Final = "whole"
LEVELS: Final = (4, 3, 2, 1)
MEANINGS: Final[Mapping[int, str]] = {
    4: "better than doing it myself",
    3: "as good",
    2: "helps",
    1: "no use",
}
AS_GOOD: Final = 3
"""From here on a report is at least as good as what the operator would have written."""

Marks = Mapping[str, int]
"""1 to 4 for each of the axes and for the whole."""


@dataclass(frozen=True, slots=True)
class Grade:
    """One person's grade of a case. `sequence` is that of its event."""

    sequence: int
    at: datetime
    grader: str
    axes: Mapping[str, int]
    comment: str

    @classmethod
    def of(cls, event: Event) -> Grade:
        """What an event `graded` says."""
        body = cast("Mapping[str, Any]", event.body)
        axes = {axis: int(body[axis]) for axis in AXES}
        grader = str(body["grader"]) or event.operator
        return cls(event.sequence, event.at, grader, axes, str(body["comment"]))

    @property
    def marks(self) -> Marks:
        """With the whole."""
        return with_whole(self.axes)


def with_whole(axes: Mapping[str, int]) -> Marks:
    """The whole is the lowest axis: a right report that nobody understands is not as good."""
    return {**axes, WHOLE: min(axes[axis] for axis in AXES)}


def latest(grades: Iterable[Grade]) -> tuple[Grade, ...]:
    """Of each person his last grade, oldest first."""
    last: dict[str, Grade] = {}
    for grade in sorted(grades, key=lambda one: one.sequence):
        last.pop(grade.grader, None)
        last[grade.grader] = grade
    return tuple(last.values())


def settled(grades: Sequence[Grade]) -> Marks | None:
    """What a case counts as, None where nobody graded it.

    Each axis is the middle of what people gave, of two the lower: nothing is made better by asking
    more of them.
    """
    counting = latest(grades)
    if not counting:
        return None
    return with_whole({axis: median_low(one.axes[axis] for one in counting) for axis in AXES})


def said(marks: Marks) -> str:
    """`accuracy 3, clarity 4, completeness 2`."""
    return ", ".join(f"{axis} {marks[axis]}" for axis in AXES)
