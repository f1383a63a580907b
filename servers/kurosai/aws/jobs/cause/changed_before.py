"""What was changed, before a job failed, on the thing that the cause of it names.

It lies beside the question: a CloudTrail that may not be read, is late, or does not answer takes
nothing from what is known of the job, and has a time of its own to do so in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, cast

from kurosai import deadline
from kurosai.aws import failed_look, json_objects
from kurosai.aws.changes import (
    caller,
    change_rows,
    change_words,
    earlier_write,
    routine,
    setting_writes,
)
from kurosai.aws.changes.change_rows import Change
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.jobs.cause.behind import Ask, Thing
from kurosai.aws.jobs.cause.stopped_by import KEPT, LATE
from kurosai.aws.jobs.long_ago import span
from kurosai.aws.platform import Trail
from kurosai.aws.wire.trail import PAGE_EVENTS, TrailEvent, TrailFound
from kurosai.parallel import each
from kurosai.vocabulary import Coverage, Look, Row, Window, stamp

BEFORE: Final = timedelta(days=7)
AFTER: Final = timedelta(minutes=10)
MOST_SHOWN: Final = 3
MOST_WORDS: Final = 240
PAGES: Final = 2
SECONDS: Final = 8.0
"""So long may all of it take: two look-ups, and one for what was before."""

SPARED: Final = 6.0
"""With less time left for the whole trace than this, nothing of it is asked."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What was seen of one thing: its changes oldest first, and whether find_changes may show
    more. `at` is when the job failed; `where` where the thing's records are, "" for here."""

    thing: Thing
    at: datetime
    looks: tuple[Look, ...]
    changes: tuple[Change, ...] = ()
    more: bool = False
    where: str = ""

    @property
    def rows(self) -> tuple[Row, ...]:
        """A line for each change, for the course of events that it is a part of."""
        return tuple(
            Row(
                f"changed: {change_rows.whole(one)}",
                one.event.at,
                ">",
                f"changed: {_told(one, self.thing)}",
            )
            for one in self.changes
        )

    @property
    def facts(self) -> Mapping[str, str]:
        """The last change before it failed, as a report states it."""
        last = next((one for one in reversed(self.changes) if one.event.at <= self.at), None)
        if last is None:
            return {}
        when = f"{stamp(last.event.at)}, {span(self.at - last.event.at)} before it failed"
        return {f"last change of {self.thing.name}": f"{_told(last, self.thing)} ({when})"}


@dataclass(slots=True)
class _Seen:
    """The answers of all look-ups of a thing; `back` is how far they reach together."""

    found: dict[Ask, TrailFound]
    since: datetime
    events: list[TrailEvent] = field(default_factory=list[TrailEvent])

    @property
    def back(self) -> datetime | None:
        """Before this not all was seen; None: all was."""
        cut = [
            one.back or self.since + BEFORE + AFTER
            for one in self.found.values()
            if not one.complete and (one.back is None or one.back > self.since)
        ]
        return max(cut, default=None)


def see(trail: Trail | None, thing: Thing, at: datetime, now: datetime, where: str = "") -> Changed:
    """The changes of `thing` in the week before `at`; `trail` is None where none may be asked."""
    place = f"cloudtrail {thing.name} ({', '.join(map(str, thing.asks))})"
    if trail is None:
        told = "IAM is recorded in us-east-1, which this place may not ask"
        return Changed(thing, at, (Look(place, Coverage.PARTIAL, told),))
    if at < now - KEPT:
        told = "CloudTrail's lookups reach back 90 days"
        return Changed(thing, at, (Look(place, Coverage.EXPIRED, told),))
    left = deadline.remaining()
    if left < SPARED:
        told = "no time was left to look"
        return Changed(thing, at, (Look(place, Coverage.PARTIAL, told),), more=True, where=where)
    try:
        with deadline.running(deadline.Deadline(round(min(SECONDS, left - SPARED / 2), 1))):
            seen = _Seen(_asked(trail, thing, at, now), max(at - BEFORE, now - KEPT))
            changes, unread = _changes(trail, thing, seen, at)
    except FAILURES as error:
        look = failed_look.at(place, error)
        denied = look.coverage is Coverage.DENIED
        return Changed(thing, at, (look,), more=not denied, where=where)
    coverage, told = _how_much(thing, changes, seen, at, now)
    shown = _nearest(changes, at)
    whole = thing.whole or bool(changes)
    more = not (whole and coverage.proves_absence and len(shown) == len(changes))
    looks = (Look(place, coverage, told), *unread)
    return Changed(thing, at, looks, shown, more, where)


def _asked(trail: Trail, thing: Thing, at: datetime, now: datetime) -> dict[Ask, TrailFound]:
    week = Window.clipped(max(at - BEFORE, now - KEPT), at + AFTER, now)
    # By one name it costs the same to look as far back as there is any: what was before too.
    far = Window(now - KEPT, week.end)

    def one(ask: Ask) -> TrailFound:
        if ask.event:
            return trail.events(far, event=ask.event, most=earlier_write.MOST_READ, pages=PAGES)
        source = f"{ask.service}.amazonaws.com" if ask.service else ""
        return trail.events(
            week,
            resource=ask.resource,
            source=source,
            writes=True,
            most=PAGES * PAGE_EVENTS,
            pages=PAGES,
        )

    return dict(zip(thing.asks, each(one, thing.asks), strict=True))


def _changes(
    trail: Trail, thing: Thing, seen: _Seen, at: datetime
) -> tuple[tuple[Change, ...], tuple[Look, ...]]:
    """Its changes, oldest first, with what was set before where that can be told."""
    found: dict[str, Change] = {}
    for ask, answer in seen.found.items():
        for event in answer.events:
            if event.at < seen.since or not _is_change(event, thing):
                continue
            change = change_rows.of(event)
            if ask.event and setting_writes.is_setting(event):
                earlier = earlier_write.before(event, answer)
                change = replace(change, was=earlier_write.was(event, answer), earlier=earlier)
            found.setdefault(str(event.raw.get("eventID") or id(event)), change)
    ordered = tuple(sorted(found.values(), key=lambda one: one.event.at))
    open_ = [one for one in _nearest(ordered, at) if not one.was]
    return earlier_write.with_before(trail, ordered, earlier_write.top(open_, at))


def _is_change(event: TrailEvent, thing: Thing) -> bool:
    """Whether it changed the thing: no read, no refusal, no machine's daily work with it."""
    if event.read_only or event.error or not any(map(thing.is_named, _names(event))):
        return False
    return not routine.is_daily(event) and not routine.is_routine(event, caller.of(event.raw))


def _names(event: TrailEvent) -> Iterator[str]:
    """What a call says that it is about: what lies deeper in its request is only used by it."""
    yield from event.resources
    for value in json_objects.one(event.raw.get("requestParameters")).values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from (one for one in cast("list[object]", value) if isinstance(one, str))


def _nearest(changes: Sequence[Change], at: datetime) -> tuple[Change, ...]:
    """The last ones before it failed, and if there is room the first ones after."""
    before = [one for one in changes if one.event.at <= at][-MOST_SHOWN:]
    after = [one for one in changes if one.event.at > at]
    return (*before, *after[: MOST_SHOWN - len(before)])


def _how_much(
    thing: Thing, changes: Sequence[Change], seen: _Seen, at: datetime, now: datetime
) -> tuple[Coverage, str]:
    before = [one for one in changes if one.event.at <= at]
    days = f"in the {BEFORE.days} days before"
    coverage = Coverage.COMPLETE if changes else Coverage.EMPTY
    told = [f"no change {days}" if thing.whole else f"none of these {days}"]
    if before:
        many = f"{len(before)} change{'s' if len(before) > 1 else ''}"
        told = [f"{many} {days}, the last {span(at - before[-1].event.at)} before it failed"]
    if len(changes) > len(before):
        told.append(f"{len(changes) - len(before)} in the {AFTER.seconds // 60} minutes after")
    if any(ask.listed for ask in thing.asks):
        coverage = Coverage.PARTIAL
        told.append("what others asked for with it was not looked at")
    if seen.back is not None:
        coverage = Coverage.TRUNCATED
        told.append(f"not all was seen, only back to {stamp(seen.back)}")
    if now - LATE < at:
        coverage = Coverage.PARTIAL
        settled = f"{now - LATE:%H:%M:%S}Z"
        told.append(f"final up to {settled} only, CloudTrail is up to 15 minutes late")
    return coverage, "; ".join(told)


def _told(one: Change, thing: Thing) -> str:
    """`ecs RegisterTaskDefinition: before: memory 4096 -> 512 (written ...) · user k-ito`."""
    event = one.event
    own = [name for name in (*_names(event), _made(event)) if thing.is_named(name)]
    asked = change_words.asked(event, [thing.name.removeprefix("ecs:"), *own, *one.touched])
    what = one.was if one.was.startswith("before: ") else "; ".join(filter(None, (asked, one.was)))
    what = what if len(what) <= MOST_WORDS else f"{what[:MOST_WORDS]}…"
    service = event.source.removesuffix(".amazonaws.com")
    known = f"{thing.name.removeprefix('ecs:')}{_version(event, thing)}"
    # A policy that was taken from a role is what matters most, and a resource like the role.
    others = [name for name in one.touched if name not in known and not thing.is_named(name)]
    named = " ".join((service, event.name, known, *others))
    return f"{named}{f': {what}' if what else ''} · {one.caller.whole}"


def _version(event: TrailEvent, thing: Thing) -> str:
    """Which version a registration made, and whether it is the one that ran."""
    number = _made(event).rpartition(":")[2]
    if not number or not thing.ran:
        return ""
    return f":{number} (which ran)" if number == thing.ran else f":{number} (:{thing.ran} ran)"


def _made(event: TrailEvent) -> str:
    answer = json_objects.one(event.raw.get("responseElements"))
    return str(json_objects.one(answer.get("taskDefinition")).get("taskDefinitionArn") or "")
