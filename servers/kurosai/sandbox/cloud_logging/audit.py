"""Audit log entries of Compute Engine and of GKE: who did what to a machine or to a node pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kurosai.sandbox.cloud_logging.digests import digits, hexadecimal
from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.shapes import Cluster, When, audited
from kurosai.vocabulary import Json

SYSTEM = "system@google.com"
COMPUTE, GKE = "compute.googleapis.com", "container.googleapis.com"
RESOURCE_EXHAUSTED = 8
LATE = timedelta(seconds=35)
"""Audit entries take longer to arrive than the others."""


@dataclass(frozen=True, slots=True)
class Operation:
    """A long-running operation: its first entry says that it began, its last that it ended."""

    id: str
    producer: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a machine was not made: Compute Engine's word for it, and what it says."""

    word: str
    said: str


def project_number(project: str) -> str:
    """The number of a project; the same every time."""
    return str(int(hexadecimal(project, length=10), 16)).zfill(12)[:12]


def instances_agent(project: str) -> str:
    """In whose name managed instance groups make and delete machines."""
    return f"{project_number(project)}@cloudservices.gserviceaccount.com"


def gke_agent(project: str) -> str:
    """In whose name GKE and its autoscaler work on the project."""
    return f"service-{project_number(project)}@container-engine-robot.iam.gserviceaccount.com"


def system_event(
    cluster: Cluster, when: When, zone: str, instance: str, method: str, message: str
) -> Entry:
    """What Google did to a machine by itself: `compute.instances.preempted` and the like."""
    moment = int(when.at.timestamp() * 1000)
    name = f"systemevent-{moment}-{hexadecimal(method, instance, length=13)}"
    return _entry(
        when,
        "system_event",
        service=COMPUTE,
        method=method,
        resource=f"projects/{cluster.project}/zones/{zone}/instances/{instance}",
        by=SYSTEM,
        status={"message": message},
        more={"request": {"@type": f"type.googleapis.com/{method}"}},
        operation=Operation(name, method, first=True, last=True),
        place=_machine(cluster, zone, instance),
    )


def on_instance(
    cluster: Cluster, when: When, zone: str, instance: str, method: str, by: str,
    failed: Failure | None = None,
) -> Entry:  # fmt: skip
    """A call about a machine, when it was done; `failed` says why it was refused at once."""
    call = method.removeprefix("v1.")
    answer: dict[str, Json] = {}
    if failed is not None:
        error: Json = {"code": failed.word, "message": failed.said}
        answer = {"response": {"error": {"errors": [error], "message": failed.said}}}
    return _entry(
        when,
        "activity",
        service=COMPUTE,
        method=method,
        resource=f"projects/{cluster.project}/zones/{zone}/instances/{instance}",
        by=by,
        severity="ERROR" if failed else "NOTICE",
        status={"code": RESOURCE_EXHAUSTED, "message": failed.word} if failed else None,
        more={"request": {"@type": f"type.googleapis.com/{call}"}, **answer},
        operation=Operation(
            _operation(when.at, call, instance), COMPUTE, first=failed is not None, last=True
        ),
        place=_machine(cluster, zone, instance),
    )


def on_group(cluster: Cluster, when: When, zone: str, group: str, method: str, by: str) -> Entry:
    """A call about a managed instance group."""
    labels = {
        "project_id": cluster.project,
        "location": zone,
        "instance_group_manager_name": group,
        "instance_group_manager_id": digits(group),
    }
    return _entry(
        when,
        "activity",
        service=COMPUTE,
        method=method,
        resource=f"projects/{cluster.project}/zones/{zone}/instanceGroupManagers/{group}",
        by=by,
        severity="NOTICE",
        more={"request": {"@type": f"type.googleapis.com/{method.removeprefix('v1.')}"}},
        operation=Operation(_operation(when.at, method, group), COMPUTE, first=True, last=False),
        place=("gce_instance_group_manager", labels),
    )


def on_pool(
    cluster: Cluster, began: datetime, when: When, pool: str, method: str, by: str, kind: str,
    request: Mapping[str, Json],
) -> Entry:  # fmt: skip
    """One end of an operation on a node pool that `began` then; `kind` is what GKE calls it
    (UPGRADE_NODES, AUTO_REPAIR_NODES)."""
    first = when.at == began
    name = f"operation-{int(began.timestamp() * 1000)}-{hexadecimal(kind, pool, length=8)}"
    resource = (
        f"projects/{cluster.project}/locations/{cluster.location}/clusters/{cluster.name}"
        f"/nodePools/{pool}"
    )
    return _entry(
        when,
        "activity",
        service=GKE,
        method=method,
        resource=resource,
        by=by,
        severity="NOTICE",
        more={"metadata": {"operationType": kind}, **({"request": dict(request)} if first else {})},
        operation=Operation(name, GKE, first=first, last=not first),
        place=("gke_nodepool", cluster.labels(nodepool_name=pool)),
    )


def _entry(
    when: When,
    log: str,
    *,
    service: str,
    method: str,
    resource: str,
    by: str,
    severity: str = "INFO",
    status: Mapping[str, Json] | None = None,
    more: Mapping[str, Json],
    operation: Operation,
    place: tuple[str, Mapping[str, str]],
) -> Entry:
    entry = audited(
        when,
        log,
        service=service,
        method=method,
        resource=resource,
        by=by,
        severity=severity,
        more={**({"status": dict(status)} if status else {}), **more},
        insert_id=hexadecimal(when.at.isoformat(), method, resource, operation.id, length=12),
        place=place,
    )
    return replace(
        entry,
        operation=(operation.id, operation.producer),
        first=operation.first,
        last=operation.last,
    )


def _machine(cluster: Cluster, zone: str, instance: str) -> tuple[str, Mapping[str, str]]:
    labels = {"project_id": cluster.project, "zone": zone, "instance_id": digits(instance)}
    return "gce_instance", labels


def _operation(at: datetime, *words: str) -> str:
    return f"operation-{int(at.timestamp() * 1000)}-{hexadecimal(*words, length=13)}"
