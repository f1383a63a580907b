"""From when on Cloud Logging has its entries: before that, finding nothing proves nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.gcp.platform import Logs
from kurosai.parallel import each
from kurosai.resource_map import ResourceMap
from kurosai.vocabulary import Window, stamp

DEFAULT_DAYS = 30
"""What the _Default bucket keeps unless somebody changed it."""

REQUIRED_DAYS = 400
REQUIRED = frozenset(f"cloudaudit.googleapis.com/{log}" for log in ("activity", "system_event"))
"""Logs that Google puts into the bucket _Required, which nobody can change."""

LATE = timedelta(minutes=5)
"""Entries are mostly there in seconds; so much later they still may come."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Entries are kept for `days`; what was before `since` is gone. `known`: the bucket says so,
    and not only the resource map."""

    days: int
    since: datetime
    known: bool = False

    def lacks(self, window: Window) -> bool:
        """Whether some of the window is older than what is kept."""
        return window.start < self.since

    def gone(self, window: Window) -> bool:
        """Whether all of it is."""
        return window.end < self.since

    def told(self) -> str:
        """Our sentence about a window that lacks something."""
        by = " (its bucket says)" if self.known else ""
        gone = f"what was before {stamp(self.since)} is gone"
        return f"Cloud Logging keeps {self.days} days{by}: {gone}"


def of(logs: Logs, resources: ResourceMap, now: datetime, project: str, log: str = "") -> Kept:
    """What is kept of a project, or of one of its logs: as the bucket says, else as the resource
    map says of its Cloud Logging places."""
    if log in REQUIRED:
        return Kept(REQUIRED_DAYS, now - timedelta(days=REQUIRED_DAYS), known=True)
    told = logs.days(project)
    if told is not None:
        return Kept(told, now - timedelta(days=told), known=True)
    hours = [one.kept_hours for one in resources.templates if one.source == "cloud_logging"]
    days = max((one // 24 for one in hours if one), default=DEFAULT_DAYS)
    return Kept(days, now - timedelta(days=days))


def of_each(
    logs: Logs,
    resources: ResourceMap,
    now: datetime,
    projects: Sequence[str],
    log: str = "",
) -> Mapping[str, Kept]:
    """The same of each of several projects: each keeps for as long as it likes."""
    several = each(lambda project: of(logs, resources, now, project, log), projects)
    return dict(zip(projects, several, strict=True))


def longest(several: Mapping[str, Kept]) -> Kept:
    """What is gone from this one is gone from all."""
    return min(several.values(), key=lambda kept: kept.since)


def fresh(at: datetime, now: datetime) -> bool:
    """Whether entries about this time may still be on their way."""
    return now - at < LATE
