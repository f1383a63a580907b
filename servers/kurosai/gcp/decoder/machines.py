"""What Google and GKE did to a machine, from an audit record, and how a container ended, from the
kubelet's log."""

from __future__ import annotations

import re

from kurosai.gcp.decoder.codes import Code

_METHODS: tuple[tuple[re.Pattern[str], Code], ...] = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"^compute\.instances\.preempted$", Code.SPOT_PREEMPTED),
        (r"^compute\.instances\.(?:hostError|automaticRestart)$", Code.HOST_ERROR),
        (r"^compute\.instances\.terminateOnHostMaintenance$", Code.HOST_MAINTENANCE),
        (r"^compute\.instances\.guestTerminate$", Code.GUEST_TERMINATED),
        (r"^compute\.instances\.repair\.recreateInstance$", Code.NODE_REPAIRED),
        (r"\.recreateInstances$", Code.NODE_REPAIRED),
        (r"\.ClusterManagerInternal\.RepairNodePool$", Code.NODE_REPAIRED),
        (r"\.ClusterManager(?:Internal)?\.(?:UpdateNodePool|UpgradeNodePool)$", Code.NODE_UPGRADED),
        (r"\.ClusterManagerInternal\.UpdateClusterInternal$", Code.NODE_UPGRADED),
        (r"\.pods\.eviction\.create$", Code.EVICTED_API),
        (r"\.(?:pods|jobs)\.delete(?:collection)?$", Code.DELETED),
    )
)
_OPERATIONS: tuple[tuple[re.Pattern[str], Code], ...] = (
    (re.compile(r"REPAIR"), Code.NODE_REPAIRED),
    (re.compile(r"UPGRADE_NODES|UPGRADE_NODE_POOL|AUTO_UPGRADE"), Code.NODE_UPGRADED),
)
RESTARTED = "compute.instances.automaticRestart"
"""What follows a failed host: a cause only where nothing else is left of the failure."""

_ENDED = re.compile(
    r'"Generic \(PLEG\): container finished" podID="(?P<pod>[0-9a-f-]{36})" '
    r'containerID="(?P<container>[^"]+)" exitCode=(?P<code>\d+)'
)
_OOM_OF = re.compile(r"task_memcg=\S*pod(?P<pod>[0-9a-f]{8}(?:[_-][0-9a-f]{4}){3}[_-][0-9a-f]{12})")

_TASK = re.compile(r"task=[^,]*,pid=\d+")


def decode(method: str, operation: str = "") -> Code | None:
    """The cause behind an audit record; `operation` is its metadata.operationType, if any."""
    by_operation = next((code for shape, code in _OPERATIONS if shape.search(operation)), None)
    return by_operation or next((code for shape, code in _METHODS if shape.search(method)), None)


def ended(message: str) -> tuple[str, int] | None:
    """The pod's uid and the exit code of a container, from a line of the kubelet."""
    match = _ENDED.search(message)
    return (match["pod"], int(match["code"])) if match else None


def oom_of(message: str) -> str:
    """The uid of the pod whose process the kernel killed, "" where the line names none."""
    match = _OOM_OF.search(message)
    return match["pod"].replace("_", "-") if match else ""


def exit_told(code: int, *, alone: bool = False) -> str:
    """An exit code in words; `alone`: nothing else says why, and a SIGKILL does not."""
    name = _SIGNALS.get(code - 128, "")
    doubt = "; that alone does not say why" if alone and name == "SIGKILL" else ""
    return f"exit code {code} ({name}{doubt})" if name else f"exit code {code}"


def node_told(message: str) -> str:
    """What a line of the kubelet or the kernel says of the end of a pod, in short; else ""."""
    end = ended(message)
    if end is not None:
        return f"container finished, exitCode={end[1]}"
    if oom_of(message):
        task = _TASK.search(message)
        return f"oom-kill of the pod{f': {task[0]}' if task else ''}"
    return ""


_SIGNALS = {1: "SIGHUP", 2: "SIGINT", 6: "SIGABRT", 9: "SIGKILL", 11: "SIGSEGV", 15: "SIGTERM"}
