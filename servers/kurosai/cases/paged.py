"""A list that comes in pages: whether all were read, each asked for by the cursor before it.

No page of such a list is the list, and the last one does not offer a further one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kurosai.cases import questions
from kurosai.vocabulary import Coverage

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

_CURSOR = re.compile(r"^more behind cursor (.+)$", re.MULTILINE)
_PAIR = re.compile(r"(\w+)=(\S+)")
_FIRST = ("", "0", "1")
"""How the first page is asked for, if it is."""

_TOLD_ONCE = "in all "
"""How a row begins that says what all items share, and is none itself."""


def to_the_last(one: Evidence, readings: Sequence[Evidence]) -> bool:
    """Whether a page is one of a list of which all were read, in whatever order."""
    asked = questions.of_pages(one)
    same = [other for other in readings if questions.of_pages(other) == asked]
    return any(one in pages and _ends(pages) for pages in _lists(same))


def cursor(one: Evidence) -> Mapping[str, str]:
    """Where it goes on, by the names of the arguments; empty where it offers no further page."""
    found = _CURSOR.search(one.text)
    if found is None:
        return {}
    if "cursor" in one.asked:
        return {"cursor": found[1]}
    return dict(_PAIR.findall(found[1]))


def _lists(same: Sequence[Evidence]) -> Iterator[tuple[Evidence, ...]]:
    """The pages from each first one on, as far as they were read."""
    for first in same:
        if any(value not in _FIRST for value in questions.place(first).values()):
            continue
        pages = [first]
        while behind := cursor(pages[-1]):
            following = [
                other
                for other in same
                if other not in pages and behind.items() <= questions.place(other).items()
            ]
            if not following:
                break
            # The one that goes on: the last may have been asked for twice.
            pages.append(following[-1])
        yield tuple(pages)


def _ends(pages: Sequence[Evidence]) -> bool:
    last = pages[-1]
    if len(pages) == 1 or cursor(last):
        return False
    if last.coverage in (Coverage.COMPLETE, Coverage.EMPTY):
        return True
    # Cut is also what was too large to be kept: as many must be here as there are.
    return last.coverage is Coverage.TRUNCATED and (
        last.total is not None and sum(map(_items, pages)) >= last.total
    )


def _items(page: Evidence) -> int:
    return sum(not row.text.startswith(_TOLD_ONCE) for row in page.rows)
