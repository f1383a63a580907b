"""About how much a query would read: AWS charges by what is scanned, whatever comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import LogGroup
from kurosai.errors import BadInput
from kurosai.parallel import each
from kurosai.vocabulary import Window, stamp

GIGABYTE = 10**9
DOLLARS_PER_GIGABYTE = 0.0076
AT_ONCE = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Estimate:
    """Bytes in a window by group, from how many a group has and since when."""

    by_group: Mapping[str, int]
    window: Window

    @property
    def total(self) -> int:
        """Bytes of all groups."""
        return sum(self.by_group.values())

    def check(self, most_gigabytes: int) -> None:
        """Raise BadInput, with the ways to go on, where that is more than allowed."""
        allowed = most_gigabytes * GIGABYTE
        if self.total <= allowed:
            return
        span = self.window.end - self.window.start
        start = self.window.end - span * (allowed / self.total)
        largest = max(self.by_group, key=lambda name: self.by_group[name])
        whole = -(-self.total // GIGABYTE)
        cost = f"{whole * DOLLARS_PER_GIGABYTE:.2f}"
        fewer = f"name fewer groups ({largest} has {size(self.by_group[largest])}); "
        raise BadInput(
            f"The query would scan about {size(self.total)} (by what the groups store); "
            f"{most_gigabytes} GB are allowed.",
            f"Narrow it: since {stamp(start.replace(microsecond=0))} would do; "
            f"{fewer if len(self.by_group) > 1 else ''}"
            f"or allow it with most_gb={whole} (about {cost} USD).",
        )


def of(groups: Iterable[LogGroup], window: Window, now: datetime) -> Estimate:
    """The share of each group's bytes that its window is of the time it has lines of."""
    return Estimate({one.name: _share(one, window, now) for one in groups}, window)


def known(logs: Logs, names: Iterable[str], so_far: Mapping[str, LogGroup]) -> dict[str, LogGroup]:
    """What is known of each group by name; those that are not there are left out."""
    missing = [name for name in names if name not in so_far or not so_far[name].stored_bytes]

    def one(name: str) -> LogGroup | None:
        listed = logs.prefixed(name, most=50)
        return next((group for group in listed if group.name == name), None)

    found: list[LogGroup | None] = []
    for start in range(0, len(missing), AT_ONCE):
        found += each(one, missing[start : start + AT_ONCE])
    kept = {name: so_far[name] for name in names if name in so_far and name not in missing}
    return {**kept, **{group.name: group for group in found if group is not None}}


def size(count: int) -> str:
    """`1.2 MB`, `83 GB`."""
    for unit, bytes_ in (("GB", GIGABYTE), ("MB", 10**6), ("kB", 10**3)):
        if count >= bytes_:
            shown = count / bytes_
            return f"{shown:.0f} {unit}" if shown >= 10 else f"{shown:.1f} {unit}"
    return f"{count} B"


def _share(group: LogGroup, window: Window, now: datetime) -> int:
    since = group.created or now - 365 * _DAY
    if group.retention_days is not None:
        since = max(since, now - group.retention_days * _DAY)
    start, end = max(window.start, since), min(window.end, now)
    if end <= start:
        return 0
    return round(group.stored_bytes * ((end - start) / max(now - since, timedelta(hours=1))))
