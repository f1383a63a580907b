"""How much of what decides a case has been read after so many calls and so many bytes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CALLS = (3, 6, 10)
KILOBYTES = (8, 16, 32)
AIMS = ((6, 16, 0.80), (10, 32, 0.95))
"""Calls, kilobytes, and the share of the decisive facts that is wanted within both."""


@dataclass(frozen=True, slots=True)
class Point:
    """After one more call: bytes read so far, and the facts seen so far, by name."""

    bytes: int
    decisive: frozenset[str]
    distractors: frozenset[str]


@dataclass(frozen=True, slots=True)
class Curve:
    """A point for each call, in order; `decisive` and `distractors` are all there are to see."""

    points: tuple[Point, ...]
    decisive: frozenset[str]
    distractors: frozenset[str]

    def within(self, *, calls: int | None = None, kilobytes: int | None = None) -> Point:
        """The last point inside the bounds; one of nothing where the first is outside."""
        kept = [
            point
            for number, point in enumerate(self.points, 1)
            if (calls is None or number <= calls)
            and (kilobytes is None or point.bytes <= 1024 * kilobytes)
        ]
        return kept[-1] if kept else Point(0, frozenset(), frozenset())

    def share(self, *, calls: int | None = None, kilobytes: int | None = None) -> float:
        """The share of the decisive facts inside the bounds, 0 to 1."""
        found = self.within(calls=calls, kilobytes=kilobytes).decisive
        return len(found) / len(self.decisive)

    def misleading(self, *, calls: int | None = None, kilobytes: int | None = None) -> float:
        """The share of the distractors inside the bounds; 0 where there are none."""
        found = self.within(calls=calls, kilobytes=kilobytes).distractors
        return len(found) / len(self.distractors) if self.distractors else 0.0

    @property
    def missing(self) -> tuple[str, ...]:
        """Decisive facts that were never seen."""
        seen = self.points[-1].decisive if self.points else frozenset[str]()
        return tuple(sorted(self.decisive - seen))


def drawn(
    steps: Sequence[tuple[int, frozenset[str], frozenset[str]]],
    decisive: frozenset[str],
    distractors: frozenset[str],
) -> Curve:
    """The curve of results in order: bytes of each, and the facts that it shows."""
    points: list[Point] = []
    total, seen, misled = 0, frozenset[str](), frozenset[str]()
    for size, facts, wrong in steps:
        total, seen, misled = total + size, seen | facts, misled | wrong
        points.append(Point(total, seen, misled))
    return Curve(tuple(points), decisive, distractors)
