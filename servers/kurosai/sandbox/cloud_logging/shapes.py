"""How Google Kubernetes Engine writes what happens: one constructor for each kind of entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from kurosai.sandbox.cloud_logging.digests import digits, hexadecimal
from kurosai.sandbox.cloud_logging.entries import SEVERITIES, Entry
from kurosai.vocabulary import Json

AUTOSCALER = "container.googleapis.com/cluster-autoscaler-visibility"
AUDIT_TYPE = "type.googleapis.com/google.cloud.audit.AuditLog"


@dataclass(frozen=True, slots=True)
class When:
    """When something happened, and when it could be read."""

    at: datetime
    received: datetime


@dataclass(frozen=True, slots=True)
class Cluster:
    """The cluster that everything here happens in."""

    project: str
    location: str
    name: str
    namespace: str

    def labels(self, **more: str) -> dict[str, str]:
        """Resource labels: the cluster's own, and `more`."""
        return {
            "project_id": self.project,
            "location": self.location,
            "cluster_name": self.name,
            **more,
        }

    def event(
        self,
        when: When,
        kind: str,
        name: str,
        *,
        reason: str,
        message: str,
        warning: bool = False,
        component: str = "kubelet",
        host: str = "",
        container: str = "",
        init: bool = False,
    ) -> Entry:
        """A Kubernetes event about a Pod, a Job or a Node."""
        about: dict[str, Json] = {"kind": kind, "name": name, "uid": uid(kind, name)}
        if kind != "Node":
            about["namespace"] = self.namespace
        if container:
            field = "initContainers" if init else "containers"
            about["fieldPath"] = f"spec.{field}{{{container}}}"
        resource, labels = {
            "Pod": ("k8s_pod", {"namespace_name": self.namespace, "pod_name": name}),
            "Node": ("k8s_node", {"node_name": name}),
        }.get(kind, ("k8s_cluster", {}))
        source: dict[str, Json] = {"component": component, **({"host": host} if host else {})}
        payload: dict[str, Json] = {
            "apiVersion": "v1",
            "kind": "Event",
            "involvedObject": about,
            "reason": reason,
            "message": message,
            "type": "Warning" if warning else "Normal",
            "source": source,
        }
        return Entry(
            log="events",
            at=when.at,
            received=when.received,
            insert_id=hexadecimal(when.at.isoformat(), name, reason, message, length=16),
            resource=resource,
            resource_labels=self.labels(**labels),
            severity=SEVERITIES["WARNING" if warning else "INFO"],
            json=payload,
        )

    def line(
        self,
        when: When,
        pod: str,
        *,
        job: str,
        node: str,
        container: str = "main",
        stream: str = "stdout",
        severity: str = "INFO",
        said: str | Mapping[str, Json],
        trace: str = "",
        labels: Mapping[str, str] | None = None,
    ) -> Entry:
        """A line of a container's output."""
        text = isinstance(said, str)
        return Entry(
            log=stream,
            at=when.at,
            received=when.received,
            insert_id=hexadecimal(when.at.isoformat(), pod, str(said), length=16),
            resource="k8s_container",
            resource_labels=self.labels(
                namespace_name=self.namespace, pod_name=pod, container_name=container
            ),
            severity=SEVERITIES[severity],
            labels={
                "k8s-pod/job-name": job,
                "k8s-pod/batch_kubernetes_io/job-name": job,
                **({"compute.googleapis.com/resource_name": node} if node else {}),
                **(labels or {}),
            },
            trace=trace,
            text=said if text else None,
            json=None if text else said,
        )

    def ended(self, when: When, pod: str, node: str, code: int, *, oom: bool) -> Iterator[Entry]:
        """What the kubelet of a node logs when a container has ended, and its kernel before."""
        own = uid("Pod", pod)
        container = hexadecimal("container", pod, length=64)
        at = f"{when.at:%m%d %H:%M:%S.%f}"
        said = [
            (
                "kubelet",
                (
                    f'I{at}    1857 generic.go:334] "Generic (PLEG): container finished" '
                    f'podID="{own}" containerID="{container}" exitCode={code}'
                ),
            )
        ]
        if oom:
            group = f"/kubepods/burstable/pod{own}/{container}"
            said.insert(
                0,
                (
                    "kernel",
                    (
                        "oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=/,mems_allowed=0,"
                        f"oom_memcg={group},task_memcg={group},task=python,pid=81233,uid=0"
                    ),
                ),
            )
        for log, message in said:
            yield Entry(
                log=log,
                at=when.at,
                received=when.received,
                insert_id=hexadecimal(when.at.isoformat(), pod, message, length=16),
                resource="k8s_node",
                resource_labels=self.labels(node_name=node),
                json={"MESSAGE": message, "SYSLOG_IDENTIFIER": log, "_HOSTNAME": node},
            )

    def on_node(self, when: When, node: str, program: str, said: str, source: str = "") -> Entry:
        """A line of a node's own log; `source` is the place in the kubelet that wrote it."""
        head = f"I{when.at:%m%d %H:%M:%S.%f}    1857 {source}] " if source else ""
        message = head + said
        return Entry(
            log=program,
            at=when.at,
            received=when.received,
            insert_id=hexadecimal(when.at.isoformat(), node, message, length=16),
            resource="k8s_node",
            resource_labels=self.labels(node_name=node),
            json={"MESSAGE": message, "SYSLOG_IDENTIFIER": program, "_HOSTNAME": node},
        )

    def decision(self, when: When, payload: Mapping[str, Json]) -> Entry:
        """What the cluster autoscaler made visible of a decision, or of making none."""
        return Entry(
            log=AUTOSCALER,
            at=when.at,
            received=when.received,
            insert_id=hexadecimal(when.at.isoformat(), repr(payload), length=16),
            resource="k8s_cluster",
            resource_labels=self.labels(),
            json=payload,
        )

    def audit(
        self,
        when: When,
        log: str,
        *,
        service: str,
        method: str,
        resource: str,
        by: str,
        message: str,
        severity: str,
        operation: str = "",
        call: Mapping[str, Mapping[str, Json]] | None = None,
    ) -> Entry:
        """An audit log entry; `call` has what was asked and answered, by the field's name."""
        instance = service == "compute.googleapis.com"
        labels = (
            {"project_id": self.project, "instance_id": digits(resource), "zone": _zone(resource)}
            if instance
            else self.labels()
        )
        more: dict[str, Json] = {"metadata": {"operationType": operation}} if operation else {}
        more |= {name: dict(said) for name, said in (call or {}).items() if said}
        return audited(
            when,
            log,
            service=service,
            method=method,
            resource=resource,
            by=by,
            severity=severity,
            more={**({"status": {"message": message}} if message else {}), **more},
            insert_id=hexadecimal(when.at.isoformat(), method, resource, length=16),
            place=("gce_instance" if instance else "k8s_cluster", labels),
        )


def audited(
    when: When,
    log: str,
    *,
    service: str,
    method: str,
    resource: str,
    by: str,
    severity: str,
    more: Mapping[str, Json],
    insert_id: str,
    place: tuple[str, Mapping[str, str]],
) -> Entry:
    """An audit log entry: who did what; `place` is the monitored resource and its labels."""
    return Entry(
        log=f"cloudaudit.googleapis.com/{log}",
        at=when.at,
        received=when.received,
        insert_id=insert_id,
        resource=place[0],
        resource_labels=place[1],
        severity=SEVERITIES[severity],
        proto={
            "@type": AUDIT_TYPE,
            "serviceName": service,
            "methodName": method,
            "resourceName": resource,
            "authenticationInfo": {"principalEmail": by},
            **more,
        },
    )


def uid(kind: str, name: str) -> str:
    """The uid of an object of Kubernetes; the same every time."""
    text = hexadecimal(kind, name, length=32)
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def suffix(*words: str) -> str:
    """The five letters that Kubernetes puts behind a generated name; the same every time."""
    letters = "bcdfghjklmnpqrstvwxz2456789"
    digest = sha256("/".join(words).encode()).digest()
    return "".join(letters[byte % len(letters)] for byte in digest[:5])


def node_of(pod: str) -> str:
    """One of a few dozen nodes, the same every time."""
    number = sha256(f"node/{pod}".encode()).digest()[0] % 36
    return f"gke-crois-v2-prd-gke-batch-{number % 3:04d}-{suffix('node', str(number))[:4]}"


def _zone(resource: str) -> str:
    return resource.partition("/zones/")[2].partition("/")[0]
