"""Text as a CloudWatch filter pattern: exactly, or without what differs from run to run."""

from __future__ import annotations

import re

from kurosai.logs.signature import signature

LEAST_CHARACTERS = 10
"""A constant part shorter than this says nothing about which error it is."""

MOST_PARTS = 3
_MASK = re.compile(r"<[a-z]+>")


def exact(text: str) -> str:
    """The pattern for lines that contain `text` as it stands; "" matches every line."""
    return _quoted(text) if text else ""


def alike(text: str) -> str:
    """The pattern for lines of the same statement: the constant parts of `text`, all of them.

    Equals `exact(text)` when nothing in it is constant enough to search by.
    """
    parts = [
        part
        for raw in _MASK.split(signature(text))
        if len(part := raw.strip()) >= LEAST_CHARACTERS and part in text
    ]
    longest = sorted(parts, key=len, reverse=True)[:MOST_PARTS]
    return " ".join(_quoted(part) for part in parts if part in longest) or exact(text)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
