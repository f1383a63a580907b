"""Where a text is looked for that no job has in its own error: in the logs of where such jobs run.

The API tells a job's error in its short form. What a container wrote, and what became of an attempt
that was retried, stands in the log of the state machine and of the tasks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kurosai import calls
from kurosai.crois import one_job, pages
from kurosai.crois.beside import Beside
from kurosai.crois.fields import known
from kurosai.crois.job_record import Job, Task, tasks_of
from kurosai.crois.job_search import Asked, Seen
from kurosai.crois.platform import Crois
from kurosai.errors import NotConfigured
from kurosai.resource_map import Location, ResourceMap, locate
from kurosai.vocabulary import Call, Window

MOST_READ = 6
"""Jobs whose tasks are read: they show on which engines such jobs run."""

MOST_GROUPS = 12
ECS, GKE = "ecs", "gke"

Resources: TypeAlias = "Callable[[], ResourceMap]"


@dataclass(frozen=True, slots=True)
class _Ran:
    """A job, and its tasks; a text is why these were not read."""

    job: Job
    tasks: tuple[Task, ...] | str

    def on(self, engine: str) -> bool:
        """Whether a task of it runs there, as far as known: what could not be read may."""
        return isinstance(self.tasks, str) or any(one.engine == engine for one in self.tasks)


def look(
    crois: Crois, asked: Asked, window: Window, seen: Seen, resources: Resources | None
) -> Beside:
    """The calls that look for the text where the jobs of this search log: the failures, else the
    others of the window. One read for each of a few jobs; it never raises for one of them."""
    every = _of_each_workflow(seen)
    if not every:
        return Beside()
    ran = _ran(crois, every[:MOST_READ])
    unread = [
        f"not read: tasks of job {one.job.id}: {one.tasks}"
        for one in ran
        if isinstance(one.tasks, str)
    ]
    told: list[str] = []
    offered: list[Call] = []
    if any(one.on(ECS) for one in ran):
        try:
            beyond = [_Ran(job, "") for job in every[MOST_READ:]]
            groups = _groups(resources(), [*ran, *beyond]) if resources is not None else ()
        except NotConfigured as fault:
            groups = ()
            unread.append(f"not known: where the jobs log: {fault.what}")
        if groups:
            offered.append(_in_groups(groups[:MOST_GROUPS], asked, window))
            if len(groups) > MOST_GROUPS:
                told.append(
                    f"such jobs log to {len(groups)} log groups: the call below looks in the "
                    f"{MOST_GROUPS} of the newest failures"
                )
        else:
            # Nothing else here knows how their groups are called.
            offered.append(calls.trace_job(ran[0].job.id))
    if any(one.on(GKE) for one in ran):
        offered.append(calls.find_entries(text=asked.text, since=window.start, until=window.end))
    return Beside(tuple(told), next=tuple(offered), unread=tuple(unread))


def _of_each_workflow(seen: Seen) -> Sequence[Job]:
    """The newest job of each workflow: of those that failed, where none did of the others."""
    found: dict[str, Job] = {}
    for job in reversed(seen.jobs or (*seen.good, *seen.newest)):
        found.setdefault(job.workflow, job)
    return list(found.values())


def _ran(crois: Crois, jobs: Sequence[Job]) -> list[_Ran]:
    def one(job: Job) -> _Ran:
        body = one_job.read(crois, job)
        return _Ran(job, body if isinstance(body, str) else tasks_of(body))

    found = pages.in_turns(one, jobs)
    late = [_Ran(job, "the time ran short") for job in jobs[len(found) :]]
    return [*found, *late]


def _groups(resources: ResourceMap, ran: Sequence[_Ran]) -> tuple[str, ...]:
    """The log groups of the state machines that ran the jobs, and of their tasks on ECS."""
    found: dict[str, None] = {}
    for one in ran:
        for fields in (*_machines(one.job), *_of_tasks(one)):
            found |= dict.fromkeys(map(_group, filter(_named, locate(resources, fields))))
    return tuple(found)


def _machines(job: Job) -> Iterator[Mapping[str, str]]:
    """`arn:aws:states:REGION:ACCOUNT:execution:MACHINE:NAME` names the state machine."""
    parts = known(job.body.get("execution_arn")).split(":")
    if len(parts) > 7:
        yield {"kind": "sfn_log", "state_machine": parts[6]}


def _of_tasks(one: _Ran) -> Iterator[Mapping[str, str]]:
    of = {"project": one.job.project, "engine": ECS}
    if isinstance(one.tasks, str):
        yield of
        return
    for task in one.tasks:
        if task.engine == ECS:
            yield {**of, "module": task.module}


def _named(place: Location) -> bool:
    return place.source == "aws_logs" and "{" not in place.group


def _group(place: Location) -> str:
    return place.group


def _in_groups(groups: Sequence[str], asked: Asked, window: Window) -> Call:
    return calls.find_logs(",".join(groups), asked.text, since=window.start, until=window.end)
