"""Counts as a row of small bars: the shape of what happened in a few characters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kurosai.vocabulary import Window

PARTS = 12
_BARS = "▁▂▃▄▅▆▇█"
NONE = "·"


def counted(times: Sequence[datetime], span: Window, parts: int = PARTS) -> tuple[int, ...]:
    """How many of the times lie in each equal part of a span."""
    counts = [0] * parts
    length = (span.end - span.start) / parts
    for at in times:
        place = int((at - span.start) / length) if length else 0
        counts[max(0, min(parts - 1, place))] += 1
    return tuple(counts)


def drawn(counts: Sequence[int]) -> str:
    """`··▁█·`: a dot for none, the highest bar for the most."""
    most = max(counts, default=0)
    return "".join(_BARS[(one * 8 - 1) // most] if one else NONE for one in counts)
