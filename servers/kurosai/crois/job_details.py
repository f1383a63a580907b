"""The tasks of some of the jobs, and what their modules and worker groups are: one GET each.

Lists of jobs come without tasks. Of many failures and many more successes a sample is read,
evenly over the window; every count that is told says of how many.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import quote

from kurosai.crois import pages
from kurosai.crois.attributes import Catalogue
from kurosai.crois.contrast import FEWEST_FAILED
from kurosai.crois.failure_groups import Group
from kurosai.crois.fields import known, obj
from kurosai.crois.job_record import NEVER_BEGAN, Job, Task, tasks_of
from kurosai.crois.pages import Refused
from kurosai.crois.platform import Crois
from kurosai.crois.wire.api import Answer
from kurosai.errors import Fault

T = TypeVar("T")

MOST_FAILED = 36
MOST_OF_GROUP = 12
MOST_GOOD = 60
MOST_MODULES = 40


@dataclass(frozen=True, slots=True)
class Details:
    """Tasks by job id, of the jobs that were read; what could not be read is in `faults`."""

    tasks: Mapping[str, tuple[Task, ...]] = field(default_factory=dict[str, tuple[Task, ...]])
    catalogue: Catalogue = field(default_factory=Catalogue)
    faults: tuple[str, ...] = ()


def read(
    crois: Crois, groups: Sequence[Group], good: Sequence[Job], *, also: Job | None = None
) -> Details:
    """The details of a sample of both, and of `also`. Never raises for one of them: it is said
    what is missing."""
    failed = [job for group in groups for job in evenly(group.jobs, MOST_OF_GROUP)][:MOST_FAILED]
    # Of each turn some of both, so that a time that runs short leaves some of both.
    asked = _alternately(failed, evenly(good, MOST_GOOD))
    if also is not None and also not in asked:
        asked.insert(1, also)

    def one(job: Job) -> Answer | Fault:
        try:
            return crois.get(f"/v1/jobs/{job.id}/")
        except Fault as fault:
            return fault

    tasks: dict[str, tuple[Task, ...]] = {}
    faults: list[str] = []
    for job, answer in zip(asked, pages.in_turns(one, asked), strict=False):
        if isinstance(answer, Fault):
            faults.append(f"tasks of job {job.id}: {answer.what}")
        elif answer.status >= 300:
            faults.append(f"tasks of job {job.id}: the API answers {answer.status}")
        elif known(obj(answer.body).get("id")) != job.id:
            faults.append(f"tasks of job {job.id}: the API answers with something else")
        else:
            tasks[job.id] = tasks_of(obj(answer.body))
    unread = len(asked) - len(tasks) - len(faults)
    if unread:
        faults.append(f"tasks of {unread} more jobs: the time ran short")
    # A few failures are held against one success each: what others ran says nothing about them.
    few = len(failed) < FEWEST_FAILED
    near = {job.id for job in (*failed, *((also,) if also is not None else ()))}
    ran = [those for number, those in tasks.items() if not few or number in near]
    images, missed = _images(crois, ran)
    regions, unseen = _regions(crois) if tasks else ({}, ())
    told = (*_few(faults), *_few([*missed]), *unseen)
    return Details(tasks, Catalogue(images, regions), told)


def evenly(several: Sequence[T], most: int) -> tuple[T, ...]:
    """At most so many of them, first and last included, the others evenly between."""
    if len(several) <= most:
        return tuple(several)
    step = (len(several) - 1) / (most - 1)
    return tuple(several[round(step * index)] for index in range(most))


def _alternately(failed: Sequence[Job], good: Sequence[Job]) -> list[Job]:
    longest = max(len(failed), len(good))
    return [job for index in range(longest) for job in (*failed[index:][:1], *good[index:][:1])]


def _images(
    crois: Crois, jobs: Iterable[tuple[Task, ...]]
) -> tuple[dict[tuple[str, str], str], tuple[str, ...]]:
    """Images by module and version, of the modules that ran; and whose could not be read."""
    ran = [task for tasks in jobs for task in tasks if task.status not in NEVER_BEGAN]
    # Those of the failures first: what only good jobs use is no candidate.
    ordered = sorted(ran, key=lambda task: not task.failed)
    every = [name for name in dict.fromkeys(task.module for task in ordered) if name]
    modules = every[:MOST_MODULES]

    def versions(module: str) -> pages.Listing | str:
        path = f"/v1/modules/{quote(module, safe='')}/versions/"
        try:
            return pages.read(crois, path, (), most=1)
        except Refused as refused:
            return f"images of module {module}: the API answers {refused.answer.status}"
        except Fault as fault:
            return f"images of module {module}: {fault.what}"

    images: dict[tuple[str, str], str] = {}
    faults: list[str] = []
    answers = pages.in_turns(versions, modules)
    for module, found in zip(modules, answers, strict=False):
        if isinstance(found, str):
            faults.append(found)
            continue
        for item in found.items:
            images[module, known(item.get("version"))] = known(item.get("image"))
    unread = len(every) - len(answers)
    if unread:
        faults.append(f"images of {unread} more modules: not looked up")
    return images, tuple(faults)


def _regions(crois: Crois) -> tuple[dict[str, str], tuple[str, ...]]:
    try:
        found = pages.read(crois, "/v1/workergroups/", (), most=1)
    except Refused as refused:
        return {}, (f"regions of worker groups: the API answers {refused.answer.status}",)
    except Fault as fault:
        return {}, (f"regions of worker groups: {fault.what}",)
    return {known(one.get("name")): known(one.get("region")) for one in found.items}, ()


def _few(faults: Sequence[str]) -> tuple[str, ...]:
    more = len(faults) - 2
    return tuple(faults[:2]) + ((f"and {more} more like it",) if more > 0 else ())
