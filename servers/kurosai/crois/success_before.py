"""When the workflow of a job that failed, runs or waits last went well before it, and how the task
in question was then: whether it runs or asks for something else now is the first question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from kurosai import calls, deadline
from kurosai.crois import edits, environments, pages, sizes
from kurosai.crois.answers import meant
from kurosai.crois.edits import Edits
from kurosai.crois.fields import Object, lasted
from kurosai.crois.job_record import (
    FAILED,
    NEVER_BEGAN,
    SUCCEEDED,
    Job,
    Task,
    job_of,
    row,
    tasks_of,
)
from kurosai.crois.job_search import JOBS
from kurosai.crois.pages import Query, Refused
from kurosai.crois.platform import Crois
from kurosai.errors import Fault
from kurosai.parallel import both
from kurosai.vocabulary import Call, Coverage, Look, Row, stamp

_WHAT = "the last success of its workflow before"
SECONDS = 6.0
"""What they may take: what the job itself says is not to be late for want of them."""

QUEUED, RUNNING = "QUEUED", "RUNNING"
_SAME = "the same version"
_PUSHED = "; when its image was pushed trace_job tells"
"""A version is a tag: that it is the same is no proof that the image is."""

_AS_HERE = "it asked for the same worker group, cpu and memory"
_MOVES = "latest"
"""A version that is a place, not an image."""

_JUST = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Before:
    """`told` in sentences; as rows the good job whole, which is not shown, what its task was told
    otherwise and the changes of the workflow since; the workflow where the task asks for another
    size now, and the log of one that failed, beside that of then; `looks` say what could not be
    read, if any."""

    told: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    next: tuple[Call, ...] = ()
    looks: tuple[Look, ...] = ()


def read(crois: Crois, body: Object) -> Before:
    """Three small reads, two of them side by side, in a part of the call's time. Nothing of a job
    that neither failed nor runs or waits for a container, or of no known time or workflow. While
    the call has time, it never raises: the job itself has been read, and counts."""
    task = failing(tasks_of(body)) if body.get("status") in FAILED else _under_way(body)
    if task is None and body.get("status") not in FAILED:
        return Before()
    job = job_of(body)
    if job.created is None or not job.workflow:
        return Before()
    with deadline.running(deadline.Deadline(deadline.remaining(SECONDS))):
        return _looked_for(crois, job, task, job.created - _JUST)


def last(crois: Crois, job: Job) -> Job | None:
    """The last good job of a job's workflow before it, in one read; None where there is none.

    Raises Refused, or a Fault of the wire.
    """
    if job.created is None or not job.workflow:
        return None
    before = (("workflow_id", job.workflow), ("until", stamp(job.created - _JUST)))
    found = pages.read(crois, JOBS, (*before, ("status", SUCCEEDED)), most=1, size=1)
    return job_of(found.items[0]) if found.items else None


def _looked_for(crois: Crois, job: Job, failed: Task | None, until: datetime) -> Before:
    earlier = (("workflow_id", job.workflow), ("until", stamp(until)))
    good: Job | None = None
    try:
        good = last(crois, job)
        if good is None:
            return Before((_none(_count(crois, earlier)),))
        whole, edited = both(partial(_whole, crois, good), partial(_edited, crois, good, job))
        told = compared(good, tasks_of(whole), failed, job.id)
        return replace(
            told,
            told=(*told.told, *filter(None, (edited.told,))),
            rows=(*_kept(job_of(whole)), *told.rows, *edited.rows),
            looks=(edited.look,) if edited.look else (),
        )
    except Refused as refused:
        status = refused.answer.status
        return _unread(good, f"the API answers {status}", denied=status == 403)
    except Fault as fault:
        return _unread(good, fault.what)


def failing(tasks: Sequence[Task]) -> Task | None:
    """The task that failed, else the first that began and did not go well."""
    others = (one for one in tasks if one.status not in NEVER_BEGAN | {SUCCEEDED})
    return next((one for one in tasks if one.failed), None) or next(others, None)


def _under_way(body: Object) -> Task | None:
    """The first task that waits for a container, else the first that runs; of a job that has not
    begun, its first."""
    tasks = tasks_of(body)
    queued = next((one for one in tasks if one.status == QUEUED), None)
    if body.get("status") == QUEUED:
        return queued or next(iter(tasks), None)
    runs = next((one for one in tasks if one.status == RUNNING), None)
    return queued or runs if body.get("status") == RUNNING else None


def _edited(crois: Crois, good: Job, job: Job) -> Edits:
    if good.created is None or job.created is None:
        return Edits()
    return edits.between(crois, job.workflow, good.created, job.created)


def _count(crois: Crois, earlier: Query) -> int:
    """How many jobs of the workflow there were before, however they ended."""
    return pages.read(crois, JOBS, earlier, most=1, size=1).total


def _whole(crois: Crois, good: Job) -> Object:
    path = f"/v1/jobs/{good.id}/"
    answer = crois.get(path)
    if answer.status >= 300:
        raise Refused(answer)
    return meant(answer, source=f"GET {path}", unit="job", asked=good.id)


def _none(count: int) -> str:
    if not count:
        return "it is the first job of its workflow that is kept"
    return f"no success of this workflow before: none of the {count} earlier jobs that are kept"


def compared(good: Job, then: Sequence[Task], failed: Task | None, here: str = "") -> Before:
    """The good job and what it ran of the task that failed in job `here`, if anything did."""
    if failed is None:
        return Before((_told(good),))
    task = next((one for one in then if one.name == failed.name), None)
    if task is None:
        return Before((f"{_told(good)}, without a task {failed.name}",))
    # One that waits has written nothing yet that its log of then could be held against.
    waits = failed.status in NEVER_BEGAN
    log = () if waits else (_log(good, task, failed, here),)
    changed = sizes.changed(task.body, failed.body)
    workflow = (calls.describe_workflow(good.workflow),) if changed and good.workflow else ()
    asks = sizes.told(failed.body)
    same = _AS_HERE if waits and asks and sizes.told(task.body) == asks else ""
    told_then = environments.changed(task.body, failed.body)
    sentence = filter(None, (_told(good), _version(task, failed), changed or same, told_then))
    were = environments.were(task.body, failed.body)
    rows = (Row(f"{task.name} of job {good.id}: {were}"),) if were else ()
    return Before((", ".join(sentence),), rows, (*workflow, *log))


def _log(good: Job, then: Task, now: Task, here: str) -> Call:
    """The log of one that failed or runs, which is told against that of then; the latter where the
    one of now tells nothing, or is not held against it."""
    both = here and (now.failed or now.status == RUNNING) and now.body.get("started_at") is not None
    return calls.read_task_log(here if both else good.id, then.name)


def _kept(good: Job) -> tuple[Row, ...]:
    return (row(good, mark=".", told=f"{_WHAT}: job {good.id}"),)


def _told(good: Job) -> str:
    at = f"{good.created:%Y-%m-%d %H:%M:%S}Z" if good.created else "at an unknown time"
    ran = f", ran {lasted(good.ran)}" if good.ran is not None else ""
    return f"last success of this workflow before: job {good.id}, {at}{ran}"


def _version(then: Task, now: Task) -> str:
    if then.module != now.module:
        return f"{then.module} {then.version} (another module, here {now.module} {now.version})"
    if not then.version or not now.version:
        return f"{then.module}, of which no version is told"
    if then.version != now.version:
        return f"{then.module} {then.version} (another version, here {now.version})"
    same = "then too, which may be another image now" if then.version == _MOVES else _SAME
    if same == _SAME and now.engine == "ecs" and now.status == "FAILED":
        same += _PUSHED
    return f"{then.module} {then.version} ({same})"


def _unread(good: Job | None, why: str, *, denied: bool = False) -> Before:
    """What is known although it, or its tasks, could not be read."""
    coverage = Coverage.DENIED if denied else Coverage.PARTIAL
    if good is None:
        return Before(looks=(Look(f"GET {JOBS}", coverage, f"{_WHAT}: {why}"),))
    look = Look(f"GET {JOBS}{good.id}/", coverage, f"which versions it ran: {why}")
    return Before((_told(good),), _kept(good), (), (look,))
