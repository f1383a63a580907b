"""How late lines come: what was written just now may not be there to be found yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Window, stamp

WORTH_TELLING = timedelta(seconds=30)


def seen(events: Iterable[LogEvent]) -> timedelta:
    """The longest that one of these lines took from its time to CloudWatch."""
    delays = (event.ingested - event.at for event in events if event.ingested)
    return max(delays, default=timedelta(0))


def final_at(delay: timedelta, window: Window, now: datetime) -> datetime | None:
    """When all of the window will be there; None when it is."""
    if delay < WORTH_TELLING or now - window.end >= delay:
        return None
    # Whole minutes: somebody will ask again by the clock.
    at = window.end + delay + timedelta(minutes=1)
    return at.replace(second=0, microsecond=0)


def told(delay: timedelta, window: Window, now: datetime) -> tuple[str, ...]:
    """Our sentence, where the window ends so close to now that it matters."""
    at = final_at(delay, window, now)
    if at is None:
        return ()
    return (f"lines come up to {_span(delay)} late here: not final before {stamp(at)}",)


def _span(delay: timedelta) -> str:
    minutes, seconds = divmod(round(delay.total_seconds()), 60)
    return f"{minutes}m{seconds:02}s" if minutes else f"{seconds} s"
