"""Whether the zones of tasks are there, and what they got agrees with their capacity."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TypeAlias

from kurosai.sandbox import addresses
from kurosai.sandbox.aws_kinds.capacity import for_want_of_room, lacking
from kurosai.sandbox.jobs import changed
from kurosai.sandbox.schema import Scenario
from kurosai.sandbox.schema_base import Problem
from kurosai.sandbox.schema_crois import Crois, JobRun, TaskRun
from kurosai.sandbox.schema_ecs import EcsAttempt
from kurosai.vocabulary import stamp

Steps: TypeAlias = "tuple[str | int, ...]"


def misfits(scenario: Scenario) -> Iterator[Problem]:
    """Attempts that ran where there was no room, and those that found none where there was."""
    world = scenario.world
    yield from _nowhere(scenario)
    if not world.aws.capacity:
        return
    seen: set[Steps] = set()
    for created, job, place in _jobs(world.crois):
        workflow = world.crois.workflows.get(job.workflow)
        if workflow is None:
            continue
        for name, task in job.tasks.items():
            if name not in workflow.tasks or workflow.tasks[name].engine != "ecs":
                continue
            for where, text in _task(scenario, task, created):
                steps = ("world", "crois", *place, "tasks", name, *where)
                # One job of a series speaks for all that are alike.
                if steps not in seen:
                    yield steps, text
                seen.add(steps)


def _nowhere(scenario: Scenario) -> Iterator[Problem]:
    """Attempts in zones that tasks run in no subnet of, or in another than their task."""
    crois, zones = scenario.world.crois, addresses.zones(scenario.world.aws)
    told: list[tuple[Steps, Mapping[str, TaskRun]]] = [
        (("jobs", job_id), job.tasks) for job_id, job in crois.jobs.items()
    ]
    for name, series in crois.series.items():
        told.append((("series", name, "job"), series.job.tasks))
        told += [
            (("series", name, "changes", stamp(at)), change.tasks)
            for at, change in series.changes.items()
        ]
    for place, tasks in told:
        for name, task in tasks.items():
            placed = [index for index, one in enumerate(task.ecs) if one.refused is None]
            for index in placed:
                zone = task.ecs[index].zone
                steps = ("world", "crois", *place, "tasks", name, "ecs", index, "zone")
                if zone and zone not in zones:
                    yield steps, f"tasks run in no subnet of {zone}, but in {', '.join(zones)}"
                elif zone and task.zone and index == placed[-1] and zone != task.zone:
                    yield steps, f"the task says {task.zone}"


def _jobs(crois: Crois) -> Iterator[tuple[datetime, JobRun, Steps]]:
    """Every job that is told, of series too: when it was created, and where it stands."""
    for job_id, job in crois.jobs.items():
        yield job.created_at, job, ("jobs", job_id)
    for name, series in crois.series.items():
        for at in series.times():
            change = series.changes.get(at)
            if change is None:
                yield at, series.job, ("series", name, "job")
            elif not change.absent and change.tasks.keys() <= series.job.tasks.keys():
                yield at, changed(series.job, change), ("series", name, "changes", stamp(at))


def _task(scenario: Scenario, task: TaskRun, created: datetime) -> Iterator[Problem]:
    if not task.ecs:
        if task.started is not None:
            # RunTask comes before, by no more than a start takes.
            yield from _ran(scenario, task.zone, created + task.started, ("started",), spot=False)
        return
    for index, one in enumerate(task.ecs):
        at, last = created + one.submitted, index == len(task.ecs) - 1
        steps = ("ecs", index)
        if one.started is not None or (last and task.status == "SUCCEEDED"):
            zone = one.zone or (task.zone if last else "")
            yield from _ran(scenario, zone, at, steps, spot=one.spot)
        elif _short(one):
            without = lacking(scenario.world.aws.capacity, at, spot=one.spot)
            if not without:
                yield steps, f"no zone lacks capacity at {stamp(at)}: `capacity` says otherwise"
            elif one.zone and one.zone not in without:
                yield steps, f"{one.zone} has capacity at {stamp(at)}: `capacity` says otherwise"


def _ran(
    scenario: Scenario, zone: str, at: datetime, steps: Steps, *, spot: bool
) -> Iterator[Problem]:
    """What started somewhere needs a zone with room."""
    aws = scenario.world.aws
    without = lacking(aws.capacity, at, spot=spot)
    if zone in without:
        yield steps, f"it started, and {zone} lacks capacity at {stamp(at)}"
    elif without >= {*addresses.zones(aws)}:
        yield steps, f"it started, and every zone lacks capacity at {stamp(at)}"


def _short(one: EcsAttempt) -> bool:
    refused = one.refused.cause if one.refused is not None else None
    return for_want_of_room(refused, one.reason, one.stopped_reason)
