"""How one thing about a run was judged, and how often so over many runs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

Z = 1.96
"""Of the 95 % interval."""


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
        if not self.judged:
            return 0.0, 1.0
        n, share = self.judged, self.right / self.judged
        middle = share + Z * Z / (2 * n)
        spread = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
        whole = 1 + Z * Z / n
        return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def share(marks: Iterable[Mark]) -> Share:
    """How many of those that were due and could be judged are right."""
    found = list(marks)
    right = found.count(Mark.RIGHT)
    judged = right + found.count(Mark.WRONG) + found.count(Mark.NONE)
    return Share(right, judged, found.count(Mark.UNJUDGED))
