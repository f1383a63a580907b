"""The notes that an entry sends its reader to, which stand in the documentation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kurosai import calls
from kurosai.errors import Fault
from kurosai.library import notices
from kurosai.library.page import Entry
from kurosai.library.shelf import Library
from kurosai.vocabulary import Call

_MOST_WORDS = 200


@dataclass(frozen=True, slots=True)
class SentTo:
    """What is told of the notes below an entry, and the call that lists them."""

    lines: tuple[str, ...] = ()
    next: tuple[Call, ...] = ()


def sent_to(entry: Entry, about: str, docs: Callable[[], Library] | None) -> SentTo:
    """Nothing where the entry does not speak of notes, or where there are none."""
    if docs is None or not notices.sends(entry.text):
        return SentTo()
    try:
        there = any(map(notices.is_note, docs().files))
    except Fault as fault:
        return SentTo((f"it speaks of notes, which could not be looked for: {fault}",))
    if not there:
        return SentTo()
    words = (about or entry.title)[:_MOST_WORDS]
    said = f"the notes that it speaks of are pages of the documentation, below {notices.folder()}/"
    return SentTo((said,), (calls.search_docs(words, notices.folder()),))
