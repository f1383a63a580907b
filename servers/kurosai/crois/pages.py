"""A list of the API that comes in pages: as many of them as are worth reading, and what is left.

The first page says how many there are. The rest is read side by side, a few at a time, until
there are enough or the time is better kept for what has to follow.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import TypeAlias, TypeVar

from kurosai import deadline
from kurosai.crois.fields import Object, number, obj, objects
from kurosai.crois.platform import Crois
from kurosai.crois.wire.api import Answer
from kurosai.errors import Fault, Unavailable
from kurosai.parallel import each
from kurosai.vocabulary import Json

A = TypeVar("A")
B = TypeVar("B")

PAGE_SIZE = 200
AT_ONCE = 6
SHARE_OF_TIME = 0.6
"""After so much of a call's time no further page is begun: what was read still has to be told."""

Query: TypeAlias = "tuple[tuple[str, str], ...]"


class Refused(Exception):
    """The API answers the first page with something else than a list; `answer` is what it says."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(str(answer.status))
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Listing:
    """What was read of a list. `count` is the API's own total, None when it tells none.

    `places` says where in the list each item stands, from 1. `whole`: nothing of it is missing.
    `fault` says why a page could not be read, "" when all that were asked for could. `beside` is
    what stands beside the items on the first page that was asked for.
    """

    items: tuple[Object, ...]
    places: tuple[int, ...]
    count: int | None
    whole: bool
    fault: str = ""
    beside: Object = field(default_factory=dict[str, Json])

    @property
    def total(self) -> int:
        """How many there are, as far as known."""
        return len(self.items) if self.count is None else self.count


def first(several: int, most: int) -> list[int]:
    """The numbers of the first pages."""
    return list(range(1, min(several, most) + 1))


def spread(several: int, most: int) -> list[int]:
    """The numbers of pages evenly over the whole list."""
    if several <= most:
        return first(several, most)
    step = (several - 1) / (most - 1)
    return sorted({1 + round(step * index) for index in range(most)})


def ends(several: int, most: int) -> list[int]:
    """The number of the first page and those of the last ones."""
    if several <= most:
        return first(several, most)
    return [1, *range(several - most + 2, several + 1)]


def read(
    crois: Crois,
    path: str,
    query: Query,
    *,
    most: int,
    size: int = PAGE_SIZE,
    start: int = 1,
    choose: Callable[[int, int], list[int]] = first,
) -> Listing:
    """At most `most` pages, as `choose` takes them of all; `start` is the page asked for first.

    Raises Refused when that page is none, Unavailable when it is an answer of something else, and
    whatever the wire raises for it.
    """
    answer = _get(crois, path, query, start, size)
    if answer.status >= 300:
        raise Refused(answer)
    if not _lists(answer):
        raise Unavailable(
            f"GET {path} answers {answer.status} without a list of results.",
            "This shows neither presence nor absence: see whether CROIS_API_URL is the API itself "
            "and the API is not under maintenance; then try again.",
        )
    body = obj(answer.body)
    count = number(body.get("count"))
    if count is None and body.get("count") is not None:
        raise Unavailable(
            f"GET {path} answers {answer.status} with a count that is no number.",
            "This shows neither presence nor absence: try again.",
        )
    found = _Found(size)
    found.add(start, answer)
    if count is not None and count > (start - 1) * size and not found.items:
        found.faults.append(f"the API counts {count} and lists none")
    beside = {name: value for name, value in body.items() if name != "results"}
    if count is None:
        return found.listing(None, whole=not body.get("next") and start == 1, beside=beside)
    several = ceil(count / size)
    rest = [one for one in choose(several, most) if one != start]

    def page(one: int) -> Answer | Fault:
        try:
            return _get(crois, path, query, one, size)
        except Fault as fault:
            return fault

    for one, answered in zip(rest, in_turns(page, rest), strict=False):
        if isinstance(answered, Answer) and answered.status < 300 and _lists(answered):
            found.add(one, answered)
            continue
        said = answered.what if isinstance(answered, Fault) else f"it is {answered.status}"
        if isinstance(answered, Answer) and answered.status < 300:
            said += " without a list"
        found.faults.append(f"page {one} of {several}: {said}")
        if choose is first:
            # What is behind a hole says nothing: the list goes on there the next time.
            break
    return found.listing(count, whole=len(found.items) >= count, beside=beside)


class _Found:
    """The items of the pages so far. What changes its status meanwhile moves the pages, so that
    some come twice: each is taken once."""

    def __init__(self, size: int) -> None:
        self.items: dict[str, tuple[int, Object]] = {}
        self.faults: list[str] = []
        self._size = size

    def add(self, page: int, answer: Answer) -> None:
        before = (page - 1) * self._size
        for place, item in enumerate(objects(obj(answer.body).get("results")), before + 1):
            self.items.setdefault(str(item.get("id", f"at {place}")), (place, item))

    def listing(self, count: int | None, *, whole: bool, beside: Object) -> Listing:
        placed = sorted(self.items.values(), key=lambda pair: pair[0])
        return Listing(
            tuple(item for _, item in placed),
            tuple(place for place, _ in placed),
            count,
            whole,
            "; ".join(self.faults[:2]),
            beside,
        )


def in_turns(ask: Callable[[A], B], several: Sequence[A]) -> list[B]:
    """What `ask` says of each, in order; of the first ones only when the time runs short."""
    found: list[B] = []
    for start in range(0, len(several), AT_ONCE):
        if not time_left():
            break
        found += each(ask, several[start : start + AT_ONCE])
    return found


def time_left() -> bool:
    """Whether the running call may begin another request that it could do without."""
    current = deadline.current()
    return current is None or current.remaining() > current.seconds * (1 - SHARE_OF_TIME)


def _lists(answer: Answer) -> bool:
    """Whether it is a page of a list: an empty one has a list too."""
    results = obj(answer.body).get("results")
    return isinstance(results, Sequence) and not isinstance(results, str)


def _get(crois: Crois, path: str, query: Query, page: int, size: int) -> Answer:
    return crois.get(path, (*query, ("page", str(page)), ("page_size", str(size))))
