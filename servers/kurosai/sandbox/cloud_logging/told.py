"""All entries of a world: what its scenario tells, and what every pod leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kurosai.sandbox.cloud_logging import pods, short_forms
from kurosai.sandbox.cloud_logging.shapes import Cluster, When

if TYPE_CHECKING:
    from kurosai.sandbox.cloud_logging.entries import Entry
    from kurosai.sandbox.cloud_logging.pods import TaskPod
    from kurosai.sandbox.schema_gcp import Event, GcpProject
    from kurosai.sandbox.schema_gcp_nodes import Timed
    from kurosai.sandbox.world import World


def entries(world: World) -> Iterator[Entry]:
    """Every entry of the clusters' project, in no order, those that have not happened yet too."""
    gcp = world.gcp
    cluster = _cluster(gcp)
    several: list[TaskPod] = []
    ordinary: list[Entry] = []
    for pod in pods.of_jobs(world.jobs, gcp):
        several.append(pod)
        ordinary += pods.ordinary(pod, cluster, gcp)
    yield from _late(gcp, ordinary)
    yield from of(gcp, several)


def of(gcp: GcpProject, several: Sequence[TaskPod] = ()) -> Iterator[Entry]:
    """What is told of a project; `several` are the pods of its tasks."""
    yield from _late(gcp, _told(gcp, several))
    yield from _late(gcp, short_forms.of(gcp, _cluster(gcp), several))


def _late(gcp: GcpProject, several: Iterable[Entry]) -> Iterator[Entry]:
    for one in several:
        yield replace(one, received=one.received + gcp.delay) if gcp.delay else one


def _cluster(gcp: GcpProject) -> Cluster:
    return Cluster(gcp.project, gcp.location, gcp.cluster, gcp.namespace)


def _told(gcp: GcpProject, several: Sequence[TaskPod]) -> Iterator[Entry]:
    cluster = _cluster(gcp)
    yield from _lines(gcp, cluster, {one.name: (one.job, one.node) for one in several})
    for event in gcp.events:
        yield _event(event, cluster)
    for end in gcp.exits:
        yield from cluster.ended(_when(end), end.pod, end.node, end.exit_code, oom=end.oom)
    for one in gcp.autoscaler:
        if one.payload is not None:
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
            call={"request": one.request, "response": one.response},
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
