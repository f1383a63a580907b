"""The pods behind the tasks that ran on GKE, and the entries that every pod leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.node_stops import STOPPED
from kurosai.sandbox.cloud_logging.shapes import Cluster, When, node_of, suffix
from kurosai.sandbox.records import Job, LogLine, Task
from kurosai.sandbox.schema_gcp import Gcp, Pod

DELIVERY = timedelta(seconds=2)
_ORDINARY = Pod()


@dataclass(frozen=True, slots=True)
class TaskPod:
    """A pod that ran for a task. It `began` when its container started; `until` then its entries
    are as usual, and from when it was `lost` (its node ended, or evicted it) only its Job's are."""

    name: str
    job: str
    node: str
    task: Task
    began: datetime
    until: datetime | None
    lost: datetime | None = None
    created: datetime | None = None
    """When its Job made it, where it had to wait for a node."""

    def lives(self, at: datetime) -> bool:
        """Whether its ordinary entries reach up to this time."""
        return self.until is None or at <= self.until

    def writes(self, at: datetime) -> bool:
        """Whether its container still was there at this time."""
        return self.lives(at) and (self.lost is None or at <= self.lost)

    def on(self, at: datetime) -> bool:
        """Whether it was on its node at this time, and goes on as its node does."""
        over = self.task.finished_at
        return self.until is None and self.began <= at and (over is None or at < over)


def of_jobs(jobs: Mapping[int, Job], gcp: Gcp) -> Iterator[TaskPod]:
    """The pod of the last attempt of each GKE task that started."""
    for job in jobs.values():
        for task in job.tasks:
            pod = _of_task(job, task, gcp)
            if pod is not None:
                yield pod


def name_of(job: str, gcp: Gcp) -> str:
    """The name of the pod of a k8s Job."""
    return f"{job}-{gcp.pods.get(job, _ORDINARY).suffix or suffix(job)}"


def ordinary(pod: TaskPod, cluster: Cluster, gcp: Gcp) -> Iterator[Entry]:
    """What a pod leaves when all is well: scheduled, pulled, started, its lines, its job's end."""
    for place in range(len(STEPS)):
        yield step(pod, cluster, gcp, place)
    for line in pod.task.log:
        if line.at >= pod.began and pod.writes(line.at):
            yield said(pod, cluster, line)
    yield from end(pod, cluster)


STEPS = (
    ("Job", -6_400, "SuccessfulCreate", "Created pod: {pod}", "job-controller"),
    ("Pod", -6_100, "Scheduled", "Successfully assigned {place} to {node}", "default-scheduler"),
    ("Pod", -5_200, "Pulling", 'Pulling image "{image}"', "kubelet"),
    ("Pod", -800, "Pulled", 'Successfully pulled image "{image}"', "kubelet"),
    ("Pod", -300, "Created", "Created container main", "kubelet"),
    ("Pod", 0, "Started", "Started container main", "kubelet"),
)
"""The events of a start: about what, milliseconds from the container's start, reason, message,
who says it."""


def step(pod: TaskPod, cluster: Cluster, gcp: Gcp, place: int) -> Entry:
    """The event of that place in `STEPS`."""
    kind, ms, reason, message, component = STEPS[place]
    at = pod.began + timedelta(milliseconds=ms)
    if kind == "Job" and pod.created is not None:
        at = pod.created
    image = f"{gcp.location}-docker.pkg.dev/{gcp.project}/modules/{pod.task.module}"
    return cluster.event(
        _when(at),
        kind,
        pod.job if kind == "Job" else pod.name,
        reason=reason,
        message=message.format(
            pod=pod.name,
            place=f"{gcp.namespace}/{pod.name}",
            node=pod.node,
            image=f"{image}:{pod.task.module_version}",
        ),
        component=component,
        host=pod.node if component == "kubelet" else "",
    )


def said(pod: TaskPod, cluster: Cluster, line: LogLine) -> Entry:
    """A line of its container."""
    when = When(line.at, line.at + DELIVERY + line.delay)
    return cluster.line(when, pod.name, job=pod.job, node=pod.node, said=line.text)


def end(pod: TaskPod, cluster: Cluster) -> Iterator[Entry]:
    """What its Job says when it has ended; nothing of one that goes on."""
    at = pod.task.finished_at
    if at is None or not pod.lives(at):
        return
    good = pod.task.status == "SUCCEEDED"
    yield cluster.event(
        _when(at),
        "Job",
        pod.job,
        reason="Completed" if good else "BackoffLimitExceeded",
        message="Job completed" if good else "Job has reached the specified backoff limit",
        warning=not good,
        component="job-controller",
    )


def _of_task(job: Job, task: Task, gcp: Gcp) -> TaskPod | None:
    name = f"job-{job.id}-{task.name}"
    told = gcp.pods.get(name, _ORDINARY)
    first = task.log[0].at if task.log else None
    began = task.started_at or first
    if task.engine != "gke" or began is None or not told.scheduled:
        return None
    pod = name_of(name, gcp)
    node = told.node or node_of(pod)
    placed = TaskPod(pod, name, node, task, began, told.until)
    return replace(placed, lost=_lost(placed, gcp), created=_created(placed, gcp))


def _created(pod: TaskPod, gcp: Gcp) -> datetime | None:
    """Just before it began to wait for a node, where it had to."""
    waits = [one.at for one in gcp.waiting if one.pod in (pod.name, pod.job)]
    return min(waits) - timedelta(milliseconds=300) if waits else None


def _lost(pod: TaskPod, gcp: Gcp) -> datetime | None:
    """When the end of its node, or an eviction, stopped its container."""
    times = [one.at for one in gcp.evictions if one.pod in (pod.name, pod.job)]
    node = gcp.nodes.get(pod.node)
    if node is not None and node.until is not None and node.ended is not None:
        times.append(node.until + STOPPED[node.ended])
    return min((at for at in times if pod.on(at)), default=None)


def _when(at: datetime) -> When:
    return When(at, at + DELIVERY)
