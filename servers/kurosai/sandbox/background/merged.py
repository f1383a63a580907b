"""A list of a world's own things and those of the week, newest first, without making them all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, overload

from kurosai.sandbox.background.redrawing import Row
from kurosai.sandbox.background.week import Week

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """Which rows of the week, by which column they are sorted, what they are sorted by beside
    things of the world's own, and what each is made into."""

    where: str
    order: str
    key: Callable[[Row], Any]
    make: Callable[[Row], T]
    bound: Sequence[int] = ()


class Merged(Sequence[T], Generic[T]):
    """`own`, sorted by `key` from the greatest on, and what is made of rows of the week.

    A slice makes what is in it, and reads of the rows before it no more than their numbers.
    """

    def __init__(
        self,
        own: Sequence[T],
        key: Callable[[T], Any],
        week: Week,
        rows: Rows[T],
    ) -> None:
        self._own = own
        self._key = key
        self._week = week
        self._rows = rows
        self._count = week.count(rows.where, rows.bound)

    def __len__(self) -> int:
        return len(self._own) + self._count

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        start, stop, _ = index.indices(len(self))
        asked = self._rows
        rows = self._week.rows(asked.where, asked.bound, order=asked.order, limit=stop)
        keys = [self._key(one) for one in self._own]
        found: list[T] = []
        mine = theirs = 0
        while len(found) < stop - start and mine + theirs < stop:
            made = asked.key(rows[theirs]) if theirs < len(rows) else None
            if made is None or (mine < len(keys) and keys[mine] >= made):
                if mine + theirs >= start:
                    found.append(self._own[mine])
                mine += 1
            else:
                if mine + theirs >= start:
                    found.append(asked.make(rows[theirs]))
                theirs += 1
        return found
