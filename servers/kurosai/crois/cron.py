"""When a cron expression fires, in a time zone: every time between two moments, pure.

Five fields as cron has them: `*`, lists, ranges, steps, names (JAN, MON), 7 for Sunday, `?` for
any day, `@daily` and its like. When day of month and day of week are both restricted, either
suffices. A local time that a clock change skips is taken at the offset before the change, one
that it repeats counts once, the first time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from kurosai.errors import BadInput

DAY = timedelta(days=1)
FAR = timedelta(days=366 * 8)
"""The longest wait that a date can cause: 29 February around a year like 2100."""

_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


_MINUTES, _HOURS, _MONTH, _YEAR = 60, 24, 31, 2029


@dataclass(frozen=True, slots=True)
class _Kind:
    low: int
    high: int
    names: tuple[str, ...] = ()
    first: int = 0
    """The number of the first name."""


_KINDS = (
    _Kind(0, 59),
    _Kind(0, 23),
    _Kind(1, 31),
    _Kind(1, 12, _MONTHS, 1),
    _Kind(0, 7, _DAYS, 0),
)


@dataclass(frozen=True, slots=True)
class Cron:
    """An expression as sets of numbers; weekdays count from Sunday, 0 to 6."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool

    def between(self, start: datetime, end: datetime, zone: tzinfo) -> Iterator[datetime]:
        """The times later than `start` and not later than `end`, ascending, UTC."""
        last: datetime | None = None
        # A day more on either side: the date there is another than here.
        day = (start.astimezone(zone) - DAY).date()
        until = (end.astimezone(zone) + DAY).date()
        while day <= until:
            for at in self._of_day(day, zone) if self._fits(day) else ():
                if start < at <= end and (last is None or at > last):
                    last = at
                    yield at
            day += DAY

    def after(self, at: datetime, zone: tzinfo) -> datetime | None:
        """The first time later than `at`; None for a date that never comes (30 February)."""
        for reach in (DAY, 62 * DAY, FAR):
            found = next(self.between(at, at + reach, zone), None)
            if found is not None:
                return found
        return None

    def before(self, at: datetime, zone: tzinfo) -> datetime | None:
        """The last time not later than `at`."""
        for reach in (DAY, 62 * DAY, FAR):
            found = list(self.between(at - reach, at, zone))
            if found:
                return found[-1]
        return None

    def fires_at(self, at: datetime, zone: tzinfo) -> bool:
        """Whether it fires in the minute of `at`."""
        minute = at.replace(second=0, microsecond=0)
        return next(self.between(minute - timedelta(seconds=1), minute, zone), None) is not None

    def often(self) -> str:
        """How often it fires, in words: `12 times an hour`, `once a day, on 5 days a week`."""
        if len(self.hours) == _HOURS:
            times = _times(len(self.minutes), "an hour")
            times = "every minute" if len(self.minutes) == _MINUTES else times
        else:
            times = _times(len(self.minutes) * len(self.hours), "a day")
        if len(self.days) == _MONTH and len(self.months) == len(_MONTHS):
            few = len(self.weekdays) < len(_DAYS)
            return f"{times}, on {_counted(len(self.weekdays), 'day')} a week" if few else times
        # A year that is no leap year and begins on a Monday, for all that depends on the date.
        year = [date(_YEAR, 1, 1) + n * DAY for n in range(365)]
        return f"{times}, on {_counted(sum(map(self._fits, year)), 'day')} a year"

    def _fits(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        fits = (day.day in self.days, day.isoweekday() % 7 in self.weekdays)
        return any(fits) if self.either else all(fits)

    def _of_day(self, day: date, zone: tzinfo) -> list[datetime]:
        times = [
            datetime.combine(day, time(hour, minute), zone).astimezone(UTC)
            for hour in self.hours
            for minute in self.minutes
        ]
        return sorted(times)


def _times(count: int, each: str) -> str:
    return f"once {each}" if count == 1 else f"{count} times {each}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def parse(expression: str) -> Cron:
    """The expression. Raises BadInput for what is none of five fields."""
    text = _MACROS.get(expression.strip().lower(), expression)
    fields = text.upper().split()
    if len(fields) != len(_KINDS):
        raise BadInput(f"{expression[:60]!r} is no cron expression.", "It has five fields.")
    try:
        sets = [_field(field, kind) for field, kind in zip(fields, _KINDS, strict=True)]
    except ValueError as error:
        raise BadInput(f"{expression[:60]!r} is no cron expression: {error}.") from None
    return Cron(
        tuple(sorted(sets[0])),
        tuple(sorted(sets[1])),
        sets[2],
        sets[3],
        frozenset(day % 7 for day in sets[4]),
        # As cron has it, a field is restricted unless it begins with a star.
        either=not any(field[0] in "*?" for field in (fields[2], fields[4])),
    )


def _field(field: str, kind: _Kind) -> frozenset[int]:
    found: set[int] = set()
    for part in field.split(","):
        span, slash, step = part.partition("/")
        if span in ("*", "?"):
            low, high = kind.low, min(kind.high, 6) if kind.names == _DAYS else kind.high
        else:
            first, dash, last = span.partition("-")
            low = _value(first, kind)
            high = _value(last, kind) if dash else kind.high if slash else low
        size = int(step) if slash else 1
        if not kind.low <= low <= high <= kind.high or size < 1:
            raise ValueError(f"{part!r} is not within {kind.low}-{kind.high}")
        found.update(range(low, high + 1, size))
    return frozenset(found)


def _value(text: str, kind: _Kind) -> int:
    return kind.names.index(text) + kind.first if text in kind.names else int(text)
