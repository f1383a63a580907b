"""What the time limit of a job was spent on: what waited for a container for most of it was not
slow, and what ran all the time did not want for room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.crois.fields import Object, day, known, lasted, number, obj, time
from kurosai.vocabulary import Call, Json

TIMED_OUT = "TIMED_OUT"
_CUT_SHORT = frozenset({TIMED_OUT, "QUEUED", "RUNNING", "CANCELED"})
"""How tasks stand that the end of their job caught, as platforms differ in what they write then."""

MOST = 3
WORTH_SAYING = timedelta(minutes=1)
SHARE = 3
"""Of a limit, a wait of more than one part in so many asks for its own reason."""


@dataclass(frozen=True, slots=True)
class Waited:
    """A task that a limit ended: `ready` when nothing but a container was wanting, `started` None
    where no container reported that it runs, `ended` when its time was up."""

    name: str
    ready: datetime
    started: datetime | None
    ended: datetime

    @property
    def span(self) -> timedelta:
        """How long it waited for a container."""
        return (self.started or self.ended) - self.ready

    def told(self) -> str:
        """`build waited 47m00s for a container (ready 10:00:00Z, started 10:47:00Z), ran 13m00s`"""
        if self.started is None:
            return (
                f"{self.name} was ready at {self.ready:%H:%M:%S}Z, and no container of it has "
                f"reported that it runs in the {lasted(self.span)} since"
            )
        return (
            f"{self.name} waited {lasted(self.span)} for a container (ready "
            f"{self.ready:%H:%M:%S}Z, started {self.started:%H:%M:%S}Z), ran "
            f"{lasted(self.ended - self.started)}"
        )


def told(job: Object, tasks: Mapping[str, Object], limit: int | None) -> tuple[str, ...]:
    """One sentence of a job that ran out of time, none of others or where the API does not tell.

    `limit` is that of its workflow in minutes, as it is now; None where it is not known.
    """
    waits = [one.told() for one in _waits(job, tasks)][:MOST]
    created, started = time(job.get("created_at")), time(job.get("started_at"))
    if _out_of_time(job, tasks) and created and started and started - created >= WORTH_SAYING:
        waits.insert(0, f"the job was queued for {lasted(started - created)} before it started")
    if not waits:
        return ()
    whose = f"limit {limit}m (of its workflow, as it is now): " if limit else ""
    return (f"{whose}{'; '.join(waits)}",)


def ends(job: Object, limit: int | None, now: datetime | None) -> tuple[str, ...]:
    """When the limit ends a job that runs; none of others, or where it is not known."""
    started = time(job.get("started_at"))
    if job.get("status") != "RUNNING" or limit is None or started is None or now is None:
        return ()
    at = started + timedelta(minutes=limit)
    left = f"in {lasted(at - now)}" if at > now else f"{lasted(now - at)} ago, and it still runs"
    whose = f"limit {limit}m (of its workflow, as it is now), from its start"
    return (f"{whose}: reached {day(at)}, {left}",)


def next_calls(job: Object, tasks: Mapping[str, Object], limit: int | None) -> tuple[Call, ...]:
    """Who else waited or failed while a task waited for a large part of the limit."""
    begun, ended = time(job.get("started_at")), time(job.get("finished_at"))
    whole = timedelta(minutes=limit) if limit else ended - begun if begun and ended else None
    for one in _waits(job, tasks):
        if whole is not None and one.span * SHARE > whole:
            return (calls.find_jobs(since=one.ready, until=one.started or one.ended),)
    return ()


def of_workflow(workflow: Object) -> int | None:
    """Its limit in minutes, None where it tells none."""
    minutes = number(workflow.get("timeout_minutes"))
    return minutes if minutes and minutes > 0 else None


def ready(job: Object, tasks: Mapping[str, Object], task: Object) -> datetime | None:
    """When the last of those that it depends on had ended; of one that depends on none, when the
    job started. None where that is not known."""
    named: Json = task.get("depends_on")
    if not isinstance(named, list | tuple):
        return None
    ends = [time(obj(tasks.get(known(one))).get("finished_at")) for one in named]
    starts = ends if ends else [time(job.get("started_at"))]
    every = [at for at in starts if at is not None]
    return max(every) if len(every) == len(starts) else None


def _out_of_time(job: Object, tasks: Mapping[str, Object]) -> bool:
    return any(one.get("status") == TIMED_OUT for one in (job, *tasks.values()))


def _waits(job: Object, tasks: Mapping[str, Object]) -> Iterator[Waited]:
    ended_by_limit = _CUT_SHORT if job.get("status") == TIMED_OUT else {TIMED_OUT}
    for name, task in tasks.items():
        # Of a task that was tried again only the last start is told, not what went by before it.
        if task.get("status") not in ended_by_limit or task.get("attempt") not in (None, 1):
            continue
        since, started = ready(job, tasks, task), time(task.get("started_at"))
        ended = time(task.get("finished_at")) or time(job.get("finished_at"))
        if since is not None and ended is not None and since <= (started or ended) <= ended:
            yield Waited(name, since, started, ended)
