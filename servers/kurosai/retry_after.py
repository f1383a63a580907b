"""When a backend wants to be asked again, from the headers in which it says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from kurosai import clock

MOST_SECONDS = 86_400
"""Who asks for more than a day has sent something else than a time to wait."""


def seconds(headers: Mapping[str, str]) -> float | None:
    """Seconds from `Retry-After`, a number or a date; None when it says nothing usable.

    `headers` by lower-case name. A date is held against the answer's own, so that a clock of
    ours that is wrong does not matter.
    """
    told = str(headers.get("retry-after", "")).strip()
    if told.isascii() and told.isdigit():
        wait = float(told[:9])
    else:
        at = _date(told)
        wait = -1.0 if at is None else (at - _now(headers)).total_seconds()
    return wait if 0 <= wait <= MOST_SECONDS else None


def advice(wait: float | None) -> str:
    """What to do, as a sentence."""
    return "Wait a minute and ask again." if wait is None else f"Ask again in {wait:.0f} s."


def _now(headers: Mapping[str, str]) -> datetime:
    return _date(str(headers.get("date", ""))) or clock.now()


def _date(told: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
