"""What a task's definition says of it: where it logs, and for which platform its image must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kurosai.aws import failed_look, json_objects
from kurosai.aws.ecs_task import EcsTask
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Containers
from kurosai.vocabulary import Coverage, Look

DEFAULT_PLATFORM = "linux/amd64"
"""What Fargate runs where a definition does not say."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`group` and `stream` of the task's log, "" where `unknown` says why; its platform."""

    group: str = ""
    stream: str = ""
    platform: str = DEFAULT_PLATFORM
    unknown: Look | None = None


def of(containers: Containers, task: EcsTask) -> Plan:
    """The plan of one task. A definition that cannot be read is a look that saw nothing."""
    place = f"log of task {task.id}"
    try:
        definition = containers.definition(task.definition)
    except FAILURES as error:
        return Plan(unknown=failed_look.at(place, error, why="its definition: "))
    group, stream = _log(definition, task)
    unknown = None
    if not group:
        unknown = Look(place, Coverage.PARTIAL, "its definition writes to no CloudWatch log")
    return Plan(group, stream, _platform(definition), unknown)


def _log(definition: Mapping[str, Any], task: EcsTask) -> tuple[str, str]:
    """Group and stream as the awslogs driver names them: PREFIX/CONTAINER/TASK."""
    for container in json_objects.each(definition.get("containerDefinitions")):
        logging = json_objects.one(container.get("logConfiguration"))
        options = json_objects.one(logging.get("options"))
        group, prefix = options.get("awslogs-group", ""), options.get("awslogs-stream-prefix", "")
        if logging.get("logDriver") == "awslogs" and group and prefix:
            return str(group), f"{prefix}/{container.get('name', '')}/{task.id}"
    return "", ""


def _platform(definition: Mapping[str, Any]) -> str:
    runtime = json_objects.one(definition.get("runtimePlatform"))
    family = str(runtime.get("operatingSystemFamily") or "LINUX")
    system = "windows" if family.startswith("WINDOWS") else "linux"
    machine = str(runtime.get("cpuArchitecture") or "X86_64")
    return f"{system}/{'arm64' if machine == 'ARM64' else 'amd64'}"
