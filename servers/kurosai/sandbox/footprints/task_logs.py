"""What ECS tasks leave in CloudWatch Logs: what containers wrote, and the archive of ECS's events.

A container that never started has no stream. EventBridge writes one event for each change of a
task's state.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TypeAlias
from uuid import UUID

from kurosai.sandbox.footprints.ecs_json import EcsTask, iso
from kurosai.sandbox.footprints.executions import Execution
from kurosai.sandbox.footprints.trail import Trail
from kurosai.sandbox.lambdas import milliseconds

Streams: TypeAlias = "Iterator[tuple[str, list[tuple[int, str, int]]]]"
"""Stream name and its events: time, message, time of ingestion."""

_WRITER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=iso)
DETAIL_TYPE = "ECS Task State Change"


def container_group(project: str) -> str:
    """The log group of the containers of a project."""
    return f"/crois/v2/prd/ecs/{project}"


def containers(trail: Trail, project: str) -> Streams:
    """The streams of every container of a project that has started by `now`."""
    now = trail.around.now
    for execution in reversed(trail.executions):
        if execution.job.project != project:
            continue
        for one in trail.tasks_of(execution):
            if one.run.started is not None and one.run.started <= now:
                delay = 300 + int(one.run.task_id[:4], 16) % 1_200
                yield (
                    f"{one.task.module}/main/{one.run.task_id}",
                    [
                        (at, line.text, at + delay + line.delay // timedelta(milliseconds=1))
                        for line in one.run.log
                        for at in (milliseconds(line.at),)
                    ],
                )


def archive(trail: Trail, executions: Iterable[Execution] | None = None) -> Streams:
    """The archive's streams, one for each day; the group's retention says what is still kept.

    Of some executions, or of all but those of the week.
    """
    now = trail.around.now
    days: dict[str, list[tuple[int, str, int]]] = {}
    for execution in reversed(trail.executions) if executions is None else executions:
        for one in trail.tasks_of(execution):
            for at, _ in one.changes:
                if at <= now:
                    days.setdefault(f"{at:%Y-%m-%d}", []).append(_archived(one, at))
    for day, events in sorted(days.items()):
        stream = UUID(sha256(f"archive/{day}".encode()).hexdigest()[:32], version=4)
        yield str(stream), sorted(events)


def _archived(one: EcsTask, at: datetime) -> tuple[int, str, int]:
    detail = {**one.described(at, tags=False), "updatedAt": at}
    del detail["tags"]  # EventBridge does not carry them
    drawn = sha256(f"{one.run.task_id}/{at.timestamp()}".encode()).hexdigest()
    body = {
        "version": "0",
        "id": str(UUID(drawn[:32], version=4)),
        "detail-type": DETAIL_TYPE,
        "source": "aws.ecs",
        "account": one.around.account,
        "time": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "region": one.around.region,
        "resources": [one.arn],
        "detail": detail,
    }
    at_ms = milliseconds(at)
    text = _WRITER.encode(body)
    return at_ms, text, at_ms + 400 + int(drawn[32:36], 16) % 1_500
