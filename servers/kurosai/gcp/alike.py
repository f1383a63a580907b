"""Lines that one statement wrote: alike but for numbers, ids, names and times."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kurosai.errors import BadInput
from kurosai.gcp import filters, lines, shown
from kurosai.gcp.wire.reading import LogEntry
from kurosai.logs.signature import signature

MOST_WORDS = 3
SHORTEST = 4
_APART = re.compile(r"<[a-z*]+>|: |(?:^|\s)[A-Za-z_@][\w@./\[\]-]*=")
"""What varies, what we put between the reason and the message of an event, and before a field."""

_FIRST = re.compile(r"<[a-z*]+: ([^<>,]+)[^<>]*>")
"""A value of what varies within a run of lines."""


@dataclass(frozen=True, slots=True)
class Alike:
    """A signature, and a condition that everything of it fits (and perhaps more does)."""

    marks: frozenset[str]
    condition: str

    def fits(self, entry: LogEntry) -> bool:
        """Whether an entry is of this signature."""
        return bool(self.marks & of_entry(entry))


def of(line: str) -> Alike:
    """What is alike to a line. Raises BadInput for one of which nothing stays the same."""
    plain = _FIRST.sub(r"\1", shown.apart(line).rest)
    mark = signature(plain)
    fixed = sorted(
        {part.strip() for part in _APART.split(mark)} - {""}, key=lambda part: (-len(part), part)
    )
    words = [part for part in fixed if len(part) >= SHORTEST and part in plain][:MOST_WORDS]
    if not words:
        raise BadInput(
            "`like` holds nothing but numbers, ids and names.", "Give the whole line, or `text`."
        )
    return Alike(frozenset({mark, signature(line)}), filters.every(*map(filters.quoted, words)))


def of_entry(entry: LogEntry) -> frozenset[str]:
    """The signatures that an entry goes by: of what it says, and of how we show that."""
    told = (lines.message(entry), lines.said(entry), shown.apart(lines.brief(entry)).rest)
    return frozenset(signature(text) for text in told if text)
