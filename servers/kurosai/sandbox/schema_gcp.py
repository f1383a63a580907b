"""The shape of `world.gcp`: what Cloud Logging of the clusters' project holds.

Every task that ran on GKE has its pod's ordinary entries without a word here; this says what
else was logged, and which pods did not go the ordinary way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, JsonValue, StringConstraints, model_validator

from kurosai.sandbox.schema_base import LATER, Span, Strict, Time
from kurosai.sandbox.schema_bigquery import BigQueryJob
from kurosai.sandbox.schema_gcp_names import Certificate, Handshake, Lookup
from kurosai.sandbox.schema_gcp_nodes import Eviction, KubeName, Node, Timed
from kurosai.sandbox.schema_gcp_scaling import Decision, Waiting

Severity = Literal[
    "DEFAULT", "DEBUG", "INFO", "NOTICE", "WARNING", "ERROR", "CRITICAL", "ALERT", "EMERGENCY"
]


class Event(Timed):
    """A Kubernetes event about one thing: a pod (or a `container` of it), a job or a node."""

    pod: KubeName | None = None
    job: KubeName | None = None
    node: KubeName | None = None
    type: Literal["Normal", "Warning"] = "Normal"
    reason: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z]+$")]
    message: str
    component: str = "kubelet"
    host: KubeName | None = None
    container: str = ""
    init: bool = False

    @model_validator(mode="after")
    def _about_one(self) -> Event:
        if sum(one is not None for one in (self.pod, self.job, self.node)) != 1:
            raise ValueError("an event is about one of pod, job, node")
        return self


class ContainerLine(Timed):
    """A line of a pod's container: `text`, or `json` where it logs structured; `labels` are
    added to those that every line has, `trace` is as the program wrote it."""

    pod: KubeName
    container: str = "main"
    stream: Literal["stdout", "stderr"] = "stdout"
    severity: Severity = "INFO"
    trace: str = ""
    labels: Mapping[str, str] = {}
    text: str | None = None
    json_: Annotated[dict[str, JsonValue] | None, Field(alias="json")] = None

    @model_validator(mode="after")
    def _says_something(self) -> ContainerLine:
        if (self.text is None) == (self.json_ is None):
            raise ValueError("a line has either text or json")
        return self


class Audit(Timed):
    """An audit log entry; `by` is the principal, `resource` the full resource name,
    `operation_type` what the metadata of an operation of GKE calls it (UPGRADE_NODES). `request`
    and `response` are as the entry has them, with their "@type"."""

    log: Literal["system_event", "activity"] = "system_event"
    service: str = "compute.googleapis.com"
    method: str
    resource: str
    by: str = "system@google.com"
    operation_type: str = ""
    message: str = ""
    severity: Severity = "INFO"
    request: Annotated[Mapping[str, JsonValue], LATER] = {}
    response: Annotated[Mapping[str, JsonValue], LATER] = {}


class Pod(Strict):
    """How the pod of a k8s Job differs: its name's end, its node, and when its ordinary entries
    stop (`until`). `scheduled: false`: it never was, so it has none."""

    suffix: Annotated[str, StringConstraints(pattern=r"^[bcdfghjklmnpqrstvwxz2456789]{5}$")] = ""
    node: KubeName | None = None
    scheduled: bool = True
    until: Time | None = None


class Exit(Timed):
    """The end of a pod's container as the kubelet logs it; `oom`: its kernel names the pod too."""

    pod: KubeName
    node: KubeName
    exit_code: Annotated[int, Field(ge=0, le=255)]
    oom: bool = False


class GcpProject(Strict):
    """What Cloud Logging of one project holds. `denied_logs` are logs (by id) that the sandbox's
    identity may not read; `denied`: it may read nothing of the project; `buckets_denied`: nor how
    long its buckets keep. `delay` comes on top of what each entry takes until it can be read;
    `kept_days` is how long it then can."""

    project: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$")] = (
        "crois-prd-gke"
    )
    cluster: str = "crois-v2-prd-gke"
    location: str = "asia-northeast1"
    namespace: str = "crois-jobs"
    kept_days: Annotated[int, Field(ge=1, le=3650)] = 30
    delay: Annotated[Span, Field(ge=timedelta(0))] = timedelta(0)
    denied: bool = False
    denied_logs: tuple[str, ...] = ()
    buckets_denied: bool = False
    events: tuple[Event, ...] = ()
    lines: tuple[ContainerLine, ...] = ()
    exits: tuple[Exit, ...] = ()
    autoscaler: tuple[Decision, ...] = ()
    audit: tuple[Audit, ...] = ()
    nodes: Mapping[KubeName, Node] = {}
    evictions: tuple[Eviction, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    bigquery: tuple[BigQueryJob, ...] = ()
    certificates: Mapping[KubeName, Certificate] = {}
    handshakes: tuple[Handshake, ...] = ()
    lookups: tuple[Lookup, ...] = ()


class Gcp(GcpProject):
    """Google Cloud of the world: the project of the clusters, with the pods of the jobs, and `also`
    others. `reads_per_minute` is the quota of each project; left out, nobody counts."""

    pods: Mapping[KubeName, Pod] = {}
    reads_per_minute: Annotated[int, Field(ge=1)] | None = None
    also: tuple[GcpProject, ...] = ()
