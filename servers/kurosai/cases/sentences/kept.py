"""What is found in a sentence is found once: a dozen rules ask the same of each, and each mend asks
again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

A = TypeVar("A")

MOST = 512
"""Sentences of the last few conclusions."""

_CLEARED: list[Callable[[], None]] = []


def kept(find: Callable[[str], A]) -> Callable[[str], A]:
    """`find`, which depends on its text alone and gives what nobody changes, with a memory."""
    cached = lru_cache(maxsize=MOST)(find)
    _CLEARED.append(cached.cache_clear)
    return cached


def forget() -> None:
    """Begin anew, as a process does."""
    for clear in _CLEARED:
        clear()
