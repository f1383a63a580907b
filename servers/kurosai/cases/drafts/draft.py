"""A draft: its text, where it goes, and what there is to know of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """`text` is an entry, or a page from its title on ("" where there is nothing to write);
    `page` the path it goes into; `notes` what was done and what a writer has to look at.
    """

    text: str
    page: str
    notes: tuple[str, ...] = ()
