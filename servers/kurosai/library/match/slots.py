"""What varies in an entry's own samples: three lines that differ in one place show it varies.

Two would not do: `started_at` and `finished_at` may be the two errors that one entry is about,
and `deleted_at` a third that it is not.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from kurosai.library.match.alignment import gaps
from kurosai.library.match.telling import ANY, is_telling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# So many different fillings of a place make it a slot.
_FILLINGS = 3
# Lines that share less than this are of two statements.
_SHARED = 0.5
# Of more lines than this, the first are compared.
_COMPARED = 12


def with_slots(lines: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Each line's words, with `ANY` for what differs in at least two of the others."""
    if len(lines) < _FILLINGS:
        return list(lines)
    compared = [tuple(map(str.casefold, line)) for line in lines[:_COMPARED]]
    fillings: list[dict[tuple[int, int], set[tuple[str, ...]]]] = [{} for _ in compared]
    for one, other in combinations(range(len(compared)), 2):
        for first, last, start, end in _differences(compared[one], compared[other]):
            fillings[one].setdefault((first, last), set()).add(compared[other][start:end])
            fillings[other].setdefault((start, end), set()).add(compared[one][first:last])
    slotted = [
        _filled(line, [place for place, found in places.items() if len(found) >= _FILLINGS - 1])
        for line, places in zip(lines, fillings, strict=False)
    ]
    return [*slotted, *lines[_COMPARED:]]


def _differences(
    one: tuple[str, ...], other: tuple[str, ...]
) -> Iterator[tuple[int, int, int, int]]:
    """The places in which two lines of one statement have other words."""
    found = list(gaps(one, other, _one))
    apart = sum(last - first for first, last, _, _ in found)
    if apart > _SHARED * len(one):
        return
    for first, last, start, end in found:
        here, there = one[first:last], other[start:end]
        # A number that is no mask is a code: three codes are three errors, not any error.
        if any(map(str.isdigit, (*here, *there))):
            continue
        if any(map(is_telling, here)) and any(map(is_telling, there)):
            yield first, last, start, end


def _one(word: str) -> float:
    return 1.0 if is_telling(word) else 0.1


def _filled(line: tuple[str, ...], places: list[tuple[int, int]]) -> tuple[str, ...]:
    for first, last in sorted(places, reverse=True):
        line = (*line[:first], ANY, *line[last:])
    return line
