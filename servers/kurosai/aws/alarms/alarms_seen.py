"""All alarms with what each did in a window: what fired, and what fired beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from kurosai.aws import failed_look
from kurosai.aws.alarms import alarm_story
from kurosai.aws.alarms.alarm_story import Episode, Story
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import AlarmSource
from kurosai.aws.wire.alarms import DELETED, Alarm, Past
from kurosai.vocabulary import Coverage, Look, Window, stamp

KEPT: Final = timedelta(days=30)
BESIDE: Final = timedelta(minutes=10)
"""What fired so close to an alarm that is asked for is told beside it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Alarms, their stories by name, and the looks that brought both."""

    window: Window
    alarms: tuple[Alarm, ...]
    stories: Mapping[str, Story]
    looks: tuple[Look, ...]
    none: bool = False
    """There is no alarm now: a quiet window says nothing then."""

    def fired(self, meant: Sequence[Alarm], states: frozenset[str]) -> tuple[Alarm, ...]:
        """Those of `meant` that were in one of the states, in the order in which they began."""
        begun: dict[str, datetime] = {}
        for one in meant:
            for episode in self.stories[one.name].episodes:
                if episode.state in states:
                    start = episode.start or self.window.start
                    begun[one.name] = min(begun.get(one.name, start), start)
        found = [one for one in meant if one.name in begun]
        # What follows others stands behind them.
        ordered = sorted(
            found, key=lambda one: (begun[one.name], one.kind == "CompositeAlarm", one.name)
        )
        return tuple(ordered)

    def beside(self, meant: Sequence[Alarm], fired: Sequence[Alarm]) -> tuple[Episode, ...]:
        """What else went to ALARM within minutes of `fired`; where none did, all that was."""
        names = {one.name for one in meant}
        starts = [one.start for one in self.firing(fired) if one.start is not None]
        others = [one for one in self.firing(self.alarms) if one.alarm not in names]
        near = [
            one
            for one in others
            if not starts
            or (one.start is not None and any(abs(one.start - at) <= BESIDE for at in starts))
        ]
        return tuple(sorted(near, key=lambda one: (one.start or self.window.start, one.alarm)))

    def firing(self, alarms: Sequence[Alarm]) -> list[Episode]:
        """The episodes of ALARM of some alarms."""
        return [
            one
            for alarm in alarms
            for one in self.stories[alarm.name].episodes
            if one.state == "ALARM"
        ]


def look(source: AlarmSource, window: Window, now: datetime) -> Seen:
    """Read them; that the history cannot be read is a look. Raises Denied, or a Fault."""
    listed = source.alarms()
    items: tuple[Past, ...] = ()
    complete = False
    try:
        # Beyond the window's end too: only that tells how an alarm was that changed since.
        history = source.history(Window(window.start, now))
        items, complete = history.items, history.complete
        coverage, told = _history(window, items, complete=complete, now=now)
        at_history = Look("alarm history", coverage, told)
    except FAILURES as error:
        at_history = failed_look.at("alarm history", error)
    by_name: dict[str, list[Past]] = {}
    # What is kept begins after the window: how an alarm was before that, it does not tell.
    for one in items if window.end > now - KEPT else ():
        by_name.setdefault(one.alarm, []).append(one)
    # Where the beginning of the window is no longer kept, silence tells nothing.
    whole = complete and window.start > now - KEPT
    names = {one.name for one in listed.alarms}
    # Of an alarm that was deleted AWS keeps what it did.
    gone = [_gone(name) for name in by_name if name not in names]
    alarms = (*listed.alarms, *(gone if listed.complete else ()))
    stories = {
        one.name: alarm_story.of(
            one, by_name.get(one.name, ()), window, complete=whole, to_now=complete
        )
        for one in alarms
    }
    count = len(listed.alarms)
    coverage = Coverage.COMPLETE if listed.complete else Coverage.TRUNCATED
    at_alarms = Look("alarms", coverage, f"{count} alarm{'' if count == 1 else 's'}")
    none = listed.complete and not listed.alarms
    return Seen(window, alarms, stories, (at_alarms, at_history), none)


def _gone(name: str) -> Alarm:
    """One that is in the history only: how it is now, and what it looked at, is not known."""
    return Alarm(name, DELETED, "", datetime.max.replace(tzinfo=UTC), "", {})


def _history(
    window: Window, items: Sequence[Past], *, complete: bool, now: datetime
) -> tuple[Coverage, str]:
    oldest = now - KEPT
    if window.end <= oldest:
        told = "CloudWatch keeps 30 days of it; whether a metric crossed is kept longer"
        return Coverage.EXPIRED, told
    if window.start < oldest:
        return Coverage.PARTIAL, f"kept for 30 days only: nothing before {stamp(oldest)}"
    if not complete and (not items or items[-1].at <= window.end):
        last = stamp(items[-1].at) if items else "its start"
        return Coverage.TRUNCATED, f"read up to {last} only; ask for a shorter window"
    count = sum(one.at <= window.end for one in items)
    return Coverage.COMPLETE, f"{count} entr{'y' if count == 1 else 'ies'} in the window"
