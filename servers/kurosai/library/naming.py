"""What the entries of a library may be called, and which a name that is none may have meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kurosai.errors import BadInput
from kurosai.library.page_parser import slug
from kurosai.library.words import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kurosai.library.card import Card

_MOST = 10
# Comparing letter by letter with more names than this would take longer than it helps.
_COMPARED = 3_000


def readings(name: str) -> Iterator[Callable[[Card], bool]]:
    """What a name may mean other than a full id, the most exact reading first."""
    short = folded(name).removeprefix("#").removeprefix("runbook://")
    yield lambda card: folded(card.slug) == short
    yield lambda card: short in (folded(card.heading), folded(card.title))
    yield lambda card: slug(card.title) == short
    if short.isdecimal():
        yield lambda card: card.number.isdecimal() and int(card.number) == int(short[:9])
    file = short.removesuffix(".md").removesuffix(".markdown")
    yield lambda card: file in (_stem(card), _stem(card).rpartition("/")[2])


def ambiguous(name: str, found: Sequence[Card]) -> BadInput:
    """The fault of a name that several entries have."""
    if len({card.id for card in found}) == 1:
        places = listed([f"{card.path}:{card.lines}" for card in found])
        return BadInput(
            f"{name[:80]!r} is the id of {len(found)} entries: {places}.",
            "Rename one of the files; until then none of them can be read by its id.",
        )
    ids = listed([card.id for card in found])
    return BadInput(
        f"{name[:80]!r} is the name of {len(found)} entries: {ids}.", "Give the full id."
    )


def beginning(cards: Sequence[Card], typed: str) -> list[str]:
    """The ids that begin with what was typed, then those whose id or title holds it."""
    wanted = folded(typed)
    first: list[str] = []
    others: list[str] = []
    for card in cards:
        if folded(card.id).startswith(wanted) or folded(card.slug).startswith(wanted):
            first.append(card.id)
        elif wanted in folded(card.id) or wanted in folded(card.title):
            others.append(card.id)
    return first + others


def nearest(cards: Sequence[Card], name: str) -> str:
    """A sentence with the ids that a name may have meant, else with the first there are."""
    if not cards:
        return "The library has no entry."
    meant = beginning(cards, name) if name.strip() else []
    if not meant and len(cards) <= _COMPARED:
        called = {folded(card.slug): card.id for card in cards}
        called |= {_stem(card).rpartition("/")[2]: card.id for card in cards}
        file = folded(name).rpartition("/")[2].removesuffix(".md").removesuffix(".markdown")
        close = get_close_matches(file, called, n=3, cutoff=0.7)
        meant = list(dict.fromkeys(called[one] for one in close))
    if meant:
        return f"Near are: {listed(meant)}."
    if len(cards) <= _MOST:
        return f"There are: {listed([card.id for card in cards])}."
    return f"The library has {len(cards)}; search with find_runbook."


def listed(ids: Sequence[str]) -> str:
    """The first ids, and how many more there are."""
    shown = ", ".join(ids[:_MOST])
    return f"{shown}, and {len(ids) - _MOST} more" if len(ids) > _MOST else shown


def _stem(card: Card) -> str:
    return folded(card.path.rpartition(".")[0])
