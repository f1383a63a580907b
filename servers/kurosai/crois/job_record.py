"""A job and its tasks as the API lists them, with their times as times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.crois.fields import Object, known, number, obj, raw, short, time
from kurosai.errors import Unavailable
from kurosai.vocabulary import Row

SUCCEEDED, RUNNING = "SUCCEEDED", "RUNNING"
FAILED = ("FAILED", "TIMED_OUT")
"""The statuses in which nobody wanted a job to end."""

NEVER_BEGAN = frozenset({"WAITING", "QUEUED", "SKIPPED"})


@dataclass(frozen=True, slots=True)
class Task:
    """One task. Texts are "" where the API says nothing."""

    name: str
    status: str
    engine: str
    module: str
    version: str
    attempt: int
    error: str
    body: Object

    @property
    def failed(self) -> bool:
        """Whether it ended as nobody wanted."""
        return self.status in FAILED

    @property
    def k8s_job(self) -> str:
        """The Kubernetes Job that it ran as, if any."""
        return known(obj(self.body.get("resources")).get("k8s_job"))


@dataclass(frozen=True, slots=True)
class Job:
    """One job as lists show it, without its tasks."""

    id: str
    status: str
    project: str
    workflow: str
    workflow_name: str
    trigger: str
    by: str
    schedule: str
    fire_at: datetime | None
    attempt: int
    created: datetime | None
    started: datetime | None
    finished: datetime | None
    error: str
    body: Object

    @property
    def failed(self) -> bool:
        """Whether it ended as nobody wanted."""
        return self.status in FAILED

    @property
    def ran(self) -> timedelta | None:
        """From its start (else its creation) to its end; None while it has none."""
        begun = self.started or self.created
        return self.finished - begun if begun and self.finished else None

    @property
    def lag(self) -> timedelta | None:
        """How much later than its schedule's time it was created; None without such a time."""
        return self.created - self.fire_at if self.created and self.fire_at else None


def job_of(body: Object) -> Job:
    """The job that a list's item is; Unavailable for what is none."""
    workflow, trigger = obj(body.get("workflow")), obj(body.get("trigger"))
    if body.get("id") is None or not isinstance(body.get("status"), str):
        raise Unavailable(
            "The Crois API lists something as a job that is none: without an id or a status.",
            "This shows neither presence nor absence: try again.",
        )
    return Job(
        id=known(body.get("id")),
        status=known(body.get("status")),
        project=known(body.get("project")),
        workflow=known(workflow.get("id")),
        workflow_name=known(workflow.get("name")),
        trigger=known(trigger.get("kind")),
        by=known(trigger.get("by")),
        schedule=known(trigger.get("schedule_id")),
        fire_at=time(trigger.get("fire_at")),
        attempt=number(body.get("attempt")) or 1,
        created=time(body.get("created_at")),
        started=time(body.get("started_at")),
        finished=time(body.get("finished_at")),
        error=known(body.get("error")),
        body=body,
    )


def tasks_of(body: Object) -> tuple[Task, ...]:
    """The tasks of a whole job."""
    return tuple(_task(name, obj(one)) for name, one in obj(body.get("tasks")).items())


def row(job: Job, *, mark: str, told: str) -> Row:
    """The job as a row of a reading: whole for the record, `told` for the reader."""
    return Row(raw(job.body), job.created, mark, told)


def workflow_told(job: Job) -> str:
    """`15102 チュートリアル`."""
    return f"{job.workflow} {short(job.workflow_name, 40)}".strip()


def _task(name: str, body: Object) -> Task:
    return Task(
        name=name,
        status=known(body.get("status")),
        engine=known(body.get("engine")),
        module=known(body.get("module")),
        version=known(body.get("module_version")),
        attempt=number(body.get("attempt")) or 1,
        error=known(body.get("error")),
        body=body,
    )
