"""The closed set of causes, each with its words; `{node}` is the node of the pod."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Code(StrEnum):
    """Why a pod ended, or why it never ran. The values are what a reader sees."""

    INSUFFICIENT_CPU = "insufficient-cpu"
    INSUFFICIENT_MEMORY = "insufficient-memory"
    INSUFFICIENT_OTHER = "insufficient-other"
    UNTOLERATED_TAINT = "untolerated-taint"
    NO_MATCHING_NODE = "no-matching-node"
    VOLUME_ZONE = "volume-zone"
    VOLUME_UNBOUND = "volume-unbound"

    PULL_NOT_FOUND = "pull-not-found"
    PULL_FORBIDDEN = "pull-forbidden"
    PULL_RATE_LIMIT = "pull-rate-limit"
    PULL_ARCHITECTURE = "pull-architecture"
    PULL_NO_ROUTE = "pull-no-route"
    PULL_NO_SPACE = "pull-no-space"
    PULL_BAD_NAME = "pull-bad-name"
    PULL_BACK_OFF = "pull-back-off"

    CONFIG_MISSING = "config-missing"
    COMMAND_NOT_RUNNABLE = "command-not-runnable"
    WRONG_ARCHITECTURE = "wrong-architecture"
    VOLUME_MOUNT = "volume-mount"
    NO_ADDRESSES = "no-addresses"
    SANDBOX = "sandbox"
    CRASH_LOOP = "crash-loop"

    EVICTED_MEMORY = "evicted-memory"
    EVICTED_DISK = "evicted-disk"
    EVICTED_STORAGE_LIMIT = "evicted-storage-limit"
    EVICTED_PIDS = "evicted-pids"
    EVICTED_API = "evicted-api"
    PRIORITY_PREEMPTED = "priority-preempted"
    SPOT_PREEMPTED = "spot-preempted"

    HOST_ERROR = "host-error"
    HOST_MAINTENANCE = "host-maintenance"
    GUEST_TERMINATED = "guest-terminated"
    NODE_REPAIRED = "node-repaired"
    NODE_UPGRADED = "node-upgraded"
    NODE_SCALED_DOWN = "node-scaled-down"
    NODE_NOT_READY = "node-not-ready"
    NODE_SHUTDOWN = "node-shutdown"
    NODE_TAINTED = "node-tainted"
    NODE_DELETED = "node-deleted"

    RESOURCE_QUOTA = "resource-quota"
    ADMISSION_DENIED = "admission-denied"
    GCE_QUOTA = "gce-quota"
    GCE_STOCKOUT = "gce-stockout"
    SCALE_UP_LIMIT = "scale-up-limit"
    SCALE_UP_NO_FIT = "scale-up-no-fit"
    SCALE_UP_BACK_OFF = "scale-up-back-off"
    SCALE_UP_TIMEOUT = "scale-up-timeout"
    SCALE_UP_FAILED = "scale-up-failed"

    OOM_KILLED = "oom-killed"
    OOM_ON_NODE = "oom-on-node"
    LIVENESS_PROBE = "liveness-probe"
    STARTUP_PROBE = "startup-probe"
    JOB_DEADLINE = "job-deadline"
    JOB_FAILURE_POLICY = "job-failure-policy"
    JOB_BACKOFF_LIMIT = "job-backoff-limit"
    DELETED = "deleted"
    EXIT_CODE = "exit-code"
    OWN_ERROR = "own-error"
    NAME_NOT_RESOLVED = "name-not-resolved"


MACHINE, NODE_REMOVED, MEMORY, EVICTED, NODE_GONE, NO_START, TIME, BESIDE, OWN, RESULT = range(10)
"""How deep a cause lies: the machine took the node, which took the pod, which ended the Job.
BESIDE is what happened on the node then and names no pod: any cause that names the pod wins."""

WORDS: Final[Mapping[Code, tuple[int, str]]] = {
    Code.INSUFFICIENT_CPU: (NO_START, "it found no node: none there has the CPU free"),
    Code.INSUFFICIENT_MEMORY: (NO_START, "it found no node: none there has the memory free"),
    Code.INSUFFICIENT_OTHER: (NO_START, "it found no node: a resource that it asks for is used up"),
    Code.UNTOLERATED_TAINT: (NO_START, "it found no node: it tolerates none of their taints"),
    Code.NO_MATCHING_NODE: (NO_START, "it found no node that its selector or affinity matches"),
    Code.VOLUME_ZONE: (NO_START, "it found no node in the zone of its volume"),
    Code.VOLUME_UNBOUND: (NO_START, "it found no node: its volume claim is missing or not bound"),
    Code.PULL_NOT_FOUND: (NO_START, "its image could not be pulled: there is no such image or tag"),
    Code.PULL_FORBIDDEN: (
        NO_START,
        "its image could not be pulled: the registry does not allow it",
    ),
    Code.PULL_RATE_LIMIT: (NO_START, "its image could not be pulled: the registry's rate limit"),
    Code.PULL_ARCHITECTURE: (
        NO_START,
        "its image could not be pulled: it is not built for the platform of the node",
    ),
    Code.PULL_NO_ROUTE: (
        NO_START,
        "its image could not be pulled: the registry could not be reached",
    ),
    Code.PULL_NO_SPACE: (NO_START, "its image could not be pulled: the node's disk is full"),
    Code.PULL_BAD_NAME: (NO_START, "its image could not be pulled: the name is no image name"),
    Code.PULL_BACK_OFF: (NO_START, "its image could not be pulled; this line does not say why"),
    Code.CONFIG_MISSING: (
        NO_START,
        "a Secret or ConfigMap that it needs, or a key of it, is missing",
    ),
    Code.COMMAND_NOT_RUNNABLE: (NO_START, "the command of its container cannot be run"),
    Code.WRONG_ARCHITECTURE: (
        NO_START,
        "its program is built for another platform than the node's",
    ),
    Code.VOLUME_MOUNT: (NO_START, "a volume could not be attached or mounted"),
    Code.NO_ADDRESSES: (NO_START, "no IP address is left for it"),
    Code.SANDBOX: (NO_START, "its node could not make its sandbox"),
    Code.CRASH_LOOP: (RESULT, "its container ended again and again; this line does not say why"),
    Code.EVICTED_MEMORY: (EVICTED, "the node {node} ran short of memory and evicted it"),
    Code.EVICTED_DISK: (EVICTED, "the node {node} ran short of disk and evicted it"),
    Code.EVICTED_STORAGE_LIMIT: (EVICTED, "it wrote more to its local storage than it may"),
    Code.EVICTED_PIDS: (EVICTED, "the node {node} ran short of process ids and evicted it"),
    Code.EVICTED_API: (EVICTED, "it was evicted through the API, as a drain of its node does"),
    Code.PRIORITY_PREEMPTED: (EVICTED, "the scheduler evicted it for a pod of higher priority"),
    Code.SPOT_PREEMPTED: (MACHINE, "Google took back the Spot machine {node}"),
    Code.HOST_ERROR: (MACHINE, "the machine under {node} failed"),
    Code.HOST_MAINTENANCE: (MACHINE, "maintenance ended the machine {node}"),
    Code.GUEST_TERMINATED: (MACHINE, "the machine {node} shut itself down"),
    Code.NODE_REPAIRED: (NODE_REMOVED, "GKE repaired the node {node} by making it anew"),
    Code.NODE_UPGRADED: (NODE_REMOVED, "GKE upgraded the node pool of {node}"),
    Code.NODE_SCALED_DOWN: (NODE_REMOVED, "the autoscaler removed its node {node}"),
    Code.NODE_NOT_READY: (NODE_GONE, "its node {node} was not ready any more"),
    Code.NODE_SHUTDOWN: (NODE_GONE, "its node {node} shut down"),
    Code.NODE_TAINTED: (NODE_GONE, "it was evicted because its node {node} was tainted"),
    Code.NODE_DELETED: (NODE_GONE, "its node {node} was deleted"),
    Code.RESOURCE_QUOTA: (NO_START, "the quota of its namespace does not let it be created"),
    Code.ADMISSION_DENIED: (NO_START, "the cluster did not admit its pod"),
    Code.GCE_QUOTA: (NO_START, "no node could be added: a quota of the Google project is used up"),
    Code.GCE_STOCKOUT: (NO_START, "no node could be added: Google has no such machine free there"),
    Code.SCALE_UP_LIMIT: (NO_START, "no node was added: the pool or cluster is at its maximum"),
    Code.SCALE_UP_NO_FIT: (NO_START, "no node was added: it would not fit on any new one"),
    Code.SCALE_UP_BACK_OFF: (NO_START, "no node was added: an earlier attempt failed, it waits"),
    Code.SCALE_UP_TIMEOUT: (NO_START, "no node was added: the new machines did not come in time"),
    Code.SCALE_UP_FAILED: (NO_START, "the autoscaler made no node for it"),
    Code.OOM_KILLED: (MEMORY, "its container was killed for using more memory than it may"),
    Code.OOM_ON_NODE: (
        BESIDE,
        "the kernel of {node} killed a process for its memory; nothing says that it was its own",
    ),
    Code.LIVENESS_PROBE: (TIME, "it did not answer its liveness probe and was killed"),
    Code.STARTUP_PROBE: (TIME, "it did not answer its startup probe and was killed"),
    Code.JOB_DEADLINE: (TIME, "the Job ran longer than it may"),
    Code.JOB_FAILURE_POLICY: (
        OWN,
        "a container's exit code made the Job give up, as its policy says",
    ),
    Code.JOB_BACKOFF_LIMIT: (RESULT, "the Job gave up after its pods had failed"),
    Code.DELETED: (EVICTED, "somebody deleted it"),
    Code.EXIT_CODE: (OWN, "its container ended by itself"),
    Code.OWN_ERROR: (OWN, "the last error that it wrote itself"),
    Code.NAME_NOT_RESOLVED: (OWN, "it wrote itself that it could not resolve a name"),
}


def depth(code: Code) -> int:
    """How deep a cause lies: the lower the deeper."""
    return WORDS[code][0]


def told(code: Code, node: str) -> str:
    """The cause in words."""
    return WORDS[code][1].format(node=node or "(unknown)")
