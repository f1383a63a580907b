"""The IAM roles that the platform has whether or not a scenario tells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kurosai.sandbox.footprints.definition import EXECUTION_ROLE
from kurosai.sandbox.schema_crois import Crois

PULLING_ROLE: Final = "crois-v2-prd-ecs-execution"
REGISTRAR: Final = "crois-v2-prd-module-registrar"


def task_role(project: str) -> str:
    """The role that the tasks of a project run as."""
    return f"crois-v2-prd-{project}"


def usual_roles(crois: Crois, functions: Mapping[str, str]) -> Mapping[str, str]:
    """Names of the roles of tasks, jobs and `functions` (by name, each with its role), each with
    the service that takes it on; "" where the world does not say who does."""
    on_ecs = {
        workflow.project
        for workflow in crois.workflows.values()
        if any(task.engine == "ecs" for task in workflow.tasks.values())
    }
    own = [one.rpartition("/")[2] for one in functions.values()]
    return {
        **dict.fromkeys(own, "lambda.amazonaws.com"),
        **{task_role(project): "ecs-tasks.amazonaws.com" for project in sorted(on_ecs)},
        PULLING_ROLE: "ecs-tasks.amazonaws.com",
        EXECUTION_ROLE: "states.amazonaws.com",
        REGISTRAR: "",
    }
