"""What nodes leave: how they came, where they ran short, how they ended and what that did to the
pods on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kurosai.sandbox.cloud_logging import audit, autoscaling
from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.node_stops import STOPPED
from kurosai.sandbox.cloud_logging.pods import TaskPod
from kurosai.sandbox.cloud_logging.shapes import Cluster, When
from kurosai.sandbox.schema_gcp_nodes import Ending, Node, Pressure

EVENTS = timedelta(seconds=2)
CONTROLLER, LIFECYCLE = "node-controller", "cloud-node-lifecycle-controller"
CLUSTER_AUTOSCALER, TAINTS = "cluster-autoscaler", "taint-eviction-controller"
_PRESSED: Final[Mapping[str, tuple[str, str, str]]] = {
    "disk": ("NodeHasDiskPressure", "NodeHasNoDiskPressure", "ephemeral-storage"),
    "memory": ("NodeHasInsufficientMemory", "NodeHasSufficientMemory", "memory"),
}
"""The event when a node runs short, that when it does not any more, and the resource's name."""


def of(told: Mapping[str, Node], cluster: Cluster, several: Iterable[TaskPod]) -> Iterator[Entry]:
    """The entries of all nodes that are told, with those of the pods that they took with them."""
    on: dict[str, list[TaskPod]] = {}
    for pod in several:
        on.setdefault(pod.node, []).append(pod)
    for name, node in told.items():
        there = [one for one in on.get(name, ()) if node.until and one.on(node.until)]
        yield from _Story(cluster, name, node, there).entries()


def zone_of(node: Node | None, cluster: Cluster) -> str:
    """The zone of a node; the first of the cluster's region where it is not told."""
    if node is not None and node.zone is not None:
        return node.zone
    return cluster.location if cluster.location[-2:-1] == "-" else f"{cluster.location}-a"


@dataclass(frozen=True, slots=True)
class _Story:
    """One node with the pods that were on it when it ended."""

    cluster: Cluster
    name: str
    node: Node
    pods: Sequence[TaskPod]

    def entries(self) -> Iterator[Entry]:
        """Everything, in no order."""
        if self.node.since is not None:
            yield from self._came(self.node.since)
        for one in self.node.pressure:
            yield from self._pressed(one)
        ends: Mapping[Ending, Callable[[datetime], Iterator[Entry]]] = {
            "preempted": self._preempted,
            "host_error": self._host_error,
            "upgraded": self._upgraded,
            "repaired": self._repaired,
            "scaled_down": self._scaled_down,
        }
        if self.node.until is not None and self.node.ended is not None:
            yield from ends[self.node.ended](self.node.until)

    @property
    def _zone(self) -> str:
        return zone_of(self.node, self.cluster)

    def _came(self, at: datetime) -> Iterator[Entry]:
        yield self._event(at, "Starting", "Starting kubelet.")
        yield self._event(
            _after(at, 4),
            "RegisteredNode",
            f"Node {self.name} event: Registered Node {self.name} in Controller",
            by=CONTROLLER,
        )
        yield self._status(_after(at, 11), "NodeReady")

    def _pressed(self, one: Pressure) -> Iterator[Entry]:
        begins, ends, resource = _PRESSED[one.of]
        yield self._event(
            one.at, "EvictionThresholdMet", f"Attempting to reclaim {resource}", warning=True
        )
        yield self.cluster.on_node(
            _seen(one.at),
            self.name,
            "kubelet",
            f'"Eviction manager: attempting to reclaim" resourceName="{resource}"',
            source="eviction_manager.go:366",
        )
        yield self._status(_after(one.at, 1), begins)
        if one.until is not None:
            yield self._status(one.until, ends)

    def _preempted(self, at: datetime) -> Iterator[Entry]:
        yield self._google(at, "compute.instances.preempted", "Instance was preempted.")
        yield self._event(_after(at, 2), "Shutdown", "Shutdown manager detected shutdown event")
        yield self._status(_after(at, 2), "NodeNotReady")
        yield from self._stopped(at)
        yield from self._gone(_after(at, 42))

    def _host_error(self, at: datetime) -> Iterator[Entry]:
        said = "Instance terminated by Compute Engine."
        yield self._google(at, "compute.instances.hostError", said)
        again = "Instance automatically restarted by Compute Engine."
        yield self._google(_after(at, 4), "compute.instances.automaticRestart", again)
        yield from self._silent(_after(at, 40))
        yield from self._came(_after(at, 95))

    def _upgraded(self, at: datetime) -> Iterator[Entry]:
        internal = "google.container.internal.ClusterManagerInternal.UpdateClusterInternal"
        method = "google.container.v1.ClusterManager.UpdateNodePool" if self.node.by else internal
        request = {"nodeVersion": self.node.version} if self.node.version else {}
        began = at - timedelta(seconds=90)
        for when in (began, _after(at, 240)):
            yield audit.on_pool(
                self.cluster, began, _seen(when, audit.LATE), self.node.pool, method,
                self.node.by or audit.SYSTEM, "UPGRADE_NODES", request,
            )  # fmt: skip
        yield self._status(at, "NodeNotSchedulable")
        yield from self._stopped(at)
        yield self._deleted(_after(at, 60))
        yield from self._gone(_after(at, 75))

    def _repaired(self, at: datetime) -> Iterator[Entry]:
        """GKE repairs a node that was not ready for ten minutes; its pods are lost before."""
        method = "google.container.internal.ClusterManagerInternal.RepairNodePool"
        yield from self._silent(at)
        began = _after(at, 600)
        for when in (began, _after(began, 150)):
            yield audit.on_pool(
                self.cluster, began, _seen(when, audit.LATE), self.node.pool, method,
                audit.SYSTEM, "AUTO_REPAIR_NODES", {},
            )  # fmt: skip
        group = autoscaling.group_of(self.name)
        yield audit.on_group(
            self.cluster,
            _seen(_after(began, 3), audit.LATE),
            self._zone,
            group,
            "v1.compute.instanceGroupManagers.recreateInstances",
            audit.gke_agent(self.cluster.project),
        )
        yield from self._came(_after(began, 120))

    def _scaled_down(self, at: datetime) -> Iterator[Entry]:
        node = autoscaling.Removed(self.name, self.node.pool, self._zone)
        evicted = [(pod.name, pod.job) for pod in self.pods]
        yield from autoscaling.scale_down(self.cluster, _seen(at), node, evicted)
        said = "marked the node as toBeDeleted/unschedulable"
        yield self._event(_after(at, 1), "ScaleDown", said, by=CLUSTER_AUTOSCALER)
        for pod in self.pods:
            said = "deleting pod for node scale down"
            yield self._on_pod(_after(at, 2), pod, "ScaleDown", said, CLUSTER_AUTOSCALER)
        yield from self._stopped(at)
        yield self._deleted(_after(at, 60))
        yield from self._gone(_after(at, 75))

    def _stopped(self, at: datetime) -> Iterator[Entry]:
        """The kubelet stops each pod, and says how its container ended."""
        assert self.node.ended is not None
        stopped = at + STOPPED[self.node.ended]
        for pod in self.pods:
            killing = stopped - timedelta(seconds=1)
            yield self._on_pod(killing, pod, "Killing", "Stopping container main", "kubelet")
            yield from self.cluster.ended(
                _seen(stopped), pod.name, self.name, self.node.exit_code, oom=False
            )

    def _silent(self, at: datetime) -> Iterator[Entry]:
        """No kubelet says anything: controllers notice, and give up its pods after 5 minutes."""
        said = f"Node {self.name} status is now: NodeNotReady"
        yield self._event(at, "NodeNotReady", said, by=CONTROLLER)
        for pod in self.pods:
            yield self._on_pod(
                _after(at, 1), pod, "NodeNotReady", "Node is not ready", CONTROLLER, warning=True
            )
            marked = f"Marking for deletion Pod {self.cluster.namespace}/{pod.name}"
            yield self._on_pod(_after(at, 300), pod, "TaintManagerEviction", marked, TAINTS)

    def _gone(self, at: datetime) -> Iterator[Entry]:
        said = f"Deleting node {self.name} because it does not exist in the cloud provider"
        yield self._event(at, "DeletingNode", said, by=LIFECYCLE)
        removing = f"Node {self.name} event: Removing Node {self.name} from Controller"
        yield self._event(_after(at, 4), "RemovingNode", removing, by=CONTROLLER)

    def _deleted(self, at: datetime) -> Entry:
        project = self.cluster.project
        return audit.on_instance(
            self.cluster, _seen(at, audit.LATE), self._zone, self.name,
            "v1.compute.instances.delete", audit.instances_agent(project),
        )  # fmt: skip

    def _google(self, at: datetime, method: str, message: str) -> Entry:
        when = _seen(at, audit.LATE)
        return audit.system_event(self.cluster, when, self._zone, self.name, method, message)

    def _status(self, at: datetime, reason: str) -> Entry:
        return self._event(at, reason, f"Node {self.name} status is now: {reason}")

    def _event(
        self, at: datetime, reason: str, message: str, *, by: str = "kubelet", warning: bool = False
    ) -> Entry:
        return self.cluster.event(
            _seen(at), "Node", self.name, reason=reason, message=message, warning=warning,
            component=by, host=self.name if by == "kubelet" else "",
        )  # fmt: skip

    def _on_pod(
        self, at: datetime, pod: TaskPod, reason: str, message: str, by: str,
        *, warning: bool = False,
    ) -> Entry:  # fmt: skip
        return self.cluster.event(
            _seen(at), "Pod", pod.name, reason=reason, message=message, warning=warning,
            component=by, host=self.name if by == "kubelet" else "",
        )  # fmt: skip


def _after(at: datetime, seconds: float) -> datetime:
    return at + timedelta(seconds=seconds)


def _seen(at: datetime, delay: timedelta = EVENTS) -> When:
    return When(at, at + delay)
