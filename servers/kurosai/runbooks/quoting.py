"""Whether an error line stands in an entry's text, where nothing marks it as a sample."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kurosai.library.card import Card
from kurosai.library.shelf import Library
from kurosai.logs.signature import is_mask, signature, words

# A line that says less stands in many texts, and means nothing there.
_MIN_WORDS = 4
_MOST_LINES = 20
_CODE = re.compile(r"`([^`]+)`")


def quoting(library: Library, cards: Sequence[Card], text: str) -> list[tuple[Card, int]]:
    """The entries among `cards` in whose text a line of `text` stands, and the line of the page.

    Lines are compared by signature, so that times and ids may differ; what a logger puts before
    a line, and the sentence that a page puts around it, may be missing on the other side.
    """
    marks = {signature(line.strip()) for line in text.splitlines()[:_MOST_LINES]}
    marks = {mark for mark in marks if _says_enough(mark)}
    if not marks:
        return []
    found: list[tuple[Card, int]] = []
    for card in cards:
        entry = library.opened(card)
        place = next(
            (
                number
                for number, line in entry.numbered()
                if any(_same(mark, piece) for piece in _pieces(line) for mark in marks)
            ),
            None,
        )
        if place is not None:
            found.append((card, place))
    return found


def _pieces(line: str) -> Iterator[str]:
    """What of a page's line may be a log line: the whole of it, and each inline code."""
    plain = line.strip().strip("`>-* ")
    if plain:
        yield signature(plain)
    yield from map(signature, _CODE.findall(line))


def _same(mark: str, piece: str) -> bool:
    short, long = sorted((mark, piece), key=len)
    return mark == piece or (f" {short} " in f" {long} " and _says_enough(short))


def _says_enough(mark: str) -> bool:
    return sum(not is_mask(word) for word in words(mark)) >= _MIN_WORDS
