"""What a world holds once its scenario is unfolded: jobs and log events with absolute times.

Everything is UTC. `Job.at` and `LogStream.at` show what was known at a moment: nothing that
happens later, and what was under way then as under way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from kurosai.sandbox.schema_base import Engine, JobStatus, TaskStatus
from kurosai.sandbox.schema_ecs import EcsAttempt

NEVER_RAN: Final = frozenset({"SKIPPED", "WAITING", "QUEUED"})
"""Statuses of a task for which nothing was started, whatever its job did."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line a container wrote; it could be read `delay` later than usual."""

    at: datetime
    text: str
    delay: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class ToldAttempt:
    """One attempt to run a task on ECS as the scenario tells it, with absolute times.

    `task_id` is "" when RunTask was refused; `told` is the rest as it was written.
    """

    task_id: str
    submitted: datetime
    started: datetime | None
    stopping: datetime | None
    stopped: datetime | None
    told: EcsAttempt


@dataclass(frozen=True, slots=True)
class JobEvent:
    """One thing the platform recorded about a job; `task` is "" when it is about the whole."""

    at: datetime
    kind: str
    task: str
    detail: str


@dataclass(frozen=True, slots=True)
class Task:
    """One task of a job. A time that was never recorded is None, whatever truly happened.

    `zone` is "" where the platform does not know it (on GKE).
    """

    name: str
    status: TaskStatus
    engine: Engine
    attempt: int
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None
    module: str
    module_version: str
    depends_on: tuple[str, ...]
    resources: Mapping[str, str]
    environment: Mapping[str, str]
    log: tuple[LogLine, ...]
    attempts: tuple[ToldAttempt, ...] = ()
    workergroup: str = ""
    zone: str = ""
    cpu: int = 1024
    memory_mb: int = 4096

    def at(self, now: datetime, *, job_over: bool) -> Task:
        """The task as it was known at `now`; `job_over` tells whether its job had ended by then."""
        log = tuple(line for line in self.log if line.at <= now)
        over = job_over if self.finished_at is None else self.finished_at <= now
        if over:
            ran = self.engine != "ecs" or self.status not in NEVER_RAN
            return replace(self, resources=self._resources(now, running=ran), log=log)
        began = self.started_at is not None and self.started_at <= now
        running = began or bool(log)
        waiting: TaskStatus = "WAITING" if self.depends_on else "QUEUED"
        return replace(
            self,
            status="RUNNING" if running else waiting,
            attempt=self.attempt if began else 1,
            started_at=self.started_at if began else None,
            finished_at=None,
            error=None,
            resources=self._resources(now, running=running),
            log=log,
        )

    def _resources(self, now: datetime, *, running: bool) -> Mapping[str, str]:
        """The resources as far as they had come to be: those of the latest attempt. Before ECS has
        taken one there is nothing of it to name."""
        made = [one.task_id for one in self.attempts if one.submitted <= now and one.task_id]
        if made:
            return with_task_id(self.resources, made[-1])
        return self.resources if running and not self.attempts else {}


def _never_run(task: Task) -> Task:
    """A task of a job that never left the queue: nothing has been asked of ECS for it."""
    return replace(task, resources={}) if task.engine == "ecs" else task


def with_task_id(resources: Mapping[str, str], task_id: str) -> Mapping[str, str]:
    """The resources of a task on ECS with another ECS task in them."""
    ends = {"task_arn", "log_stream"}
    return {
        name: f"{value.rpartition('/')[0]}/{task_id}" if name in ends else value
        for name, value in resources.items()
    }


@dataclass(frozen=True, slots=True)
class Trigger:
    """Who or what started a job."""

    kind: Literal["api", "schedule", "ui", "rerun"]
    by: str
    schedule_id: int | None
    fire_at: datetime | None


@dataclass(frozen=True, slots=True)
class Job:
    """One run of a workflow."""

    id: int
    status: JobStatus
    project: str
    workflow_id: int
    workflow_name: str
    trigger: Trigger
    attempt: int
    execution_arn: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None
    tasks: tuple[Task, ...]
    events: tuple[JobEvent, ...]

    def at(self, now: datetime) -> Job | None:
        """The job as it was known at `now`; None when it did not exist yet."""
        if self.created_at > now:
            return None
        over = self.finished_at is None or self.finished_at <= now
        queued = self.status == "QUEUED" and self.started_at is None
        tasks = (task.at(now, job_over=over) for task in self.tasks)
        known = replace(
            self,
            tasks=tuple(map(_never_run, tasks) if queued else tasks),
            events=tuple(event for event in self.events if event.at <= now),
        )
        if over:
            return known
        began = self.started_at is not None and self.started_at <= now
        return replace(
            known,
            status="RUNNING" if began else "QUEUED",
            started_at=self.started_at if began else None,
            finished_at=None,
            error=None,
        )


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One CloudWatch Logs event; both times in milliseconds since 1970."""

    at_ms: int
    message: str
    ingested_ms: int


@dataclass(frozen=True, slots=True)
class LogStream:
    """A stream of a log group with its events, oldest first."""

    group: str
    name: str
    events: tuple[LogEvent, ...]

    def at(self, now_ms: int) -> LogStream:
        """The stream as it could be read at `now_ms`: what was written and delivered by then."""
        seen = tuple(
            event for event in self.events if max(event.at_ms, event.ingested_ms) <= now_ms
        )
        return self if len(seen) == len(self.events) else replace(self, events=seen)
