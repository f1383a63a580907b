"""Many numbers as few spans: 1-500, 502."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Span = tuple[int, int]

_MOST = 8


def spans(numbers: Iterable[int]) -> list[Span]:
    """The numbers as (first, last), ascending."""
    found: list[Span] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def told(spans: Sequence[Span]) -> str:
    """Spans as people read them, the first few of many."""
    shown = [str(first) if first == last else f"{first}-{last}" for first, last in spans[:_MOST]]
    left = len(spans) - len(shown)
    return ", ".join(shown) + (f" and {left} spans more" if left else "")
