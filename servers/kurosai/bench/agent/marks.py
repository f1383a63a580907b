"""How one thing about a run was judged, and how often so over many runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kurosai import shares


class Mark(StrEnum):
    """`NONE`: there was nothing to judge where something was due; it counts as not right.

    `UNJUDGED`: code cannot tell, a person can; it counts neither way. `NOT_DUE`: the key asks
    for nothing here.
    """

    RIGHT = "right"
    WRONG = "wrong"
    NONE = "none"
    UNJUDGED = "cannot judge"
    NOT_DUE = "not due"


@dataclass(frozen=True, slots=True)
class Judged:
    """A mark and why."""

    mark: Mark
    why: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """`right` of `judged` runs, and `unjudged` besides; `low` and `high` are Wilson's 95 %."""

    right: int
    judged: int
    unjudged: int

    @property
    def interval(self) -> tuple[float, float]:
        """0 to 1 where nothing was judged."""
        return shares.interval(self.right, self.judged)


def share(marks: Iterable[Mark]) -> Share:
    """How many of those that were due and could be judged are right."""
    found = list(marks)
    right = found.count(Mark.RIGHT)
    judged = right + found.count(Mark.WRONG) + found.count(Mark.NONE)
    return Share(right, judged, found.count(Mark.UNJUDGED))
