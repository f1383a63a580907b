"""The conditions by which each place that tells of a pod is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kurosai.gcp import autoscaler, filters, lines, pods
from kurosai.gcp.pods import Pod
from kurosai.gcp.sources import Subject


def on_nodes(nodes: Sequence[str]) -> str:
    """Events about the nodes themselves."""
    return filters.every(
        filters.log(lines.EVENTS),
        'resource.type="k8s_node"',
        filters.one_of("resource.labels.node_name", nodes),
    )


def ends(nodes: Sequence[str], several: Sequence[Pod]) -> str:
    """What the kubelet and the kernel of the nodes say of the pods, whom they know by uid; "" where
    none is known."""
    uids = [pod.uid for pod in several if pod.uid]
    if not uids or not nodes:
        return ""
    written = [name for uid in uids for name in (uid, uid.replace("-", "_"))]
    return filters.every(
        'resource.type="k8s_node"',
        f"NOT {filters.log(lines.EVENTS)}",
        filters.one_of("resource.labels.node_name", nodes),
        filters.some('"container finished"', '"oom-kill"'),
        filters.some(*map(filters.quoted, written)),
    )


def decisions(cluster: str, names: Sequence[str]) -> str:
    """What the autoscaler says of pods, Jobs or nodes by name."""
    return filters.every(
        filters.log(autoscaler.LOG),
        filters.equals("resource.labels.cluster_name", cluster),
        filters.some(*(filters.quoted(name) for name in names)),
    )


def results(cluster: str, events: Sequence[str]) -> str:
    """What came of decisions of the autoscaler, by the ids that it gave them."""
    return filters.every(
        filters.log(autoscaler.LOG),
        filters.equals("resource.labels.cluster_name", cluster),
        filters.one_of("jsonPayload.resultInfo.results.eventId", events),
    )


def ended_on(cluster: str, node: str) -> str:
    """Events of the kubelet of a node that killed or evicted a pod."""
    return filters.every(
        filters.log(lines.EVENTS),
        filters.equals("resource.labels.cluster_name", cluster),
        filters.equals("jsonPayload.source.host", node),
        filters.one_of("jsonPayload.reason", ("Killing", "Evicted")),
    )


def of_machines(nodes: Sequence[str]) -> str:
    """What Google did to the machines of the nodes."""
    return filters.every(
        filters.log(f"{lines.AUDIT}system_event"), filters.some(*_instances(nodes))
    )


def acts(subject: Subject, nodes: Sequence[str]) -> str:
    """What people and programs did to the machines, the Job and its pods: the names of these are
    another's in another namespace or cluster."""
    ours = filters.equals("resource.labels.cluster_name", subject.cluster)
    namespace = re.escape(subject.namespace).replace("\\-", "-")
    shape = f"/namespaces/{namespace}/(pods|jobs)/{_bare(subject.name)}"
    objects = filters.every(ours, f"protoPayload.resourceName=~{filters.quoted(shape)}")
    pools = filters.every(ours, f"protoPayload.resourceName:{filters.quoted('/nodePools/')}")
    machines = [filters.quoted(f"/instances/{node}") for node in nodes]
    return filters.every(
        filters.log(f"{lines.AUDIT}activity"), filters.some(*machines, f"({pools})", f"({objects})")
    )


def not_made(text: str) -> str:
    """Attempts to make a machine that failed; `text` names them."""
    return filters.every(
        filters.log(f"{lines.AUDIT}activity"), "severity>=ERROR", filters.quoted(text)
    )


def _instances(nodes: Sequence[str]) -> list[str]:
    return [f"protoPayload.resourceName:{filters.quoted(f'/instances/{node}')}" for node in nodes]


def _bare(name: str) -> str:
    """The name's pattern without its ends: a resource name goes on behind it (".../eviction")."""
    return pods.pattern(name)[1:-1] + "(/|$)"
