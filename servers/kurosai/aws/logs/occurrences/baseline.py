"""Is it new? The same lines in the week before the time that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.aws.failed_look import FAILURES
from kurosai.aws.logs.groups import retention, scan_estimate
from kurosai.aws.logs.occurrences import counts, patterns
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.platform import Logs, Queries
from kurosai.vocabulary import Window

REACH = timedelta(days=7)
SHORTEST = timedelta(hours=6)
"""With less to look back on, nothing can be called new."""

MOST = 200
MOST_SEARCHED = 3 * 10**8
MOST_QUERIED = 2 * 10**9
"""Bytes of the week: what FilterLogEvents gets through in time, and what may cost a cent."""


@dataclass(frozen=True, slots=True)
class Before:
    """How many such lines there were in `window`, at least that many unless `complete`.

    Of none: `silent` when there was no line at all, and `begin` how many began with `opening`.
    """

    window: Window
    count: int
    last: datetime | None = None
    complete: bool = True
    silent: bool = False
    begin: int = 0
    opening: str = ""

    @property
    def days(self) -> float:
        """How long that is."""
        return (self.window.end - self.window.start) / timedelta(days=1)

    def told(self, first: datetime) -> str:
        """Against the `first` of those that came after."""
        span = f"{self.days:.0f} d" if self.days >= 2 else f"{self.days * 24:.0f} h"
        if self.silent:
            return f"no line at all in {span} before: whether it is new is not known"
        if self.begin:
            least = "" if self.complete else "at least "
            return f"none in {span} before, but {least}{self.begin} with {self.opening!r}"
        if not self.count:
            return f"new since {first:%m-%d %H:%M}Z (none in {span} before)"
        if self.count == 1 and self.last:
            return f"before: {self.last:%m-%d %H:%M}Z"
        at = f", last {self.last:%m-%d %H:%M}Z" if self.last else ""
        if self.count <= self.days or self.days < 1:
            return f"{self.count} in {span} before{at}"
        least = "" if self.complete else "over "
        return f"{least}{self.count / self.days:.0f}/day before"


def of(
    logs: Logs,
    queries: Queries | None,
    group: str,
    sought: Sought,
    until: datetime,
    now: datetime,
) -> Before | None:
    """What was before `until`; None where too little is kept, or it would take too long."""
    if not sought:
        return None
    try:
        kept = retention.of(logs, group, until - REACH, now)
        start = max(filter(None, (until - REACH, kept.since, kept.created)))
        if until - start < SHORTEST or not kept.known:
            return None
        window = Window(start, until - timedelta(milliseconds=1))
        size = 0
        if kept.group is not None:
            size = scan_estimate.of([kept.group], window, now).total
        if size > MOST_SEARCHED:
            return _queried(queries, group, sought, window) if size <= MOST_QUERIED else None
        found = logs.filter(group, sought.same, window, most=MOST)
    except FAILURES:
        return None
    if found.complete:
        events = sought.fitting(found.events)
        if not events:
            return _none(logs, group, sought, window)
        return Before(window, len(events), events[-1].at)
    known = _queried(queries, group, sought, window)
    return known or (Before(window, MOST, complete=False) if len(found.events) == MOST else None)


def _none(logs: Logs, group: str, sought: Sought, window: Window) -> Before:
    """Of no such line: was there any line, and any that differs in a name that no mask knows?"""
    try:
        if sought.opening:
            alike = logs.filter(group, patterns.exact(sought.opening), window, most=MOST)
            if alike.events:
                begin = len(alike.events)
                return Before(window, 0, None, alike.complete, False, begin, sought.opening)
        other = logs.filter(group, "", window, most=1)
    except FAILURES:
        return Before(window, 0)
    return Before(window, 0, silent=other.complete and not other.events)


def _queried(queries: Queries | None, group: str, sought: Sought, window: Window) -> Before | None:
    if sought.raw:
        return None
    found = counts.of_query(queries, group, sought.same_parts, window)
    return Before(window, found.total, found.last) if found else None
