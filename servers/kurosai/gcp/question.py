"""What find_entries was asked, as one filter and one window."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kurosai import windows
from kurosai.errors import BadInput
from kurosai.gcp import cursors, filters
from kurosai.gcp.wire.entries import Place
from kurosai.vocabulary import Window


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments as they came; "" for those that were not given."""

    text: str = ""
    filter: str = ""
    log: str = ""
    resource: str = ""
    cluster: str = ""
    project: str = ""
    around: str = ""
    since: str = ""
    until: str = ""
    minutes: int = windows.DEFAULT_MINUTES
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`place_filter` says where, `filter` what besides; `around` is the time asked about."""

    place_filter: str
    filter: str
    window: Window
    around: datetime | None
    start: Place | None

    @property
    def condition(self) -> str:
        """All of it, but for the window."""
        return filters.every(self.place_filter, self.filter)


def of(asked: Asked, now: datetime) -> Question:
    """The question. Raises BadInput for arguments that contradict each other."""
    start: Place | None = None
    if asked.cursor:
        if asked.around or asked.since or asked.until:
            raise BadInput(
                "`cursor` and a window were both given.",
                "The cursor carries its window: leave out around, since and until.",
            )
        window, start = cursors.read(asked.cursor)
    else:
        window = windows.of(asked.around, asked.since, asked.until, asked.minutes, now)
    where = filters.every(
        filters.log(asked.log),
        filters.equals("resource.type", asked.resource),
        filters.equals("resource.labels.cluster_name", asked.cluster),
    )
    words = filters.quoted(asked.text) if asked.text else ""
    what = filters.every(words, filters.given(asked.filter))
    return Question(
        where, what, window, windows.when(asked.around, now) if asked.around else None, start
    )
