"""Which jobs wait for a container. A job of which one task began is RUNNING while others of it are
queued, and the API's lists show jobs without their tasks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from kurosai import calls
from kurosai.crois import job_search, one_job, pages, time_limit
from kurosai.crois.beside import Beside
from kurosai.crois.fields import Object, known, obj, text
from kurosai.crois.job_details import evenly
from kurosai.crois.job_record import Job
from kurosai.crois.job_search import JOBS, Asked
from kurosai.crois.pages import Refused
from kurosai.crois.platform import Crois
from kurosai.errors import Fault
from kurosai.vocabulary import Row, Window

QUEUED, RUNNING = "QUEUED", "RUNNING"
MOST_READ = 36
MOST_SHOWN = 12


def read(crois: Crois, asked: Asked, window: Window, jobs: Sequence[Job]) -> Beside:
    """Of queued jobs how many run beside them, at one read; of running ones the queued tasks, at
    one read each. It never raises for one of them while the call has time."""
    if asked.status == QUEUED:
        return _running(crois, asked, window)
    if asked.status == RUNNING and jobs:
        return _tasks(crois, jobs)
    return Beside()


def _running(crois: Crois, asked: Asked, window: Window) -> Beside:
    query = job_search.query(asked, window, RUNNING)
    try:
        count = pages.read(crois, JOBS, query, most=1, size=1).total
    except Refused as refused:
        return Beside(unread=(f"not read: RUNNING jobs: the API answers {refused.answer.status}",))
    except Fault as fault:
        return Beside(unread=(f"not read: RUNNING jobs: {fault.what}",))
    if not count:
        return Beside()
    told = (
        f"{count} more {'job is' if count == 1 else 'jobs are'} RUNNING, of which tasks may be "
        "queued too: their list tells which"
    )
    again = calls.find_jobs(
        workflow_id=asked.workflow_id,
        project=asked.project,
        module=asked.module,
        status=RUNNING,
        since=window.start,
        until=window.end,
    )
    return Beside((told,), next=(again,))


def _tasks(crois: Crois, jobs: Sequence[Job]) -> Beside:
    chosen = evenly(jobs, MOST_READ)

    found = list(zip(chosen, pages.in_turns(partial(one_job.read, crois), chosen), strict=False))
    whole = [body for _, body in found if not isinstance(body, str)]
    waiting = [(known(body.get("id")), waits) for body in whole if (waits := [*_waits(body)])]
    unread = [
        f"not read: tasks of job {job.id}: {said}" for job, said in found if isinstance(said, str)
    ]
    if late := len(chosen) - len(found):
        unread.append(f"not read: tasks of {late} more jobs: the time ran short")
    every = len(whole) == len(jobs)
    of = f"{len(jobs)}" if every else f"the {len(whole)} whose tasks were read (of {len(jobs)})"
    told = f"{len(waiting)} of {of} have a task that waits for a container (QUEUED)"
    more = len(waiting) - MOST_SHOWN
    tail = (f"{more} more of those are not shown",) if more > 0 else ()
    return Beside(
        (told,) if whole else (),
        rows=tuple(
            Row(f"job {number} waits: {', '.join(waits)}", mark=">")
            for number, waits in waiting[:MOST_SHOWN]
        ),
        next=tuple(calls.describe_job(number) for number, _ in waiting[:1]),
        unread=(*tail, *unread[:2], *((f"and {len(unread) - 2} more",) if unread[2:] else ())),
    )


def _waits(job: Object) -> Iterator[str]:
    """`build QUEUED in ecs-default since 11-10 10:20:00Z`, of each that does."""
    tasks = {name: obj(task) for name, task in obj(job.get("tasks")).items()}
    for name, task in tasks.items():
        if task.get("status") != QUEUED:
            continue
        where = f" in {text(task.get('workergroup'))}" if task.get("workergroup") else ""
        # Of one that is tried again its first try is in that time too.
        first = task.get("attempt") in (None, 1)
        ready = time_limit.ready(job, tasks, task) if first else None
        since = f" since {ready:%m-%d %H:%M:%S}Z" if ready else ""
        yield f"{name} {QUEUED}{where}{since}"
