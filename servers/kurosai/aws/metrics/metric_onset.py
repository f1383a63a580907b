"""When a series left its usual level: where a step or a trend begins that leads to its extreme."""

from __future__ import annotations

from collections.abc import Sequence
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


def began(
    before: Points, points: Points, extreme: datetime, step: timedelta, *, low: bool = False
) -> datetime | None:
    """When what led to the `extreme` began, `low` for a fall; None where that cannot be told.

    `before` are the values of the same span before `points`, with a value each `step`; `extreme`
    is the time of one of `points`. It may have begun in the span before.
    """
    sign = -1.0 if low else 1.0
    usual = [sign * value for _, value in before]
    if len(usual) < FEWEST:
        return None
    bound = _bound(usual)
    values = [(at, sign * value) for at, value in (*before, *points) if at <= extreme]
    if not values or values[-1][1] <= bound:
        return None
    start, dips = len(values) - 1, 0
    for place in range(len(values) - 2, -1, -1):
        at, value = values[place]
        if value > bound:
            start, dips = place, 0
        else:
            # A period without a value is none in which it was high.
            dips += max(1, round((values[place + 1][0] - at) / step))
            if dips > DIPS:
                break
    return values[start][0]


def _bound(usual: Sequence[float]) -> float:
    """What a value must be beyond, so that it is not usual."""
    ordered = sorted(usual)
    top = ordered[min(len(ordered) - 1, int(USUAL * len(ordered)))]
    middle = median(ordered)
    spread = _OF_A_NORMAL * median(abs(one - middle) for one in ordered)
    return max(top, middle + SPREADS * spread) + MARGIN * abs(top)
