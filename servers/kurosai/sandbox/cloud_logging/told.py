"""All entries of a world: what its scenario tells, and what every pod leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kurosai.sandbox.cloud_logging import pods
from kurosai.sandbox.cloud_logging.shapes import Cluster, When

if TYPE_CHECKING:
    from kurosai.sandbox.cloud_logging.entries import Entry
    from kurosai.sandbox.schema_gcp import Event, Gcp, Timed
    from kurosai.sandbox.world import World


def entries(world: World) -> Iterator[Entry]:
    """Every entry, in no order, those that have not happened yet included."""
    late = world.gcp.delay
    for one in _entries(world):
        yield replace(one, received=one.received + late) if late else one


def _entries(world: World) -> Iterator[Entry]:
    gcp = world.gcp
    cluster = Cluster(gcp.project, gcp.location, gcp.cluster, gcp.namespace)
    nodes: dict[str, tuple[str, str]] = {}
    for pod in pods.of_jobs(world.jobs, gcp):
        nodes[pod.name] = (pod.job, pod.node)
        yield from pods.ordinary(pod, cluster, gcp)
    yield from _lines(gcp, cluster, nodes)
    for event in gcp.events:
        yield _event(event, cluster)
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
        )


def _lines(gcp: Gcp, cluster: Cluster, nodes: dict[str, tuple[str, str]]) -> Iterator[Entry]:
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
    )


def _when(one: Timed) -> When:
    return When(one.at, one.at + one.delay)
