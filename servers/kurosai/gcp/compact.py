"""Many entries by the few fields in which they differ: the call that shows them so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from kurosai import calls
from kurosai.gcp import telling
from kurosai.gcp.wire.reading import LogEntry
from kurosai.rendering import QUIET, ROW_BUDGET, fitting
from kurosai.tokens import estimate_tokens
from kurosai.vocabulary import Call, Row, Window

FEWEST = 8
"""So many that are not shown are worth a call."""

MOST_PATHS = 6
MOST = 200
_MOST_ENTRIES = 60
LONGEST_FILTER = 4_000
SECOND = timedelta(seconds=1)


def wanted(rows: Sequence[Row]) -> bool:
    """Whether many rows are not shown: by their mark, or for want of room."""
    shown = [row.brief for row in rows if row.mark != QUIET]
    if len(rows) - len(shown) >= FEWEST:
        return True
    return len(shown) >= FEWEST and sum(map(estimate_tokens, shown)) > ROW_BUDGET


def of(
    condition: str,
    entries: Sequence[LogEntry],
    window: Window,
    project: str,
    *,
    newest: bool = True,
    first: str = "",
) -> Call | None:
    """The same entries by query_entries, with the path that is shown `first`; None where no field
    of theirs differs, or their filter is too long to be repeated."""
    found = telling.fields(entries[:_MOST_ENTRIES], MOST_PATHS)
    others = [one for one in found if one != first]
    show = [first, *others][:MOST_PATHS] if first else others
    if not show or not condition or len(condition) > LONGEST_FILTER:
        return None
    return calls.query_entries(
        condition,
        since=window.start,
        until=window.end,
        newest=newest,
        show=show,
        sum=telling.added(show),
        most=MOST,
        project=project,
    )


def rest(rows: Sequence[Row], window: Window, *, newest: bool) -> Window | None:
    """The part of a window whose rows have no room, the last row that has some again; None where
    all have. On record each is whole: a page of them holds two or three."""
    shown = [row for row in rows if row.mark != QUIET]
    room = fitting(shown)
    times = [row.at for row in shown if row.at is not None]
    # Those that are no entries stand first, and are shown.
    past = room - (len(shown) - len(times))
    if room == len(shown) or past < 1 or times[past - 1] in (times[0], times[-1]):
        return None
    # Of the newest those after the last one were not asked for: that is behind a cursor.
    end = min(window.end, times[-1] + SECOND) if newest else window.end
    return Window(times[past - 1], end)
