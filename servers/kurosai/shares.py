"""A share of a few says less than it seems to: how far the true one may lie from it."""

from __future__ import annotations

import math

Z = 1.96
"""Of the 95 % interval."""


def interval(some: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, each from 0 to 1; the whole of it where `of` is 0."""
    if not of:
        return 0.0, 1.0
    share = some / of
    middle = share + Z * Z / (2 * of)
    spread = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    whole = 1 + Z * Z / of
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)
