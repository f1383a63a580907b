"""A Kubernetes event as a cause: by its reason, then by what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from kurosai.gcp.decoder import images, scheduling
from kurosai.gcp.decoder.codes import Code

CANCELLED = "Cancelling deletion"
"""What the taint manager says, under the same reason, when it takes an eviction back."""

_Rules = tuple[tuple[re.Pattern[str], Code], ...]


def _rules(*pairs: tuple[str, Code]) -> _Rules:
    return tuple((re.compile(pattern, re.IGNORECASE), code) for pattern, code in pairs)


_EVICTED = _rules(
    (
        r"exceeds the (?:total )?limit|exceeded? its local ephemeral storage limit",
        Code.EVICTED_STORAGE_LIMIT,
    ),
    (r"low on resource: memory|MemoryPressure", Code.EVICTED_MEMORY),
    (
        r"low on resource: (?:ephemeral-storage|nodefs|imagefs|inodes)|DiskPressure|DiskException",
        Code.EVICTED_DISK,
    ),
    (r"low on resource: pids|PIDPressure", Code.EVICTED_PIDS),
    (
        r"evicted (?:by|via|through|using) .{0,20}(?:API|drain)|EvictionByEvictionAPI",
        Code.EVICTED_API,
    ),
    (r"preempt", Code.PRIORITY_PREEMPTED),
)
_KILLING = _rules(
    (r"failed liveness probe", Code.LIVENESS_PROBE),
    (r"failed startup probe", Code.STARTUP_PROBE),
)
_CREATING = _rules(
    (r"exceeded quota|failed quota|insufficient quota to match", Code.RESOURCE_QUOTA),
    (
        r"is forbidden|denied (?:the )?request|admission webhook|failed calling webhook|is invalid",
        Code.ADMISSION_DENIED,
    ),
)
_SANDBOX = _rules(
    (
        (
            r"no (?:available )?IP addresses|IP space|range (?:is )?full|no more IPs"
            r"|IPAM.{0,40}exhausted|failed to assign an IP address"
        ),
        Code.NO_ADDRESSES,
    ),
)
_SCALING = _rules(
    (r"quota", Code.GCE_QUOTA),
    (r"IP space exhausted", Code.NO_ADDRESSES),
    (r"out of resources|RESOURCE_POOL_EXHAUSTED|does not have enough resources", Code.GCE_STOCKOUT),
    (
        r"max node group size reached|max cluster (?:cpu|memory)|max limit reached",
        Code.SCALE_UP_LIMIT,
    ),
    (r"in backoff", Code.SCALE_UP_BACK_OFF),
    (r"unbound immediate PersistentVolumeClaims", Code.VOLUME_UNBOUND),
    (
        r"wouldn't fit|Insufficient|untolerated taint|taints? that|didn't match|affinity",
        Code.SCALE_UP_NO_FIT,
    ),
)


def _first(rules: _Rules, otherwise: Code | None = None) -> Callable[[str], Code | None]:
    def decode(message: str) -> Code | None:
        return next((code for shape, code in rules if shape.search(message)), otherwise)

    return decode


def _always(code: Code) -> Callable[[str], Code | None]:
    return lambda _message: code


def _mounting(message: str) -> Code | None:
    missing = images.start(message)
    return Code.CONFIG_MISSING if missing is Code.CONFIG_MISSING else Code.VOLUME_MOUNT


def _tainted(message: str) -> Code | None:
    return None if message.startswith(CANCELLED) else Code.NODE_TAINTED


def _shutdown(message: str) -> Code | None:
    return Code.NODE_SHUTDOWN if re.search("shut ?down", message, re.IGNORECASE) else None


def _back_off(message: str) -> Code | None:
    return images.pull(message) or (
        Code.CRASH_LOOP if message.startswith("Back-off restarting") else None
    )


POD: Final[Mapping[str, Callable[[str], Code | None]]] = {
    "FailedScheduling": scheduling.decode,
    "NotTriggerScaleUp": _first(_SCALING),
    "FailedScaleUp": _first(_SCALING, Code.SCALE_UP_FAILED),
    "Failed": images.failed,
    "ErrImagePull": images.pull,
    "ErrImageNeverPull": _always(Code.PULL_NOT_FOUND),
    "ImagePullBackOff": lambda message: images.pull(message) or Code.PULL_BACK_OFF,
    "InspectFailed": images.inspected,
    "BackOff": _back_off,
    "CreateContainerConfigError": lambda message: images.start(message) or Code.CONFIG_MISSING,
    "CreateContainerError": images.start,
    "RunContainerError": images.start,
    "FailedMount": _mounting,
    "FailedAttachVolume": _mounting,
    "FailedMapVolume": _mounting,
    "FailedCreatePodSandBox": _first(_SANDBOX, Code.SANDBOX),
    "Evicted": _first(_EVICTED),
    "Preempted": _always(Code.PRIORITY_PREEMPTED),
    "Preempting": _always(Code.PRIORITY_PREEMPTED),
    "TaintManagerEviction": _tainted,
    "NodeNotReady": _always(Code.NODE_NOT_READY),
    "Shutdown": _always(Code.NODE_SHUTDOWN),
    "NodeShutdown": _always(Code.NODE_SHUTDOWN),
    "Terminated": _shutdown,
    "Killing": _first(_KILLING),
    "OOMKilled": _always(Code.OOM_KILLED),
    "ScaleDown": _always(Code.NODE_SCALED_DOWN),
}
NODE: Final[Mapping[str, Callable[[str], Code | None]]] = {
    "OOMKilling": _always(Code.OOM_ON_NODE),
    "SystemOOM": _always(Code.OOM_ON_NODE),
    "NodeNotReady": _always(Code.NODE_NOT_READY),
    "Shutdown": _always(Code.NODE_SHUTDOWN),
    "NodeShutdown": _always(Code.NODE_SHUTDOWN),
    "PreemptionNotice": _always(Code.NODE_SHUTDOWN),
    "TerminationNotice": _always(Code.NODE_SHUTDOWN),
    "DeletingNode": _always(Code.NODE_DELETED),
    "RemovingNode": _always(Code.NODE_DELETED),
    "ScaleDown": _always(Code.NODE_SCALED_DOWN),
}
JOB: Final[Mapping[str, Callable[[str], Code | None]]] = {
    "DeadlineExceeded": _always(Code.JOB_DEADLINE),
    "BackoffLimitExceeded": _always(Code.JOB_BACKOFF_LIMIT),
    "PodFailurePolicy": _always(Code.JOB_FAILURE_POLICY),
    "FailedCreate": _first(_CREATING),
}
_KINDS = {"Pod": POD, "Node": NODE, "Job": JOB}


def decode(kind: str, reason: str, message: str) -> Code | None:
    """The cause that an event about a Pod, a Node or a Job tells; None for one that tells none, or
    whose words are not known."""
    rule = _KINDS.get(kind, {}).get(reason)
    return rule(message) if rule is not None else None
