"""Which time a question is about, from what the model gave: UTC, closed, never past now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kurosai.errors import BadInput
from kurosai.vocabulary import Window, moment

DEFAULT_MINUTES = 15
LONGEST = timedelta(days=31)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
"""Log services count from here."""


def of(around: str, since: str, until: str, minutes: int, now: datetime) -> Window:
    """`around` ± minutes, or since..until, or the last hour. Raises BadInput.

    `since` alone runs to now; the end is clipped at now; a start in the future is refused.
    """
    try:
        window = _asked(around, since, until, minutes, now)
    except OverflowError:
        window = None
    if window is None or window.start < EARLIEST:
        raise BadInput(
            "The window starts before any log was written.", "Ask for a time that has logs."
        )
    return window


def _asked(around: str, since: str, until: str, minutes: int, now: datetime) -> Window:
    if around and (since or until):
        raise BadInput("`around` and `since`/`until` were both given.", "Give one of them.")
    if around:
        middle = moment(around)
        if middle > now:
            # Half of such a window has happened; but who asks so has a wrong clock in mind.
            return Window.clipped(middle, middle, now)
        reach = timedelta(minutes=minutes)
        return Window.clipped(middle - reach, middle + reach, now)
    if until and not since:
        raise BadInput("`until` was given without `since`.", "Give both, or `around`.")
    if not since:
        return Window(now - timedelta(hours=1), now)
    window = Window.clipped(moment(since), moment(until) if until else now, now)
    if window.end - window.start > LONGEST:
        raise BadInput(
            f"The window {window} is longer than {LONGEST.days} days.", "Ask for a shorter one."
        )
    return window


def wide(middle: datetime, reach: timedelta, now: datetime) -> Window:
    """`middle` ± reach, as far as it has happened."""
    return Window.clipped(middle - reach, middle + reach, now)
