"""Which entry a person, a model or a host means by a name."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kurosai.errors import BadInput
from kurosai.library import naming
from kurosai.library.words import folded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kurosai.library.card import Card

_ADDRESS = "runbook://"
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

        Raises BadInput, naming what is near, when no entry or more than one is called so.
        """
        name = self._without_address(name)
        wanted = folded(name)
        called = self._by_id.get(wanted, ())
        # Files may differ in nothing but case, or in how a letter is composed.
        same = [card for card in called if card.id == name] or called
        if len(same) == 1:
            return same[0]
        if same:
            raise naming.ambiguous(name, same)
        for fits in naming.readings(name):
            found = [card for card in self._cards if fits(card)]
            if len(found) == 1:
                return found[0]
            if found:
                raise naming.ambiguous(name, found)
        raise BadInput(
            f"There is no runbook entry {name[:_SHOWN]!r}.",
            naming.nearest(self._cards, name),
        )

    def _without_address(self, name: str) -> str:
        """The id in an address, quoted as the index writes it, or as a person does."""
        if not name.strip().casefold().startswith(_ADDRESS):
            return name
        rest = name.strip()[len(_ADDRESS) :]
        told = unquote(rest)
        return told if folded(told) in self._by_id else rest
