"""What search and match ask of a library: its cards, and which of them hold a word."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kurosai.library.card import Card
    from kurosai.library.inverted import Index


class Indexed(Protocol):
    """A library as far as it can be searched and matched; one that changed is another one."""

    @property
    def root(self) -> Path:
        """The folder of the pages, which may hold the team's own word lists."""
        ...

    @property
    def cards(self) -> Sequence[Card]:
        """Every entry's card; its place is the number by which the indexes call it."""
        ...

    @property
    def owners(self) -> Sequence[int]:
        """For each record the number of the card that it belongs to."""
        ...

    def index(self, field: str) -> Index:
        """A field over all cards, or over all records."""
        ...

    def record(self, number: int) -> str:
        """The body of a record."""
        ...
