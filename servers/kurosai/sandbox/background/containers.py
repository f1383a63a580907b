"""What the containers of a week of jobs write: to one log on ECS, to the other on GKE."""

from __future__ import annotations

from collections.abc import Iterator

from kurosai.sandbox.background.catalogue import flows
from kurosai.sandbox.background.functions import PLAIN, Event, Known
from kurosai.sandbox.background.groups import container_stream
from kurosai.sandbox.background.places import DAY_MS

FIRST_STEPS = (-6_400, -6_100, -5_200, -800, -300, 0)
"""When a pod's ordinary events are, in milliseconds from the start of its container."""

COMMON = 3
"""Lines that every task writes, whatever becomes of it."""

LINE, LAST_WORD, DONE, GAVE_UP = len(FIRST_STEPS), 13, 14, 15
"""Kinds of a pod's entries: the steps of its start by their place, its lines by theirs (the last
word of a task that failed is a kind of its own), its end."""


def lines(day: int, jobs: list[Known]) -> Iterator[Event]:
    """The events of the containers on ECS, in no order; of a stream without any, none."""
    start = day * DAY_MS
    for number, made, job in jobs:
        engines = flows()[made.flow].engines
        begun = start + made.at * 1000
        for place, task in enumerate(job.tasks):
            if engines[place] == "ecs" and task.started >= 0:
                stream = container_stream(number, place, task.attempt)
                lag = 300 + (number * 7919 + place * 104_729) % 1_200
                for at, text in task.log:
                    yield begun + at, lag, stream, number, PLAIN, text


def pod(number: int, place: int) -> int:
    """The number of the pod of a task of a job."""
    return number * 8 + place


def entries(day: int, jobs: list[Known]) -> Iterator[tuple[int, int, int]]:
    """The ordinary entries of the pods: when (milliseconds of the week), which pod, which kind."""
    start = day * DAY_MS
    for number, made, job in jobs:
        engines = flows()[made.flow].engines
        created = start + made.at * 1000
        for place, task in enumerate(job.tasks):
            if engines[place] != "gke" or task.started < 0:
                continue
            one, began = pod(number, place), created + task.started * 1000
            for kind, after in enumerate(FIRST_STEPS):
                yield began + after, one, kind
            well = task.status == "SUCCEEDED"
            for kind, (at, _) in enumerate(task.log, LINE):
                yield created + at, one, kind if well or kind < LINE + COMMON else LAST_WORD
            end = DONE if well else GAVE_UP
            yield created + task.finished * 1000, one, end
