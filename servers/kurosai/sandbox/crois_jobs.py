"""A job as the Crois API writes it."""

from __future__ import annotations

from datetime import datetime

from kurosai.sandbox.records import Job, Task
from kurosai.vocabulary import Json, stamp


def brief(job: Job) -> Json:
    """A job as lists show it, without its tasks."""
    return {
        "id": job.id,
        "status": job.status,
        "project": job.project,
        "workflow": {"id": job.workflow_id, "name": job.workflow_name},
        "trigger": {
            "kind": job.trigger.kind,
            "by": job.trigger.by,
            "schedule_id": job.trigger.schedule_id,
            "fire_at": maybe(job.trigger.fire_at),
        },
        "attempt": job.attempt,
        "execution_arn": job.execution_arn,
        "created_at": stamp(job.created_at),
        "started_at": maybe(job.started_at),
        "finished_at": maybe(job.finished_at),
        "error": job.error,
    }


def full(job: Job) -> Json:
    """A job with its tasks."""
    body = brief(job)
    assert isinstance(body, dict)
    return {**body, "tasks": {task.name: _task(task) for task in job.tasks}}


def _task(task: Task) -> Json:
    return {
        "status": task.status,
        "engine": task.engine,
        "attempt": task.attempt,
        "started_at": maybe(task.started_at),
        "finished_at": maybe(task.finished_at),
        "error": task.error,
        "module": task.module,
        "module_version": task.module_version,
        "depends_on": list(task.depends_on),
        "resources": dict(task.resources),
        "environment": dict(task.environment),
        "workergroup": task.workergroup or None,
        "zone": task.zone or None if task.resources else None,
        "cpu": task.cpu,
        "memory_mb": task.memory_mb,
    }


def maybe(at: datetime | None) -> str | None:
    """A time as the API writes it, or null."""
    return stamp(at) if at else None
