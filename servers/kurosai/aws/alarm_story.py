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

_UPDATED: Final = re.compile(r"from (?P<old>[A-Z_]+) to (?P<new>[A-Z_]+)")


@dataclass(frozen=True, slots=True)
class Episode:
    """From when to when an alarm was in a state other than OK: `start` None, before it is known;
    `end` None, it goes on. `why` and `data` are AWS's reason, for people and for machines."""

    alarm: str
    state: str
    start: datetime | None
    end: datetime | None
    why: str
    data: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def touches(self, window: Window) -> bool:
        """Whether it was so at any time of the window."""
        return (self.start is None or self.start <= window.end) and (
            self.end is None or self.end >= window.start
        )


@dataclass(frozen=True, slots=True)
class Story:
    """What one alarm did: `known` is False when its state in the window cannot be told."""

    episodes: tuple[Episode, ...]
    updates: tuple[Past, ...]
    actions: tuple[Past, ...]
    known: bool


def of(alarm: Alarm, items: Sequence[Past], window: Window, *, complete: bool) -> Story:
    """The story of one alarm from its items since the window's start; `complete`: all of them."""
    changes = [one for one in items if one.kind == "StateUpdate"]
    past = [one for one in items if one.at <= window.end]
    episodes = [one for one in _episodes(alarm, changes, window) if one.touches(window)]
    return Story(
        episodes=tuple(episodes),
        updates=tuple(one for one in past if one.kind == "ConfigurationUpdate"),
        actions=tuple(one for one in past if one.kind == "Action"),
        known=bool(changes) or alarm.since <= window.start or complete,
    )


def _episodes(alarm: Alarm, changes: Sequence[Past], window: Window) -> Iterator[Episode]:
    if not changes:
        # Nothing changed since the window's start: it was then as it is now.
        if alarm.state != "OK" and alarm.since <= window.end:
            data = parse(alarm.raw.get("StateReasonData"))
            yield Episode(alarm.name, alarm.state, alarm.since, None, alarm.reason, data)
        return
    first, _ = _states(changes[0])
    if first and first != "OK":
        begun = object_of(changes[0].data.get("oldState"))
        why, data = _reason(begun)
        yield Episode(alarm.name, first, None, changes[0].at, why, data)
    for number, one in enumerate(changes):
        _, state = _states(one)
        if state and state != "OK":
            end = changes[number + 1].at if number + 1 < len(changes) else None
            why, data = _reason(object_of(one.data.get("newState")))
            yield Episode(alarm.name, state, one.at, end, why, data)


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
