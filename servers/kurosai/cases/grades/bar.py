"""The grades of some cases as a bar of characters, each grade with its own shade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kurosai.cases.grade import LEVELS

SHADES: Final[Mapping[int, str]] = {4: "█", 3: "▓", 2: "▒", 1: "░"}
"""Told apart without colours too."""


def cells(counts: Mapping[int, int], width: int) -> dict[int, int]:
    """How many of `width` characters each grade gets; they sum up to it unless nothing is counted.

    A grade that was given gets one at least, however rare: a low one must not vanish.
    """
    total = sum(counts[level] for level in LEVELS)
    if not total:
        return dict.fromkeys(LEVELS, 0)
    exact = {level: counts[level] * width / total for level in LEVELS}
    found = {level: max(int(exact[level]), int(counts[level] > 0)) for level in LEVELS}
    while (lack := width - sum(found.values())) != 0:
        step = 1 if lack > 0 else -1
        changing = [level for level in LEVELS if counts[level] and found[level] + step >= 1]
        most = max(changing, key=lambda level: step * (exact[level] - found[level]))
        found[most] += step
    return found


def text(counts: Mapping[int, int], width: int) -> str:
    """`████▓▓▓▓▒░`, the best grade first."""
    return "".join(SHADES[level] * count for level, count in cells(counts, width).items())
