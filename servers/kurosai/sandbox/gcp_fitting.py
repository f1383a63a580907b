"""Whether what a scenario tells of nodes and evictions fits the jobs that ran there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from kurosai.sandbox.cloud_logging import certificates
from kurosai.sandbox.cloud_logging.named_pods import NamedPods
from kurosai.sandbox.cloud_logging.node_stops import STOPPED
from kurosai.sandbox.schema_base import Problem
from kurosai.sandbox.schema_crois import Crois, TaskRun
from kurosai.sandbox.schema_gcp import Gcp, GcpProject, Pod
from kurosai.sandbox.schema_gcp_nodes import Node
from kurosai.vocabulary import stamp


def misfits(gcp: Gcp, crois: Crois, known: Collection[str]) -> Iterator[Problem]:
    """What cannot have been; `known` are the k8s Jobs of the tasks."""
    for name in gcp.pods:
        if name not in known:
            yield ("world", "gcp", "pods", name), "there is no task of engine gke with this pod"
    for job_id, job in crois.jobs.items():
        for task_name, task in job.tasks.items():
            name = f"job-{job_id}-{task_name}"
            pod = gcp.pods.get(name)
            node = gcp.nodes.get(pod.node) if pod is not None and pod.node else None
            if pod is None or node is None or name not in known:
                continue
            why = _not_there(pod, node, task, job.created_at)
            if why:
                yield ("world", "gcp", "pods", name, "node"), why
    for steps, project, own in (
        (("world", "gcp"), gcp, known),
        *((("world", "gcp", "also", index), one, ()) for index, one in enumerate(gcp.also)),
    ):
        yield from _evictions(project, own, steps)
        yield from _handshakes(project, steps)


def _not_there(pod: Pod, node: Node, task: TaskRun, created: datetime) -> str:
    """Why its pod cannot have been on a node, "" if it can."""
    if task.started is None or pod.until is not None:
        return ""
    began = created + task.started
    if node.since is not None and began < node.since:
        return f"the pod began at {stamp(began)}, before its node was there"
    if node.until is None or node.ended is None:
        return ""
    if began >= node.until:
        return f"the pod began at {stamp(began)}, and its node had ended by then"
    over = created + task.finished if task.finished is not None else None
    if task.status == "SUCCEEDED" and over and over > node.until + STOPPED[node.ended]:
        return f"the task SUCCEEDED at {stamp(over)}, and its node had ended by then"
    return ""


def _evictions(
    gcp: GcpProject, known: Collection[str], steps: tuple[str | int, ...]
) -> Iterator[Problem]:
    named = NamedPods(gcp, ())
    for index, one in enumerate(gcp.evictions):
        if one.node is None and named.of(one.pod).job not in known:
            text = "there is no task of engine gke with this pod: say its `node`"
            yield (*steps, "evictions", index, "pod"), text


def _handshakes(gcp: GcpProject, steps: tuple[str | int, ...]) -> Iterator[Problem]:
    for index, one in enumerate(gcp.handshakes):
        here = (*steps, "handshakes", index)
        served = gcp.certificates.get(one.certificate)
        if served is None:
            yield (*here, "certificate"), f"there is no certificate {one.certificate!r}"
        elif any(not certificates.why(served, one.host, at) for at in one.times()):
            text = "its certificate is good for this host at some of these times: nothing fails"
            yield here, text
