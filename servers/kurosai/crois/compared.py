"""Contrasts of a whole search and of each large group of its failures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from kurosai.clock import JST
from kurosai.crois import attributes, contrast
from kurosai.crois.contrast import Contrast
from kurosai.crois.failure_groups import Group
from kurosai.crois.job_details import Details
from kurosai.crois.job_record import Job
from kurosai.vocabulary import Window

MOST_GROUPS = 3
HOURS_FROM = timedelta(days=3)
"""In a shorter window the hour of the day is only another word for when it happened."""

INSIDE = "in the window"
BEFORE = "before the window"
BOTH = "in and before the window"


@dataclass(frozen=True, slots=True)
class Compared:
    """A contrast of `what` ("all 14 failures", "group 1"), against good jobs of `where`."""

    what: str
    contrast: Contrast
    where: str


def of(
    groups: Sequence[Group],
    good: Sequence[Job],
    details: Details,
    window: Window,
    where: str,
) -> Iterator[Compared]:
    """Of all failures together, and of each large group where there are several."""
    every = [job for group in groups for job in group.jobs]
    days = {job.created.astimezone(JST).date() for job in every if job.created}
    # What failed on one day has its hour from when that was, not from the hour.
    several = len(days) >= contrast.FEWEST_FAILED
    hours = several and window.end - window.start >= HOURS_FROM and where == INSIDE

    def known(jobs: Sequence[Job]) -> list[attributes.Attributes]:
        return [
            attributes.of(job, details.tasks.get(job.id), details.catalogue, hours=hours)
            for job in jobs
        ]

    theirs = known(good)
    yield Compared(f"all {len(every)} failures", contrast.of(known(every), theirs), where)
    if len(groups) == 1:
        return
    for index, group in enumerate(groups[:MOST_GROUPS], 1):
        if len(group.jobs) >= contrast.FEWEST_FAILED:
            yield Compared(f"group {index}", contrast.of(known(group.jobs), theirs), where)
