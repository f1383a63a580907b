"""The shape of `world.crois`: what the job platform records."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from kurosai.sandbox.schema_base import (
    LATER,
    Engine,
    JobId,
    JobStatus,
    Name,
    Recurring,
    Span,
    Strict,
    TaskStatus,
    Time,
)
from kurosai.sandbox.schema_ecs import EcsAttempt
from kurosai.sandbox.schema_mounts import Mount


class Project(Strict):
    """A project of Crois."""

    owner: Name
    description: str
    max_parallel_tasks: int = 100


class User(Strict):
    """A person or service that Crois knows."""

    name: str
    kind: Literal["person", "service"] = "person"
    team: str = ""
    projects: tuple[Name, ...] = ()


class Workergroup(Strict):
    """Where tasks run."""

    engine: Engine
    cluster: str
    region: str
    status: Literal["ACTIVE", "DRAINING", "DISABLED"] = "ACTIVE"
    running_tasks: int = 0
    max_tasks: int = 0


class ModuleVersion(Strict):
    """One built image of a module; `mounts` are its containers' volumes by name, on ECS."""

    image: str
    created_at: Time
    created_by: Name
    mounts: Annotated[Mapping[Name, Mount], LATER] = {}


class Module(Strict):
    """A container image that tasks run; versions oldest first, the last is the latest."""

    project: Name
    owner: Name
    description: str = ""
    versions: Annotated[Mapping[str, ModuleVersion], Field(min_length=1)]


class WorkflowTask(Strict):
    """A task as a workflow defines it. Without `workergroup` it runs on the engine's first.

    `cpu` is in 1024ths of a vCPU, as ECS counts them.
    """

    module: Name
    engine: Engine
    depends_on: tuple[Name, ...] = ()
    workergroup: Name | None = None
    cpu: Annotated[int, Field(ge=1)] = 1024
    memory_mb: Annotated[int, Field(ge=1)] = 4096


class Change(Strict):
    """An entry of a workflow's history."""

    at: Time
    by: Name
    summary: str


class Workflow(Strict):
    """What a job runs."""

    name: str
    project: Name
    owner: Name
    description: str = ""
    created_at: Time
    timeout_minutes: int = 60
    tasks: Annotated[Mapping[Name, WorkflowTask], Field(min_length=1)]
    history: tuple[Change, ...] = ()


class Schedule(Strict):
    """When a workflow is started."""

    workflow: int
    cron: str
    timezone: str = "Asia/Tokyo"
    enabled: bool = True
    created_via: Literal["ui", "api"] = "ui"


class Trigger(Strict):
    """Who or what started a job; a schedule's jobs say which, and when it should have fired.

    `late`: so long after `fire_at` the job was created; for jobs of a series, each with its own.
    """

    kind: Literal["api", "schedule", "ui", "rerun"]
    by: Name
    schedule: int | None = None
    fire_at: Time | None = None
    late: Span | None = None

    @model_validator(mode="after")
    def _once(self) -> Trigger:
        if self.fire_at is not None and self.late is not None:
            raise ValueError("say when it should have fired (`fire_at`) or how `late` it was")
        return self


class LogLine(Strict):
    """A line a container wrote, so long after its job was created. `delay` is how late it could
    be read anywhere, on top of what every line takes."""

    after: Span
    text: str
    delay: Annotated[Span, Field(ge=timedelta(0))] = timedelta(0)


class TaskRun(Strict):
    """A task of a job. Spans count from the job's creation; null means not recorded.

    `ecs` tells the attempts of a task on ECS, first to last, where they do not follow from the
    rest: why one failed, or several. `zone` is where it ran, else drawn from its id. `cpu` and
    `memory_mb` are what it ran with where its workflow was another then.
    """

    status: TaskStatus = "SUCCEEDED"
    started: Span | None = None
    finished: Span | None = None
    attempt: int = 1
    error: str | None = None
    environment: Mapping[str, str] = {}
    zone: str = ""
    log: tuple[LogLine, ...] = ()
    ecs: tuple[EcsAttempt, ...] = ()
    cpu: Annotated[Annotated[int, Field(ge=1)] | None, LATER] = None
    memory_mb: Annotated[Annotated[int, Field(ge=1)] | None, LATER] = None


class JobEvent(Strict):
    """Something the platform recorded beyond the status changes that every job has."""

    after: Span
    kind: Annotated[str, StringConstraints(pattern=r"^[A-Z_]+$")]
    task: Name | None = None
    detail: str


class JobRun(Strict):
    """One run of a workflow, its times as spans from its creation."""

    workflow: int
    trigger: Trigger
    status: JobStatus = "SUCCEEDED"
    started: Span | None = None
    finished: Span | None = None
    attempt: int = 1
    error: str | None = None
    tasks: Annotated[Mapping[Name, TaskRun], Field(min_length=1)]
    events: tuple[JobEvent, ...] = ()


class Job(JobRun):
    """A job of its own, not one of a series."""

    created_at: Time


class JobChange(Strict):
    """How one job of a series differs; only what is written differs. `absent`: it never was."""

    id: JobId | None = None
    absent: bool = False
    status: JobStatus | None = None
    started: Span | None = None
    finished: Span | None = None
    error: str | None = None
    tasks: Mapping[Name, TaskRun] = {}
    events: tuple[JobEvent, ...] = ()


class JobSeries(Recurring):
    """Jobs that are alike, one at each time, with the exceptions by their time."""

    job: JobRun
    changes: Mapping[Time, JobChange] = {}


class Numbering(Strict):
    """How job ids grow: job `id` is created `at`, and so many follow in a day."""

    id: JobId
    at: Time
    per_day: Annotated[int, Field(ge=1)]


class Crois(Strict):
    """What the job platform records. `task_logs_kept` is how long it keeps the log of a task that
    has ended; `denied` operations are refused to the reader."""

    numbering: Numbering
    projects: Mapping[Name, Project]
    users: Mapping[Name, User]
    workergroups: Mapping[Name, Workergroup]
    modules: Mapping[Name, Module]
    workflows: Mapping[int, Workflow]
    schedules: Mapping[int, Schedule] = {}
    jobs: Mapping[JobId, Job] = {}
    series: Mapping[Name, JobSeries] = {}
    health: Mapping[str, Literal["ok", "degraded", "down"]] = {"database": "ok"}
    task_logs_kept: Annotated[Span, Field(gt=timedelta(0))] = timedelta(days=30)
    denied: tuple[str, ...] = ()
