"""What a page is found by: each entry as the words of its fields. Pure, so that it can be kept.

A name says what an entry is about, a body what it mentions; scored as one field the long body
drowns the name, so each is its own.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kurosai.library import front_matter
from kurosai.library.search.tokenizer import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kurosai.library.page import Entry, Page

FIELDS = ("name", "place", "body")
"""What an entry is called, what it is a part of (folders, a page of many), everything it says."""

_NO_NAMES = frozenset({"readme", "index"})


def documents(page: Page) -> tuple[Mapping[str, Counter[str]], ...]:
    """The words of every entry of a page by field, in the page's order."""
    return tuple(_document(page, entry) for entry in page.entries)


def _document(page: Page, entry: Entry) -> Mapping[str, Counter[str]]:
    *folders, stem = entry.path.rpartition(".")[0].split("/")
    if folders and stem.casefold() in _NO_NAMES:
        stem = folders[-1]
    # What a page of many holds beside its entries is called by nothing but what they all share:
    # as its name, that would put two lines of introduction before the entry that is meant.
    rest = entry.is_page and len(page.entries) > 1
    whole = page.title if rest or page.title != entry.heading else ""
    names = terms("\n".join(_names(page)))
    return {
        "name": Counter[str]() if rest else Counter(terms(f"{entry.heading}\n{stem}") + names),
        "place": Counter(terms("\n".join((*folders, whole)))),
        # A page names its heading in its text as well; an alias must not count for less.
        "body": Counter(terms(entry.text) + names),
    }


def _names(page: Page) -> Iterator[str]:
    """What the front matter calls a page."""
    for key in ("title", "aliases", "tags"):
        yield from front_matter.texts(page.matter.get(key))
