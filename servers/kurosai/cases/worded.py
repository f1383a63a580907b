"""Entries that share only words with an alert: those whose page names its resource, and the rest.

A ranking by words always has a first. That a page is about the thing itself is seen by its name:
the file is called like it (`schedule-watcher.md`), or the page names it. The rest is weak.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kurosai.cases.trigger import Trigger
    from kurosai.library.card import Card
    from kurosai.library.shelf import Library

_LEAST = 6
"""Letters of a file's name: a shorter one is part of many names."""


def parted(
    library: Library, cards: Sequence[Card], told: Trigger
) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
    """The cards whose page is about what the alert names, and the others; each in order."""
    names = [name.casefold() for name in (told.name, told.alarm) if len(name) >= _LEAST]
    own = tuple(card for card in cards if any(_is_of(library, card, name) for name in names))
    return own, tuple(card for card in cards if card not in own)


def _is_of(library: Library, card: Card, name: str) -> bool:
    stem = PurePosixPath(card.path).stem.casefold()
    if len(stem) >= _LEAST and _within(stem, name):
        return True
    return _within(name, library.data(card.path).decode("utf-8", "replace").casefold())


def _within(short: str, text: str) -> bool:
    return re.search(rf"(?<![a-z0-9]){re.escape(short)}(?![a-z0-9])", text) is not None
