"""What the jobs of the week left in a log group, made for the times and jobs that are asked for.

A week of it would be gigabytes, of which a reader sees the events of one job.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from kurosai.sandbox.background.catalogue import flows
from kurosai.sandbox.background.naming import job_in
from kurosai.sandbox.background.week import Week
from kurosai.sandbox.footprints.executions import Execution
from kurosai.sandbox.footprints.task_logs import Streams
from kurosai.sandbox.footprints.trail import Trail
from kurosai.sandbox.jobs import ecs_task_id
from kurosai.sandbox.lambdas import EPOCH

_HOUR = timedelta(hours=1)
_TASK = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")

Left = Callable[[Trail, Iterable[Execution]], Streams]
"""What executions leave in the group."""


class ByHour:
    """Makes what is missing of a group, each execution once. One thread at a time."""

    def __init__(self, trail: Trail, left: Left) -> None:
        self._trail = trail
        self._left = left
        self._hours: set[datetime] = set()
        self._jobs: set[int] = set()

    def __call__(self, start_ms: int, end_ms: int, texts: Sequence[str]) -> Streams:
        """The streams for these times; `texts` stand in every event that is looked for, so that of
        those which name a job or a task only that one is made."""
        week = self._trail.week
        if week is None:
            return
        start, end = (EPOCH + timedelta(milliseconds=ms) for ms in (start_ms, end_ms))
        start = max(start, week.start)
        named = _named(week, texts, start, end)
        if named is not None:
            if named >= 0:
                yield from self._made(self._trail.between(start, end, named))
            return
        hour = start.replace(minute=0, second=0, microsecond=0)
        while hour <= end:
            if hour not in self._hours:
                yield from self._made(self._trail.between(hour, min(hour + _HOUR, week.now)))
                # Only now: whoever gave up on the way has not seen all of it.
                self._hours.add(hour)
            hour += _HOUR

    def _made(self, executions: Iterable[Execution]) -> Streams:
        new = [one for one in executions if one.job.id not in self._jobs]
        self._jobs.update(one.job.id for one in new)
        yield from self._left(self._trail, new)


def _named(week: Week, texts: Sequence[str], start: datetime, end: datetime) -> int | None:
    """The id of the job that texts are about; -1 for one that is not of the week; None where they
    are about no certain one."""
    for text in texts:
        if (named := job_in(text, week.ids)) is not None:
            return named
        if match := _TASK.search(text):
            return next(
                (week.first_id + n for n, one in _tasks(week, start, end) if one == match[0]), -1
            )
    return None


def _tasks(week: Week, start: datetime, end: datetime) -> Iterator[tuple[int, str]]:
    """The ECS tasks of the jobs that went on between two times: number of the job, id."""
    for row in week.going_on(start - _HOUR, end):
        flow = flows()[row.flow]
        for name, engine in zip(flow.tasks, flow.engines, strict=True):
            if engine == "ecs":
                for attempt in (1, 2):
                    yield row.number, ecs_task_id(week.first_id + row.number, name, attempt)
