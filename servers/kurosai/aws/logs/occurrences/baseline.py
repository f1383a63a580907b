"""Is it new? The same lines in the week before the time that was looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

from kurosai.aws.failed_look import FAILURES
from kurosai.aws.logs.groups import retention, scan_estimate
from kurosai.aws.logs.occurrences import counts, patterns
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.platform import Logs, Queries
from kurosai.aws.wire.logs import LogEvent
from kurosai.logs.written import GAP
from kurosai.vocabulary import Window

REACH = timedelta(days=7)
SHORTEST = timedelta(hours=6)
"""With less to look back on, nothing can be called new."""

MOST = 200
MOST_SEARCHED = 3 * 10**8
MOST_QUERIED = 2 * 10**9
"""Bytes of the week: what FilterLogEvents gets through in time, and what may cost a cent."""

Meant: TypeAlias = Callable[[Sequence[LogEvent]], Sequence[LogEvent]]


@dataclass(frozen=True, slots=True)
class Before:
    """How many such lines there were in `window`, at least that many unless `complete`.

    Of none: `silent` when there was no line at all, and `begin` how many began with `opening`.
    The window begins where the log does, where that is later than a week before: `since_first`.
    It is not `spanned` when nobody could tell where that is.
    """

    window: Window
    count: int
    last: datetime | None = None
    complete: bool = True
    silent: bool = False
    begin: int = 0
    opening: str = ""
    since_first: bool = False
    spanned: bool = True

    @property
    def days(self) -> float:
        """How long that is."""
        return (self.window.end - self.window.start) / timedelta(days=1)

    @property
    def new(self) -> bool:
        """Whether there was no such line in a time that is long enough to tell."""
        short = self.since_first and self.window.end - self.window.start < SHORTEST
        seen = self.spanned and self.complete and not self.silent
        return not self.count and not self.begin and seen and not short

    def told(self, first: datetime) -> str:
        """Against the `first` of those that came after."""
        span = f"{_short(self.window)} before"
        if self.silent:
            return f"no line at all in {span}: whether it is new is not known"
        if not self.spanned:
            least = "" if self.complete else "at least "
            return f"{least}{self.count} before, over how long a time is not known"
        if self.since_first:
            span = f"{span}, no line earlier"
            if not self.count and self.window.end - self.window.start < SHORTEST:
                return f"none in {span}: too short to tell whether it is new"
        if self.begin:
            least = "" if self.complete else "at least "
            return f"none in {span}, but {least}{self.begin} with {self.opening!r}"
        if not self.count:
            return f"new since {first:%m-%d %H:%M}Z (none in {span})"
        if self.count == 1 and self.last:
            return f"before: {self.last:%m-%d %H:%M}Z"
        at = f", last {self.last:%m-%d %H:%M}Z" if self.last else ""
        if self.count <= self.days or self.days < 1:
            return f"{self.count} in {span}{at}"
        least = "" if self.complete else "over "
        return f"{least}{self.count / self.days:.0f}/day before"


def of(
    logs: Logs,
    queries: Queries | None,
    group: str,
    sought: Sought,
    until: datetime,
    now: datetime,
    meant: Meant = tuple,
) -> Before | None:
    """What was before `until`; None where too little is kept, or it would take too long. `meant`
    leaves out of the lines that fit those that are no hits; without `queries` none is counted that
    was not read."""
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
    # What is no hit was none before either.
    events = meant(sought.fitting(found.events))
    if found.complete:
        if not events:
            return _none(logs, group, sought, window)
        return _spanned(logs, group, Before(window, len(events), events[-1].at), events[0].at)
    known = _queried(queries, group, sought, window)
    if known is None and events and len(found.events) == MOST:
        known = Before(window, len(events), complete=False)
    return _spanned(logs, group, known, window.end) if known else None


def _spanned(logs: Logs, group: str, before: Before, seen: datetime) -> Before:
    """With the window that the log covers: a rate over days without a log would invent a trend.

    `seen` is a time at which there was a line.
    """
    try:
        first = logs.filter(group, "", before.window, most=1)
    except FAILURES:
        return replace(before, spanned=False)
    if not first.events:
        # Pages without an end: AWS stopped before it found a line.
        return replace(before, spanned=False)
    return _from(before, min(first.events[0].at, seen))


def _from(before: Before, begins: datetime) -> Before:
    if begins - before.window.start < GAP:
        return before
    return replace(before, window=Window(begins, before.window.end), since_first=True)


def _short(window: Window) -> str:
    hours = (window.end - window.start) / timedelta(hours=1)
    if hours < 1:
        return f"{hours * 60:.0f} min"
    return f"{hours / 24:.0f} d" if hours >= 48 else f"{hours:.0f} h"


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
    if not other.events:
        return Before(window, 0, silent=other.complete)
    return _from(Before(window, 0), other.events[0].at)


def _queried(queries: Queries | None, group: str, sought: Sought, window: Window) -> Before | None:
    if sought.raw:
        return None
    found = counts.of_query(queries, group, sought.same_parts, window)
    return Before(window, found.total, found.last) if found else None
