"""When a line that a group has not in a window was last written there before, and first since."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.logs import newest
from kurosai.aws.logs.groups import retention, scan_estimate
from kurosai.aws.logs.lines import shown_form
from kurosai.aws.logs.occurrences import baseline, counts, patterns
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.platform import Logs, Queries
from kurosai.aws.wire.logs import Found, LogEvent
from kurosai.logs import written
from kurosai.logs.written import TICK, Written
from kurosai.parallel import both
from kurosai.vocabulary import Call, Window

REACH = timedelta(days=31)
SINCE = timedelta(days=7)
PIECES = tuple(timedelta(hours=n) for n in (1, 24, 7 * 24))
"""Looked at from the window on backwards: most lines that come at all came lately."""

MOST = 500


def of(
    logs: Logs, queries: Queries | None, group: str, sought: Sought, window: Window, now: datetime
) -> Written:
    """What was before and after a window that has no such line, within bounds of time and cost.

    Nothing for nothing sought, nor for what only results show so: no line has that. Never raises
    what one look may raise: `why` says so instead.
    """
    if not sought or (sought.text and shown_form.is_marked(sought.text)):
        return Written()
    try:
        kept = retention.of(logs, group, window.start - REACH, now)
        start = max(filter(None, (window.start - REACH, kept.since, kept.created)))
        if window.start - start < timedelta(minutes=1) or not kept.known:
            return Written()
        before = Window(start, window.start - TICK)
        size = scan_estimate.of([kept.group], before, now).total if kept.group else 0
        if size > baseline.MOST_SEARCHED:
            return _queried(queries, group, sought, before, size)
        earlier, (again, none_until) = both(
            lambda: _earlier(logs, group, sought, before),
            lambda: _after(logs, group, sought, window, now),
        )
        return replace(earlier, again=again, none_until=none_until)
    except FAILURES as failure:
        return Written(why=f"when it was last written could not be seen: {failure}")


def offered(
    seen: Written, group: str, sought: Sought, window: Window, now: datetime
) -> tuple[Call, ...]:
    """The line itself, where it is; and what was changed when it ended."""
    nearest = seen.again or seen.last
    if nearest is None:
        return ()
    line = calls.find_logs(
        group, sought.text, pattern=sought.pattern, like=sought.like, around=nearest
    )
    changed = seen.changed(window, now)
    if changed is None:
        return (line,)
    return (line, calls.find_commits("", around=changed[0], hours=changed[1]))


def _earlier(logs: Logs, group: str, sought: Sought, before: Window) -> Written:
    end = before.end
    for reach in (*PIECES, before.end - before.start):
        start = max(before.start, before.end - reach)
        if start >= end:
            continue
        found, whole = _newest(logs, group, sought, Window(start, end))
        if found.events:
            times = [one.at for one in found.events]
            return Written(before, times[-1], whole, written.apart(times))
        if not found.complete:
            return Written(why="when it was last written is not known: the search stopped early")
        end = start - TICK
    return _never(logs, group, before)


def _newest(logs: Logs, group: str, sought: Sought, piece: Window) -> tuple[Found, bool]:
    """The lines at the end of a piece, and whether the last of them is the last there."""
    found = _lines(logs, group, sought, piece)
    if not found.complete and found.events:
        later = newest.of(lambda part: _lines(logs, group, sought, part), piece)
        found = later if later.events else found
    return found, found.complete


def _lines(logs: Logs, group: str, sought: Sought, piece: Window) -> Found:
    """Lines of that text in any form in which it may have been asked for: as it stands, as a result
    shows a line of JSON, or with other numbers in it. A narrower look would deny what was there."""
    if sought.raw:
        return logs.filter(group, sought.pattern, piece, most=MOST)
    parts = sought.searches[-1]
    words = shown_form.words("…".join(parts)) or parts
    found = logs.filter(group, patterns.holding(words), piece, most=MOST)
    return replace(found, events=tuple(one for one in found.events if _is(sought, one)))


def _is(sought: Sought, one: LogEvent) -> bool:
    text = sought.text
    if text and (text in one.message or shown_form.fits(text, one.message)):
        return True
    return sought.has_signature(one)


def _never(logs: Logs, group: str, before: Window) -> Written:
    """A log that is younger than what was looked at has not been silent for so long."""
    first = logs.filter(group, "", before, most=1)
    if not first.events:
        return Written() if not first.complete else Written(before)
    begins = first.events[0].at - before.start > written.GAP
    return Written(Window(first.events[0].at, before.end) if begins else before, begins=begins)


def _after(
    logs: Logs, group: str, sought: Sought, window: Window, now: datetime
) -> tuple[datetime | None, datetime | None]:
    """The first after the window; else until when all was seen, if it was."""
    start, end = window.end + TICK, min(now, window.end + SINCE)
    if start >= end:
        return None, None
    found = _lines(logs, group, sought, Window(start, end))
    if found.events:
        return found.events[0].at, None
    return None, end if found.complete else None


def _queried(
    queries: Queries | None, group: str, sought: Sought, before: Window, size: int
) -> Written:
    """Of a log too large to be searched one query tells, if it may cost that much: of the words as
    they stand. In another form they may have come later."""
    large = f"when it was last written is not known: about {scan_estimate.size(size)} lie before"
    if size > baseline.MOST_QUERIED or sought.raw:
        return Written(why=large)
    texts = sought.searches[0] if sought.text else sought.same_parts
    found = counts.of_query(queries, group, texts, before)
    return Written(before, found.last, exact=False) if found else Written(why=large)
