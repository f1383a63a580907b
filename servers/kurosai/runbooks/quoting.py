"""Whether an error line stands in an entry's text, where nothing marks it as a sample."""

from __future__ import annotations

from collections.abc import Sequence

from kurosai.library.card import Card
from kurosai.library.shelf import Library
from kurosai.logs.signature import is_mask, signature, words

# A line that says less stands in many texts, and means nothing there.
_MIN_WORDS = 4
_MOST_LINES = 20


def quoting(library: Library, cards: Sequence[Card], text: str) -> list[tuple[Card, int]]:
    """The entries among `cards` in whose text a line of `text` stands, and the line of the page.

    Lines are compared by signature, so that times and ids may differ.
    """
    marks = {signature(line.strip()) for line in text.splitlines()[:_MOST_LINES]}
    marks = {mark for mark in marks if sum(not is_mask(word) for word in words(mark)) >= _MIN_WORDS}
    if not marks:
        return []
    found: list[tuple[Card, int]] = []
    for card in cards:
        entry = library.opened(card)
        place = next(
            (
                number
                for number, line in entry.numbered()
                if line.strip() and signature(line.strip().strip("`>- ")) in marks
            ),
            None,
        )
        if place is not None:
            found.append((card, place))
    return found
