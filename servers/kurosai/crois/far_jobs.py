"""Which jobs of one workflow took, or take, far longer than the good ones before them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from kurosai.crois import usual
from kurosai.crois.job_record import RUNNING, SUCCEEDED, Job


def of(jobs: Sequence[Job], now: datetime) -> Mapping[str, str]:
    """By id what is said of it: `far beyond the 46m37s to 52m52s of the last 5 good runs`. The jobs
    are of one workflow, oldest first."""
    good: list[Job] = []
    told: dict[str, str] = {}
    for job in jobs:
        span = job.ran if job.status == SUCCEEDED else running(job, now)
        before = usual.spans(good[-usual.MOST :])
        if span is not None and before.far(span):
            told[job.id] = f"far beyond {before.told()}"
        if job.status == SUCCEEDED:
            good.append(job)
    return told


def running(job: Job, now: datetime) -> timedelta | None:
    """How long a job has run so far; None of one that does not run."""
    return now - job.started if job.status == RUNNING and job.started is not None else None
