"""Whether what search_docs read are notes of people on call, and not pages for users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.library import notices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kurosai.evidence.record import Evidence

_LIST = "pages below "


def only(one: Evidence) -> bool:
    """Whether all that it shows stands in notes."""
    found = list(_pages(one))
    return bool(found) and all(map(notices.is_note, found))


def among(one: Evidence) -> bool:
    """Whether some of what it shows stands in a note."""
    return any(map(notices.is_note, _pages(one)))


def _pages(one: Evidence) -> Iterator[str]:
    """The path of each page shown: of a page or a list that of the reading, else each hit's."""
    if (one.server, one.tool) != ("runbooks", "search_docs"):
        return
    if one.asked.get("page"):
        yield one.source.removeprefix(_LIST)
        return
    yield from (row.text for row in one.rows)
