"""Text as a CloudWatch filter pattern: exactly, or without what differs from run to run."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kurosai.logs.signature import signature

LEAST_CHARACTERS = 10
"""A single constant part shorter than this says nothing about which error it is."""

LEAST_OF_SEVERAL = 4
"""Two parts that stand in one line may be this short each."""

MOST_PARTS = 3
OPENING_WORDS = 4
_MASK = re.compile(r"<[a-z]+>")


def exact(text: str) -> str:
    """The pattern for lines that contain `text` as it stands; "" matches every line."""
    return _quoted(text) if text else ""


def alike(text: str) -> str:
    """The pattern for lines of the same statement: the constant parts of `text`, all of them.

    Equals `exact(text)` when nothing in it is constant enough to search by.
    """
    return holding(parts(text))


def parts(text: str) -> tuple[str, ...]:
    """What lines of the same statement hold: the longest constant parts, or all of the text."""
    constant = _constant(text)
    longest = sorted(constant, key=len, reverse=True)[:MOST_PARTS]
    return tuple(part for part in constant if part in longest) or ((text,) if text else ())


def every(text: str) -> tuple[str, ...]:
    """All constant parts, also the short ones between two long ones: what is counted by words and
    never read must not be of another statement."""
    return tuple(_parts(text)) if has_statement(text) else parts(text)


def opening(text: str) -> str:
    """How lines of the same statement begin, whatever names they go on with; "" where that says
    no less than `parts`, or too little to search by."""
    constant = _constant(text)
    words = constant[0].split(" ") if constant else []
    first = " ".join(words[:OPENING_WORDS])
    said = first != constant[0] if constant else False
    return first if said and len(first) >= LEAST_CHARACTERS else ""


def holding(texts: Sequence[str]) -> str:
    """The pattern for lines that contain every one of the texts; "" matches every line."""
    return " ".join(_quoted(text) for text in texts)


def has_statement(text: str) -> bool:
    """Whether `alike` finds lines of the same statement, not of the same text only."""
    return bool(_constant(text))


def _constant(text: str) -> list[str]:
    parts = _parts(text)
    long = [part for part in parts if len(part) >= LEAST_CHARACTERS]
    return long or (parts if len(parts) > 1 else [])


def _parts(text: str) -> list[str]:
    parts = [raw.strip() for raw in _MASK.split(signature(text))]
    return [part for part in parts if len(part) >= LEAST_OF_SEVERAL and part in text]


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
