"""From when to when cases were opened, as operators say it: whole days in JST."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from kurosai import windows
from kurosai.clock import JST
from kurosai.errors import BadInput

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Period:
    """From when on and before when cases were opened; None is open."""

    since: datetime | None = None
    until: datetime | None = None

    def __str__(self) -> str:
        """`2025-09-01 to 2025-11-30 (JST)`."""
        if self.since is None and self.until is None:
            return "all time"
        parts: list[str] = []
        if self.since is not None:
            parts.append(f"from {_day(self.since)}")
        if self.until is not None:
            until = self.until.astimezone(JST)
            # Of whole days the last that is in it, as it was asked for.
            whole = until.time() == time.min
            parts.append(
                f"to {_day(until - timedelta(days=1))}" if whole else f"until {_day(until)}"
            )
        return f"{' '.join(parts)} (JST)"


def asked(since: str, until: str, now: datetime) -> Period:
    """`2025-11-04` (that day in JST, the last one included), a time with its zone, or `30d` ago.

    "" leaves an end open. Raises BadInput.
    """
    start = _at(since, now, timedelta(0)) if since else None
    end = _at(until, now, timedelta(days=1)) if until else None
    if start is not None and end is not None and end <= start:
        raise BadInput(f"{until} is before {since}.", "Swap the two.")
    return Period(start, end)


def _at(text: str, now: datetime, more: timedelta) -> datetime:
    if not _DAY.fullmatch(text.strip()):
        return windows.when(text, now)
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=JST) + more
    except (ValueError, OverflowError):
        raise BadInput(f"There is no day {text}.", "Write it like 2025-11-04.") from None


def _day(at: datetime) -> str:
    local = at.astimezone(JST)
    return f"{local:%Y-%m-%d}" if local.time() == time.min else f"{local:%Y-%m-%d %H:%M}"
