"""What happened to a pod's node, to its machine, and to the pod from outside, near its end."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

from kurosai.gcp import autoscaler, lines, pods, sources
from kurosai.gcp.decoder import events, machines, scaling
from kurosai.gcp.decoder.codes import Code
from kurosai.gcp.pods import Pod
from kurosai.gcp.sources import Seen
from kurosai.gcp.wire.reading import LogEntry

BEFORE = timedelta(minutes=15)
AFTER = timedelta(minutes=2)
"""How far from a pod's last sign something that happened to its node may be why it ended:
Kubernetes gives up to ten minutes to stop, and events are late by seconds."""

OPERATION = timedelta(hours=2)
"""An upgrade of a pool is recorded when it begins, and takes its nodes one after the other."""

OOM_REACH = timedelta(minutes=1)
"""A container ends at once when the kernel kills it: what is farther away was another one's."""

SAME = timedelta(seconds=10)
"""Within so little of a kill for memory a SIGKILL of the same node is that one."""

SIGKILL = 137
_PARTS_OF_KUBERNETES = ("system:serviceaccount:kube-system:", "system:node:", "system:kube-")
"""These delete pods as a consequence of what the events tell: a deadline, a taint, a preemption.
The kubelet deletes each pod that has ended."""

_POOL = "/nodePools/"
_GOES = frozenset({Code.NODE_DELETED, Code.NODE_NOT_READY, Code.NODE_SHUTDOWN})

Found: TypeAlias = tuple[LogEntry, Code]


def of(pod: Pod, seen: Seen) -> Iterator[Found]:
    """Each entry that may explain the pod's end from outside, with its code."""
    yield from _machine(pod, seen)
    yield from _operations(pod, seen)
    yield from _scaling(pod, seen)
    yield from _node(pod, seen)
    yield from _memory(pod, seen)
    yield from _deleted(pod, seen)


def deletes(entry: LogEntry) -> bool:
    """Whether somebody from outside Kubernetes asked for a deletion, and was allowed it."""
    payload = entry.payload or {}
    status = payload.get("status")
    refused = isinstance(status, Mapping) and bool(status.get("code"))
    by = payload.get("principalEmail")
    own = isinstance(by, str) and by.startswith(_PARTS_OF_KUBERNETES)
    code = machines.decode(_text(entry, "methodName"))
    return code in (Code.DELETED, Code.EVICTED_API) and not refused and not own


def _near(pod: Pod, seen: Seen, entry: LogEntry, before: timedelta = BEFORE) -> bool:
    placed, last = pod.placed, _last(pod, seen)
    late = entry.at <= last + AFTER
    return placed is not None and max(placed, last - before) <= entry.at and late


def _last(pod: Pod, seen: Seen) -> datetime:
    """The last sign of a pod, the end of its container among them."""
    end = seen.end_of(pod)
    return max(pod.last, end.entry.at) if end is not None else pod.last


def _machine(pod: Pod, seen: Seen) -> Iterator[Found]:
    """What happened to the machine; that it was started again only where its end is not seen."""
    found = [*_on_machine(pod, seen)]
    ends = [one for one in found if _text(one[0], "methodName") != machines.RESTARTED]
    yield from ends or found


def _on_machine(pod: Pod, seen: Seen) -> Iterator[Found]:
    for name in (sources.SYSTEM, sources.ACTIVITY):
        for entry in seen.of(name).entries:
            code = machines.decode(_text(entry, "methodName"))
            if code is None or code in (Code.DELETED, Code.EVICTED_API):
                continue
            about = lines.whole(entry) if name == sources.ACTIVITY else _text(entry, "resourceName")
            if pod.node and _names(about, pod.node) and _near(pod, seen, entry):
                yield entry, code


def _names(text: str, node: str) -> bool:
    """Whether a text names the machine of a node, and not one whose name only begins so."""
    return re.search(rf"/instances/{re.escape(node)}(?![a-z0-9-])", text) is not None


def _operations(pod: Pod, seen: Seen) -> Iterator[Found]:
    """What GKE did to the pool of its node, where the node did go then."""
    for entry in seen.of(sources.ACTIVITY).entries:
        pool = _text(entry, "resourceName").partition(_POOL)[2].partition("/")[0]
        if not pool or f"-{pool}-" not in pod.node or not _near(pod, seen, entry, OPERATION):
            continue
        metadata = (entry.payload or {}).get("metadata")
        operation = metadata.get("operationType") if isinstance(metadata, Mapping) else ""
        code = machines.decode(_text(entry, "methodName"), str(operation or ""))
        ours = code is Code.NODE_REPAIRED or code is Code.NODE_UPGRADED
        if code is not None and ours and _went(pod, seen):
            yield entry, code


def _went(pod: Pod, seen: Seen) -> bool:
    """Whether its node was seen going, near its end."""
    return any(code in _GOES for _, code in _node(pod, seen))


def _scaling(pod: Pod, seen: Seen) -> Iterator[Found]:
    for entry, decision in _decisions(seen):
        if pod.node in decision.nodes and _near(pod, seen, entry):
            yield entry, Code.NODE_SCALED_DOWN
    if not pod.placed:
        yield from not_added(pod, seen)


def not_added(pod: Pod, seen: Seen) -> Iterator[Found]:
    """Each decision that no node is added for a pod, and each attempt for it that came to nothing,
    whether or not it found one later."""
    read = [*_decisions(seen)]
    job = pods.job_of(pod.name)
    tried = {one.event for _, one in read if one.verb == "scaleUp" and one.about(pod.name, job)}
    for entry, decision in read:
        if decision.verb == "noScaleUp" and decision.about(pod.name, job):
            told = scaling.decode([(one.id, one.parameters) for one in decision.messages])
            yield entry, told or Code.SCALE_UP_FAILED
        elif decision.verb == "result":
            own = [one for one in decision.messages if one.event and one.event in tried]
            failed = scaling.decode([(one.id, one.parameters) for one in own])
            if failed is not None:
                yield entry, failed


def _decisions(seen: Seen) -> Iterator[tuple[LogEntry, autoscaler.Decision]]:
    for entry in seen.of(sources.AUTOSCALER).entries:
        decision = autoscaler.read(entry.payload or {})
        if decision is not None:
            yield entry, decision


def _node(pod: Pod, seen: Seen) -> Iterator[Found]:
    for entry in seen.of(sources.NODES).entries:
        event = lines.event_of(entry)
        if event is None or event.name != pod.node or not _near(pod, seen, entry):
            continue
        code = events.decode(event.kind, event.reason, event.message)
        if code is Code.OOM_ON_NODE:
            yield from _killed(pod, seen, entry)
        elif code is not None:
            yield entry, code


def _killed(pod: Pod, seen: Seen, entry: LogEntry) -> Iterator[Found]:
    """The node's kernel killed something for its memory, and does not say whose: perhaps this
    pod's, if it was killed then; what names the pod is asked of `_memory`."""
    end = seen.end_of(pod)
    if end is None:
        if abs(entry.at - pod.last) <= OOM_REACH:
            yield entry, Code.OOM_ON_NODE
    elif end.code == SIGKILL and abs(end.entry.at - entry.at) <= SAME:
        yield entry, Code.OOM_ON_NODE


def _memory(pod: Pod, seen: Seen) -> Iterator[Found]:
    """The kernel's own line, which names the pod."""
    for entry in seen.of(sources.NODE_LOG).entries:
        if pod.uid and machines.oom_of(lines.message(entry)) == pod.uid:
            yield entry, Code.OOM_KILLED


def _deleted(pod: Pod, seen: Seen) -> Iterator[Found]:
    """Somebody removed the pod or its Job while it ran: one that had ended is not killed."""
    kills = [
        entry.at
        for entry in pod.events
        if (event := lines.event_of(entry)) and event.reason == "Killing"
    ]
    for entry in seen.of(sources.ACTIVITY).entries:
        before = any(entry.at <= at + AFTER for at in kills)
        ours = _removes(_text(entry, "resourceName"), pod)
        if before and ours and _near(pod, seen, entry) and deletes(entry):
            yield entry, machines.decode(_text(entry, "methodName")) or Code.DELETED


def _removes(resource: str, pod: Pod) -> bool:
    """Whether it is the pod or the Job, and not another pod of the same Job."""
    kind, _, rest = resource.partition("/namespaces/")[2].partition("/")[2].partition("/")
    return kind == "jobs" or (kind == "pods" and rest.partition("/")[0] == pod.name)


def _text(entry: LogEntry, name: str) -> str:
    value = (entry.payload or {}).get(name)
    return value if isinstance(value, str) else ""
