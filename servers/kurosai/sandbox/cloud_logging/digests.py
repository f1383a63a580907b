"""Ids that nobody tells: drawn from what they are of, so that they are the same every time."""

from __future__ import annotations

from hashlib import sha256


def hexadecimal(*words: str, length: int) -> str:
    """So many hexadecimal digits."""
    return sha256("/".join(words).encode()).hexdigest()[:length]


def digits(text: str) -> str:
    """A number as Google gives them to machines and groups."""
    return str(int(hexadecimal(text, length=15), 16))
