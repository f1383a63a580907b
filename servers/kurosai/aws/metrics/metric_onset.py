"""When a series left its usual level: where the step or the trend begins that lasted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

Points = Sequence[tuple[datetime, float]]

FEWEST: Final = 5
"""Of fewer values nobody can tell what is usual."""

USUAL: Final = 0.95
"""This share of the values before is usual; a rare spike among them is not."""

SPREADS: Final = 3.0
MARGIN: Final = 0.1
"""Beyond what is usual by so many spreads (median distances), and by this share of it."""

DIPS: Final = 2
"""So many values in a row may be usual again without ending what began."""

_OF_A_NORMAL: Final = 1.4826
"""What makes a median distance the standard deviation, for values that spread normally."""


@dataclass(frozen=True, slots=True)
class Stay:
    """A time beyond what is usual: from, until, and how many values were."""

    start: datetime
    end: datetime
    values: int = 1


def longest(
    before: Points, points: Points, extreme: datetime, step: timedelta, *, low: bool = False
) -> Stay | None:
    """The longest stay beyond what is usual, of several alike that with the `extreme`; `low` for
    a fall; None where that cannot be told.

    Not simply that with the extreme: a spike of every hour may be higher than what goes wrong.
    `before` are the values of the same span before `points`, with a value each `step`; `extreme`
    is the time of one of `points`. It may have begun in the span before.
    """
    sign = -1.0 if low else 1.0
    usual = [sign * value for _, value in before]
    if len(usual) < FEWEST or not points:
        return None
    values = [(at, sign * value) for at, value in (*before, *points)]
    stays = [one for one in _stays(values, _bound(usual), step) if one.end >= points[0][0]]
    return max(stays, key=lambda one: (one.values, one.start <= extreme <= one.end), default=None)


def _stays(values: Points, bound: float, step: timedelta) -> Sequence[Stay]:
    stays: list[Stay] = []
    dips, last = DIPS + 1, values[0][0]
    for at, value in values:
        if value > bound:
            if dips > DIPS:
                stays.append(Stay(at, at))
            else:
                stays[-1] = Stay(stays[-1].start, at, stays[-1].values + 1)
            dips = 0
        else:
            # A period without a value is none in which it was high.
            dips += max(1, round((at - last) / step))
        last = at
    return stays


def _bound(usual: Sequence[float]) -> float:
    """What a value must be beyond, so that it is not usual."""
    ordered = sorted(usual)
    top = ordered[min(len(ordered) - 1, int(USUAL * len(ordered)))]
    middle = median(ordered)
    spread = _OF_A_NORMAL * median(abs(one - middle) for one in ordered)
    return max(top, middle + SPREADS * spread) + MARGIN * abs(top)
