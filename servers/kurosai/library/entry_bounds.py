"""Which headings of a page are entries, and what of the page belongs to each.

Every block of a page belongs to one entry: an entry inside another takes its part out of it,
and what no heading claims is the page's own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kurosai.library.sections import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kurosai.library.outline import Heading, Outline
    from kurosai.library.sections import Sections

NUMBERED = re.compile(r"^#?(\d{2,6})\s*[:\uff1a]\s*(\S.*)$")
"""`004:Title`: the number and the title of an entry's heading."""

# A heading with sections like these speaks for itself.
_TELLING = frozenset({Role.BACKGROUND, Role.STEPS, Role.JUDGEMENT, Role.SAMPLES})
# A title and a few words around entries are no entry; one Japanese sentence is.
_MIN_REST = 40
_LINKED = re.compile(r"\[[^\[\]]{0,500}\]\([^()]{0,500}\)")


@dataclass(slots=True)
class Bounds:
    """An entry's heading, its ranges of tokens in order, and the tokens of its flowcharts."""

    heading: Heading
    ranges: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    charts: list[int] = field(default_factory=list[int])


def find(outline: Outline, charts: Sequence[int], roles: Sections, stem: str) -> list[Bounds]:
    """The entries in the page's order. `charts` are the places of the flowcharts' tokens."""
    whole = Bounds(outline.whole(stem))
    owned = _numbered(outline)
    owners = _Owners(outline, charts, roles)
    for chart in charts:
        owner = owners.of(chart, owned)
        bounds = owned.setdefault(owner.first, Bounds(owner)) if owner else whole
        bounds.charts.append(chart)
    found = [owned[first] for first in sorted(owned)]
    _divide(whole, found, len(outline.tokens))
    if whole.charts or _says_enough(outline, whole, alone=not found):
        found.insert(0, whole)
    return [bounds for bounds in found if bounds.ranges]


def _numbered(outline: Outline) -> dict[int, Bounds]:
    """The headings with a number, but for those below another one, by their first token."""
    owned: dict[int, Bounds] = {}
    inside: list[bool] = []
    for heading in outline.headings:
        below = heading.above >= 0 and inside[heading.above]
        numbered = bool(NUMBERED.match(heading.text))
        inside.append(below or numbered)
        if numbered and not below:
            owned[heading.first] = Bounds(heading)
    return owned


class _Owners:
    """Whose a chart is."""

    def __init__(self, outline: Outline, charts: Sequence[int], roles: Sections) -> None:
        self._outline = outline
        self._charts = charts
        self._roles = roles
        self._known: dict[int, Heading | None] = {}
        self._with_steps = (
            {one.above for one in outline.headings if roles.role(one.text) is Role.STEPS}
            if charts
            else set[int]()
        )

    def of(self, chart: int, numbered: dict[int, Bounds]) -> Heading | None:
        """The heading a chart belongs to, None for the page.

        It is the nearest above that is not the name of a section. But a numbered entry's only
        chart is the entry's, under whatever heading it stands, and so is that of a heading with
        steps.
        """
        place = self._outline.heading_of(chart)
        first = place.first if place else -1
        if first not in self._known:
            self._known[first] = self._of(place, numbered)
        return self._known[first]

    def _of(self, place: Heading | None, numbered: dict[int, Bounds]) -> Heading | None:
        while place and not NUMBERED.match(place.text) and self._roles.role(place.text):
            place = self._outline.parent(place)
        up = place
        while up and up.first not in numbered:
            up = self._outline.parent(up)
        if up and self._only(up):
            return up
        above = self._outline.parent(place) if place else None
        if place and not self._has_sections(place) and self._outer(place, above):
            return above
        return place

    def _outer(self, place: Heading, above: Heading | None) -> bool:
        """Whether the heading above is the entry: it has the steps and no other chart."""
        if NUMBERED.match(place.text):
            return False
        if above is None:
            return place.above in self._with_steps and len(self._charts) == 1
        return place.above in self._with_steps and self._only(above)

    def _only(self, heading: Heading) -> bool:
        first = bisect_left(self._charts, heading.first)
        return bisect_left(self._charts, heading.last, first) - first == 1

    def _has_sections(self, heading: Heading) -> bool:
        inner = self._outline.headings_in(heading.body, heading.last)
        return any(self._roles.role(one.text) in _TELLING for one in inner)


def _divide(whole: Bounds, owned: Sequence[Bounds], end: int) -> None:
    """Give each its ranges: its own reach without that of the entries inside."""
    open_ones: list[tuple[Bounds, int]] = [(whole, end)]
    cursor = 0

    def take(until: int) -> None:
        nonlocal cursor
        if until > cursor:
            open_ones[-1][0].ranges.append((cursor, until))
            cursor = until

    for bounds in owned:
        while open_ones[-1][1] <= bounds.heading.first:
            take(open_ones[-1][1])
            open_ones.pop()
        take(bounds.heading.first)
        open_ones.append((bounds, bounds.heading.last))
    while open_ones:
        take(open_ones[-1][1])
        open_ones.pop()


def _says_enough(outline: Outline, rest: Bounds, *, alone: bool) -> bool:
    """Whether what no entry holds is worth an entry: any text of a page without one is."""
    said = 0
    for text in _texts(outline, rest, headings=alone):
        said += len(text)
        if said >= (1 if alone else _MIN_REST):
            return True
    return False


def _texts(outline: Outline, rest: Bounds, *, headings: bool) -> Iterator[str]:
    for first, last in rest.ranges:
        for place in range(first, last):
            token = outline.tokens[place]
            if token.type == "html_block" or not token.content:
                continue
            if headings or outline.tokens[place - 1].type != "heading_open":
                # A list of links is the way to the entries, and nothing besides.
                yield "".join(
                    (token.content if headings else _LINKED.sub("", token.content)).split()
                )
