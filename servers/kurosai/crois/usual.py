"""How long a workflow and its tasks usually take: as its last good runs before a job did.

What is slow shows in no status. A wait of an hour or a task that runs all night is one beside what
the same workflow took the days before, and nothing unusual beside another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from kurosai import deadline
from kurosai.crois import one_job, pages, time_limit
from kurosai.crois.fields import Object, lasted, obj, time
from kurosai.crois.job_record import SUCCEEDED, Job, job_of
from kurosai.crois.job_search import JOBS
from kurosai.crois.pages import Refused
from kurosai.crois.platform import Crois
from kurosai.errors import Fault
from kurosai.vocabulary import Coverage, Look, stamp

MOST = 5
FEWEST = 3
"""Of fewer runs nobody knows what is usual."""

SECONDS = 6.0
"""What the reads may take: what the job itself says is not to be late for want of them."""

TIMES = 2
"""Less is chance: the longest of five runs says little of the next one."""

LEAST = timedelta(minutes=2)
_JUST = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Spans:
    """What it took in some of `of` good runs."""

    every: tuple[timedelta, ...]
    of: int

    def far(self, span: timedelta) -> bool:
        """Whether so long is far beyond all of them; never of too few."""
        if len(self.every) < FEWEST:
            return False
        longest = max(self.every)
        return span >= longest * TIMES and span - longest >= LEAST

    def told(self) -> str:
        """`the 25m22s to 32m49s of the last 5 good runs`; "" where there is none."""
        if not self.every:
            return ""
        runs = f"the last {self.of} good runs" if self.of > 1 else "the last good run"
        among = runs if len(self.every) == self.of else f"{len(self.every)} of {runs}"
        low, high = (lasted(one(self.every)) for one in (min, max))
        return f"the {low}{f' to {high}' if high != low else ''} of {among}"


@dataclass(frozen=True, slots=True)
class Usual:
    """The last good jobs, newest first, and those of them whole that were read; `look` says what
    could not be."""

    jobs: tuple[Job, ...] = ()
    whole: tuple[Object, ...] = ()
    look: Look | None = None

    def ran(self) -> Spans:
        """What the jobs took."""
        return spans(self.jobs)

    def task(self, name: str) -> Spans:
        """What a task of this name took."""
        return self._of(_ran(task) for _, _, task in self._tasks(name))

    def wait(self, name: str) -> Spans:
        """How long it was from when nothing but a container was wanting to its start."""
        return self._of(waited(job, tasks, task) for job, tasks, task in self._tasks(name))

    def _of(self, several: Iterable[timedelta | None]) -> Spans:
        return Spans(tuple(one for one in several if one is not None), len(self.whole))

    def _tasks(self, name: str) -> Iterable[tuple[Object, Mapping[str, Object], Object]]:
        for job in self.whole:
            tasks = {key: obj(task) for key, task in obj(job.get("tasks")).items()}
            if tasks.get(name, _NONE).get("status") == SUCCEEDED:
                yield job, tasks, tasks[name]


_NONE: Object = {}


def spans(jobs: Sequence[Job]) -> Spans:
    """What each of some good jobs took."""
    return Spans(tuple(job.ran for job in jobs if job.ran is not None), len(jobs))


def waited(job: Object, tasks: Mapping[str, Object], task: Object) -> timedelta | None:
    """From when nothing but a container was wanting to the start of a task; None where that is not
    known: of one that was tried again only the last start is."""
    if task.get("attempt") not in (None, 1):
        return None
    since, started = time_limit.ready(job, tasks, task), time(task.get("started_at"))
    return started - since if since and started and started >= since else None


def last(crois: Crois, job: Job) -> Usual:
    """The last good jobs of its workflow before a job, in one read. It raises no Fault."""
    if job.created is None or not job.workflow:
        return Usual()
    query = (
        ("workflow_id", job.workflow),
        ("until", stamp(job.created - _JUST)),
        ("status", SUCCEEDED),
    )
    try:
        with deadline.running(deadline.Deadline(deadline.remaining(SECONDS))):
            found = pages.read(crois, JOBS, query, most=1, size=MOST)
            return Usual(tuple(job_of(one) for one in found.items))
    except Refused as refused:
        return Usual(
            look=_unread(f"the API answers {refused.answer.status}", refused.answer.status)
        )
    except Fault as fault:
        return Usual(look=_unread(fault.what))


def whole(crois: Crois, usual: Usual) -> Usual:
    """With their tasks, at one small read each. It raises no Fault."""

    try:
        with deadline.running(deadline.Deadline(deadline.remaining(SECONDS))):
            found = pages.in_turns(partial(one_job.read, crois), usual.jobs)
    except Fault as fault:
        return Usual(usual.jobs, look=_unread(f"their tasks: {fault.what}"))
    read = tuple(body for body in found if not isinstance(body, str))
    missed = next((said for said in found if isinstance(said, str)), "the time ran short")
    left = len(usual.jobs) - len(read)
    look = _unread(f"tasks of {left} of them: {missed}") if left else usual.look
    return Usual(usual.jobs, read, look)


def _ran(task: Object) -> timedelta | None:
    started, finished = time(task.get("started_at")), time(task.get("finished_at"))
    return finished - started if started and finished else None


def _unread(why: str, status: int = 0) -> Look:
    denied = Coverage.DENIED if status == 403 else Coverage.PARTIAL
    return Look(f"GET {JOBS}", denied, f"how long its last good runs took: {why}")
