"""What was counted or measured over time as a row of small bars: its shape in a few characters.

The three rows differ in what their highest bar says, because their readers ask different things.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kurosai.vocabulary import Window

PARTS = 12
NOTHING = "·"
_BARS = "▁▂▃▄▅▆▇█"
_HIGHEST = len(_BARS) - 1


def counted(times: Sequence[datetime], span: Window, parts: int = PARTS) -> tuple[int, ...]:
    """How many of the times lie in each equal part of a span."""
    counts = [0] * parts
    length = (span.end - span.start) / parts
    for at in times:
        place = int((at - span.start) / length) if length else 0
        counts[max(0, min(parts - 1, place))] += 1
    return tuple(counts)


def by_eighths(counts: Sequence[int]) -> str:
    """`··▁█·`: a dot for none, a bar more for each eighth of the most."""
    most = max(counts, default=0)
    return _row([(one * len(_BARS) - 1) // most if one else None for one in counts])


def under_the_most(counts: Sequence[int]) -> str:
    """As `by_eighths`, but the highest bar stands for the most and for nothing less."""
    most = max(counts, default=0)
    return _row([one * _HIGHEST // most if one else None for one in counts])


def of_values(values: Sequence[float | None]) -> str:
    """Measured values, a dot for none, each with the bar that is nearest to it.

    The lowest bar is zero, or the lowest value where there are some below zero.
    """
    known = [one for one in values if one is not None]
    low, high = min(0.0, *known) if known else 0.0, max(known, default=0.0)
    span = high - low

    def height(one: float) -> int:
        return round((one - low) / span * _HIGHEST) if span else 0

    return _row([None if one is None else height(one) for one in values])


def _row(heights: Sequence[int | None]) -> str:
    return "".join(NOTHING if one is None else _BARS[one] for one in heights)
