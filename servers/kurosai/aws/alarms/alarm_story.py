"""What alarms did in a window, told from their history and from how they are now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from kurosai.aws.json_objects import one as object_of
from kurosai.aws.json_objects import parse
from kurosai.aws.wire.alarms import Alarm, Past
from kurosai.vocabulary import Window

TOGETHER: Final = timedelta(minutes=5)
"""Alarms that fire within so long of each other may have one cause."""

SAME: Final = timedelta(minutes=1)
"""Within so long the history and the alarm tell of one change."""

_UPDATED: Final = re.compile(r"from (?P<old>[A-Z_]+) to (?P<new>[A-Z_]+)")


@dataclass(frozen=True, slots=True)
class Episode:
    """From when to when an alarm was in a state other than OK: `start` None, before it is known;
    `end` None, it goes on. Not `sure`: the end is not known, `end` is the latest that it can be.
    `why` and `data` are AWS's reason, for people and for machines."""

    alarm: str
    state: str
    start: datetime | None
    end: datetime | None
    why: str
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])
    sure: bool = True

    def touches(self, window: Window) -> bool:
        """Whether it was so at any time of the window."""
        return (self.start is None or self.start <= window.end) and (
            self.end is None or self.end >= window.start
        )


@dataclass(frozen=True, slots=True)
class Story:
    """What one alarm did: `known` is False when its state in the window cannot be told. `later`
    are the changes of it after the window; `created` says when, if that was after it too."""

    episodes: tuple[Episode, ...]
    updates: tuple[Past, ...]
    actions: tuple[Past, ...]
    known: bool
    later: tuple[Past, ...] = ()
    created: datetime | None = None


def of(
    alarm: Alarm, items: Sequence[Past], window: Window, *, complete: bool, to_now: bool = True
) -> Story:
    """The story of one alarm from its items since the window's start; `complete`: all of them,
    `to_now`: none of the newest is missing."""
    changes = [one for one in items if one.kind == "StateUpdate"]
    past = [one for one in items if one.at <= window.end]
    updates = [one for one in items if one.kind == "ConfigurationUpdate"]
    created = _created(updates)
    there = bool(alarm.state)
    new = created if created is not None and created > window.end else None
    episodes = () if new else _episodes(alarm, items, created, to_now=to_now)
    return Story(
        episodes=tuple(one for one in episodes if one.touches(window)),
        updates=tuple(one for one in updates if one.at <= window.end),
        actions=tuple(one for one in past if one.kind == "Action"),
        # What was deleted without a change may have been in any state.
        known=bool(changes or new) or alarm.since <= window.start or (complete and there),
        later=tuple(one for one in updates if one.at > window.end and one.at != new),
        created=new,
    )


def _created(updates: Sequence[Past]) -> datetime | None:
    """When it came to be, if that is the first that is known of it."""
    first = updates[0] if updates else None
    return first.at if first and _did(first, "Create") else None


def deleted(items: Sequence[Past]) -> datetime | None:
    """When it was deleted last; None where the history does not tell."""
    times = [one.at for one in items if _did(one, "Delete")]
    return times[-1] if times else None


def _did(one: Past, kind: str) -> bool:
    """Whether an alarm was created or deleted, by what AWS writes for machines or for people."""
    if one.kind != "ConfigurationUpdate":
        return False
    return one.data.get("type") == kind or one.summary.endswith(f" {kind.lower()}d")


def _episodes(
    alarm: Alarm, items: Sequence[Past], created: datetime | None, *, to_now: bool
) -> Iterator[Episode]:
    changes = [one for one in items if one.kind == "StateUpdate"]
    if not changes:
        # Nothing changed since the window's start: it was then as it is now.
        if alarm.state not in {"OK", ""}:
            data = parse(alarm.raw.get("StateReasonData"))
            yield Episode(alarm.name, alarm.state, alarm.since, None, alarm.reason, data)
        return
    first, _ = _states(changes[0])
    if first and first != "OK":
        begun = object_of(changes[0].data.get("oldState"))
        why, data = _reason(begun)
        yield Episode(alarm.name, first, created, changes[0].at, why, data)
    for number, one in enumerate(changes):
        _, state = _states(one)
        if state and state != "OK":
            end, sure = (
                (changes[number + 1].at, True)
                if number + 1 < len(changes)
                else _end(alarm, state, one.at, deleted(items), to_now=to_now)
            )
            why, data = _reason(object_of(one.data.get("newState")))
            yield Episode(alarm.name, state, one.at, end, why, data, sure)


def _end(
    alarm: Alarm, state: str, at: datetime, gone: datetime | None, *, to_now: bool
) -> tuple[datetime | None, bool]:
    """The end of what began with the last change that is known, and whether that is sure."""
    if not alarm.state:
        return gone, gone is not None and to_now
    if alarm.state == state and (to_now or alarm.since - at <= SAME):
        return None, True
    return max(alarm.since, at), to_now


def _states(change: Past) -> tuple[str, str]:
    """The state before and after; "" where the history does not tell."""
    old = str(object_of(change.data.get("oldState")).get("stateValue") or "")
    new = str(object_of(change.data.get("newState")).get("stateValue") or "")
    match = _UPDATED.search(change.summary)
    return (old or (match["old"] if match else ""), new or (match["new"] if match else ""))


def _reason(state: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    told = state.get("stateReasonData")
    data = parse(told) if isinstance(told, str) else object_of(told)
    return str(state.get("stateReason") or ""), data


def groups(episodes: Sequence[Episode]) -> tuple[tuple[Episode, ...], ...]:
    """Those that began within the same minutes together, oldest first; those whose beginning is
    not known stand in none."""
    begun = sorted(
        ((one.start, one.alarm, one) for one in episodes if one.start is not None),
        key=lambda it: it[:2],
    )
    found: list[list[Episode]] = []
    before: datetime | None = None
    for start, _, one in begun:
        if before is not None and start - before <= TOGETHER:
            found[-1].append(one)
        else:
            found.append([one])
        before = start
    return tuple(tuple(several) for several in found)
