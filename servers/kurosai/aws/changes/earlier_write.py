"""What a setting was before it was set: the write before, as far back as CloudTrail keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from kurosai import deadline
from kurosai.aws import failed_look
from kurosai.aws.changes import change_words, named_things, request_differences, setting_writes
from kurosai.aws.changes.change_rows import Change
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.json_objects import one as object_of
from kurosai.aws.platform import Trail
from kurosai.aws.wire.trail import PAGE_EVENTS, SPARE_SECONDS, TrailEvent, TrailFound
from kurosai.vocabulary import Look, Window, stamp

DAYS: Final = 90
MOST_READ: Final = 2 * PAGE_EVENTS - 1
"""Of one kind of write, in the whole account: two requests at most, most often one."""

MOST_FIELDS: Final = 5


def top(changes: Sequence[Change], moment: datetime | None) -> Change | None:
    """The setting that decides most: the newest that was written before `moment`, failing that
    the first after it; what machines set all day only where nobody else set anything. Written
    again and again, it is the first of them: that one changed something."""
    settings = [one for one in changes if setting_writes.is_setting(one.event)]
    told = [one for one in settings if one.caller.deploys or not one.caller.machine] or settings
    before = [one for one in told if moment is None or one.event.at <= moment]
    by_time = sorted(before or told, key=lambda one: one.event.at)
    found = (by_time[-1] if before else by_time[0]) if by_time else None
    for one in sorted(settings, key=lambda one: one.event.at, reverse=True):
        if found is None or one.event.at > found.event.at:
            continue
        if one.kind == found.kind:
            found = one
        elif one.event.name == found.event.name and named_things.are_one(found.event, one.event):
            break
    return found


def with_before(
    trail: Trail, changes: Sequence[Change], chosen: Change | None
) -> tuple[tuple[Change, ...], tuple[Look, ...]]:
    """The same changes; `chosen`, and those that set the same of other things, say what was set
    before: one answer has it of all of them. A look where that failed."""
    if chosen is None:
        return tuple(changes), ()
    name = setting_writes.set_by(chosen.event)
    alike = [chosen]
    for one in changes:
        same = setting_writes.is_setting(one.event) and setting_writes.set_by(one.event) == name
        known = any(named_things.are_one(two.event, one.event) for two in alike)
        if same and not known:
            alike.append(one)
    try:
        found = _earlier(trail, name, [one.event.at for one in alike])
    except FAILURES as error:
        unknown = replace(chosen, was="what was before is not known")
        look = failed_look.at(f"cloudtrail before {chosen.event.name}", error)
        return tuple(unknown if one is chosen else one for one in changes), (look,)
    if found is None:
        alike = [chosen]
    told = {
        id(one): replace(one, was=was(one.event, found), earlier=before(one.event, found))
        for one in alike
    }
    return tuple(told.get(id(one), one) for one in changes), ()


def _earlier(trail: Trail, name: str, times: Sequence[datetime]) -> TrailFound | None:
    """The writes of this name up to the last of `times`, 90 days back from the first of them."""
    if deadline.remaining() < SPARE_SECONDS:
        return None
    # Looked up by its name: the events of a resource are mostly those that only use it.
    window = Window(min(times) - timedelta(days=DAYS), max(times))
    return trail.events(window, event=name, most=MOST_READ)


def was(event: TrailEvent, found: TrailFound | None) -> str:
    """What an earlier write had set, as far as the two differ; or that there is none. `found` are
    the writes of the same name up to it, None where no time was left to look for them."""
    if found is None:
        return "what was before was not looked for: no time was left"
    earlier = before(event, found)
    if earlier:
        return _told(event, earlier)
    if found.complete:
        return f"no earlier write in {DAYS} days"
    name = setting_writes.set_by(event)
    back = stamp(found.events[0].at) if found.events else stamp(event.at)
    return f"no earlier write among the newest {len(found.events)} {name}, back to {back}"


def before(event: TrailEvent, found: TrailFound | None) -> tuple[TrailEvent, ...]:
    """The writes that set the same thing before it, oldest first."""
    return tuple(
        one
        for one in (found.events if found else ())
        if not one.error
        and one.at <= event.at
        and one.raw.get("eventID") != event.raw.get("eventID")
        and named_things.are_one(event, one)
    )


def _told(event: TrailEvent, earlier: Sequence[TrailEvent]) -> str:
    """`before: memorySize 1024 -> 512 (written 2026-10-01T09:00:00Z)`."""
    told: dict[str, list[str]] = {}
    for at, words in _differences(event, earlier):
        told.setdefault(at, []).append(words)
    if not told:
        same = setting_writes.sets_all(event) or any(
            path in _fields(one) for one in earlier for path in _fields(event)
        )
        what = "the same was written" if same else "nothing of it was set when it was written"
        return f"before: {what} {stamp(earlier[-1].at)}"
    parts = [
        f"{', '.join(words[:MOST_FIELDS])}"
        f"{f' and {len(words) - MOST_FIELDS} more' if len(words) > MOST_FIELDS else ''}"
        f" (written {at})"
        for at, words in told.items()
    ]
    return f"before: {'; '.join(parts)}"


def _differences(event: TrailEvent, earlier: Sequence[TrailEvent]) -> Iterator[tuple[str, str]]:
    """When which field was set otherwise, and how."""
    now: request_differences.Fields = {}
    if not setting_writes.unsets(event):
        now = _fields(event)
    if setting_writes.sets_all(event):
        before, at = _fields(earlier[-1]), stamp(earlier[-1].at)
        for path in dict.fromkeys((*now, *before)):
            yield from _difference(path, before.get(path), now.get(path), at)
        return
    for path, value in now.items():
        # A call that sets only some fields left this one as the newest call with it had set it.
        last = next((one for one in reversed(earlier) if path in _fields(one)), None)
        if last is not None:
            yield from _difference(path, _fields(last)[path], value, stamp(last.at))


def _difference(path: str, before: Any, after: Any, at: str) -> Iterator[tuple[str, str]]:
    if request_differences.differ(before, after):
        yield at, request_differences.told(path, before, after)


def _fields(event: TrailEvent) -> request_differences.Fields:
    request = object_of(event.raw.get("requestParameters"))
    return request_differences.fields(
        request, change_words.account(event), named_things.keys(event)
    )
