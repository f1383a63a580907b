"""From when on Cloud Logging has its entries: before that, finding nothing proves nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.resource_map import ResourceMap
from kurosai.vocabulary import Window, stamp

DEFAULT_DAYS = 30
"""What the _Default bucket keeps unless somebody changed it."""

LATE = timedelta(minutes=5)
"""Entries are mostly there in seconds; so much later they still may come."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Entries are kept for `days`; what was before `since` is gone."""

    days: int
    since: datetime

    def lacks(self, window: Window) -> bool:
        """Whether some of the window is older than what is kept."""
        return window.start < self.since

    def gone(self, window: Window) -> bool:
        """Whether all of it is."""
        return window.end < self.since

    def told(self) -> str:
        """Our sentence about a window that lacks something."""
        return f"Cloud Logging keeps {self.days} days: what was before {stamp(self.since)} is gone"


def of(resources: ResourceMap, now: datetime) -> Kept:
    """What is kept at `now`, as the resource map says of its Cloud Logging places."""
    hours = [one.kept_hours for one in resources.templates if one.source == "cloud_logging"]
    days = max((one // 24 for one in hours if one), default=DEFAULT_DAYS)
    return Kept(days, now - timedelta(days=days))


def fresh(at: datetime, now: datetime) -> bool:
    """Whether entries about this time may still be on their way."""
    return now - at < LATE
