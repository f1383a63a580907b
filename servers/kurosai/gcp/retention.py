"""From when on Cloud Logging has its entries: before that, finding nothing proves nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.gcp.platform import Logs
from kurosai.gcp.wire.entries import REQUIRED_DAYS
from kurosai.parallel import each
from kurosai.resource_map import ResourceMap
from kurosai.vocabulary import Window, stamp

DEFAULT_DAYS = 30
"""What the _Default bucket keeps unless somebody changed it."""

REQUIRED = frozenset(f"cloudaudit.googleapis.com/{log}" for log in ("activity", "system_event"))
"""Logs that Google puts into the bucket _Required, which nobody can change."""

LATE = timedelta(minutes=5)
"""Entries are mostly there in seconds; so much later they still may come."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Entries are kept for `days`; what was before `since` is gone, in the bucket that keeps least:
    `longest` and `reach` are of the one that keeps most. `known`: the buckets say so, and not only
    the resource map. `audited`: the bucket of audit logs, which keeps them longer, was searched
    too. `elsewhere` is the log that lies in none of the buckets that were searched."""

    days: int
    since: datetime
    known: bool = False
    longest: int = 0
    reach: datetime | None = None
    audited: bool = False
    elsewhere: str = ""

    def lacks(self, window: Window) -> bool:
        """Whether some of the window is older than what is kept."""
        return window.start < self.since

    def gone(self, window: Window) -> bool:
        """Whether all of it is."""
        return window.end < (self.reach or self.since)

    def told(self) -> str:
        """Our sentence about a window that lacks something."""
        by = " (its bucket says)" if self.known else ""
        if self.longest > self.days:
            span = f"{self.days} to {self.longest} days, by bucket"
            return (
                f"Cloud Logging keeps {span}: some of what was before {stamp(self.since)} is gone"
            )
        gone = f"what was before {stamp(self.since)} is gone"
        return f"Cloud Logging keeps {self.days} days{by}: {gone}"

    def told_of_all(self) -> str:
        """The same of a search in which audit logs were too."""
        audit = f"; audit activity and system events, kept {REQUIRED_DAYS} days, were searched"
        return f"{self.told()}{audit if self.audited else ''}"

    def told_elsewhere(self) -> str:
        """Why finding nothing of this log proves nothing."""
        where = "the bucket _Required" if self.elsewhere in REQUIRED else "another bucket"
        return f"{self.elsewhere} lies in {where}, of which no view was searched"


def of(logs: Logs, resources: ResourceMap, now: datetime, project: str, log: str = "") -> Kept:
    """What is kept of a project, or of one of its logs: as the buckets say that are searched, else
    as the resource map says of its Cloud Logging places."""
    buckets = logs.buckets(project)
    required = {name: days for name, days in buckets.items() if name.endswith("/_Required")}
    rest = {name: days for name, days in buckets.items() if name not in required}
    own = required if log in REQUIRED else rest
    # A sink may have put what is asked for into any of them; _Required has these logs only.
    elsewhere = "" if own or not log else log
    told = (own or buckets).values()
    days = [_known(resources) if one is None else one for one in told]
    least, most = min(days), max(days)
    return Kept(
        least,
        now - timedelta(days=least),
        None not in told,
        longest=most,
        reach=now - timedelta(days=most),
        audited=bool(required) and bool(rest) and not log,
        elsewhere=elsewhere,
    )


def _known(resources: ResourceMap) -> int:
    """What the resource map says of its Cloud Logging places, in days."""
    hours = [one.kept_hours for one in resources.templates if one.source == "cloud_logging"]
    return max((one // 24 for one in hours if one), default=DEFAULT_DAYS)


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
