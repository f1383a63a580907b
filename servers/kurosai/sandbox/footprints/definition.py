"""The state machine that runs every job, as DescribeStateMachine shows it."""

from __future__ import annotations

import json

from kurosai.sandbox.footprints.surroundings import CONTAINER, Surroundings
from kurosai.vocabulary import Json

MAP, CHOICE, WAIT = "RunTasks", "ChoosePlace", "WaitForUpstream"
ON_GKE, ON_ECS, ON_ECS_AGAIN = "RunOnGke", "RunOnEcs", "RunOnEcsWithRetries"
DISPATCHER = "core-v2-job-dispatcher"
EXECUTION_ROLE = "crois-v2-prd-job-runner"


def definition(around: Surroundings) -> str:
    """The definition in the Amazon States Language."""
    refused: Json = {
        "ErrorEquals": ["ECS.AmazonECSException"],
        "IntervalSeconds": 60,
        "MaxAttempts": 3,
        "BackoffRate": 2.0,
    }
    # Full jitter: a retry comes at any time up to the interval.
    failed: Json = {
        "ErrorEquals": ["States.TaskFailed"],
        "IntervalSeconds": 900,
        "MaxAttempts": 3,
        "BackoffRate": 2.0,
        "JitterStrategy": "FULL",
    }
    body: Json = {
        "Comment": "Runs the tasks of one job",
        "StartAt": MAP,
        "States": {
            MAP: {
                "Type": "Map",
                "ItemsPath": "$.tasks",
                "ItemProcessor": {
                    "ProcessorConfig": {"Mode": "INLINE"},
                    "StartAt": CHOICE,
                    "States": {
                        CHOICE: {
                            "Type": "Choice",
                            "Choices": [
                                {"Variable": "$.upstream", "IsPresent": True, "Next": WAIT},
                                {"Variable": "$.engine", "StringEquals": "gke", "Next": ON_GKE},
                                {
                                    "Variable": "$.retries",
                                    "NumericGreaterThan": 0,
                                    "Next": ON_ECS_AGAIN,
                                },
                            ],
                            "Default": ON_ECS,
                        },
                        WAIT: {**_callback("await"), "Next": CHOICE},
                        ON_GKE: {**_callback("run"), "End": True},
                        ON_ECS: _run_task(around, [refused]),
                        ON_ECS_AGAIN: _run_task(around, [refused, failed]),
                    },
                },
                "End": True,
            }
        },
    }
    return json.dumps(body, indent=2)


def _callback(action: str) -> dict[str, Json]:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": {
            "FunctionName": DISPATCHER,
            "Payload": {"action": action, "task.$": "$", "token.$": "$$.Task.Token"},
        },
    }


def _run_task(around: Surroundings, retry: list[Json]) -> Json:
    return {
        "Type": "Task",
        "Resource": "arn:aws:states:::ecs:runTask.sync",
        "Parameters": {
            "Cluster": around.ecs(f"cluster/{around.clusters[0]}"),
            "TaskDefinition.$": "$.task_definition",
            "LaunchType": "FARGATE",
            "StartedBy.$": "$.started_by",
            "Tags.$": "$.tags",
            "Overrides": {
                "ContainerOverrides": [{"Name": CONTAINER, "Environment.$": "$.environment"}]
            },
        },
        "Retry": retry,
        "End": True,
    }
