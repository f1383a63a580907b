"""What of a job takes, or took, far longer than in its last good runs: a task that still runs, one
that ended late, a wait for a container between two tasks that both succeeded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.crois import time_limit, usual
from kurosai.crois.fields import Object, known, lasted, obj, text, time
from kurosai.crois.job_record import RUNNING, SUCCEEDED, job_of
from kurosai.crois.platform import Crois
from kurosai.crois.usual import Spans, Usual
from kurosai.vocabulary import Call, Json, Look

QUEUED = "QUEUED"
MOST = 3

WORTH = timedelta(minutes=5)
"""A good job that took less is not looked up: it costs a read, and nobody asks why it was slow."""

LONG = timedelta(minutes=10)
"""A wait for a container that is told where no earlier run says what is usual."""


@dataclass(frozen=True, slots=True)
class Slow:
    """`told` in sentences, the calls that know why, and what could not be read, if anything."""

    told: tuple[str, ...] = ()
    next: tuple[Call, ...] = ()
    looks: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """One thing and what it took; `next` are asked where it is `far` beyond the usual."""

    said: str
    span: timedelta
    usual: Spans
    next: tuple[Call, ...] = ()
    always: bool = False

    @property
    def far(self) -> bool:
        return self.usual.far(self.span)

    def told(self) -> str:
        then = self.usual.told()
        against = ": far beyond" if self.far else ", against"
        return f"{self.said}{against} {then}" if then else self.said


def read(crois: Crois, body: Object, now: datetime | None) -> Slow:
    """Of a job that runs, and of a good one that took a while: one read, and one for each good run
    where it is needed. It raises no Fault: the job itself has been read, and counts."""
    tasks = {name: obj(task) for name, task in obj(body.get("tasks")).items()}
    if body.get("status") == RUNNING and now is not None:
        before = usual.whole(crois, usual.last(crois, job_of(body)))
        found = [*_still(body, tasks, before, now), *_ended(body, tasks, before)]
        return _slow(found, before)
    if body.get("status") != SUCCEEDED:
        return Slow()
    job = job_of(body)
    if job.ran is None or job.ran < WORTH:
        return Slow()
    before = usual.last(crois, job)
    ran = _Found(f"the job ran {lasted(job.ran)}", job.ran, before.ran())
    if ran.far or any(wait >= usual.LEAST for _, wait in _waits(body, tasks)):
        before = usual.whole(crois, before)
        return _slow([ran, *_ended(body, tasks, before)], before)
    return _slow([], before)


def _slow(found: list[_Found], before: Usual) -> Slow:
    """What is far beyond the usual first, the longest before the rest, no more than a few."""
    meant = [one for one in found if one.far or one.always]
    meant.sort(key=lambda one: (not one.far, -one.span))
    more = len(meant) - MOST
    return Slow(
        (
            *(one.told() for one in meant[:MOST]),
            *((f"{more} more that run, wait or were slow are not told",) if more > 0 else ()),
        ),
        tuple(call for one in meant[:MOST] for call in one.next),
        (before.look,) if before.look else (),
    )


def _still(
    job: Object, tasks: Mapping[str, Object], before: Usual, now: datetime
) -> Iterator[_Found]:
    """What runs or waits for a container now."""
    for name, task in tasks.items():
        started = time(task.get("started_at"))
        if task.get("status") == RUNNING and started is not None:
            spans = before.task(name)
            yield _Found(f"{name} has run {lasted(now - started)}", now - started, spans, (), True)
        since = time_limit.ready(job, tasks, task)
        first = task.get("attempt") in (None, 1)
        if task.get("status") == QUEUED and since is not None and first:
            said = f"{name} has waited {lasted(now - since)} for a container"
            yield _Found(said, now - since, before.wait(name), (), True)


def _ended(job: Object, tasks: Mapping[str, Object], before: Usual) -> Iterator[_Found]:
    """What waited for its container, and what ran and succeeded."""
    number = known(job.get("id"))
    for name, wait in _waits(job, tasks):
        task = tasks[name]
        spans = before.wait(name)
        alone = len(spans.every) < usual.FEWEST and wait >= LONG
        said = f"{name} began {lasted(wait)} after {_after(task)}"
        yield _Found(said, wait, spans, _why_waited(task, wait), alone)
    for name, task in tasks.items():
        started, finished = time(task.get("started_at")), time(task.get("finished_at"))
        if task.get("status") == SUCCEEDED and started and finished:
            log = (calls.read_task_log(number, name),)
            said = f"{name} ran {lasted(finished - started)}"
            yield _Found(said, finished - started, before.task(name), log)


def _waits(job: Object, tasks: Mapping[str, Object]) -> Iterator[tuple[str, timedelta]]:
    for name, task in tasks.items():
        wait = usual.waited(job, tasks, task)
        if wait is not None:
            yield name, wait


def _after(task: Object) -> str:
    named: Json = task.get("depends_on")
    before = [text(one) for one in named] if isinstance(named, list | tuple) else []
    return f"{' and '.join(before)} had ended" if before else "the job had started"


def _why_waited(task: Object, wait: timedelta) -> tuple[Call, ...]:
    """What became of its pod, and who else waited or failed meanwhile."""
    started = time(task.get("started_at"))
    if started is None:
        return ()
    name = obj(task.get("resources")).get("k8s_job")
    pods = (calls.trace_pod(name, around=started),) if isinstance(name, str) else ()
    return (*pods, calls.find_jobs(since=started - wait, until=started))
