"""A row of values that changes its level once and stays there: since when, from what, to what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import median
from typing import Final

FEWEST: Final = 4
"""So many values make a level; of fewer it may be chance."""

RATIO: Final = 1.5
"""What changed by less is not worth a sentence."""

SPREADS: Final = 4.0
"""A slope cut in two is 2.7 of its own spreads high, so it is no step."""

AT_ONCE: Final = 0.5
"""This share of the change lies between the values just before and just after: growth has less."""

STRAYS: Final = 0.05
"""This share of the values on either side may lie on the other level, but not the last ones."""

LAST: Final = 2
_OF_A_NORMAL: Final = 1.4826
"""What makes a median distance the standard deviation, for values that spread normally."""


@dataclass(frozen=True, slots=True)
class Step:
    """From the value with the number `at` on they are about `now`, before it about `was`."""

    at: int
    was: float
    now: float

    def told(self, since: str) -> str:
        """`about 163 before 03:10Z, about 762 since (x4.67)`."""
        ratio = f" (x{self.now / self.was:.3g})" if self.was > 0 and self.now > 0 else ""
        return f"about {_number(self.was)} before {since}, about {_number(self.now)} since{ratio}"


def step(values: Sequence[float]) -> Step | None:
    """The one change of level in some values, the oldest first, none of them below zero; None for
    a slope, a peak, what comes and goes, and where too few values tell."""
    if len(values) < 2 * FEWEST or min(values) < 0:
        return None
    at = _parting(values)
    old, new = values[:at], values[at:]
    was, now = median(old), median(new)
    middle, up = (was + now) / 2, now > was
    strays = [sum((one > middle) == up for one in old), sum((one > middle) != up for one in new)]
    if any(some > STRAYS * len(side) for some, side in zip(strays, (old, new), strict=True)):
        return None
    if any((one > middle) != up for one in values[-LAST:]):
        return None
    apart = max(_spread(old, was), _spread(new, now)) * SPREADS
    if max(was, now) < RATIO * min(was, now) or abs(now - was) <= apart:
        return None
    if abs(median(new[:FEWEST]) - median(old[-FEWEST:])) < AT_ONCE * abs(now - was):
        return None
    return Step(at, was, now)


def _parting(values: Sequence[float]) -> int:
    """Where the values part into the two levels that fit them best, by least squares."""
    sums = [0.0, *accumulate(values)]
    count = len(values)

    def kept(at: int) -> float:
        left, right = sums[at], sums[count] - sums[at]
        return left * left / at + right * right / (count - at)

    return max(range(FEWEST, count - FEWEST + 1), key=kept)


def _spread(values: Sequence[float], middle: float) -> float:
    return _OF_A_NORMAL * median(abs(one - middle) for one in values)


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 1000 or value == int(value) else f"{value:.3g}"
