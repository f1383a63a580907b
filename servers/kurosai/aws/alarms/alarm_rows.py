"""Alarms as rows: what fired when and why, who was told, what did not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from kurosai.aws.alarms import alarm_words
from kurosai.aws.alarms.alarm_story import Episode, Story
from kurosai.aws.wire.alarms import DELETED, Alarm, Past
from kurosai.vocabulary import Row, stamp

MOST_UPDATES: Final = 3
_TARGET: Final = 2


def of(alarm: Alarm, story: Story, muted: Sequence[str]) -> tuple[Row, ...]:
    """The rows of an alarm that is meant: its episodes, and what was changed of it."""
    rows = [_episode(alarm, one, story, muted) for one in story.episodes]
    rows += [
        Row(f"{alarm.name} was changed: {one.summary}", one.at, ">")
        for one in story.updates[-MOST_UPDATES:]
    ]
    rows += [
        Row(f"{alarm.name} was changed after the window: {one.summary}", one.at, ">")
        for one in story.later[-MOST_UPDATES:]
    ]
    return tuple(rows)


def quiet(alarm: Alarm, story: Story) -> Row:
    """The row of an alarm that is meant and did not fire."""
    if story.created:
        return Row(f"{alarm.name} did not exist yet: created {_exact(story.created)}", mark=">")
    there = alarm.kind != DELETED
    now = f"now {alarm.state} since {_exact(alarm.since)}" if there else "deleted since"
    if not story.known:
        return Row(f"{alarm.name}: how it stood then cannot be told any more; {now}", mark=">")
    told = [alarm_words.condition(alarm), now] if there else [now]
    # The condition is that of now.
    told += [
        f"changed {_exact(one.at)}: {one.summary}"
        for one in (*story.updates, *story.later)[-MOST_UPDATES:]
    ]
    return Row(f"{alarm.name} OK all the time: {'; '.join(told)}", mark=">")


def _exact(at: datetime) -> str:
    return stamp(at.replace(microsecond=0))


def beside(alarm: Alarm | None, one: Episode) -> Row:
    """The row of an alarm that fired too: less of it."""
    what = f": {alarm_words.condition(alarm)}" if alarm else ""
    return Row(f"also {one.alarm} {one.state}{_span(one)}{what}", one.start)


def _episode(alarm: Alarm, one: Episode, story: Story, muted: Sequence[str]) -> Row:
    told = [
        alarm_words.condition(alarm),
        alarm_words.why(alarm, one.why, one.data),
        alarm_words.missing(alarm, one.why, one.state),
        *(_actions(one, story) if one.state == "ALARM" else ()),
        *(alarm_words.silent(alarm) if one.state == "ALARM" else ()),
        *(f"muted now by {rule}" for rule in muted),
    ]
    head = f"{alarm.name} {one.state}{_span(one)}"
    brief = f"{head}: {'; '.join(part for part in told if part)}"
    return Row(f"{brief} [{one.why}]", one.start, ">", brief=brief)


def _span(one: Episode) -> str:
    begun = "" if one.start else ", begun before the window"
    if one.end is None:
        return f"{begun}, {'still now' if one.sure else 'until when is not known'}"
    if not one.sure:
        return f"{begun} until {_time(one.end, one.start)} at the latest"
    lasted = f" ({_minutes(one.end - one.start)})" if one.start else ""
    return f"{begun} until {_time(one.end, one.start)}{lasted}"


def _time(at: datetime, beside: datetime | None) -> str:
    same = beside is not None and at.date() == beside.date()
    return f"{at:%H:%M:%S}Z" if same else _exact(at)


def _minutes(span: timedelta) -> str:
    return f"{round(span.total_seconds() / 60)} min"


def _actions(one: Episode, story: Story) -> tuple[str, ...]:
    """What was done because it fired, and what of it failed."""
    done = [
        action
        for action in story.actions
        if one.start is not None and timedelta(0) <= action.at - one.start < timedelta(minutes=1)
    ]
    failed = [action for action in done if "ailed" in action.summary]
    told = [f"told {', '.join(_targets(done))}"] if done and not failed else []
    return (*told, *(f"ACTION FAILED: {action.summary}" for action in failed))


def _targets(actions: Sequence[Past]) -> list[str]:
    names = [str(one.data.get("notificationResource") or one.summary) for one in actions]
    last = [name.rpartition(":")[2] for name in names]
    more = [f"{len(last) - _TARGET} more"] if len(last) > _TARGET else []
    return [*last[:_TARGET], *more]
