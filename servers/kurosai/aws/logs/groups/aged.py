"""Which of several groups no longer have all of a window: a search of them finds nothing there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.aws.failed_look import FAILURES
from kurosai.aws.logs.groups import scan_estimate
from kurosai.aws.logs.groups.log_groups import MOST_NAMED, Chosen
from kurosai.aws.logs.groups.retention import SHORTEST
from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import LogGroup
from kurosai.vocabulary import Coverage, Look, Window, stamp


@dataclass(frozen=True, slots=True)
class Aged:
    """A look for the groups of each time of keeping that is too short; `gone` when none of the
    groups that are there has any of the window."""

    looks: tuple[Look, ...] = ()
    gone: bool = False


def of(logs: Logs, chosen: Chosen, window: Window, now: datetime) -> Aged:
    """What is too old of a window in several groups; asked only where it may be."""
    if chosen.alone is not None or window.start >= now - SHORTEST:
        return Aged()
    try:
        known = scan_estimate.known(logs, chosen.names, chosen.known)
    except FAILURES as error:
        told = f"how long the groups keep their lines is not known, some may be gone: {error}"
        return Aged((Look(chosen.asked, Coverage.PARTIAL, told),))
    too_short: dict[int, list[str]] = {}
    for one in known.values():
        if _start(one, now) > window.start and one.retention_days is not None:
            too_short.setdefault(one.retention_days, []).append(one.name)
    looks = [
        Look(_named(names), _coverage(days, window, now), _told(days, now))
        for days, names in sorted(too_short.items())
    ]
    gone = bool(known) and all(_start(one, now) > window.end for one in known.values())
    return Aged(tuple(looks), gone)


def _start(group: LogGroup, now: datetime) -> datetime:
    """From when on it has lines, as far as that is a matter of keeping them."""
    days = group.retention_days
    # What is kept for ever has no start: the beginning of time cannot be too late.
    return datetime.min.replace(tzinfo=now.tzinfo) if days is None else now - timedelta(days=days)


def _coverage(days: int, window: Window, now: datetime) -> Coverage:
    return Coverage.EXPIRED if now - timedelta(days=days) > window.end else Coverage.PARTIAL


def _told(days: int, now: datetime) -> str:
    return f"keeps {days} days: what was before {stamp(now - timedelta(days=days))} is gone"


def _named(names: Iterable[str]) -> str:
    every = sorted(names)
    more = len(every) - MOST_NAMED
    return ", ".join(every[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
