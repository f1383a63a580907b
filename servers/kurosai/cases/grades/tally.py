"""Grades counted: of some cases, how many got which grade, on each axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kurosai.cases.grade import AS_GOOD, AXES, LEVELS, WHOLE
from kurosai.cases.share import Share

if TYPE_CHECKING:
    from kurosai.cases.reviewed import Reviewed


def _nothing() -> dict[str, dict[int, int]]:
    return {axis: dict.fromkeys(LEVELS, 0) for axis in (*AXES, WHOLE)}


@dataclass(slots=True)
class Tally:
    """`cases` were concluded, `graded` of them graded; `counts` say how many got which grade.

    `waived`, `corrected` and `early` count graded cases whose grade says less than it seems to.
    """

    cases: int = 0
    graded: int = 0
    waived: int = 0
    corrected: int = 0
    early: int = 0
    counts: Mapping[str, dict[int, int]] = field(default_factory=_nothing)

    def add(self, case: Reviewed) -> None:
        """Count a concluded case."""
        self.cases += 1
        if case.marks is None:
            return
        self.graded += 1
        self.waived += bool(case.waiver)
        self.corrected += bool(case.corrected)
        self.early += case.graded_early
        for axis, level in case.marks.items():
            self.counts[axis][level] += 1

    def share(self, axis: str = WHOLE) -> Share:
        """How many are as good as doing it oneself, on an axis."""
        counts = self.counts[axis]
        return Share(sum(counts[level] for level in LEVELS if level >= AS_GOOD), self.graded)

    @property
    def low(self) -> int:
        """How many are not as good as a whole."""
        return self.graded - self.share().good

    @property
    def standing(self) -> str:
        """`198 of 301 concluded cases are graded; of these 3 waived, 1 corrected since`."""
        told = f"{self.graded} of {self.cases} concluded cases are graded"
        return f"{told}; of these {self.remarks}" if self.remarks else told

    @property
    def remarks(self) -> str:
        """What makes grades say less than they seem to, with counts; "" if nothing does."""
        found = (
            (self.waived, "waived"),
            (self.corrected, "corrected since"),
            (self.early, "graded before the last conclusion"),
        )
        return ", ".join(f"{count} {what}" for count, what in found if count)
