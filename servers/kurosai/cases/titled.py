"""Entries whose titles are about what a question names: how something ended, or what it is called.

A question has no error line that a sample could be like, and its words are a person's. What it
quotes of the platform is the platform's: a status, an exit code, the name of an exception. An entry
that has it in its title is about that kind of question, and whether it fits is for a reader to say.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kurosai.library.card import Card
    from kurosai.library.shelf import Library

MOST = 3
_STATUS = re.compile(r"\b(?:TIMED_OUT|CANCELED|CANCELLED|SKIPPED|QUEUED|ABORTED)\b")
_NAMED = re.compile(r"\b[A-Z][A-Za-z]+(?:Error|Exception)\b")
_EXIT = re.compile(
    r"(?i:\bexit(?:ed|s)?\b|\b(?:died|killed) with\b|\bcode\b|終了コード|コード)[^\n。\d]{0,16}?"
    r"(?P<code>\d{1,3})(?![\d.:/%-])"
)
_BY_SIGNAL = 3
"""Digits of 137 and its like, which stand in no title for anything else."""

_OF_EXITS = re.compile(r"(?i:\bexit(?:ed|s)?\b|\bended\b|終了コード)")


def cards(library: Library, question: str) -> tuple[Card, ...]:
    """The entries, those about the very code or name before those about any code."""
    text = unicodedata.normalize("NFKC", question)
    names = {*_STATUS.findall(text), *_NAMED.findall(text)}
    codes = {found["code"] for found in _EXIT.finditer(text)}
    exact: list[Card] = []
    loose: list[Card] = []
    for card in library.cards:
        title = unicodedata.normalize("NFKC", card.title)
        words = re.findall(r"[A-Za-z_]+|\d+", title)
        of_exits = _OF_EXITS.search(title) is not None
        same = [code for code in codes.intersection(words) if of_exits or len(code) == _BY_SIGNAL]
        if names.intersection(words) or same:
            exact.append(card)
        elif codes and of_exits and not re.search(r"\d", title):
            loose.append(card)
    return (*exact, *loose)[:MOST]
