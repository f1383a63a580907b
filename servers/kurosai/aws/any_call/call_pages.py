"""The pages of one read, until there is enough: what AWS gave, and what `fields` picks of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kurosai.aws.any_call import call_fields, call_members, call_rows
from kurosai.aws.any_call.call_cursor import Place
from kurosai.aws.platform import AnyOperation
from kurosai.vocabulary import Json

MOST_ITEMS = 100
MOST_PICKED = 1_000
MOST_PAGES = 10
MOST_CHARACTERS = 200_000
"""Of what was read in one call: a little under what a reading may carry."""


@dataclass
class Read:
    """What the pages brought so far.

    `given` counts the items that `fields` picked from, `absent` are the names in it that no page so
    far has, each as it is told.
    """

    items: list[Json] = field(default_factory=list[Json])
    rest: Mapping[str, Json] = field(default_factory=dict[str, Json])
    path: str = ""
    listed: bool = False
    hidden: int = 0
    given: int = 0
    absent: Mapping[str, str] = field(default_factory=dict[str, str])
    pages: int = 0
    characters: int = 0
    going_on: Place | None = None
    more: bool = False
    begun: bool = False

    @property
    def strange(self) -> str:
        """One of the names that are absent, with those that are near; "" for none."""
        return self.absent[min(self.absent)] if self.absent else ""


def pages(
    door: AnyOperation,
    name: tuple[str, str],
    parameters: Mapping[str, Json],
    expression: Any,
    place: Place,
) -> Read:
    """Pages from `place` until there are enough items, or no more."""
    read = Read()
    most = MOST_PICKED if expression else MOST_ITEMS
    names = door.names(*name) if expression is not None else None
    mark, skip = place.mark, place.skip
    while True:
        page = door.page(*name, parameters, mark)
        absent = call_members.absent(expression, names, page.body) if names else {}
        if not read.pages:
            read.begun = page.begun or skip > 0
            read.absent = absent
        read.absent = {one: told for one, told in read.absent.items() if one in absent}
        read.pages += 1
        read.given += sum(len(_at(page.body, path)) for path in page.lists)
        read.hidden += page.hidden
        read.more = read.more or page.more
        items, rest = _split(page.body, page.lists, expression)
        if not read.listed:
            read.listed, read.rest = items is not None, rest
            read.path = f"{page.lists[0]}[]" if page.lists else ""
        left = (items or [])[skip:]
        while left and len(read.items) < most and read.characters < MOST_CHARACTERS:
            read.characters += len(" ".join(call_rows.pairs(left[0])))
            read.items.append(left.pop(0))
            skip += 1
        if left:
            read.going_on = Place(mark, skip)
            return read
        if not page.following:
            return read
        mark, skip = page.following, 0
        enough = len(read.items) >= most or read.characters >= MOST_CHARACTERS
        if enough or read.pages >= MOST_PAGES:
            read.going_on = Place(mark)
            return read


def _split(
    body: Mapping[str, Json], lists: Sequence[str], expression: Any
) -> tuple[list[Json] | None, Mapping[str, Json]]:
    """The items of a page (None: it is no list), and what stands beside them."""
    if expression is not None:
        value = call_fields.picked(expression, body)
        if isinstance(value, list):
            return list(value), {}
        return None, value if isinstance(value, Mapping) else {"value": value}
    if not lists:
        return None, body
    items = list(_at(body, lists[0]))
    for path in lists[1:]:
        # `DeleteMarkers.Key=x`: what is not of the main list says so.
        items += [{path: one} for one in _at(body, path)]
    heads = {path.partition(".")[0] for path in lists}
    return items, {name: value for name, value in body.items() if name not in heads}


def _at(body: Mapping[str, Json], path: str) -> Sequence[Json]:
    found: Json = body
    for name in path.split("."):
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, list) else ()
