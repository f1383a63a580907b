"""The hint follower: no model, no judgement; it starts from what arrived and does as it is told.

What it reaches, a model can reach at least; what it does not reach, no `next:` line leads to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kurosai.errors import Unavailable
from kurosai.rehearsal.answers import Answer, Offer

if TYPE_CHECKING:
    from kurosai.rehearsal.operator import Carrier

FIRST = ("cases", "open_case")
JUDGING = frozenset({"walk", "close_case", "grade_case"})
"""Tools of `cases` that want a judgement: whoever only follows has none."""


@dataclass(slots=True)
class Trail:
    """Every result in the order it was read."""

    answers: list[Answer] = field(default_factory=list[Answer])

    def sizes(self) -> list[int]:
        """Bytes read after each call."""
        total, found = 0, list[int]()
        for one in self.answers:
            total += len(one.text.encode())
            found.append(total)
        return found


@dataclass(frozen=True, slots=True)
class _Known:
    """An offer, by how good the result that made it thought it was, and how new that result is."""

    rank: int
    age: int
    offer: Offer


async def follow(host: Carrier, text: str, *, most: int) -> Trail:
    """Open a case with `text` and follow what is offered, `most` calls in all.

    The best offer of any result comes before the second best of another, and of equals the one
    of the newest result.
    Raises Unavailable when a server does not answer at all: that says nothing of its hints.
    """
    trail = Trail()
    opened = await _answered(host, Offer(*FIRST, {"text": text}))
    trail.answers.append(opened)
    done: set[str] = set()
    known = _offered(opened, 0)
    while known and len(trail.answers) < most:
        best = min(known, key=lambda one: (one.rank, -one.age))
        known.remove(best)
        offer = best.offer
        if _key(offer) in done:
            continue
        done.add(_key(offer))
        answer = await _answered(host, offer)
        known += _offered(answer, len(trail.answers))
        trail.answers.append(answer)
    return trail


async def _answered(host: Carrier, offer: Offer) -> Answer:
    answer = await host.call(offer.server, offer.tool, offer.arguments)
    if answer.silent:
        raise Unavailable(answer.text, "Its process hangs; run this scenario again.")
    return answer


def _offered(answer: Answer, age: int) -> list[_Known]:
    return [
        _Known(rank, age, offer)
        for rank, offer in enumerate(answer.offers)
        if offer.tool not in JUDGING
    ]


def _key(offer: Offer) -> str:
    arguments: Mapping[str, Any] = offer.arguments
    return json.dumps([offer.server, offer.tool, arguments], sort_keys=True, ensure_ascii=False)
