"""What ended a pod, or kept it from starting: by rules, the deepest cause first.

A pod that died leaves several true lines: its container was killed, because it was evicted,
because its node went away, because Google took the machine back. The one farthest down decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from kurosai.gcp import autoscaler, lines, sources
from kurosai.gcp.pods import Pod
from kurosai.gcp.sources import Seen
from kurosai.gcp.wire.reading import LogEntry

BEFORE = timedelta(minutes=15)
AFTER = timedelta(minutes=2)
"""How far from a pod's last sign something that happened to its node may be why it ended:
Kubernetes gives up to ten minutes to stop, and events are late by seconds."""

OOM_REACH = timedelta(minutes=1)
"""A container ends at once when the kernel kills it: what is farther away was another one's."""

MACHINE, NODE_REMOVED, MEMORY, EVICTED, NODE_GONE, NO_START, TIME, OWN = range(8)

_MACHINES: Final[Mapping[str, str]] = {
    "compute.instances.preempted": "Google took back the Spot machine {node}",
    "compute.instances.hostError": "the machine under {node} failed",
    "compute.instances.terminateOnHostMaintenance": "maintenance ended the machine {node}",
    "compute.instances.guestTerminate": "the machine {node} shut itself down",
}
_EVICTIONS: Final[Mapping[str, str]] = {
    "Evicted": "the node {node} ran short of something and evicted it",
    "Preempted": "the scheduler evicted it for a pod of higher priority",
}
_NODES: Final[Mapping[str, str]] = {
    "TaintManagerEviction": "it was evicted because its node {node} was tainted",
    "Terminated": "it was ended with its node {node}",
    "NodeNotReady": "its node {node} was not ready any more",
    "Shutdown": "its node {node} shut down",
    "NodeShutdown": "its node {node} shut down",
    "PreemptionNotice": "its node {node} was told that it would be taken back",
}
_MEMORY = frozenset({"OOMKilling", "SystemOOM"})
_STARTS: Final[Mapping[str, str]] = {
    "FailedScheduling": "it found no node",
    "Failed": "its container could not be started",
    "ErrImagePull": "its image could not be pulled",
    "ImagePullBackOff": "its image could not be pulled",
    "InspectFailed": "its image could not be used",
    "FailedCreatePodSandBox": "its node could not make its sandbox",
    "FailedMount": "a volume could not be mounted",
    "FailedAttachVolume": "a volume could not be attached",
    "FailedCreate": "the Job could not make its pod",
}
_DELETES = ("pods.delete", "jobs.delete", "pods.eviction.create")
_CANCELLED = "Cancelling deletion"
"""What the taint manager says, under the same reason, when it takes an eviction back."""

_PARTS_OF_KUBERNETES = ("system:serviceaccount:kube-system:", "system:node:", "system:kube-")
"""These delete pods as a consequence of what the events tell: a deadline, a taint, a preemption.
The kubelet deletes each pod that has ended."""


@dataclass(frozen=True, slots=True)
class Cause:
    """An entry that explains the end of a pod; a lower `rank` lies deeper. `what` is our words."""

    rank: int
    entry: LogEntry
    what: str


def of(pod: Pod | None, seen: Seen) -> tuple[Cause, ...]:
    """Everything that may explain it, the deepest first.

    Of the same kind the latest decides, but of what a lost node brings about the first.

    `pod` is None when only the Job is known.
    """
    found = [*_job(pod, seen)]
    if pod is not None:
        found += [*_machine(pod, seen), *_scaling(pod, seen), *_node(pod, seen), *_own(pod)]
        found += _deleted(pod, seen)
    return tuple(sorted(found, key=_depth))


def _depth(cause: Cause) -> tuple[int, float]:
    at = cause.entry.at.timestamp()
    return cause.rank, at if cause.rank == NODE_GONE else -at


def completed(seen: Seen) -> bool:
    """Whether the Job says of itself that it succeeded."""
    events = (lines.event_of(entry) for entry in seen.of(sources.EVENTS).entries)
    return any(event and event.kind == "Job" and event.reason == "Completed" for event in events)


def _near(pod: Pod, entry: LogEntry) -> bool:
    placed = pod.placed
    late = entry.at <= pod.last + AFTER
    return placed is not None and max(placed, pod.last - BEFORE) <= entry.at and late


def _machine(pod: Pod, seen: Seen) -> Iterator[Cause]:
    for entry in seen.of(sources.SYSTEM).entries:
        what = _MACHINES.get(_method(entry))
        if what and _is_of(pod, entry) and _near(pod, entry):
            yield Cause(MACHINE, entry, what.format(node=pod.node))


def _scaling(pod: Pod, seen: Seen) -> Iterator[Cause]:
    for entry in seen.of(sources.AUTOSCALER).entries:
        decision = autoscaler.read(entry.payload or {})
        if decision is None:
            continue
        if pod.node in decision.nodes and _near(pod, entry):
            what = f"the autoscaler removed its node {pod.node}"
            yield Cause(NODE_REMOVED, entry, what)
        elif decision.verb == "noScaleUp" and not pod.placed and pod.name in decision.pods:
            yield Cause(NO_START, entry, "the autoscaler made no node for it")


def _node(pod: Pod, seen: Seen) -> Iterator[Cause]:
    for entry in seen.of(sources.NODES).entries:
        event = lines.event_of(entry)
        if event is None or event.name != pod.node or not _near(pod, entry):
            continue
        if event.reason in _MEMORY and abs(entry.at - pod.last) <= OOM_REACH:
            yield Cause(MEMORY, entry, f"the kernel of {pod.node} killed a process for its memory")
        elif event.reason in _NODES:
            yield Cause(NODE_GONE, entry, _NODES[event.reason].format(node=pod.node))


def _own(pod: Pod) -> Iterator[Cause]:
    node = pod.node or "(unknown)"
    for entry in pod.events:
        event = lines.event_of(entry)
        if event is None:
            continue
        if event.reason in _EVICTIONS:
            yield Cause(EVICTED, entry, _EVICTIONS[event.reason].format(node=node))
        elif event.reason in _NODES and not event.message.startswith(_CANCELLED):
            yield Cause(NODE_GONE, entry, _NODES[event.reason].format(node=node))
        elif event.reason == "OOMKilled":
            yield Cause(MEMORY, entry, "a container used more memory than it may")
        elif event.reason in _STARTS and not pod.started:
            yield Cause(NO_START, entry, _STARTS[event.reason])
        elif event.reason == "Unhealthy" and "Killing" in pod.reasons:
            yield Cause(TIME, entry, "it did not answer its probe")
    errors = [entry for entry in pod.lines if lines.failing(entry)]
    if errors:
        yield Cause(OWN, errors[-1], "the last error that it wrote itself")


def _deleted(pod: Pod, seen: Seen) -> Iterator[Cause]:
    """Somebody removed the pod or its Job while it ran: one that had ended is not killed."""
    kills = [
        entry.at
        for entry in pod.events
        if (event := lines.event_of(entry)) and event.reason == "Killing"
    ]
    for entry in seen.of(sources.ACTIVITY).entries:
        before = any(entry.at <= at + AFTER for at in kills)
        if before and _near(pod, entry) and deletes(entry):
            yield Cause(EVICTED, entry, "somebody deleted it")


def deletes(entry: LogEntry) -> bool:
    """Whether somebody from outside Kubernetes asked for a deletion, and was allowed it."""
    payload = entry.payload or {}
    status = payload.get("status")
    refused = isinstance(status, Mapping) and bool(status.get("code"))
    by = payload.get("principalEmail")
    own = isinstance(by, str) and by.startswith(_PARTS_OF_KUBERNETES)
    return _method(entry).endswith(_DELETES) and not refused and not own


def _job(pod: Pod | None, seen: Seen) -> Iterator[Cause]:
    for entry in seen.of(sources.EVENTS).entries:
        event = lines.event_of(entry)
        if event is None or event.kind != "Job":
            continue
        if event.reason == "DeadlineExceeded":
            yield Cause(TIME, entry, "the Job ran longer than it may")
        elif event.reason == "FailedCreate" and (pod is None or not pod.started):
            yield Cause(NO_START, entry, _STARTS["FailedCreate"])


def _method(entry: LogEntry) -> str:
    method = (entry.payload or {}).get("methodName")
    return method if isinstance(method, str) else ""


def _is_of(pod: Pod, entry: LogEntry) -> bool:
    resource = (entry.payload or {}).get("resourceName")
    return isinstance(resource, str) and resource.endswith(f"/instances/{pod.node}")
