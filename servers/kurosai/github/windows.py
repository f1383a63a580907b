"""Which time a question about changes is about: UTC, closed, never past now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kurosai.errors import BadInput
from kurosai.vocabulary import Window, moment

AFTER = timedelta(hours=1)
"""How far past `around` is looked: what came then is tempting, and is told apart."""

DEFAULT_HOURS = 24
LONGEST = timedelta(days=92)
EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)


def of(around: str, since: str, until: str, hours: int, now: datetime) -> Window:
    """`hours` before `around` and one after; or since..until; or the last `hours`.

    Raises BadInput for a contradiction, a start in the future, or more than 92 days.
    """
    if around and (since or until):
        raise BadInput("`around` and `since`/`until` were both given.", "Give one of them.")
    reach = timedelta(hours=hours)
    try:
        if around:
            middle = moment(around)
            if middle > now:
                return Window.clipped(middle, middle, now)
            window = Window.clipped(middle - reach, middle + AFTER, now)
        else:
            end = moment(until) if until else now
            window = Window.clipped(moment(since) if since else end - reach, end, now)
    except OverflowError:
        window = None
    if window is None or window.start < EARLIEST:
        raise BadInput("The window starts before there was Git.", "Ask for a later time.")
    if window.end - window.start > LONGEST:
        raise BadInput(
            f"The window {window} is longer than {LONGEST.days} days.", "Ask for a shorter one."
        )
    return window
