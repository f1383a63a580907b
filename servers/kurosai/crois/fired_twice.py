"""Times of a schedule that brought more than one job: the second did not come late, it is one too
many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeAlias

from kurosai.crois.failure_groups import created
from kurosai.crois.fields import lasted
from kurosai.crois.job_record import Job
from kurosai.vocabulary import stamp

MOST_TIMES = 2
MOST_JOBS = 4
_RERUN = "rerun"

Fired: TypeAlias = "tuple[Job, ...]"
"""The jobs of one schedule for one of its times, oldest first: two at least."""


def of(jobs: Sequence[Job]) -> tuple[Fired, ...]:
    """The times that brought several, the one whose last job is the newest last.

    A job that somebody ran again is another one for the same time, and nothing fired for it.
    """
    several = (tuple(each) for each in _by_time(job for job in jobs if job.trigger != _RERUN))
    return tuple(sorted((each for each in several if len(each) > 1), key=_last))


def firsts(jobs: Sequence[Job]) -> tuple[Job, ...]:
    """The first job of each time of each schedule: how late that came, its scheduler answers for.
    None of those that are of no schedule's time."""
    return tuple(each[0] for each in _by_time(jobs))


def told(several: Sequence[Fired]) -> Iterator[str]:
    """`schedule 9120 fired twice for 2026-03-16T17:00:00Z: jobs 19403118, 19403163 (2m02s later)`,
    the newest times."""
    for fired in reversed(several[-MOST_TIMES:]):
        first = fired[0]
        jobs = [first.id, *(_later(job, first) for job in fired[1:MOST_JOBS])]
        rest = f" and {len(fired) - MOST_JOBS} more" if len(fired) > MOST_JOBS else ""
        often = "twice" if len(fired) == 2 else f"{len(fired)} times"
        at = stamp(first.fire_at) if first.fire_at else "an unknown time"
        yield f"schedule {first.schedule} fired {often} for {at}: jobs {', '.join(jobs)}{rest}"
    if len(several) > MOST_TIMES:
        yield f"more than one job came for {len(several) - MOST_TIMES} earlier times as well"


def _later(job: Job, first: Job) -> str:
    if job.created is None or first.created is None:
        return job.id
    return f"{job.id} ({lasted(job.created - first.created)} later)"


def _by_time(jobs: Iterable[Job]) -> list[list[Job]]:
    times: dict[tuple[str, datetime], list[Job]] = {}
    for job in sorted(jobs, key=created):
        if job.schedule and job.fire_at is not None:
            times.setdefault((job.schedule, job.fire_at), []).append(job)
    return [*times.values()]


def _last(fired: Fired) -> datetime:
    return created(fired[-1])
