"""From when on a log group has its lines: before that, finding nothing proves nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.aws.platform import Logs
from kurosai.aws.wire.errors import Denied
from kurosai.aws.wire.logs import LogGroup
from kurosai.vocabulary import Window, stamp

SHORTEST = timedelta(days=1)
"""No group keeps its lines for less: younger windows need no question."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Lines are kept for `days`, `since` a time on; both None: for ever, unless not `known`.
    `group` is what else is known, where it had to be asked."""

    days: int | None = None
    since: datetime | None = None
    known: bool = True
    group: LogGroup | None = None

    @property
    def created(self) -> datetime | None:
        """Since when there is such a group, if that is known."""
        return self.group.created if self.group else None

    def lacks(self, window: Window) -> bool:
        """Whether some of the window is older than what is kept."""
        return self.since is not None and window.start < self.since

    def gone(self, window: Window) -> bool:
        """Whether all of the window is older than what is kept."""
        return self.since is not None and window.end < self.since

    def clipped(self, window: Window) -> Window:
        """The part of the window that is kept, or all of it when that would be none."""
        if self.since is None or not window.start < self.since <= window.end:
            return window
        return Window(self.since, window.end)

    def told(self) -> str:
        """Our sentence about a window that lacks something, or may."""
        if self.since is None:
            return "how long the group keeps its lines is not known: some may be gone"
        return f"the group keeps {self.days} days: what was before {stamp(self.since)} is gone"


def of(logs: Logs, group: str, earliest: datetime, now: datetime) -> Kept:
    """What is kept of a question that reaches back to `earliest`."""
    if earliest >= now - SHORTEST:
        return Kept()
    try:
        # By the beginning of its name: to a pattern AWS answers with names only.
        named = [one for one in logs.prefixed(group, most=50) if one.name == group]
    except Denied:
        named = []
    if not named:
        return Kept(known=False)
    days = named[0].retention_days
    since = now - timedelta(days=days) if days is not None else None
    return Kept(days, since, group=named[0])
