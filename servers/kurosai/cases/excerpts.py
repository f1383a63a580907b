"""Which lines of a reading a report shows: those that the conclusion rests on, and what is beside.

A quoted line has the first right to a place, then what holds most of what a sentence names that
cites the reading. What is left goes to the lines nearest to those, not to the first of the reading.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.cases import decisive, named_values

if TYPE_CHECKING:
    from kurosai.cases.decisive import Quote
    from kurosai.cases.named_values import Named
    from kurosai.cases.source import Seen
    from kurosai.evidence.record import Evidence
    from kurosai.vocabulary import Row

MOST_LINES = 3

_OF_LINES = re.compile(r" · \d+ of (?:\d+|\?) lines? · [a-z]+$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The rows to show, in their order, and how many more there are of what was asked for."""

    shown: tuple[Row, ...] = ()
    more: int = 0


def of(seen: Seen, quoted: Sequence[Quote], named: Named, *, tells: bool) -> Excerpt:
    """Nothing of a reading whose facts tell (`tells`) what it saw, but for what rests on a row.

    `quoted` are the quotes of the conclusion; `named` what the sentences name that cite it.
    """
    rows, follow = seen.evidence.rows, _follow(seen.evidence)
    places = {id(row): place for place, row in enumerate(rows)}
    marked = [row for row in rows if row.mark == ">"]
    hits = [] if tells else marked
    # What the search asked for may lead to the line that decides, a little before it.
    cover = [places[id(row)] for row in decisive.covering(seen, quoted, hits)]
    deciding = {places[id(row)] for row in decisive.rows(seen, quoted)}
    ranked = named_values.ranked(seen, named) if follow or not tells else []
    best = [places[id(row)] for row in ranked]
    asked = [places[id(row)] for row in hits]
    told = list(dict.fromkeys([*asked, *cover, *best[:MOST_LINES]]))
    order = {place: rank for rank, place in reversed([*enumerate(best)])}
    rests = {*cover, *(deciding & {*told}), *best[:MOST_LINES]}
    first = sorted(
        told,
        key=lambda place: (
            place not in cover,
            place not in deciding,
            order.get(place, len(best)),
            _away(place, rests),
            place,
        ),
    )[:MOST_LINES]
    if follow and rests:
        first += _beside(rows, first)[: MOST_LINES - len(first)]
    return Excerpt(tuple(rows[place] for place in sorted(first)), len({*told} - {*first}))


def _follow(evidence: Evidence) -> bool:
    """Whether its rows are the lines of one file, page or log: each stands beside the next."""
    return bool(_OF_LINES.search(evidence.text.split("\n", 1)[0]))


def _away(place: int, others: Collection[int]) -> int:
    return min((abs(place - one) for one in others), default=0)


def _beside(rows: Sequence[Row], chosen: Sequence[int]) -> list[int]:
    """The lines before and behind the chosen ones that were shown, the nearest first."""
    near = {one + step for one in chosen for step in (-1, 1)} - {*chosen}
    return sorted(one for one in near if 0 <= one < len(rows) and rows[one].mark != ".")
