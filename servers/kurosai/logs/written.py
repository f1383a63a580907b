"""What is known of a line that is not there: when it was last written, and whether it came since.

A program that no longer says what it used to say is a finding, and mostly a changed program: a
runbook, or whoever wrote the question, still waits for that line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from kurosai.vocabulary import Window, stamp

FEWEST = 4
"""With fewer lines nobody can say how often they used to come."""

SILENT = 3
"""So many times the longest that they used to be apart."""

SHIPPED = timedelta(days=1)
"""A change is deployed after it is merged, and a line ends with the deployment."""

GAP = timedelta(hours=12)
"""A log may be silent for so long: what begins later than that began within the time looked at."""

TICK = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Written:
    """What is known of such lines outside of the window that has none.

    `before` is what was looked at, from where the group's lines begin; `last` the newest there,
    the newest that was seen unless `exact`. `apart` is the longest between lines up to then, None
    where they were too few. `again` is the first after the window;
    where there is none, all was seen until `none_until`. `begins`: the log is younger than what was
    to be looked at. `why` says what was not looked at.
    """

    before: Window | None = None
    last: datetime | None = None
    exact: bool = True
    apart: timedelta | None = None
    again: datetime | None = None
    none_until: datetime | None = None
    begins: bool = False
    why: str = ""

    def told(self, window: Window) -> tuple[str, ...]:
        """The lines a model reads."""
        return tuple(
            line for line in (self._before(window), self._after(), _sentence(self.why)) if line
        )

    def facts(self, window: Window) -> dict[str, str]:
        """What a report states: the time that was seen whole and has no such line."""
        if self.before is None:
            return {}
        after_last = self.last + TICK if self.last and self.exact else None
        start = after_last or (window.start if self.last else self.before.start)
        told = {"not written": str(Window(start, self.none_until or window.end))}
        if self.last and self.exact:
            told["last written before"] = f"{self.last:%Y-%m-%dT%H:%M:%SZ}"
        return told

    def ceased(self, window: Window) -> bool:
        """Whether it used to come, and has not for far longer than it ever took."""
        if self.last is None or self.apart is None or self.again is not None:
            return False
        return window.end - self.last > SILENT * self.apart

    def changed(self, window: Window, now: datetime) -> tuple[datetime, int] | None:
        """The end of the time in which a change may have ended it, and how many hours that is; None
        where it has not ended."""
        if self.last is None or not self.ceased(window):
            return None
        until = min(self.last + SHIPPED, now)
        return until, max(round((until - self.last + SHIPPED) / timedelta(hours=1)), 1)

    def _before(self, window: Window) -> str:
        if self.before is None:
            return ""
        if self.last is None:
            begins = ", where the log begins" if self.begins else ""
            return f"Nor in {_span(self.before.end - self.before.start)} before{begins}."
        ago = _span(window.start - self.last)
        later = "" if self.exact else " or later"
        every = f", until then at most {_span(self.apart)} apart" if self.apart else ""
        return f"Last written {self.last:%Y-%m-%d %H:%M:%S}Z{later}, {ago} before this{every}."

    def _after(self) -> str:
        if self.again:
            return f"After this first written {self.again:%Y-%m-%d %H:%M:%S}Z."
        return f"Nor after this, until {stamp(self.none_until)}." if self.none_until else ""


def apart(times: Sequence[datetime]) -> timedelta | None:
    """The longest between these times, which are in order; None where they are too few."""
    if len(times) < FEWEST:
        return None
    return max(two - one for one, two in pairwise(times))


def _span(length: timedelta) -> str:
    minutes = max(round(length / timedelta(minutes=1)), 1)
    if minutes < 120:
        return f"{minutes} min"
    hours = round(minutes / 60)
    return f"{hours} h" if hours < 48 else f"{round(hours / 24)} d"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""
