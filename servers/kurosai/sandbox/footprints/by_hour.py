"""What the jobs of the week left in a log group, made for the times and jobs that are asked for.

A week of it would be gigabytes, of which a reader sees the events of one job.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from kurosai.sandbox.background.catalogue import flows, module_of
from kurosai.sandbox.background.naming import job_in
from kurosai.sandbox.background.week import Week
from kurosai.sandbox.footprints.executions import Execution
from kurosai.sandbox.footprints.task_logs import Streams
from kurosai.sandbox.footprints.trail import Trail
from kurosai.sandbox.jobs import ecs_task_id
from kurosai.sandbox.lambdas import EPOCH

_HOUR = timedelta(hours=1)
_WORD = re.compile(r"[A-Za-z]{3,}")
_DIGITS = re.compile(r"[a-f]+")
_SOME = 150
_TASK = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")

Left = Callable[[Trail, Iterable[Execution]], Streams]
"""What executions leave in the group."""


class ByHour:
    """Makes what is missing of a group, each execution once. One thread at a time.

    `smooth`: executions that went well leave something too.
    """

    def __init__(self, trail: Trail, left: Left, *, smooth: bool) -> None:
        self._trail = trail
        self._left = left
        self._smooth = smooth
        self._hours: set[tuple[datetime, bool]] = set()
        self._jobs: set[int] = set()

    def __call__(self, start_ms: int, end_ms: int, texts: Sequence[str]) -> Streams:
        """The streams for these times; `texts` stand in every event that is looked for: where they
        name a job or a task, only that one is made, and what cannot have a word of theirs is not.
        """
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
        in_trouble, when_smooth = self._possible(texts)
        if not in_trouble and not when_smooth:
            return
        hour = start.replace(minute=0, second=0, microsecond=0)
        while hour <= end:
            if not {(hour, False), (hour, not when_smooth)} & self._hours:
                until = min(hour + _HOUR, week.now)
                some = self._trail.between(hour, until, troubled=not when_smooth)
                yield from self._made(some)
                # Only now: whoever gave up on the way has not seen all of it.
                self._hours.add((hour, not when_smooth))
            hour += _HOUR

    def _possible(self, texts: Sequence[str]) -> tuple[bool, bool]:
        """Whether what is left of executions in trouble, and of others, can have all the words."""
        words = {
            word
            for text in texts
            for word in _WORD.findall(text)
            if not _DIGITS.fullmatch(word)  # which may stand in any id
        }
        when_smooth = self._smooth and all(word in self._words[0] for word in words)
        return when_smooth or all(word in self._words[1] for word in words), when_smooth

    @cached_property
    def _words(self) -> tuple[str, str]:
        """What stands in the events of executions that went well, and of those in trouble: of some
        of each, which differ in names and numbers only, and the names of all."""
        week = self._trail.week
        assert week is not None
        names = " ".join(
            f"{flow.project} {module_of(flow, task)}" for flow in flows() for task in flow.tasks
        )
        found: list[str] = []
        for sql in ("NOT troubled", "troubled"):
            some = (
                Execution(week.whole(row), self._trail.around)
                for row in week.rows(sql, limit=_SOME)
            )
            said = self._left(self._trail, [one for one in some if one.known])
            found.append(" ".join([names, *(text for _, events in said for _, text, _ in events)]))
        return found[0], found[1]

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
