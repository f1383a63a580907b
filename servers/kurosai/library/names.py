"""Which entry a person, a model or a host means by a name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kurosai.errors import BadInput
from kurosai.library.page_parser import slug
from kurosai.library.words import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kurosai.library.card import Card

_ADDRESS = "runbook://"
_LISTED = 10
_SHOWN = 80


class Names:
    """The names of a library's entries."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self._cards = cards
        self._by_id: defaultdict[str, list[Card]] = defaultdict(list)
        for card in cards:
            self._by_id[folded(card.id)].append(card)

    def card(self, name: str) -> Card:
        """The one entry called so: by id or address, number, title or slug.

        Raises BadInput, listing the ids, when no entry or more than one is called so.
        """
        name = self._without_address(name)
        wanted = folded(name)
        called = self._by_id.get(wanted, ())
        # Files may differ in nothing but case, or in how a letter is composed.
        same = [card for card in called if card.id == name] or called
        if len(same) == 1:
            return same[0]
        if len({card.id for card in same}) == 1:
            places = ", ".join(f"{card.path}:{card.lines}" for card in same[:_LISTED])
            raise BadInput(
                f"{name[:_SHOWN]!r} is the id of {len(same)} entries: {places}.",
                "Rename one of the files; until then none of them can be read by its id.",
            )
        if same:
            raise _ambiguous(name, same)
        for fits in _readings(wanted):
            found = [card for card in self._cards if fits(card)]
            if len(found) == 1:
                return found[0]
            if found:
                raise _ambiguous(name, found)
        raise BadInput(
            f"There is no runbook entry {name[:_SHOWN]!r}.",
            f"There are: {_ids(self._cards)}." if self._cards else "The library has no entry.",
        )

    def _without_address(self, name: str) -> str:
        """The id in an address, quoted as the index writes it, or as a person does."""
        if not name.strip().casefold().startswith(_ADDRESS):
            return name
        rest = name.strip()[len(_ADDRESS) :]
        told = unquote(rest)
        return told if folded(told) in self._by_id else rest


def _readings(wanted: str) -> Iterator[Callable[[Card], bool]]:
    """What a name may mean other than a full id, the most exact reading first."""
    short = wanted.removeprefix("#")
    yield lambda card: folded(card.slug) == short
    yield lambda card: short in (folded(card.heading), folded(card.title))
    yield lambda card: slug(card.title) == short
    if short.isdecimal():
        yield lambda card: card.number.isdecimal() and int(card.number) == int(short[:9])


def _ambiguous(name: str, found: Sequence[Card]) -> BadInput:
    return BadInput(
        f"{name[:_SHOWN]!r} is the name of {len(found)} entries: {_ids(found)}.",
        "Give the full id.",
    )


def _ids(cards: Sequence[Card]) -> str:
    shown = ", ".join(card.id for card in cards[:_LISTED])
    return f"{shown}, and {len(cards) - _LISTED} more" if len(cards) > _LISTED else shown
