"""What a page says it is about: aliases in its front matter, and lines like `Alert: Name`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from kurosai.library import front_matter
from kurosai.library.indexed import Indexed
from kurosai.library.match.spelling import key
from kurosai.library.search.tokenizer import terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kurosai.library.card import Card
    from kurosai.library.page import Entry, Page

MOST_OPENED = 25
"""Entries that are opened for a name. A word that more of them hold is no name of one."""

MOST_WORDS = 12
"""Terms of a name; a longer one is a sentence, which no page calls itself."""

_ALERT = re.compile(
    r"^[\s>*+-]*[*_`]{0,3}(?:alert(?:[ _]?name)?s?|アラート名?)[*_`]{0,3}\s*[:：][*_]{0,2}\s*"
    r"(?P<names>\S.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_LISTED = re.compile(r"[,、;/|]|`\s+`")


class Pages(Indexed, Protocol):
    """A library of which single pages can be opened."""

    def opened(self, card: Card) -> Entry:
        """The entry of a card."""
        ...

    def page(self, path: str) -> Page:
        """The page of a file."""
        ...


def names(library: Pages, name: str, mark: str) -> Iterator[Card]:
    """The entries that say a name of themselves; `mark` is its key.

    The words of the search lead to the few pages that may, and only those are opened.
    """
    wanted = set(terms(name))
    if not 0 < len(wanted) <= MOST_WORDS:
        return
    for field in ("name", "body"):
        rarest, *others = sorted(
            (library.index(field).holders(word)[0] for word in wanted), key=len
        )
        places = set(rarest)
        for held in others:
            places = places.intersection(held) if places else places
        if 0 < len(places) <= MOST_OPENED:
            cards = [library.cards[place] for place in sorted(places)]
            found = [card for card in cards if mark in _said(library, library.opened(card))]
            if found:
                yield from found
                return


def _said(library: Pages, entry: Entry) -> Iterator[str]:
    """The keys of all names that an entry, or its page, gives itself."""
    matter = library.page(entry.path).matter
    for field in ("title", "aliases", "alert", "alerts"):
        yield from map(key, front_matter.texts(matter.get(field)))
    for line in _ALERT.finditer(entry.text):
        said = line["names"]
        yield from map(key, (said, *_LISTED.split(said)))
