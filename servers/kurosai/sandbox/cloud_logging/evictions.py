"""What a kubelet leaves when it evicts a pod; what the scheduler does while it finds no node."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.named_pods import Named
from kurosai.sandbox.cloud_logging.shapes import Cluster, When
from kurosai.sandbox.schema_gcp_nodes import Eviction
from kurosai.sandbox.schema_gcp_scaling import Waiting

RESOURCES = {"disk": "ephemeral-storage", "memory": "memory"}
SIGKILL = 137
AGAIN = timedelta(minutes=5)
MOST_AGAIN = 200
"""The scheduler tries again and again; a world's now comes before this is over."""


def evicted(told: Eviction, one: Named, cluster: Cluster) -> Iterator[Entry]:
    """The event of the pod, the lines of the kubelet and the end of its container."""
    node = told.node or one.node
    when = When(told.at, told.at + told.delay)
    pod = f'"{cluster.namespace}/{one.pod}"'
    if told.limit is None:
        short = f'resourceName="{RESOURCES[told.of]}"'
        for source, said in (
            (
                "eviction_manager.go:377",
                f'"Eviction manager: must evict pod(s) to reclaim" {short}',
            ),
            (
                "eviction_manager.go:395",
                f'"Eviction manager: pods ranked for eviction" pods=[{pod}]',
            ),
        ):
            yield cluster.on_node(when, node, "kubelet", said, source=source)
    for reason, message, warning in (
        ("Evicted", _why(told), True),
        ("Killing", f"Stopping container {told.container}", False),
    ):
        yield cluster.event(
            when, "Pod", one.pod, reason=reason, message=message, warning=warning, host=node
        )
    done = When(told.at + timedelta(seconds=1), when.received + timedelta(seconds=1))
    yield from cluster.ended(done, one.pod, node, SIGKILL, oom=False)
    said = f'"Eviction manager: pod is evicted successfully" pod={pod}'
    yield cluster.on_node(done, node, "kubelet", said, source="eviction_manager.go:614")


def _why(told: Eviction) -> str:
    """The kubelet's own words."""
    if told.limit is not None:
        if told.volume is not None:
            return f'Usage of EmptyDir volume "{told.volume}" exceeds the limit "{told.limit}". '
        return (
            "Pod ephemeral local storage usage exceeds the total limit of containers "
            f"{told.limit}. "
        )
    resource = RESOURCES[told.of]
    return (
        f"The node was low on resource: {resource}. "
        f"Threshold quantity: {told.threshold}, available: {told.available}. "
        f"Container {told.container} was using {told.using}, request is {told.request}, "
        f"has larger consumption of {resource}. "
    )


def waited(told: Waiting, one: Named, cluster: Cluster) -> Iterator[Entry]:
    """The scheduler's events, until the pod was placed; and that its Job made it, where no task
    tells so."""
    if one.placed is None:
        yield cluster.event(
            _when(told, told.at - timedelta(milliseconds=300)),
            "Job",
            one.job,
            reason="SuccessfulCreate",
            message=f"Created pod: {one.pod}",
            component="job-controller",
        )
    until = told.until or (one.placed.began if one.placed else None)
    available = f"0/{told.nodes} nodes are available"
    lacks = ", ".join(f"{count} {what}" for what, count in told.lacks.items())
    said = (
        f"{available}: {lacks}. preemption: {available}: "
        f"{told.nodes} No preemption victims found for incoming pod."
    )
    for number in range(MOST_AGAIN):
        at = told.at + number * AGAIN
        if until is not None and at >= until:
            return
        yield cluster.event(
            _when(told, at),
            "Pod",
            one.pod,
            reason="FailedScheduling",
            message=said,
            warning=True,
            component="default-scheduler",
        )


def _when(told: Waiting, at: datetime) -> When:
    return When(at, at + told.delay)
