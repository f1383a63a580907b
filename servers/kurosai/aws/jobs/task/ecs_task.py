"""An ECS task, whoever told of it: ECS itself, Step Functions' history, or an archived event.

The three write the same fields in three ways: `stoppedReason`, `StoppedReason`, and times as
datetimes, as milliseconds since 1970, or as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from kurosai.aws import json_objects
from kurosai.errors import BadInput
from kurosai.vocabulary import moment

TASK_TAG = "crois:task"
"""The tag under which Crois names the workflow's task on its ECS task."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLUSTER = re.compile(r":task/(?P<cluster>[^/]+)/[^/]+$")
_MACHINE = "ecs.cpu-architecture"


@dataclass(frozen=True, slots=True)
class Container:
    """One container of a task; `exit_code` is None when it never ran or still runs."""

    name: str
    image: str = ""
    digest: str = ""
    exit_code: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EcsTask:
    """A task as one source saw it; times it does not tell are None.

    `machine` is what it was placed on ("x86_64", "arm64"); `cpu` (units of 1/1024) and `memory`
    (MiB) are what the task may take, "" where nothing is said. `settled` is False for a word that
    is older than what became of it, which nobody could tell. `stopping` is when a stop was asked
    for, `ended` when its containers had ended; `zone` is the availability zone that it was placed
    in, `subnet` where its network interface is, "" where nobody says; its image was being pulled
    from `pull_started` to `pull_stopped`.
    """

    arn: str
    status: str
    stop_code: str = ""
    stopped_reason: str = ""
    created: datetime | None = None
    started: datetime | None = None
    stopped: datetime | None = None
    definition: str = ""
    task: str = ""
    containers: tuple[Container, ...] = ()
    cluster_arn: str = ""
    machine: str = ""
    cpu: str = ""
    memory: str = ""
    version: int = 0
    settled: bool = True
    stopping: datetime | None = None
    ended: datetime | None = None
    zone: str = ""
    subnet: str = ""
    pull_started: datetime | None = None
    pull_stopped: datetime | None = None

    @property
    def id(self) -> str:
        """The digits that also name its log stream."""
        return self.arn.rpartition("/")[2]

    @property
    def cluster(self) -> str:
        """The cluster's name; old ARNs of tasks do not hold it."""
        match = _CLUSTER.search(self.arn)
        return match["cluster"] if match else self.cluster_arn.rpartition("/")[2]

    @property
    def size(self) -> str:
        """`1024 CPU units, 4096 MiB`, "" where nothing is said."""
        parts = (
            f"{self.cpu} CPU units" if self.cpu else "",
            f"{self.memory} MiB" * bool(self.memory),
        )
        return ", ".join(part for part in parts if part)

    @property
    def region(self) -> str:
        """Where it ran."""
        return (self.arn.split(":") + [""] * 4)[3]

    @property
    def lay_in(self) -> str:
        """Its zone without its region (`1c` of ap-northeast-1c), else its subnet; "": unknown."""
        area = self.region.rstrip("0123456789")
        return (self.zone.removeprefix(area) if area else self.zone) or self.subnet

    @property
    def ran(self) -> bool:
        """Whether a container of it is known to have run: only then can there be a log."""
        return self.started is not None or any(one.exit_code is not None for one in self.containers)

    @property
    def never_ran(self) -> bool:
        """Whether no container of it ran so far; False too where nobody knows."""
        return self.settled and not self.ran


def of(raw: Mapping[str, Any]) -> EcsTask:
    """The task in a description of it, its keys in whatever case."""
    told = {key[:1].lower() + key[1:]: value for key, value in raw.items()}
    return EcsTask(
        arn=_text(told.get("taskArn")) or _arn_in(told),
        status=_text(told.get("lastStatus")),
        stop_code=_text(told.get("stopCode")),
        stopped_reason=_text(told.get("stoppedReason")),
        created=_time(told.get("createdAt")),
        started=_time(told.get("startedAt")),
        stopped=_time(told.get("stoppedAt")) or _time(told.get("executionStoppedAt")),
        definition=_text(told.get("taskDefinitionArn")),
        task=_tag(told.get("tags")),
        containers=tuple(_container(one) for one in json_objects.each(told.get("containers"))),
        cluster_arn=_text(told.get("clusterArn")),
        machine=_machine(told.get("attributes")),
        cpu=_text(told.get("cpu")),
        memory=_text(told.get("memory")),
        version=version if isinstance(version := told.get("version"), int) else 0,
        stopping=_time(told.get("stoppingAt")),
        ended=_time(told.get("executionStoppedAt")),
        zone=_text(told.get("availabilityZone")),
        subnet=_subnet(told.get("attachments")),
        pull_started=_time(told.get("pullStartedAt")),
        pull_stopped=_time(told.get("pullStoppedAt")),
    )


def _arn_in(told: Mapping[str, Any]) -> str:
    """Its ARN as its containers tell it, where a text was cut before its own."""
    for one in json_objects.each(told.get("containers")):
        if arn := one.get("TaskArn") or one.get("taskArn"):
            return _text(arn)
    return ""


def _machine(attributes: object) -> str:
    for one in json_objects.each(attributes):
        told = {key.lower(): value for key, value in one.items()}
        if told.get("name") == _MACHINE:
            return _text(told.get("value"))
    return ""


def _subnet(attachments: object) -> str:
    for attached in json_objects.each(attachments):
        told = {key.lower(): value for key, value in attached.items()}
        for one in json_objects.each(told.get("details")):
            detail = {key.lower(): value for key, value in one.items()}
            if detail.get("name") == "subnetId":
                return _text(detail.get("value"))
    return ""


def _container(raw: Mapping[str, Any]) -> Container:
    told = {key[:1].lower() + key[1:]: value for key, value in raw.items()}
    code = told.get("exitCode")
    return Container(
        name=_text(told.get("name")),
        image=_text(told.get("image")),
        digest=_text(told.get("imageDigest")),
        exit_code=code if isinstance(code, int) else None,
        reason=_text(told.get("reason")),
    )


def _tag(tags: object) -> str:
    for one in json_objects.each(tags):
        told = {key.lower(): value for key, value in one.items()}
        if told.get("key") == TASK_TAG:
            return _text(told.get("value"))
    return ""


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _time(value: object) -> datetime | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _EPOCH + timedelta(milliseconds=value)
        return moment(value) if isinstance(value, str) and value else None
    except (BadInput, ValueError, OverflowError):
        return None
