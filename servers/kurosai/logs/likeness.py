"""Which line of another run is of the same statement: two runs' logs held against each other."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

MOST_COMPARED: Final = 200
"""Characters: the beginning tells a statement; what a line of many kilobytes goes on with costs
seconds."""

ALIKE: Final = 0.5
"""Two lines of the same statement share at least so much of their letters."""


def most_alike(text: str, others: Sequence[str]) -> int | None:
    """The index of the other that is most alike, the first of several; None where none is alike
    enough. All are compared: the caller bounds them. Texts are lines without what varies."""
    begins = text[:MOST_COMPARED]
    shares = [SequenceMatcher(None, begins, one[:MOST_COMPARED]).ratio() for one in others]
    best = max(shares, default=0.0)
    return shares.index(best) if best >= ALIKE else None
