"""What find_entries was asked, as one filter and one window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kurosai import windows
from kurosai.errors import BadInput
from kurosai.gcp import alike, cursors, filters, parts, pasted
from kurosai.gcp.alike import Alike
from kurosai.gcp.wire.entries import By, Place
from kurosai.vocabulary import Window


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments as they came; "" for those that were not given."""

    text: str = ""
    like: str = ""
    filter: str = ""
    log: str = ""
    resource: str = ""
    severity: str = ""
    fields: Mapping[str, str] = field(default_factory=dict[str, str])
    project: str = ""
    around: str = ""
    since: str = ""
    until: str = ""
    minutes: int = windows.DEFAULT_MINUTES
    received: bool = False
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`place_filter` says where, `filter` what besides; `around` is the time asked about, `like`
    what each hit has to be alike to."""

    place_filter: str
    filter: str
    window: Window
    around: datetime | None
    start: Place | None
    like: Alike | None = None
    given: str = ""
    """What the caller wrote in the language of filters."""

    by: By = "timestamp"

    @property
    def condition(self) -> str:
        """All of it, but for the window."""
        return filters.every(self.place_filter, self.filter)


def of(asked: Asked, now: datetime) -> Question:
    """The question. Raises BadInput for arguments that contradict each other."""
    window, start = window_of(
        asked.cursor,
        around=asked.around,
        since=asked.since,
        until=asked.until,
        minutes=asked.minutes,
        now=now,
    )
    like = alike.of(asked.like) if asked.like else None
    where = filters.every(
        filters.log(asked.log),
        filters.equals("resource.type", asked.resource),
        parts.conditions(asked.fields),
    )
    words = _words(asked.text) if asked.text else ""
    severe = f"severity>={asked.severity}" if asked.severity else ""
    what = filters.every(severe, words, like.condition if like else "", filters.given(asked.filter))
    return Question(
        where,
        what,
        window,
        windows.when(asked.around, now) if asked.around else None,
        start,
        like,
        asked.filter,
        "receiveTimestamp" if asked.received else "timestamp",
    )


def _words(text: str) -> str:
    """Entries that hold the text, or that results show with it."""
    as_shown = pasted.condition(text)
    return filters.some(filters.quoted(text), f"({as_shown})") if as_shown else filters.quoted(text)


def window_of(
    cursor: str,
    *,
    around: str = "",
    since: str = "",
    until: str = "",
    minutes: int = windows.DEFAULT_MINUTES,
    now: datetime,
) -> tuple[Window, Place | None]:
    """The window of the arguments, or that of a cursor with the place where it goes on."""
    if not cursor:
        return windows.of(around, since, until, minutes, now), None
    if around or since or until:
        raise BadInput(
            "`cursor` and a window were both given.",
            "The cursor carries its window: leave out around, since and until.",
        )
    return cursors.read(cursor)
