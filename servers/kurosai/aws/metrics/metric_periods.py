"""How long a period fits a window: short enough to see, long enough to be kept and to be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from kurosai.vocabulary import Window

MOST_POINTS: Final = 180
MOST_OF_A_LIMIT: Final = 1_440
"""A period that was asked for is kept to, as long as there are no more values than this."""

PERIODS: Final = (60, 300, 900, 3600, 10_800, 86_400)
KEPT: Final = (
    (timedelta(days=15), 60),
    (timedelta(days=63), 300),
    (timedelta(days=455), 3600),
)
"""Up to which age CloudWatch keeps points of which least period (seconds)."""

FINE: Final = timedelta(hours=3)
"""Up to which age there are periods shorter than a minute."""

LATE: Final = timedelta(minutes=3)
"""A point can be read about two minutes after its period."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Periods:
    """The period (seconds), the window in periods, and the same span before (None: kept coarser,
    or not at all); `told` says why the period is longer than it could be, `growing` that the last
    period has not all of its values yet."""

    length: int
    window: Window
    before: Window | None
    told: str
    growing: bool = False

    @property
    def count(self) -> int:
        """How many periods the window has."""
        return (self.window.end - self.window.start) // timedelta(seconds=self.length)

    @property
    def each(self) -> str:
        """How long one is, in words."""
        if self.length % 3600 == 0:
            return f"{self.length // 3600} h"
        return f"{self.length // 60} min" if self.length % 60 == 0 else f"{self.length} s"


def of(window: Window, now: datetime, named: int = 0) -> Periods | None:
    """The periods of a window, of `named` seconds where that can be; None when nothing of it is
    kept any more."""
    kept = _kept(now - window.start)
    if kept is None:
        return None
    span = (window.end - window.start).total_seconds()
    wanted = next((one for one in PERIODS if span / one <= MOST_POINTS), PERIODS[-1])
    length = max(wanted, kept)
    fine = named % kept == 0 or (named < kept and now - window.start <= FINE)
    if named and fine and span / named <= MOST_OF_A_LIMIT:
        length = wanted = named
    step = timedelta(seconds=length)
    start = window.start - (window.start - _EPOCH) % step
    # What has not arrived yet is no gap, and what has arrived of a long period is seen.
    end = min(window.end, now - LATE)
    end += (_EPOCH - end) % step if length > PERIODS[0] else -((end - _EPOCH) % step)
    whole = Window(start, max(end, start + step))
    before = whole.start - (whole.end - whole.start)
    comparable = (_kept(now - before) or length + 1) <= length
    told = ""
    if kept > wanted and length != named:
        days = next(age.days for age, period in reversed(KEPT) if period < kept)
        told = f"older than {days} days, so it is kept by {kept // 60} min only"
    compared = Window(before, whole.start) if comparable else None
    return Periods(length, whole, compared, told, growing=whole.end > now - LATE)


def _kept(age: timedelta) -> int | None:
    return next((period for limit, period in KEPT if age <= limit), None)
