"""A cursor: where a list of entries goes on, with the window that it belongs to.

The window has to travel with it, because "the last hour" is another one at the next call, and
Google takes a page token with the same filter only.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kurosai.errors import BadInput
from kurosai.gcp.wire.entries import Place
from kurosai.vocabulary import Window

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def write(window: Window, place: Place) -> str:
    """`START.END.SKIP.TOKEN`, the times in microseconds since 1970."""
    start, end = ((at - _EPOCH) // _MICROSECOND for at in (window.start, window.end))
    return f"{start}.{end}.{place.skip}.{place.token}"


def read(cursor: str) -> tuple[Window, Place]:
    """The window and the place of a cursor. Raises BadInput for what is none."""
    parts = cursor.split(".", maxsplit=3)
    try:
        start, end, skip = (int(part) for part in parts[:3])
        window = Window(_EPOCH + start * _MICROSECOND, _EPOCH + end * _MICROSECOND)
        return window, Place(parts[3], skip)
    except (ValueError, IndexError, OverflowError):
        raise BadInput(
            f"{cursor[:60]!r} is no cursor of this server.",
            "Copy it whole from the line `more behind cursor ...`.",
        ) from None
