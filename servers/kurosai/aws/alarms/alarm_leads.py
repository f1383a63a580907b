"""What to ask after an alarm: its metric and those beside it, what was changed when it began."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kurosai import calls
from kurosai.aws.alarms import alarm_subjects, alarm_words, companions, queue_readers
from kurosai.aws.alarms.alarm_story import Episode, Story
from kurosai.aws.alarms.queue_readers import Readers
from kurosai.aws.metrics import measured, metric_item
from kurosai.aws.metrics.measured import Measured
from kurosai.aws.metrics.metric_item import Item
from kurosai.aws.platform import Aws
from kurosai.aws.wire.alarms import Alarm
from kurosai.vocabulary import Call, Look, Window


@dataclass(frozen=True, slots=True)
class Leads:
    """The next calls, and what was found out on the way to them."""

    calls: tuple[Call, ...] = ()
    told: tuple[str, ...] = ()
    looks: tuple[Look, ...] = ()


def leads(aws: Aws, alarms: Sequence[Alarm], stories: Mapping[str, Story], window: Window) -> Leads:
    """Of the first alarm that looks at metrics: of those that began in the window, if any did, one
    that was not over at its end."""

    def rank(alarm: Alarm) -> tuple[bool, bool]:
        episode = _fresh(stories[alarm.name], window)
        last = episode.end if episode else None
        return episode is None, last is not None and last <= window.end

    for alarm in sorted(alarms, key=rank):
        items = metric_item.of_alarm(alarm.raw) if alarm.kind == "MetricAlarm" else ()
        if items:
            return _of(aws, alarm, items, _fresh(stories[alarm.name], window), window)
    return Leads()


def _of(
    aws: Aws, alarm: Alarm, items: Sequence[Item], episode: Episode | None, window: Window
) -> Leads:
    middle = window.start + (window.end - window.start) / 2
    at = (episode.start if episode else None) or middle
    thing = measured.of(alarm_subjects.dimensions(alarm))
    readers = _readers(aws, thing) if episode else Readers()
    lines = [str(one) for one in items]
    if thing is not None and thing.has_usual:
        lines += [str(one) for one in (thing, *_functions(readers))]
    metric = next((one.name for one in items if one.name), "")
    beside = companions.beside(thing, metric, at) if thing else None
    found = [calls.read_metrics(lines, around=at), *([beside] if beside else [])]
    if episode is not None:
        # Whatever made it fire: what a queue suffers from is seldom a change of the queue.
        found.append(calls.find_changes(around=_onset(alarm, episode) or at))
    if thing is not None:
        changed = next(_functions(readers), thing)
        found.append(calls.find_changes(str(changed), around=at))
    looks = (readers.look,) if readers.look else ()
    return Leads(tuple(found[:3]), tuple(filter(None, (readers.told,))), looks)


def _readers(aws: Aws, thing: Measured | None) -> Readers:
    if thing is None or thing.kind != "sqs":
        return Readers()
    return queue_readers.of(aws.queues, thing.name)


def _functions(readers: Readers) -> Iterator[Measured]:
    return (Measured("lambda", name) for name in readers.functions)


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
