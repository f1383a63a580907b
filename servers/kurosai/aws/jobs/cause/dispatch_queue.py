"""The queue that a job's message waits in before it is run, and its dead letters: counted only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from kurosai.aws import failed_look
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Aws
from kurosai.aws.wire.metrics import Query
from kurosai.aws.wire.queues import Queue
from kurosai.resource_map import ResourceMap, locate
from kurosai.vocabulary import Coverage, Look, Window

KIND: Final = "dispatch_queue"
BACK: Final = timedelta(minutes=10)
QUEUE: Final = "queue "
_COUNTS: Final = re.compile(r"about (\d+) waiting, (\d+) in flight")


def looks(aws: Aws, resources: ResourceMap, job_id: str, now: datetime) -> tuple[Look, ...]:
    """One look at each queue that the map names for a job, and at where its dead letters go."""
    fields = {"job_id": job_id, "kind": KIND}
    places = [one for one in locate(resources, fields) if not one.missing]
    names = [one.group for one in places if one.source == "aws_sqs"]
    return tuple(look for name in names for look in _of(aws, name, now))


def holds(look: Look) -> bool:
    """Whether a look at a queue (not at its dead letters) saw messages in it."""
    seen = _COUNTS.match(look.told) if look.place.startswith(QUEUE) else None
    return seen is not None and any(map(int, seen.groups()))


def name(look: Look) -> str:
    """Which queue it looked at."""
    return look.place.removeprefix(QUEUE)


def _of(aws: Aws, name: str, now: datetime) -> Iterator[Look]:
    place = f"{QUEUE}{name}"
    try:
        queue = aws.queues.queue(name)
        coverage, oldest = _oldest(aws, name, now)
        yield Look(place, coverage, f"{_told(queue)}{oldest}")
    except FAILURES as error:
        yield failed_look.at(place, error, missing=Coverage.EMPTY)
        return
    if queue.dead_letters:
        after = f" (after {queue.most_receives} vain attempts)" if queue.most_receives else ""
        place = f"dead letters {queue.dead_letters}{after}"
        try:
            dead = aws.queues.queue(queue.dead_letters)
            whose = "; whose they are is not looked at" if dead.waiting else ""
            yield Look(place, Coverage.COMPLETE, f"{_told(dead)}{whose}")
        except FAILURES as error:
            yield failed_look.at(place, error)


def _told(queue: Queue) -> str:
    parts = [f"about {queue.waiting} waiting", f"{queue.in_flight} in flight"]
    if queue.delayed:
        parts.append(f"{queue.delayed} delayed")
    return ", ".join(parts)


def _oldest(aws: Aws, name: str, now: datetime) -> tuple[Coverage, str]:
    """The age of its oldest message, "" where nobody measured it, and how much of that was seen."""
    window = Window.clipped(now - BACK, now, now)
    asked = Query(
        id="age",
        period=60,
        namespace="AWS/SQS",
        name="ApproximateAgeOfOldestMessage",
        dimensions=(("QueueName", name),),
        statistic="Maximum",
    )
    try:
        found = aws.metrics.data([asked], window)
    except FAILURES as error:
        return Coverage.PARTIAL, f"; for how long is not known: {error}"
    points = [point for one in found for point in one.points]
    if not points:
        return Coverage.COMPLETE, ""
    at, age = max(points)
    return Coverage.COMPLETE, f", the oldest for {timedelta(seconds=round(age))} at {at:%H:%M}Z"
