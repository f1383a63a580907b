"""The attempts of a traced job as Step Functions and ECS tell them, to the millisecond.

Of those that are traced ECS's own record is kept whole; of the others a row is a sentence only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kurosai import kept
from kurosai.aws.jobs import job_seen
from kurosai.aws.jobs.job_seen import Story
from kurosai.aws.jobs.task.ecs_task import EcsTask
from kurosai.aws.jobs.task.execution import Attempt
from kurosai.vocabulary import Json, Row, stamp


def rows(story: Story, whole: Collection[Attempt]) -> Iterator[Row]:
    """The newest first; those in `whole` without their task, of which a record is kept."""
    ran = story.execution
    told: dict[str, Json] = {"arn": ran.arn, "started": stamp(ran.started), "status": ran.status}
    yield kept.row("aws.execution", told | {"number": story.number})
    for one in reversed(job_seen.listed(story)):
        yield kept.row("aws.attempt", _attempt(one, recorded=bool(one.raw) and one in whole))


def _attempt(one: Attempt, *, recorded: bool) -> dict[str, Json]:
    told: dict[str, Json] = {
        "task": one.task,
        "number": one.number,
        "outcome": one.outcome,
        "scheduled": stamp(one.scheduled),
    }
    if one.ended is not None:
        told["ended"] = stamp(one.ended)
    told |= {"error": one.error} if one.error else {}
    told |= {"cause": one.cause} if one.cause else {}
    if one.ecs is not None:
        told["ecs"] = {"id": one.ecs.id} if recorded else _task(one.ecs)
    return told


def _task(task: EcsTask) -> dict[str, Json]:
    told: dict[str, Json] = {"id": task.id, "status": task.status}
    times = {
        "created": task.created,
        "started": task.started,
        "stopping": task.stopping,
        "stopped": task.stopped,
    }
    told |= {name: stamp(at) for name, at in times.items() if at is not None}
    told |= {"zone": task.zone} if task.zone else {}
    told |= {"stop_code": task.stop_code} if task.stop_code else {}
    told |= {"stopped_reason": task.stopped_reason} if task.stopped_reason else {}
    # The container that says why, else the first.
    container = next((one for one in task.containers if one.reason), None)
    container = container or next(iter(task.containers), None)
    if container is not None:
        named = {"image": container.image, "reason": container.reason}
        told |= {name: text for name, text in named.items() if text}
        told |= {} if container.exit_code is None else {"exit_code": container.exit_code}
    return told
