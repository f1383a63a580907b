"""What a job and its tasks can have in common with others: image host, zone, size, version, ...

A failed job has the values of the tasks that failed, a good one those of every task that ran:
what a good job also used cannot be what fails by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from kurosai.clock import JST
from kurosai.crois import variables
from kurosai.crois.fields import known, number, obj, short
from kurosai.crois.job_record import NEVER_BEGAN, Job, Task, workflow_told

Attributes: TypeAlias = "Mapping[str, frozenset[str]]"
"""Values by attribute; an attribute whose value is not known is missing."""

ORDER = (
    *("image host", "image repository", "zone", "region", "worker group", "cluster", "size"),
    *("module version", "module", "engine", "task attempt", "job attempt", "trigger", "by"),
    *("workflow", "project", "hour (JST)"),
)
"""The most telling first, for what cannot be told apart; environment variables after `size`."""

ENVIRONMENT = "env "
HOUR = "hour (JST)"
ZONE = "zone"
TASK_ATTEMPT = "task attempt"
AFTERWARDS = frozenset({TASK_ATTEMPT, "job attempt"})
"""What failing brings about: who failed is tried again. It sets nothing apart by itself."""

_HUB = "docker.io"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the jobs' own records leave out: images by module and version, regions by group."""

    images: Mapping[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    regions: Mapping[str, str] = field(default_factory=dict[str, str])


def rank(attribute: str) -> tuple[int, str]:
    """Where an attribute stands among others that say the same."""
    if attribute.startswith(ENVIRONMENT):
        return (ORDER.index("size"), attribute)
    return (ORDER.index(attribute), "")


def of(job: Job, tasks: Sequence[Task] | None, catalogue: Catalogue, *, hours: bool) -> Attributes:
    """The attributes of a job; without those of its tasks when they were not read (None).

    `hours`: whether the hour of the day counts, which says something over several days only.
    """
    found: dict[str, set[str]] = {}
    for name, value in _of_job(job, hours=hours):
        if value:
            found.setdefault(name, set()).add(value)
    for task in telling(job, tasks or ()):
        for name, value in _of_task(task, catalogue):
            if value:
                found.setdefault(name, set()).add(value)
    return {name: frozenset(values) for name, values in found.items()}


def telling(job: Job, tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks whose values count: those that failed, or of a good job those that ran."""
    ran = tuple(task for task in tasks if task.status not in NEVER_BEGAN)
    if not job.failed:
        return ran
    return tuple(task for task in tasks if task.failed) or ran or tuple(tasks)


def host_of(image: str) -> str:
    """The registry of an image's name, as Docker reads it."""
    first, slash, _ = image.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        return first
    return _HUB if image else ""


def repository_of(image: str) -> str:
    """The image's name without tag and digest."""
    name = image.partition("@")[0]
    path, colon, tag = name.rpartition(":")
    return path if colon and "/" not in tag else name


def _of_job(job: Job, *, hours: bool) -> Iterator[tuple[str, str]]:
    yield "project", job.project
    yield "workflow", workflow_told(job)
    yield "trigger", job.trigger
    yield "by", job.by
    yield "job attempt", str(job.attempt)
    if hours and job.created:
        yield HOUR, f"{job.created.astimezone(JST):%H}"


def _of_task(task: Task, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    body = task.body
    yield "module", task.module
    yield "module version", f"{task.module} {task.version}".strip()
    yield "engine", task.engine
    yield "task attempt", str(task.attempt)
    yield "worker group", known(body.get("workergroup"))
    yield "region", catalogue.regions.get(known(body.get("workergroup")), "")
    yield "zone", known(body.get("zone"))
    yield "cluster", known(obj(body.get("resources")).get("cluster"))
    yield "size", _size(task)
    image = catalogue.images.get((task.module, task.version), "")
    yield "image host", host_of(image)
    yield "image repository", repository_of(image)
    for name, value in obj(body.get("environment")).items():
        yield f"{ENVIRONMENT}{short(name, 40)}", short(variables.mark(name, known(value)), 60)


def _size(task: Task) -> str:
    cpu, memory = number(task.body.get("cpu")), number(task.body.get("memory_mb"))
    if cpu is None and memory is None:
        return ""
    return f"{cpu if cpu is not None else '?'} cpu / {memory if memory is not None else '?'} MiB"
