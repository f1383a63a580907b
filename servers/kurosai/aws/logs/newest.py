"""The newest of more lines than one search brings: AWS gives the oldest first."""

from __future__ import annotations

from collections.abc import Callable

from kurosai.aws.wire.logs import Found
from kurosai.vocabulary import Window

MOST_HALVES = 16
"""Of a month the last of these is under a minute."""


def of(ask: Callable[[Window], Found], window: Window) -> Found:
    """The lines at the end of a window that has too many: all of the last part of it that has any
    and that could be read, `complete` for that part.

    Not `complete` where no part of the window was small enough: then what the last search brought.
    """
    start, end = window.start, window.end
    found = Found((), complete=False)
    for _ in range(MOST_HALVES):
        middle = start + (end - start) / 2
        later = ask(Window(middle, end))
        if later.complete and later.events:
            return later
        if later.complete:
            # Nothing there: the newest are in the earlier half.
            end = middle
        else:
            start, found = middle, later
    return found
