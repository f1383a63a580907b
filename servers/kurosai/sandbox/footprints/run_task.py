"""The call of RunTask that Step Functions makes for a task, and what ECS answers."""

from __future__ import annotations

from hashlib import sha256
from uuid import UUID

from kurosai.sandbox.footprints.ecs_json import EcsTask, in_step_functions
from kurosai.sandbox.footprints.surroundings import CONTAINER
from kurosai.vocabulary import Json


def asked(one: EcsTask) -> Json:
    """What RunTask is called with."""
    environment = [{"Name": pair["name"], "Value": pair["value"]} for pair in one.environment]
    return {
        "Cluster": one.around.ecs(f"cluster/{one.cluster}"),
        "TaskDefinition": one.definition,
        "LaunchType": "FARGATE",
        "NetworkConfiguration": {
            "AwsvpcConfiguration": {
                "Subnets": [one.around.subnet(one.run.task_id)[1]],
                "AssignPublicIp": "DISABLED",
            }
        },
        "Overrides": {"ContainerOverrides": [{"Name": CONTAINER, "Environment": environment}]},
        "PropagateTags": "TASK_DEFINITION",
        "StartedBy": one.started_by,
        "Tags": [{"Key": tag["key"], "Value": tag["value"]} for tag in one.tags],
    }


def answered(one: EcsTask) -> Json:
    """What RunTask answers."""
    request = sha256(f"{one.run.task_id}/request".encode()).hexdigest()[:32]
    return {
        "Failures": [],
        "SdkHttpMetadata": {"HttpStatusCode": 200},
        "SdkResponseMetadata": {"RequestId": str(UUID(request, version=4))},
        "Tasks": [in_step_functions(one.described(one.run.created, tags=True))],
    }
