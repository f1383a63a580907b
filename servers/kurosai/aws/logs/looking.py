"""The searches behind a Recurrence: twelve hours around the hit, a week where runs are rare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from kurosai import windows
from kurosai.aws.logs.groups import retention
from kurosai.aws.logs.lines import inside_ids, lambda_lines
from kurosai.aws.logs.lines.owners import Owners
from kurosai.aws.logs.occurrences import runs
from kurosai.aws.logs.occurrences.recurrence import Recurrence
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.platform import Logs
from kurosai.aws.wire.logs import Found, LogEvent
from kurosai.parallel import both
from kurosai.vocabulary import Window

MOST_EVENTS = 500
MOST_FRAMES = 2000
MOST_AROUND = 25
REACH = timedelta(hours=12)
FAR_REACH = timedelta(days=7)
NARROW = (timedelta(hours=1), timedelta(minutes=10))
"""Where more ran than can be read, the runs so near the hit are counted at least."""

TOO_MANY = "runs: not listed (too many lines in reach)"
_EXECUTION = re.compile(r"arn:aws[a-z-]*:states:[\w-]+:\d{12}:execution:[\w.-]+:[\w.-]+")
FEWEST_RUNS = 3
"""With fewer runs in reach nothing can be said of a row: look further."""


def look(
    logs: Logs, group: str, sought: Sought, hit: LogEvent, asked: Window, now: datetime
) -> Recurrence:
    """Search around the hit, and all of the window that was asked, for lines of the same statement
    and for the runs; nothing for nothing sought.

    Runs only for a hit that speaks of trouble: a run does not fail by saying something.
    """
    if not sought:
        return Recurrence(None)
    wide = _joined(windows.wide(hit.at, REACH, now), asked)
    if not _weight(hit) or not group.startswith(lambda_lines.GROUP_PREFIX):
        return _within(logs, group, wide, now, lambda kept: _lines(logs, group, sought, kept))

    def within(window: Window) -> Recurrence:
        return _within(logs, group, window, now, lambda kept: _runs(logs, group, sought, hit, kept))

    near = within(wide)
    if near.unlisted == TOO_MANY:
        return _with_nearest(near, (within(windows.wide(hit.at, one, now)) for one in NARROW))
    if near.runs is None or len(near.runs) >= FEWEST_RUNS:
        return near
    wider = _joined(windows.wide(hit.at, FAR_REACH, now), asked)
    far = within(wider)
    return near if far.runs is None else far


def _with_nearest(wide: Recurrence, narrower: Iterable[Recurrence]) -> Recurrence:
    """With the runs of the widest reach around the hit that could be read whole."""
    for one in narrower:
        if seen := one.runs or one.seen:
            return replace(wide, seen=seen, seen_in=one.window, well=one.well)
    return wide


def _joined(one: Window, other: Window) -> Window:
    """From the first start to the last end: whoever asks about a month wants its count."""
    return Window(min(one.start, other.start), max(one.end, other.end))


def _within(
    logs: Logs, group: str, window: Window, now: datetime, ask: Callable[[Window], Recurrence]
) -> Recurrence:
    """What `ask` finds in the part of the window that the group still keeps."""
    kept = retention.of(logs, group, window.start, now)
    found = ask(kept.clipped(window))
    return replace(found, note=kept.told()) if kept.lacks(window) else found


def _lines(logs: Logs, group: str, sought: Sought, window: Window) -> Recurrence:
    found = _same(logs, group, sought, window)
    named = {lambda_lines.parse(event.message).request for event in found.events} - {""}
    unit = "request"
    if not named:
        # A state machine logs what failed, and again that the task failed by it.
        arns = (_EXECUTION.search(event.message) for event in found.events)
        named, unit = {arn.group() for arn in arns if arn}, "execution"
    return Recurrence(
        window,
        found.events,
        len(named),
        unit=unit,
        complete=found.complete,
        label=sought.label,
    )


def _same(logs: Logs, group: str, sought: Sought, window: Window) -> Found:
    found = logs.filter(group, sought.same, window, most=MOST_EVENTS)
    # Of those that have a text inside of an id only the hits have none either.
    events, _ = inside_ids.apart(sought.fitting(found.events), sought.text)
    return replace(found, events=events or found.events)


def _runs(logs: Logs, group: str, sought: Sought, hit: LogEvent, window: Window) -> Recurrence:
    def search(pattern: str, most: int) -> Found:
        return logs.filter(group, pattern, window, most=most)

    same, (frames, trouble) = both(
        lambda: _same(logs, group, sought, window),
        lambda: both(
            lambda: search(lambda_lines.FRAMES_PATTERN, MOST_FRAMES),
            lambda: search(lambda_lines.TROUBLE_PATTERN, MOST_EVENTS),
        ),
    )
    owners = Owners(frames.events)
    failing = [owners.of(event) for event in same.events if _weight(event) >= _weight(hit)]
    failed = frozenset(failing) - {""}

    def recurrence(
        known: Sequence[runs.Run] | None,
        unlisted: str = "",
        seen: Sequence[runs.Run] | None = None,
    ) -> Recurrence:
        listed = _listed(known or (), hit.at)
        requests = {run.request for run in listed}
        return Recurrence(
            window,
            same.events,
            len({owners.of(event) for event in same.events} - {""}),
            tuple(event for event in frames.events if _ends(event, requests)),
            None if known is None else tuple(known),
            listed,
            unlisted,
            same.complete,
            sought.label,
            well=None if seen is None else _well(seen, hit.at),
            seen=tuple(seen or ()) if known is None else (),
            seen_in=window,
        )

    if not (same.complete and frames.complete and trouble.complete):
        return recurrence(None, TOO_MANY)
    if lost := failing.count(""):
        carry = "hit carries" if lost == 1 else "hits carry"
        return recurrence(None, f"runs: unknown, {lost} {carry} no request")
    errors = frozenset(
        owners.of(event)
        for event in (*trouble.events, *frames.events)
        if _weight(event) == lambda_lines.FAILED_WEIGHT
    )
    warned = lambda_lines.parse(hit.message).level in lambda_lines.WARNINGS
    known = runs.outcomes(_frames(frames.events), failed, errors, warned=warned)
    if len(known) > runs.MOST_LISTED and runs.period(known) is None:
        # Started so often and by no clock: whether one run follows another says nothing.
        unlisted = f"runs: not listed (more than {runs.MOST_LISTED} in reach)"
        return recurrence(None, unlisted, known)
    return recurrence(known, seen=known)


def _well(seen: Sequence[runs.Run], at: datetime) -> runs.Run | None:
    good = [run for run in seen if run.outcome == "ok"]
    before = [run for run in good if run.at < at]
    return before[-1] if before else next(iter(good), None)


def _listed(known: Sequence[runs.Run], at: datetime) -> tuple[runs.Run, ...]:
    if len(known) <= runs.MOST_LISTED:
        return tuple(known)
    return runs.nearest(known, at, MOST_AROUND)


def _frames(events: Sequence[LogEvent]) -> list[runs.Frame]:
    lines = [(event.at, lambda_lines.parse(event.message)) for event in events]
    return [
        runs.Frame(at, line.request, line.frame == "START")
        for at, line in lines
        if line.frame in ("START", "REPORT")
    ]


def _ends(event: LogEvent, requests: set[str]) -> bool:
    line = lambda_lines.parse(event.message)
    return line.frame == "REPORT" and line.request in requests


def _weight(event: LogEvent) -> int:
    return lambda_lines.parse(event.message).weight
