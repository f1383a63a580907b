"""What a task's definition says of it: where it logs, and for which platform its image must be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kurosai.aws import failed_look, json_objects
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.jobs.task import stops
from kurosai.aws.jobs.task.ecs_task import EcsTask
from kurosai.aws.platform import Containers
from kurosai.vocabulary import Coverage, Look

_MACHINES = {"x86_64": "linux/amd64", "arm64": "linux/arm64"}
"""What ECS calls the machine of a task; without a word of it Fargate runs the first."""


STOP_TIMEOUT = timedelta(seconds=30)
"""What Fargate takes where a definition says nothing."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`group` and `stream` of the task's log, "" where `unknown` says why; its platform, "" if
    nobody knows. `stop_timeout` is how long its container may take to end when it is told to.
    `volumes` and `secrets` are what it needs at its start, by name; never what is in them.
    `execution_role` is who gets them, `task_role` as whom its program asks AWS; "" for none."""

    group: str = ""
    stream: str = ""
    platform: str = ""
    unknown: Look | None = None
    stop_timeout: timedelta = STOP_TIMEOUT
    volumes: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    execution_role: str = ""
    task_role: str = ""


def of(containers: Containers, task: EcsTask) -> Plan:
    """The plan of one task. A definition that cannot be read is a look that saw nothing."""
    place = f"log of task {task.id}"
    try:
        definition = containers.definition(task.definition)
    except FAILURES as error:
        unknown = failed_look.at(place, error, why="its definition: ")
        return Plan(platform=_MACHINES.get(task.machine, ""), unknown=unknown)
    group, stream, why = _log(definition, task)
    unknown = Look(place, Coverage.PARTIAL, why) if why else None
    return Plan(
        group,
        stream,
        _platform(definition, task),
        unknown,
        _stop_timeout(definition),
        tuple(_volumes(definition)),
        tuple(_secrets(definition)),
        _role(definition, "executionRoleArn"),
        _role(definition, "taskRoleArn"),
    )


def _role(definition: Mapping[str, Any], key: str) -> str:
    """The name at the end of a role's ARN."""
    return str(definition.get(key) or "").rpartition("/")[2]


def _log(definition: Mapping[str, Any], task: EcsTask) -> tuple[str, str, str]:
    """Group and stream as the awslogs driver names them: PREFIX/CONTAINER/TASK; or why not.

    Of several containers the one that ended the task, else one without which it would not run.
    """
    guilt = {one.name: stops.guilt(one) for one in task.containers}
    containers = json_objects.each(definition.get("containerDefinitions"))
    why = "its definition writes to no CloudWatch log"
    for container in sorted(
        containers,
        key=lambda one: (guilt.get(str(one.get("name")), 4), one.get("essential") is False),
    ):
        logging = json_objects.one(container.get("logConfiguration"))
        options = json_objects.one(logging.get("options"))
        group, prefix = options.get("awslogs-group", ""), options.get("awslogs-stream-prefix", "")
        if logging.get("logDriver") != "awslogs" or not group:
            continue
        region = str(options.get("awslogs-region") or task.region)
        if region != task.region:
            return "", "", f"it writes to {group} in {region}, where this server does not look"
        if prefix:
            return str(group), f"{prefix}/{container.get('name', '')}/{task.id}", ""
        why = f"it writes to {group} under the id of its container, which is not known"
    return "", "", why


def _stop_timeout(definition: Mapping[str, Any]) -> timedelta:
    """The longest of its containers'."""
    told = [
        seconds
        for one in json_objects.each(definition.get("containerDefinitions"))
        if isinstance(seconds := one.get("stopTimeout"), int)
    ]
    return timedelta(seconds=max(told)) if told else STOP_TIMEOUT


def _volumes(definition: Mapping[str, Any]) -> Iterator[str]:
    """`data: EFS fs-1 /exports through fsap-2`, those of the host without more."""
    for one in json_objects.each(definition.get("volumes")):
        efs = json_objects.one(one.get("efsVolumeConfiguration"))
        if not efs:
            yield str(one.get("name") or "")
            continue
        point = json_objects.one(efs.get("authorizationConfig")).get("accessPointId")
        root = efs.get("rootDirectory") or ""
        parts = (f"EFS {efs.get('fileSystemId')}", root, f"through {point}" if point else "")
        yield f"{one.get('name')}: {' '.join(str(part) for part in parts if part)}"


def _secrets(definition: Mapping[str, Any]) -> Iterator[str]:
    """Where each comes from: the ARN of a secret, or the name of a parameter."""
    for container in json_objects.each(definition.get("containerDefinitions")):
        logging = json_objects.one(container.get("logConfiguration"))
        for one in (
            *json_objects.each(container.get("secrets")),
            *json_objects.each(container.get("environmentFiles")),
            *json_objects.each(logging.get("secretOptions")),
        ):
            yield str(one.get("valueFrom") or one.get("value") or "")


def _platform(definition: Mapping[str, Any], task: EcsTask) -> str:
    runtime = json_objects.one(definition.get("runtimePlatform"))
    family = str(runtime.get("operatingSystemFamily") or "LINUX")
    system = "windows" if family.startswith("WINDOWS") else "linux"
    machine = str(runtime.get("cpuArchitecture") or "")
    if not machine and system == "linux" and task.machine in _MACHINES:
        return _MACHINES[task.machine]
    return f"{system}/{'arm64' if machine == 'ARM64' else 'amd64'}"
