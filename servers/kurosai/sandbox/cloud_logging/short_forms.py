"""What a scenario tells in few words, as the entries that follow from it.

`told.py` has what a scenario writes entry by entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kurosai.sandbox.cloud_logging import (
    autoscaling,
    bigquery,
    certificates,
    evictions,
    lookups,
    nodes,
)
from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.named_pods import NamedPods
from kurosai.sandbox.cloud_logging.pods import TaskPod
from kurosai.sandbox.cloud_logging.shapes import Cluster, When, suffix
from kurosai.sandbox.schema_gcp import GcpProject
from kurosai.sandbox.schema_gcp_nodes import Timed
from kurosai.sandbox.schema_gcp_scaling import Decision


def of(gcp: GcpProject, cluster: Cluster, several: Sequence[TaskPod]) -> Iterator[Entry]:
    """The entries of everything that is told in short of a project."""
    named = NamedPods(gcp, several)
    yield from nodes.of(gcp.nodes, cluster, several)
    for eviction in gcp.evictions:
        yield from evictions.evicted(eviction, named.of(eviction.pod), cluster)
    for waiting in gcp.waiting:
        yield from evictions.waited(waiting, named.of(waiting.pod), cluster)
    for decision in gcp.autoscaler:
        yield from _decision(decision, gcp, cluster, named)
    for job in gcp.bigquery:
        yield from bigquery.of(job, gcp.project)
    for name, certificate in gcp.certificates.items():
        yield from certificates.renewals(name, certificate, cluster)
    for one in gcp.handshakes:
        served = gcp.certificates[one.certificate]
        yield from certificates.refused(one, served, named.of(one.pod), cluster)
    for lookup in gcp.lookups:
        asks = named.of(lookup.pod)
        zone = nodes.zone_of(gcp.nodes.get(asks.node), cluster)
        yield from lookups.of(lookup, asks, cluster, zone)


def _decision(
    one: Decision, gcp: GcpProject, cluster: Cluster, named: NamedPods
) -> Iterator[Entry]:
    when = when_of(one)
    if one.scale_up is not None:
        zone = one.scale_up.zone or _zone(gcp, cluster, one.scale_up.pool)
        group = _group(gcp, cluster, one.scale_up.pool, zone)
        pods = _pods(named, one.scale_up.pods)
        yield from autoscaling.scale_up(cluster, when, one.scale_up, zone, group, pods)
    if one.no_scale_up is not None:
        groups = [
            (pool, _group(gcp, cluster, pool, zone), zone)
            for pool in one.no_scale_up.pools
            for zone in (_zone(gcp, cluster, pool),)
        ]
        pods = _pods(named, one.no_scale_up.pods)
        yield from autoscaling.no_scale_up(cluster, when, one.no_scale_up, groups, pods)
    if one.scale_down is not None:
        zone = one.scale_down.zone or _zone(gcp, cluster, one.scale_down.pool)
        for name in one.scale_down.nodes:
            node = autoscaling.Removed(name, one.scale_down.pool, zone)
            yield from autoscaling.scale_down(cluster, when, node, ())


def when_of(one: Timed) -> When:
    """When it happened, and when it could be read."""
    return When(one.at, one.at + one.delay)


def _pods(named: NamedPods, names: Sequence[str]) -> list[tuple[str, str]]:
    return [(one.pod, one.job) for name in names for one in (named.of(name),)]


def _zone(gcp: GcpProject, cluster: Cluster, pool: str) -> str:
    """That of the first node of the pool which tells one."""
    known = [one for one in gcp.nodes.values() if one.pool == pool]
    return nodes.zone_of(known[0] if known else None, cluster)


def _group(gcp: GcpProject, cluster: Cluster, pool: str, zone: str) -> str:
    """The group of the pool's machines in a zone: that of its nodes there, else of its own name."""
    for name, node in gcp.nodes.items():
        if node.pool == pool and nodes.zone_of(node, cluster) == zone:
            return autoscaling.group_of(name)
    return f"gke-{cluster.name}-{pool}-{suffix(pool, zone)}-grp"
