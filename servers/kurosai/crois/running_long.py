"""Which of the jobs that run have run far longer than the last good runs of their workflows: a list
of what runs shows the newest, and one that hangs is among the oldest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.crois import far_jobs, pages, usual
from kurosai.crois.beside import Beside
from kurosai.crois.fields import lasted
from kurosai.crois.job_record import RUNNING, Job, workflow_told
from kurosai.crois.job_search import Asked
from kurosai.crois.platform import Crois
from kurosai.vocabulary import Row

WORTH = timedelta(minutes=10)
MOST_READ = 6
MOST_SHOWN = 3


def read(crois: Crois, asked: Asked, jobs: Sequence[Job], now: datetime) -> Beside:
    """Of those that have run longest, at one read each. It never raises for one of them while the
    call has time."""
    if asked.status != RUNNING:
        return Beside()
    ran = [(span, job) for job in jobs if (span := far_jobs.running(job, now)) is not None]
    long = sorted((one for one in ran if one[0] >= WORTH), key=lambda one: one[0], reverse=True)
    chosen = long[:MOST_READ]
    found = pages.in_turns(lambda one: usual.last(crois, one[1]), chosen)
    far = [
        (span, job, before.ran())
        for (span, job), before in zip(chosen, found, strict=False)
        if before.ran().far(span)
    ]
    unread = [
        f"not read: {before.look.told} (workflow {job.workflow})"
        for (_, job), before in zip(chosen, found, strict=False)
        if before.look is not None
    ]
    if late := len(chosen) - len(found):
        unread.append(f"not read: how long {late} more usually run: the time ran short")
    return Beside(
        (_told(len(far), len(chosen), len(jobs)),) if far else (),
        rows=tuple(
            Row(
                f"job {job.id} has run {lasted(span)}: far beyond {before.told()} · workflow "
                f"{workflow_told(job)}",
                mark=">",
            )
            for span, job, before in far[:MOST_SHOWN]
        ),
        next=tuple(calls.describe_job(job.id) for _, job, _ in far[:1]),
        unread=(*unread[:2], *((f"and {len(unread) - 2} more",) if unread[2:] else ())),
    )


def _told(far: int, looked: int, every: int) -> str:
    which = "of the one" if looked == 1 else f"of the {looked}"
    among = f" (of {every})" if looked < every else ""
    shown = f", {MOST_SHOWN} are shown" if far > MOST_SHOWN else ""
    return (
        f"{far} {which} that ran longest{among}: far longer than the last good runs of the same "
        f"workflow{shown}"
    )
