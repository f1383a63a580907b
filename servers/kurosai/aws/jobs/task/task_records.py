"""The ECS tasks of an execution: what ECS still knows, else the history, else the event archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from kurosai.aws import failed_look, json_objects
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.jobs.task import ecs_task
from kurosai.aws.jobs.task.ecs_task import EcsTask
from kurosai.aws.jobs.task.execution import Attempt
from kurosai.aws.platform import Aws, Logs
from kurosai.aws.wire.ecs import MOST_TASKS
from kurosai.resource_map import Location
from kurosai.vocabulary import Coverage, Look, Window

MOST_ARCHIVED = 500
LATE = timedelta(minutes=10)
"""An event is archived a little after what it tells."""

HISTORY, ARCHIVE = "the history", "the event archive"


@dataclass(frozen=True, slots=True)
class Records:
    """The newest word on each task, by ARN; where it was looked for; archived events as read."""

    tasks: Mapping[str, EcsTask]
    looks: tuple[Look, ...]


def of(
    aws: Aws, attempts: Sequence[Attempt], job_id: str, archive: Location | None, window: Window
) -> Records:
    """What became of every ECS task of the attempts. Failures of one source are looks, not ends."""
    known = {one.ecs.arn: one.ecs for one in attempts if one.ecs}
    told_by_history = {one.ecs.arn for one in attempts if one.ecs and one.ended_with_task}
    if not known:
        return Records({}, ())
    live, look = _live(aws, known, told_by_history)
    tasks = {**known, **live}
    open_ends = [arn for arn in known if arn not in live and arn not in told_by_history]
    if not open_ends or archive is None:
        unseen = _unsettled({arn: tasks[arn] for arn in open_ends})
        return Records({**tasks, **unseen}, (look,))
    kept, at_archive = archived(aws.logs, job_id, archive, window)
    found = {arn: kept.get(arn, tasks[arn]) for arn in open_ends}
    if look.leaves_open and all(one.status == "STOPPED" for one in found.values()):
        look = replace(look, instead=ARCHIVE)
    return Records({**tasks, **_unsettled(found)}, (look, at_archive))


def _unsettled(tasks: Mapping[str, EcsTask]) -> dict[str, EcsTask]:
    """Tasks that ECS no longer tells of: what is not said to have stopped went on unseen."""
    return {arn: replace(one, settled=one.status == "STOPPED") for arn, one in tasks.items()}


def _live(
    aws: Aws, known: Mapping[str, EcsTask], by_history: set[str]
) -> tuple[dict[str, EcsTask], Look]:
    found: dict[str, EcsTask] = {}
    forgotten: list[str] = []
    place = "ecs"
    try:
        for cluster in dict.fromkeys(task.cluster for task in known.values()):
            place = f"ecs {cluster}"
            arns = [arn for arn, task in known.items() if task.cluster == cluster]
            for start in range(0, len(arns), MOST_TASKS):
                answer = aws.containers.tasks(cluster, arns[start : start + MOST_TASKS])
                found |= {str(raw["taskArn"]): ecs_task.of(raw) for raw in answer.known}
                forgotten += answer.forgotten
    except FAILURES as error:
        return found, replace(failed_look.at(place, error), instead=_instead(known, by_history))
    if not forgotten:
        return found, Look(place, Coverage.COMPLETE, f"{_tasks(len(found))} known")
    known_too = f"{_tasks(len(found))} known, " if found else ""
    told = f"{known_too}{_tasks(len(forgotten))} forgotten (ECS keeps a stopped one about an hour)"
    coverage = Coverage.PARTIAL if found else Coverage.EXPIRED
    return found, Look(place, coverage, told, _instead(forgotten, by_history))


def _instead(arns: Sequence[str] | Mapping[str, EcsTask], by_history: set[str]) -> str:
    return HISTORY if all(arn in by_history for arn in arns) else ""


def _tasks(count: int) -> str:
    return f"{count} task{'' if count == 1 else 's'}"


def archived(
    logs: Logs, job_id: str, archive: Location, window: Window
) -> tuple[dict[str, EcsTask], Look]:
    """The last archived word on each task of a job, by ARN, and how much of it was seen."""
    try:
        found = logs.filter(archive.group, archive.filter, window, most=MOST_ARCHIVED)
    except FAILURES as error:
        return {}, failed_look.at(archive.group, error)
    tasks: dict[str, EcsTask] = {}
    for event in found.events:  # events may come out of order: their version tells
        task = _in_event(event.message, job_id)
        if task is not None and (task.arn not in tasks or task.version >= tasks[task.arn].version):
            tasks[task.arn] = task
    coverage = Coverage.COMPLETE if tasks else Coverage.EMPTY
    if not found.complete:
        coverage = Coverage.TRUNCATED
    told = f"{len(found.events)} events of {_tasks(len(tasks))}"
    return tasks, Look(archive.group, coverage, told)


def _in_event(message: str, job_id: str) -> EcsTask | None:
    """The task of a "task state change" event, if the job started it."""
    detail = json_objects.one(json_objects.parse(message).get("detail"))
    return ecs_task.of(detail) if detail.get("startedBy") == f"job-{job_id}" else None
