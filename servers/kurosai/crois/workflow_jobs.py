"""The last jobs of a workflow as rows: those that say how it goes are shown, all are recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from kurosai.crois import far_jobs, fired_twice
from kurosai.crois.fields import lasted, short
from kurosai.crois.fired_twice import Fired
from kurosai.crois.job_record import Job, row
from kurosai.vocabulary import Row

SHOWN_JOBS = 5


def rows(
    jobs: Sequence[Job], twice: Sequence[Fired], far: Mapping[str, str], now: datetime
) -> list[Row]:
    """The newest, and of those that are not among them the newest failure, the newest that took far
    longer and the newest that came for one time; the others are recorded."""
    shown = {job.id for job in jobs[-SHOWN_JOBS:]}
    shown |= {job.id for job in [one for one in jobs if one.failed][-1:]}
    shown |= {*[*far][-1:]}
    shown |= {job.id for fired in twice[-1:] for job in fired[: fired_twice.MOST_JOBS]}
    return [
        row(
            job,
            mark="" if job.id in shown else ".",
            told=" · ".join(filter(None, (_told(job, now), far.get(job.id)))),
        )
        for job in jobs
    ]


def _told(job: Job, now: datetime) -> str:
    so_far = far_jobs.running(job, now)
    ran = f" after {lasted(job.ran)}" if job.ran is not None else ""
    ran = f" for {lasted(so_far)}" if so_far is not None else ran
    error = f": {short(job.error, 120)}" if job.error else ""
    by = f"by {job.trigger} {job.by}"
    if job.schedule:
        late = f", {lasted(job.lag)} after its time" if job.lag is not None else ""
        due = f" {job.fire_at:%H:%M:%S}Z" if job.fire_at else ""
        by = f"by schedule {job.schedule}{late}{due}"
    return f"job {job.id} {job.status}{ran} · {by}{error}"
