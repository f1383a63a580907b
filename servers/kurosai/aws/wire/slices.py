"""A long search in slices of time: how a window is cut, and how the answers are one again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from kurosai.vocabulary import Window

T = TypeVar("T")

SLICES = 8
"""Searched at once: more would only wait for their turns."""

SHORTEST = timedelta(minutes=1)
_TICK = timedelta(milliseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """What some pages brought, oldest first. `token` leads to the next page, "" at the end; `over`
    says that there was more than wanted."""

    events: tuple[T, ...]
    token: str = ""
    over: bool = False


def of(window: Window) -> tuple[Window, ...]:
    """The window in pieces that do not overlap, by whole milliseconds; one if it is short."""
    span = window.end - window.start
    count = max(1, min(SLICES, span // SHORTEST))
    cuts = [window.start + n * span / count for n in range(1, count)]
    # A log service counts in milliseconds: a cut between two of them would be in neither.
    cuts = [_EPOCH + (cut - _EPOCH) // _TICK * _TICK for cut in cuts]
    starts, ends = [window.start, *cuts], [*(cut - _TICK for cut in cuts), window.end]
    return tuple(Window(start, end) for start, end in zip(starts, ends, strict=True))


def joined(parts: Iterable[Part[T]], key: Callable[[T], str]) -> tuple[T, ...]:
    """Each event once: the pages before the pieces may have been anywhere in them."""
    found: dict[str, T] = {}
    for part in parts:
        for event in part.events:
            found.setdefault(key(event) or f"{len(found)} without one", event)
    return tuple(found.values())
