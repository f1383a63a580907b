"""How often and when: counts of lines in equal parts of a time that is not known beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from kurosai.vocabulary import Window

PARTS = 12
"""So many parts has a spread."""

_FINEST = timedelta(seconds=1)
_MOST_CELLS = 20 * PARTS
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Tally:
    """Lines of one kind: how many, the first and the last of them, and how many in each cell."""

    count: int = 0
    first_place: int = 0
    last_place: int = 0
    first: datetime | None = None
    last: datetime | None = None
    cells: dict[int, int] = field(default_factory=dict[int, int])

    def add(self, other: Tally) -> None:
        """Take in the lines of another kind."""
        if not self.count or other.first_place < self.first_place:
            self.first_place = other.first_place
        self.last_place = max(self.last_place, other.last_place)
        self.count += other.count
        if other.first and (self.first is None or other.first < self.first):
            self.first = other.first
        if other.last and (self.last is None or other.last > self.last):
            self.last = other.last
        for cell, count in other.cells.items():
            self.cells[cell] = self.cells.get(cell, 0) + count


class Cells:
    """Which cell a time is in. Of a window that is known a cell is one of its PARTS; else cells
    begin at a second and double whenever there are too many of them."""

    def __init__(self, window: Window | None) -> None:
        self._window = window
        self._start = window.start if window else None
        self._width = _FINEST
        if window:
            self._width = max((window.end - window.start) / PARTS, timedelta(microseconds=1))
        self._low = self._high = 0
        self.halvings = 0
        """How often the number of a cell has to be halved since cells began."""

    def of(self, at: datetime) -> int:
        """The cell of a time. May raise `halvings`: older numbers are then halved by `halved`."""
        if self._start is None:
            self._start = at
        cell = (at - self._start) // self._width
        if self._window:
            return min(max(cell, 0), PARTS - 1)
        self._low, self._high = min(self._low, cell), max(self._high, cell)
        while self._high - self._low >= _MOST_CELLS:
            self._low, self._high, cell = self._low // 2, self._high // 2, cell // 2
            self._width *= 2
            self.halvings += 1
        return cell

    def bounds(self, cell: int) -> tuple[datetime, datetime]:
        """From when on and until before when a time is in a cell, as cells are now."""
        start = (self._start or NEVER) + self._width * cell
        if self._window and cell == PARTS - 1:
            return start, start
        return start, start + self._width

    def spread(self, cells: Mapping[int, int], span: Window) -> tuple[int, ...]:
        """Counts in each part of a span; a line at most a cell away from where it belongs."""
        counts = [0] * PARTS
        part = (span.end - span.start) / PARTS
        for cell, count in cells.items():
            if self._window:
                place = cell
            elif self._start is None or not part:
                place = 0
            else:
                middle = self._start + self._width * cell + self._width / 2
                place = min(max((middle - span.start) // part, 0), PARTS - 1)
            counts[place] += count
        return tuple(counts)


def halved(cells: Mapping[int, int], times: int) -> dict[int, int]:
    """The same counts in cells so many times twice as wide."""
    wider: dict[int, int] = {}
    for cell, count in cells.items():
        wider[cell >> times] = wider.get(cell >> times, 0) + count
    return wider
