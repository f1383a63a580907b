"""Which time a question is about, from what the model gave: UTC, closed, never past now."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from kurosai.errors import BadInput
from kurosai.vocabulary import Window, moment, stamp

DEFAULT_MINUTES = 15
LONGEST = timedelta(days=31)
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
"""Log services count from here."""

HOUR = timedelta(hours=1)

_AGO = re.compile(r"(\d{1,4})\s?(s|m|min|h|d|w)(?: ago)?", re.IGNORECASE)
_SPANS = {"s": 1, "m": 60, "min": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_ZONED = re.compile(r"(.*\d)\s?(JST|UTC)", re.IGNORECASE | re.DOTALL)
_JST = timezone(timedelta(hours=9))


def when(text: str, now: datetime) -> datetime:
    """The moment that `2025-11-04T18:14:00Z`, `2025-11-05 03:14 JST` or `6h` (ago) is, in UTC.

    Raises BadInput.
    """
    ago = _AGO.fullmatch(text.strip())
    if ago is not None:
        return now - timedelta(seconds=int(ago[1]) * _SPANS[ago[2].lower()])
    zoned = _ZONED.fullmatch(text.strip())
    if zoned is not None:
        zone = _JST if zoned[2].upper() == "JST" else UTC
        try:
            return datetime.fromisoformat(zoned[1]).replace(tzinfo=zone).astimezone(UTC)
        except ValueError:
            pass
    return moment(text)


def of(
    around: str,
    since: str,
    until: str,
    minutes: int,
    now: datetime,
    *,
    otherwise: timedelta = HOUR,
    longest: timedelta = LONGEST,
) -> Window:
    """`around` ± minutes, or since..until, or the last hour (`otherwise`). Raises BadInput.

    `since` alone runs to now; the end is clipped at now; a start in the future is refused.
    """
    try:
        window = _asked(around, since, until, minutes, now, otherwise, longest)
    except OverflowError:
        window = None
    if window is None or window.start < EARLIEST:
        raise BadInput(
            "The window starts before any log was written.", "Ask for a time that has logs."
        )
    return window


def _asked(
    around: str,
    since: str,
    until: str,
    minutes: int,
    now: datetime,
    otherwise: timedelta,
    longest: timedelta,
) -> Window:
    if around and (since or until):
        raise BadInput("`around` and `since`/`until` were both given.", "Give one of them.")
    if around:
        middle = when(around, now)
        if middle > now:
            # Half of such a window has happened; but who asks so has a wrong clock in mind.
            return Window.clipped(middle, middle, now)
        reach = timedelta(minutes=minutes)
        return Window.clipped(middle - reach, middle + reach, now)
    if until and not since:
        raise BadInput("`until` was given without `since`.", "Give both, or `around`.")
    if not since:
        return Window(now - otherwise, now)
    window = Window.clipped(when(since, now), when(until, now) if until else now, now)
    if window.end - window.start > longest:
        part = Window(window.end - longest, window.end)
        raise BadInput(
            f"The window {window} is longer than {longest.days} days, which is the most here.",
            f"Ask for parts; the newest is since {stamp(part.start)} until {stamp(part.end)}.",
        )
    return window


def yet_until(around: str, until: str, minutes: int, now: datetime) -> datetime | None:
    """When a window that `of` has clipped will have passed; None where it has."""
    end = when(around, now) + timedelta(minutes=minutes) if around else None
    end = when(until, now) if until and not around else end
    return end if end is not None and end > now else None


def wide(middle: datetime, reach: timedelta, now: datetime) -> Window:
    """`middle` ± reach, as far as it has happened."""
    return Window.clipped(middle - reach, middle + reach, now)
