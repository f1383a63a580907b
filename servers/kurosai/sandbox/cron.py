"""When a five-field cron expression fires next, in its own time zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from kurosai.errors import BadInput

RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
HORIZON = timedelta(days=366 * 4 + 1)  # the longest wait a date can cause: 29 February


def next_fire(expression: str, timezone: str, after: datetime) -> datetime | None:
    """The first time later than `after`, UTC; None when there is none within four years.

    Fields take `*`, `*/n`, `a-b`, `a-b/n` and lists of those; 7 is Sunday too. When both the
    day of the month and of the week are restricted either suffices, as cron does it.
    """
    minutes, hours, days, months, weekdays = _fields(expression)
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise BadInput(f"{timezone!r} is no time zone.", "Write it like Asia/Tokyo.") from None
    either = "*" not in (expression.split()[2][0], expression.split()[4][0])
    for day in _dates(after.astimezone(zone).date()):
        weekday = day.isoweekday() % 7
        if day.month not in months:
            continue
        fits = (day.day in days, weekday in weekdays)
        if not (any(fits) if either else all(fits)):
            continue
        for hour in sorted(hours):
            for minute in sorted(minutes):
                at = datetime.combine(day, time(hour, minute), zone).astimezone(UTC)
                if at > after:
                    return at
    return None


def _dates(first: date) -> Iterator[date]:
    for offset in range(HORIZON.days):
        yield first + timedelta(days=offset)


def _fields(expression: str) -> list[frozenset[int]]:
    fields = expression.split()
    if len(fields) != len(RANGES):
        raise BadInput(f"{expression!r} is no cron expression.", "It has five fields.")
    try:
        sets = [_field(text, low, high) for text, (low, high) in zip(fields, RANGES, strict=True)]
    except ValueError as error:
        raise BadInput(f"{expression!r} is no cron expression: {error}.") from None
    sets[4] = frozenset(day % 7 for day in sets[4])
    return sets


def _field(text: str, low: int, high: int) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        span, _, step = part.partition("/")
        if span == "*":
            first, last = low, high
        else:
            start, dash, end = span.partition("-")
            first = int(start)
            last = int(end) if dash else (high if step else first)
        if not low <= first <= last <= high or (step and int(step) < 1):
            raise ValueError(f"{part!r} is not within {low}-{high}")
        found.update(range(first, last + 1, int(step or 1)))
    return frozenset(found)
