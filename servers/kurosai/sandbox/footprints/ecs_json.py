"""One ECS task as ECS describes it at a moment, and the ways in which that travels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import TypeAlias
from uuid import UUID

from kurosai.sandbox.aws_kinds.capacity import for_want_of_room
from kurosai.sandbox.footprints.attempts import EcsRun
from kurosai.sandbox.footprints.registries import Registries
from kurosai.sandbox.footprints.surroundings import CONTAINER, CPU, MEMORY, Surroundings
from kurosai.sandbox.records import Job, Task
from kurosai.vocabulary import Json

Value: TypeAlias = "Json | datetime | Mapping[str, Value] | Sequence[Value]"
"""JSON that may still hold times."""


@dataclass(frozen=True)
class EcsTask:
    """An attempt with the task and job that it belongs to."""

    job: Job
    task: Task
    run: EcsRun
    around: Surroundings
    registries: Registries

    @property
    def cluster(self) -> str:
        """The name of its cluster."""
        return self.around.clusters[0]

    @cached_property
    def arn(self) -> str:
        """The ARN of the ECS task."""
        return self.around.ecs(f"task/{self.cluster}/{self.run.task_id}")

    @property
    def started_by(self) -> str:
        """Who RunTask was told to have started it."""
        return f"job-{self.job.id}"

    @property
    def family(self) -> str:
        """The family of its task definition."""
        return self.around.family(self.job, self.task)

    @cached_property
    def definition(self) -> str:
        """The ARN of its task definition."""
        return self.around.definition(self.family, self.around.revision(self.task))

    @property
    def tags(self) -> list[dict[str, str]]:
        """The tags that the platform gives it."""
        return [
            {"key": "crois:job_id", "value": str(self.job.id)},
            {"key": "crois:task", "value": self.task.name},
        ]

    @property
    def environment(self) -> list[dict[str, str]]:
        """The environment variables that the platform overrides."""
        told = {"CROIS_JOB_ID": str(self.job.id), "CROIS_TASK": self.task.name}
        every = {**told, **self.task.environment}
        return [{"name": name, "value": value} for name, value in every.items()]

    @cached_property
    def changes(self) -> list[tuple[datetime, str]]:
        """When it took which last status, oldest first."""
        run = self.run
        # It is let go only when its stop was asked for: by then ECS says why.
        left = run.exited and max(run.exited, run.stopping or run.exited)
        ups = (
            (run.created, "PROVISIONING"),
            (run.connected, "PENDING"),
            (run.started, "RUNNING"),
            (left, "DEPROVISIONING"),
            (run.stopped, "STOPPED"),
        )
        return sorted((at, status) for at, status in ups if at is not None)

    def status(self, at: datetime) -> str:
        """The last status at a moment at which it exists."""
        return [status for when, status in self.changes if when <= at][-1]

    def described(self, at: datetime, *, tags: bool) -> dict[str, Value]:
        """The task as DescribeTasks shows it at a moment at which it exists."""
        run, status = self.run, self.status(at)
        short = run.end is not None and for_want_of_room(run.end.reason, run.end.stopped_reason)
        zone, subnet = self.around.subnet(self.task, run, short=short)
        stopped = status == "STOPPED"
        asked = run.stopping is not None and run.stopping <= at
        connected = run.connected is not None and run.connected <= at
        address = self.around.address(zone, int(self._hash("address")[:8], 16))
        moments: dict[str, datetime | None] = {
            "connectivityAt": run.connected,
            "createdAt": run.created,
            "executionStoppedAt": run.exited,
            "pullStartedAt": run.pull_started,
            "pullStoppedAt": run.pull_stopped,
            "startedAt": run.started,
            "stoppedAt": run.stopped,
            "stoppingAt": run.stopping,
        }
        seen = {name: when for name, when in moments.items() if when is not None and when <= at}
        body: dict[str, Value] = {
            "attachments": [self._attachment(subnet, address, status, connected=connected)],
            "attributes": [{"name": "ecs.cpu-architecture", "value": "x86_64"}],
            "availabilityZone": zone,
            "clusterArn": self.around.ecs(f"cluster/{self.cluster}"),
            "containers": [self._container(at, status, address if connected else "")],
            "cpu": str(self.task.cpu),
            "desiredStatus": "STOPPED" if asked else "RUNNING",
            "enableExecuteCommand": False,
            "ephemeralStorage": {"sizeInGiB": 20},
            "group": f"family:{self.family}",
            "lastStatus": status,
            "launchType": "FARGATE",
            "memory": str(self.task.memory_mb),
            "overrides": self._overrides(),
            "platformFamily": "Linux",
            "platformVersion": "1.4.0",
            "startedBy": self.started_by,
            "tags": self.tags if tags else [],
            "taskArn": self.arn,
            "taskDefinitionArn": self.definition,
            "version": sum(1 for when, _ in self.changes if when <= at),
            **seen,
        }
        if connected:
            body["connectivity"] = "CONNECTED"
        if run.spot:
            body["capacityProviderName"] = "FARGATE_SPOT"
        if run.end is not None and asked:
            body["stopCode"] = run.end.stop_code
            if stopped or status == "DEPROVISIONING":
                body["stoppedReason"] = run.end.stopped_reason
        return body

    def _container(self, at: datetime, status: str, address: str) -> dict[str, Value]:
        run = self.run
        image = self.around.version(self.task).image
        over = run.exited is not None and run.exited <= at
        body: dict[str, Value] = {
            "containerArn": self._container_arn,
            "cpu": str(self.task.cpu),
            "image": image,
            "lastStatus": "STOPPED" if over else "RUNNING" if status == "RUNNING" else "PENDING",
            "name": CONTAINER,
            "networkBindings": [],
            "networkInterfaces": (
                [{"attachmentId": self._network, "privateIpv4Address": address}] if address else []
            ),
            "taskArn": self.arn,
        }
        pulled = run.pull_stopped is not None and run.pull_stopped <= at
        if run.started is not None and run.pull_stopped is not None and pulled:
            # A tag is resolved when the pull begins; what it names today says nothing of then.
            named = run.pull_started or run.pull_stopped
            body["imageDigest"] = self.registries.digest(image, named)
            number = int(self._hash("runtime")[:8], 16)
            body["runtimeId"] = f"{run.task_id}-{number:010d}"
        if over and run.end is not None:
            if run.end.exit_code is not None:
                body["exitCode"] = run.end.exit_code
            if run.end.reason:
                body["reason"] = run.end.reason
        return body

    def _attachment(
        self, subnet: str, address: str, status: str, *, connected: bool
    ) -> dict[str, Value]:
        """Its network interface. Until it is connected there is only the subnet to tell."""
        states = {"PROVISIONING": "PRECREATED", "DEPROVISIONING": "DETACHING", "STOPPED": "DELETED"}
        if not connected:
            states["DEPROVISIONING"] = "PRECREATED"
        told = {"subnetId": subnet}
        if connected:
            told["networkInterfaceId"] = f"eni-0{self._hash('interface')[:16]}"
            told["privateIPv4Address"] = address
        return {
            "details": [{"name": name, "value": value} for name, value in told.items()],
            "id": self._network,
            "status": states.get(status, "ATTACHED"),
            "type": "ElasticNetworkInterface",
        }

    def _overrides(self) -> dict[str, Value]:
        size = {"cpu": str(self.task.cpu), "memory": str(self.task.memory_mb)}
        return {
            "containerOverrides": [{"environment": self.environment, "name": CONTAINER}],
            "inferenceAcceleratorOverrides": [],
            **(size if size != {"cpu": CPU, "memory": MEMORY} else {}),
        }

    @cached_property
    def _container_arn(self) -> str:
        name = UUID(self._hash("container")[:32], version=4)
        return self.around.ecs(f"container/{self.cluster}/{self.run.task_id}/{name}")

    @cached_property
    def _network(self) -> str:
        return str(UUID(self._hash("network")[:32], version=4))

    def _hash(self, what: str) -> str:
        return sha256(f"{self.run.task_id}/{what}".encode()).hexdigest()


def on_the_wire(value: Value) -> Json:
    """As AWS JSON has it: times as seconds since 1970."""
    return _written(value, lambda at: round(at.timestamp(), 3), lambda key: key)


def in_step_functions(value: Value) -> Json:
    """As the SDK integrations of Step Functions have it: PascalCase, times in milliseconds."""
    return _written(value, _since_1970, lambda key: key[:1].upper() + key[1:])


def iso(at: datetime) -> str:
    """`2025-11-04T18:14:40.914Z`"""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _since_1970(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _written(value: Value, time: Callable[[datetime], Json], key: Callable[[str], str]) -> Json:
    if isinstance(value, datetime):
        return time(value)
    if isinstance(value, Mapping):
        return {key(name): _written(one, time, key) for name, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_written(one, time, key) for one in value]
    return value
