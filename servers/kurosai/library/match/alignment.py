"""A sample's words laid over a line's: what they share in order, and where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.library.match.telling import ANY, NEGATING, differs, is_telling

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

# Aligns equal masks with each other where no word decides.
_MASK = 0.001
# So many words may stand in a slot: a long path, not another sentence.
_FILLING = 12
# What is named of the differences: so many, each of so many words a side.
_NAMED = 5
_WORDS = 6


@dataclass(frozen=True, slots=True)
class Alignment:
    """`found` is the weight of the sample's words that stand in the line, in order; `new` that
    of the line's words between them. `differing` names the words in which the two differ, and
    `apart` counts them.
    """

    found: float
    new: float
    differing: tuple[str, ...]
    apart: int


def aligned(sample: Sequence[str], line: Sequence[str], weigh: Callable[[str], float]) -> Alignment:
    """Lay a sample's words over a line's so that the common ones weigh most.

    What stands before the sample's first word in the line is context that loggers and alerts
    add, and no difference, unless it ends in a word that negates what follows.
    """
    page = [word.casefold() for word in sample]
    here = [word.casefold() for word in line]
    found = sum(map(weigh, page))
    extra = 0.0
    apart = 0
    differing: list[str] = []
    for first, last, start, end in gaps(page, here, weigh):
        gone = [word for word in sample[first:last] if differs(word.casefold())]
        new = [word for word in line[start:end] if differs(word.casefold())]
        found -= sum(map(weigh, page[first:last]))
        if first == last == 0:
            new = [line[end - 1]] if here[end - 1] in NEGATING else []
        elif ANY in page[first:last] and _fills(here[start:end]):
            new = []
        extra += sum(weigh(word.casefold()) for word in new)
        if gone and new:
            differing.append(f"{_brief(new)} here, {_brief(gone)} in the page")
        elif any(map(_alone, gone)):
            differing.append(f"{_brief(gone)} in the page, not here")
        elif any(map(_alone, new)):
            differing.append(f"{_brief(new)} here, not in the page")
        else:
            continue
        apart += len(gone) + len(new)
    named = tuple(dict.fromkeys(differing))
    if len(named) > _NAMED:
        named = (*named[: _NAMED - 1], f"{len(named) - _NAMED + 1} more")
    return Alignment(found, extra, named, apart)


def _alone(word: str) -> bool:
    """Whether a word makes a difference even if nothing stands in its place."""
    return is_telling(word.casefold())


def _fills(here: Sequence[str]) -> bool:
    """Whether words can be what a statement fills in, not a statement of their own."""
    return len(here) <= _FILLING and not NEGATING.intersection(here)


def _brief(found: Sequence[str]) -> str:
    more = " ..." if len(found) > _WORDS else ""
    return " ".join(found[:_WORDS]) + more


def gaps(
    page: Sequence[str], here: Sequence[str], weigh: Callable[[str], float]
) -> Iterator[tuple[int, int, int, int]]:
    """Where the two differ: a range of the page's words each, and of the line's."""
    first = start = 0
    for last, end in (*_pairs(page, here, weigh), (len(page), len(here))):
        if first < last or start < end:
            yield first, last, start, end
        first, start = last + 1, end + 1


def _pairs(
    page: Sequence[str], here: Sequence[str], weigh: Callable[[str], float]
) -> list[tuple[int, int]]:
    """The places of the common words, in order, that weigh most together."""
    head = 0
    while head < min(len(page), len(here)) and page[head] == here[head]:
        head += 1
    tail = 0
    while tail < min(len(page), len(here)) - head and page[-1 - tail] == here[-1 - tail]:
        tail += 1
    rows, columns = len(page) - tail, len(here) - tail
    # best[i][j]: the most that page[i:rows] and here[j:columns] have in common.
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, head - 1, -1):
        word = page[row]
        gain = weigh(word) + _MASK
        line, below = best[row], best[row + 1]
        for column in range(columns - 1, head - 1, -1):
            most = max(below[column], line[column + 1])
            if word == here[column]:
                most = max(most, gain + below[column + 1])
            line[column] = most
    pairs = [(place, place) for place in range(head)]
    row, column = head, head
    while row < rows and column < columns:
        if page[row] == here[column] and best[row][column] > max(
            best[row + 1][column], best[row][column + 1]
        ):
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif best[row + 1][column] >= best[row][column + 1]:
            row += 1
        else:
            column += 1
    pairs += [(rows + place, columns + place) for place in range(tail)]
    return pairs
