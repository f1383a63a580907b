"""The task definitions of the platform: one family for each project and module, a revision for
each version of the module."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from kurosai.sandbox.footprints.ecs_json import Value
from kurosai.sandbox.footprints.platform_roles import PULLING_ROLE, REGISTRAR, task_role
from kurosai.sandbox.footprints.surroundings import CONTAINER, CPU, MEMORY
from kurosai.sandbox.footprints.trail import Trail
from kurosai.sandbox.footprints.volumes import mount_points, volumes
from kurosai.sandbox.schema_crois import ModuleVersion

_NAMED = re.compile(r"(?P<family>[A-Za-z0-9_.-]+)(?::(?P<revision>\d{1,9}))?")


class Definitions:
    """The task definitions that exist at `now`."""

    def __init__(self, trail: Trail) -> None:
        self._around = trail.around

    @cached_property
    def _families(self) -> Mapping[str, tuple[str, str]]:
        """Project and module of each family."""
        return {
            f"crois-v2-prd-{workflow.project}-{task.module}": (workflow.project, task.module)
            for workflow in self._around.crois.workflows.values()
            for task in workflow.tasks.values()
            if task.engine == "ecs"
        }

    def find(self, identifier: str) -> Mapping[str, Value] | None:
        """The definition of a family (its latest), a family:revision, or an ARN."""
        prefix = self._around.ecs("task-definition/")
        match = _NAMED.fullmatch(identifier.removeprefix(prefix))
        named = self._families.get(match["family"]) if match else None
        if match is None or named is None:
            return None
        project, module = named
        versions = [*self._around.crois.modules[module].versions.values()]
        made = [
            number for number, one in enumerate(versions, 1) if one.created_at <= self._around.now
        ]
        number = int(match["revision"]) if match["revision"] else max(made, default=0)
        if number not in made:
            return None
        return self._described(match["family"], number, project, module, versions[number - 1])

    def _described(
        self, family: str, number: int, project: str, module: str, version: ModuleVersion
    ) -> Mapping[str, Value]:
        return {
            "taskDefinitionArn": self._around.definition(family, number),
            "family": family,
            "revision": number,
            "status": "ACTIVE",
            "containerDefinitions": [
                {
                    "name": CONTAINER,
                    "image": version.image,
                    "cpu": 0,
                    "essential": True,
                    "environment": [],
                    "mountPoints": mount_points(version.mounts),
                    "portMappings": [],
                    "systemControls": [],
                    "volumesFrom": [],
                    "stopTimeout": 30,
                    "logConfiguration": {
                        "logDriver": "awslogs",
                        "options": {
                            "awslogs-group": f"/crois/v2/prd/ecs/{project}",
                            "awslogs-region": self._around.region,
                            "awslogs-stream-prefix": module,
                        },
                    },
                }
            ],
            "cpu": CPU,
            "memory": MEMORY,
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "compatibilities": ["EC2", "FARGATE"],
            "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"},
            "executionRoleArn": self._around.role(PULLING_ROLE),
            "taskRoleArn": self._around.role(task_role(project)),
            "placementConstraints": [],
            "volumes": volumes(version.mounts),
            "registeredAt": version.created_at,
            "registeredBy": self._around.role(REGISTRAR),
        }
