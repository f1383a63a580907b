"""What the library keeps of a page: its cards, and the words it is searched and matched by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from kurosai.library import card, page_parser
from kurosai.library.match.kept import FIELDS as RECORD_FIELDS
from kurosai.library.match.kept import stored
from kurosai.library.page import Page, PageFault
from kurosai.library.page_parser import Unreadable
from kurosai.library.search.documents import FIELDS as CARD_FIELDS
from kurosai.library.search.documents import documents

FIELDS = (*CARD_FIELDS, *RECORD_FIELDS)
"""Everything that leads to an entry: over the cards, and over their records."""

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kurosai.library.card import Card
    from kurosai.library.sections import Sections


Words: TypeAlias = "Mapping[str, Mapping[str, int]]"
"""By name of the field: its words, each with how often it stands there."""


@dataclass(frozen=True, slots=True)
class Record:
    """One sample line as `match` keeps it, and the words that lead to it."""

    body: str
    words: Words


@dataclass(frozen=True, slots=True)
class Extract:
    """One file's bytes, and what was taken from them.

    `documents` are the words of each card, `records` its samples. A file that is no page has
    none of these, and a fault.
    """

    data: bytes
    cards: tuple[Card, ...] = ()
    faults: tuple[PageFault, ...] = ()
    documents: tuple[Words, ...] = ()
    records: tuple[tuple[Record, ...], ...] = ()


def extract(path: str, data: bytes, sections: Sections) -> Extract:
    """Read a page once for everything that lists, searches and matches need."""
    try:
        page = page_parser.parse(path, data, sections, links=False)
    except Unreadable as fault:
        # Bytes that are no page are not worth keeping; there may be 50 MB of them.
        return Extract(b"", faults=(PageFault(fault.rule, path, 1, fault.what),))
    return Extract(
        data,
        tuple(card.of(entry) for entry in page.entries),
        page.faults,
        documents(page),
        tuple(
            tuple(Record(body, words) for body, words in stored(entry)) for entry in page.entries
        ),
    )


@lru_cache(maxsize=128)
def page(path: str, data: bytes, sections: Sections) -> Page:
    """The whole page; the last ones are kept. The bytes must have been read as a page before."""
    return page_parser.parse(path, data, sections)
