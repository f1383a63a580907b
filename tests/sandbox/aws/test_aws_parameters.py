"""What each operation takes, against AWS's own service models; and what a bad request is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import every_kind
import pytest
from aws_shapes import of_model
from aws_worlds import Served, served, small

from kurosai.sandbox.aws_api import loaded
from kurosai.sandbox.aws_json import Service
from kurosai.sandbox.aws_rest import Rest, Route
from kurosai.sandbox.moto_backend import HttpRequest

SERVICES = {
    "Step Functions": "stepfunctions",
    "ECS": "ecs",
    "ECR": "ecr",
    "SQS": "sqs",
    "CloudTrail": "cloudtrail",
    "CloudWatch": "cloudwatch",
    "Health": "health",
    "EventBridge": "events",
    "KMS": "kms",
    "SSM": "ssm",
}
WORLD = small(every_kind.WORLD)
AWS = loaded(WORLD, "AKIA")
FOOTPRINTS = AWS.footprints
TOLD = [one for one in AWS.told.services.values() if isinstance(one, Service)]
OWN = (*FOOTPRINTS.services, *TOLD)
OPERATIONS = [(one, name) for one in OWN for name in one.operations]


@pytest.mark.parametrize(("service", "name"), OPERATIONS, ids=[name for _, name in OPERATIONS])
def test_parameters_are_those_of_the_service_model(s03: Served, service: Any, name: str) -> None:
    model = s03.client(SERVICES[service.name]).meta.service_model
    shape = model.operation_model(name).input_shape
    operation = service.operations[name]
    assert operation.parameters == {key: of_model(one) for key, one in shape.members.items()}
    assert sorted(operation.required) == sorted(shape.required_members)
    assert model.metadata["targetPrefix"] + "." == service.prefix
    assert model.metadata["jsonVersion"] == service.version
    assert ("awsQueryCompatible" in model.metadata) == service.had_query


RESTS = [one for one in AWS.told.services.values() if isinstance(one, Rest)]
ROUTES = [(one, route) for one in RESTS for route in one.routes]


@pytest.mark.parametrize(
    ("service", "route"), ROUTES, ids=[f"{one.name} {route.name}" for one, route in ROUTES]
)
def test_a_rest_operation_is_where_the_service_model_has_it(
    s03: Served, service: Rest, route: Route
) -> None:
    model = s03.client(service.name.lower()).meta.service_model.operation_model(route.name)
    asked = {"uri": set[str](), "querystring": set[str]()}
    for one in model.input_shape.members.values():
        asked[one.serialization["location"]].add(one.serialization["name"])
    assert set(route.query) == asked["querystring"]
    assert set(re.compile(route.path).groupindex) == asked["uri"]
    assert route.method == model.http["method"]
    target = re.sub(r"\{\w+\}", "x", model.http["requestUri"])
    found = service.route(HttpRequest(route.method, target, {}, b""))
    assert found is not None
    assert found[0] is route


def test_every_error_code_is_one_that_the_service_has(s03: Served) -> None:
    for service, codes in {
        "stepfunctions": ["ExecutionDoesNotExist", "StateMachineDoesNotExist", "InvalidToken"],
        "ecs": ["ClusterNotFoundException", "InvalidParameterException", "ClientException"],
        "ecr": ["RepositoryNotFoundException", "ImageNotFoundException"],
        "sqs": ["QueueDoesNotExist"],
        "cloudtrail": [
            *("InvalidLookupAttributesException", "InvalidTimeRangeException"),
            "InvalidNextTokenException",
        ],
        "health": ["InvalidPaginationToken"],
        "events": ["ResourceNotFoundException"],
        "kms": ["NotFoundException", "InvalidMarkerException", "InvalidGrantIdException"],
        "ssm": ["DoesNotExistException", "InvalidNextToken"],
        "efs": [
            *("FileSystemNotFound", "MountTargetNotFound", "AccessPointNotFound"),
            *("PolicyNotFound", "IncorrectMountTargetState", "BadRequest"),
        ],
        "scheduler": ["ResourceNotFoundException", "ValidationException"],
        "cloudwatch": [
            *("InvalidNextToken", "InvalidParameterValueException"),
            *("InvalidParameterCombinationException", "MissingRequiredParameterException"),
        ],
    }.items():
        for code in codes:
            assert getattr(s03.client(service).exceptions, code)


def test_what_is_not_here_is_501_and_never_a_success(
    s03: Served, refusal: Callable[..., tuple[int, str, str]]
) -> None:
    ecs, states, ecr = (s03.client(one) for one in ("ecs", "stepfunctions", "ecr"))
    cluster = "crois-v2-prd-worker"
    for call, request in [
        (ecs.list_services, {}),
        (ecs.run_task, {"taskDefinition": "x"}),
        (ecs.list_tasks, {"cluster": cluster, "containerInstance": "x"}),
        (states.list_activities, {}),
        (states.start_execution, {"stateMachineArn": "x"}),
        (ecr.get_authorization_token, {}),
    ]:
        status, code, message = refusal(call, **request)
        assert (status, code) == (501, "NotImplementedException"), call
        assert "does not have" in message


def test_who_signs_with_another_key_is_refused(
    refusal: Callable[..., tuple[int, str, str]],
) -> None:
    with served(WORLD, "AKIAANOTHERKEYENTIRELY") as other:
        _, code, _ = refusal(other.client("ecs").describe_clusters)
    assert code == "UnrecognizedClientException"


def answer(target: str, body: bytes) -> tuple[int, bytes]:
    answered = FOOTPRINTS.answer({"x-amz-target": target}, body)
    assert answered is not None
    return answered[0], answered[2]


@pytest.mark.parametrize(
    ("target", "body", "code"),
    [
        ("AWSStepFunctions.DescribeExecution", b"{", "SerializationException"),
        ("AWSStepFunctions.DescribeExecution", b"[]", "SerializationException"),
        ("AWSStepFunctions.DescribeExecution", b"{}", "ValidationException"),
        ("AWSStepFunctions.DescribeExecution", b'{"executionArn": 1}', "SerializationException"),
        (
            "AWSStepFunctions.ListStateMachines",
            b'{"maxResults": 1001}',
            "ValidationException",
        ),
        ("AWSStepFunctions.ListStateMachines", b'{"page": 2}', "ValidationException"),
        (
            "AmazonEC2ContainerServiceV20141113.ListTasks",
            b'{"desiredStatus": "DEAD"}',
            "InvalidParameterException",
        ),
        (
            "AmazonEC2ContainerRegistry_V20150921.BatchGetImage",
            b'{"repositoryName": "ab", "imageIds": [{"tag": "x"}]}',
            "SerializationException",
        ),
        (
            "AmazonEC2ContainerRegistry_V20150921.BatchGetImage",
            b'{"repositoryName": "ab", "imageIds": "x"}',
            "SerializationException",
        ),
        (
            "AmazonEC2ContainerRegistry_V20150921.BatchGetImage",
            b'{"repositoryName": "ab", "imageIds": []}',
            "InvalidParameterException",
        ),
    ],
)
def test_a_bad_request_is_told_so_as_aws_does(target: str, body: bytes, code: str) -> None:
    status, content = answer(target, body)
    assert status == 400
    assert f'"__type": "{code}"'.encode() in content
