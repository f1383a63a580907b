"""A text in another case: a filter pattern finds `network interface`, not `Network Interface`."""

from __future__ import annotations

import re

from kurosai.aws.logs.occurrences import patterns

MOST_CHARACTERS = 80
"""What is longer was copied from a line, and has its case."""

MOST_WORDS = 4
FEWEST_HITS = 3
"""So few lines may not be all there are in any case."""

SAID = "upper and lower case differ here"
_WORD = re.compile(r"[^\W\d_]+")


def pattern(text: str) -> str:
    """One filter pattern for the text in other cases: all small, each word or the first begun with
    a capital, all in capitals; "" of a text without letters, or too long to be words of somebody's
    own."""
    others = [one for one in dict.fromkeys(_cases(text)) if one != text] if is_words(text) else []
    return " ".join(f"?{patterns.exact(one)}" for one in others)


def is_words(text: str) -> bool:
    """Whether a text is a few words, of which somebody may not know the case."""
    short = len(text) <= MOST_CHARACTERS and len(text.split()) <= MOST_WORDS
    return short and _WORD.search(text) is not None and not any(map(str.isdigit, text))


def in_line(text: str, line: str) -> str:
    """The text as a line has it, in whatever case; "" where it has it not."""
    at = line.lower().find(text.lower())
    # What is longer in small letters than in capitals is in another place then.
    found = line[at : at + len(text)] if at >= 0 else ""
    return found if found.lower() == text.lower() else ""


def _cases(text: str) -> tuple[str, ...]:
    small = text.lower()
    each = _WORD.sub(lambda word: word[0][:1].upper() + word[0][1:], small)
    first = _WORD.sub(lambda word: word[0][:1].upper() + word[0][1:], small, count=1)
    return small, each, first, text.upper()
