"""What to ask after an alarm: its metric and those beside it, what was changed when it began."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kurosai import calls
from kurosai.aws.alarms import alarm_subjects, alarm_words, companions
from kurosai.aws.alarms.alarm_story import Episode, Story
from kurosai.aws.metrics import measured, metric_item
from kurosai.aws.metrics.measured import Measured
from kurosai.aws.metrics.metric_item import Item
from kurosai.aws.suspects.suspects import Find, Suspects
from kurosai.aws.wire.alarms import Alarm
from kurosai.vocabulary import Call, Look, Window


@dataclass(frozen=True, slots=True)
class Leads:
    """The next calls, and what was found out on the way to them."""

    calls: tuple[Call, ...] = ()
    told: tuple[str, ...] = ()
    looks: tuple[Look, ...] = ()


def leads(
    suspects: Find, alarms: Sequence[Alarm], stories: Mapping[str, Story], window: Window
) -> Leads:
    """Of the first alarm that looks at metrics: of those that began in the window, if any did, one
    that was not over at its end."""

    def rank(alarm: Alarm) -> tuple[bool, bool]:
        episode = _fresh(stories[alarm.name], window)
        last = episode.end if episode else None
        return episode is None, last is not None and last <= window.end

    for alarm in sorted(alarms, key=rank):
        items = metric_item.of_alarm(alarm.raw) if alarm.kind == "MetricAlarm" else ()
        if items:
            return _of(suspects, alarm, items, _fresh(stories[alarm.name], window), window)
    return Leads()


def _of(
    suspects: Find, alarm: Alarm, items: Sequence[Item], episode: Episode | None, window: Window
) -> Leads:
    middle = window.start + (window.end - window.start) / 2
    at = (episode.start if episode else None) or middle
    thing = measured.of(alarm_subjects.dimensions(alarm))
    item = next((one for one in items if one.name), Item())
    name = thing.name if thing else ""
    behind = suspects(item.namespace, item.name, name, at) if episode else Suspects()
    functions = [Measured("lambda", one) for one in behind.functions]
    lines = [str(one) for one in items]
    if thing is not None and thing.has_usual:
        lines.append(str(thing))
    lines += [str(one) for one in functions]
    found = [calls.read_metrics([*dict.fromkeys(lines)], around=at)]
    found += companions.beside(thing, item.name, behind, at)
    if episode is not None:
        # Whatever made it fire: what a queue suffers from is seldom a change of the queue.
        found.append(calls.find_changes(around=_onset(alarm, episode) or at))
    changed = next(iter(functions), thing)
    if changed is not None:
        found.append(calls.find_changes(str(changed), around=at))
    return Leads(tuple(found[:3]), behind.told, behind.looks)


def _fresh(story: Story, window: Window) -> Episode | None:
    """The first time that it went to ALARM in the window."""
    return next(
        (
            one
            for one in story.episodes
            if one.start is not None and one.start >= window.start and one.state == "ALARM"
        ),
        None,
    )


def _onset(alarm: Alarm, episode: Episode) -> datetime | None:
    """The first of the values for which it fired: that is before it did."""
    points = alarm_words.crossed(episode.data, metric_item.limit_of(alarm.raw))
    return points[0][0] if points else None
