"""How many of some graded cases are as good as doing it oneself, and how much that number says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from kurosai import shares
from kurosai.cases.grade import AS_GOOD, Marks

FEW: Final = 10
"""Fewer graded cases than this mislead: one of them moves the share by more than a tenth."""


@dataclass(frozen=True, slots=True)
class Share:
    """`good` of `graded` cases."""

    good: int
    graded: int

    @property
    def few(self) -> bool:
        """Whether it is of so few that it may mislead."""
        return self.graded < FEW

    @property
    def value(self) -> float | None:
        """0 to 1, None of nothing."""
        return self.good / self.graded if self.graded else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between these the true share lies, in 95 of 100 times."""
        return shares.interval(self.good, self.graded)

    @property
    def text(self) -> str:
        """`71 %`; of few `3 of 4`, which nobody takes for more than it is; `-` of none."""
        if not self.graded:
            return "-"
        if self.few:
            return f"{self.good} of {self.graded}"
        return f"{100 * self.good / self.graded:.0f} %"

    @property
    def range(self) -> str:
        """`64-77 %`; "" of none."""
        low, high = self.interval
        return f"{100 * low:.0f}-{100 * high:.0f} %" if self.graded else ""


def of_marks(marks: Iterable[Marks], axis: str) -> Share:
    """The share of those that are as good on an axis."""
    found = [one[axis] for one in marks]
    return Share(sum(one >= AS_GOOD for one in found), len(found))
