"""All entries of a world: what its scenario tells, and what every pod leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kurosai.sandbox.cloud_logging import pods
from kurosai.sandbox.cloud_logging.shapes import Cluster, When

if TYPE_CHECKING:
    from kurosai.sandbox.cloud_logging.entries import Entry
    from kurosai.sandbox.schema_gcp import Event, GcpProject, Timed
    from kurosai.sandbox.world import World


_NONE: Mapping[str, tuple[str, str]] = {}


def entries(world: World) -> Iterator[Entry]:
    """Every entry of the clusters' project, in no order, those that have not happened yet too."""
    gcp = world.gcp
    cluster = _cluster(gcp)
    nodes: dict[str, tuple[str, str]] = {}
    ordinary: list[Entry] = []
    for pod in pods.of_jobs(world.jobs, gcp):
        nodes[pod.name] = (pod.job, pod.node)
        ordinary += pods.ordinary(pod, cluster, gcp)
    yield from _late(gcp, ordinary)
    yield from of(gcp, nodes)


def of(gcp: GcpProject, nodes: Mapping[str, tuple[str, str]] = _NONE) -> Iterator[Entry]:
    """What is told of a project; `nodes` gives the Job and the node of a pod."""
    yield from _late(gcp, _told(gcp, nodes))


def _late(gcp: GcpProject, several: Iterable[Entry]) -> Iterator[Entry]:
    for one in several:
        yield replace(one, received=one.received + gcp.delay) if gcp.delay else one


def _cluster(gcp: GcpProject) -> Cluster:
    return Cluster(gcp.project, gcp.location, gcp.cluster, gcp.namespace)


def _told(gcp: GcpProject, nodes: Mapping[str, tuple[str, str]]) -> Iterator[Entry]:
    cluster = _cluster(gcp)
    yield from _lines(gcp, cluster, nodes)
    for event in gcp.events:
        yield _event(event, cluster)
    for end in gcp.exits:
        yield from cluster.ended(_when(end), end.pod, end.node, end.exit_code, oom=end.oom)
    for one in gcp.autoscaler:
        yield cluster.decision(_when(one), one.payload)
    for one in gcp.audit:
        yield cluster.audit(
            _when(one),
            one.log,
            service=one.service,
            method=one.method,
            resource=one.resource,
            by=one.by,
            message=one.message,
            severity=one.severity,
            operation=one.operation_type,
        )


def _lines(
    gcp: GcpProject, cluster: Cluster, nodes: Mapping[str, tuple[str, str]]
) -> Iterator[Entry]:
    for line in gcp.lines:
        job, node = nodes.get(line.pod, (line.pod.rpartition("-")[0], ""))
        said = line.text if line.text is not None else line.json_
        yield cluster.line(
            _when(line),
            line.pod,
            job=job,
            node=node,
            container=line.container,
            stream=line.stream,
            severity=line.severity,
            said=said or "",
            trace=line.trace,
            labels=line.labels,
        )


def _event(event: Event, cluster: Cluster) -> Entry:
    kind = "Pod" if event.pod else "Job" if event.job else "Node"
    return cluster.event(
        _when(event),
        kind,
        event.pod or event.job or event.node or "",
        reason=event.reason,
        message=event.message,
        warning=event.type == "Warning",
        component=event.component,
        host=event.host or "",
        container=event.container,
        init=event.init,
    )


def _when(one: Timed) -> When:
    return When(one.at, one.at + one.delay)
