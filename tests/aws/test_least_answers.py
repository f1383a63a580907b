"""The least that an operation may honestly answer is not refused, whatever its protocol."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import pytest

from kurosai.aws.wire import answers
from kurosai.errors import Unavailable

SERVICES = ("logs", "ecs", "ecr", "stepfunctions", "cloudwatch", "cloudtrail", "s3", "sqs")
MORE = ("lambda", "sts", "events", "elbv2", "health", "iam")
# botocore has no types: importing it as a value keeps that in one place.
MODELS: Any = import_module("botocore.session").get_session()


def _least(operation: Any) -> bytes:
    if "json" not in operation.service_model.resolved_protocol:
        name = operation.name.encode()
        return b'<?xml version="1.0"?>\n<%sResponse xmlns="x"></%sResponse>' % (name, name)
    shape = operation.output_shape
    payload = shape.serialization.get("payload") if shape else ""
    listed = bool(payload) and shape.members[payload].type_name == "list"
    return b"[]" if listed else b"{}"


def _operations(service: str) -> list[Any]:
    model = MODELS.get_service_model(service)
    found = [model.operation_model(name) for name in model.operation_names]
    return [one for one in found if not (one.has_streaming_output or one.has_event_stream_output)]


NUMBER = {"x-amzn-RequestId": "5f1c"}


def _answered(
    operation: Any, body: bytes, status: int, headers: Mapping[str, str] = NUMBER
) -> None:
    answer: dict[str, Any] = {"status_code": status, "headers": {**headers}, "body": body}
    answers.refuse_what_is_none(operation, answer)


@pytest.mark.parametrize("service", [*SERVICES, *MORE])
def test_the_least_answer_of_every_operation_is_taken(service: str) -> None:
    operations = _operations(service)
    assert operations
    for operation in operations:
        _answered(operation, _least(operation), operation.http.get("responseCode", 200))


@pytest.mark.parametrize("service", ["sqs", "lambda", "cloudwatch"])
def test_nothing_at_all_is_an_answer_only_with_a_header_of_aws(service: str) -> None:
    """SQS leaves out the list of no queue, Lambda a limit that is not set."""
    told = answers._has_body  # pyright: ignore[reportPrivateUsage]
    operations = [one for one in _operations(service) if told(one)]
    for operation in operations:
        least = _least(operation)
        status = operation.http.get("responseCode", 200)
        for name in ("x-amzn-requestid", "X-Amz-Request-Id"):
            _answered(operation, least, status, {name: "1"})
        with pytest.raises(Unavailable, match="nothing in it, and no header is of AWS"):
            _answered(operation, least, status, {"Server": "proxy"})
    assert operations


def test_cloudwatch_is_read_in_the_protocol_that_botocore_has_chosen() -> None:
    """Its model names another first: JSON was then held against XML, and every answer refused."""
    (operation,) = (one for one in _operations("cloudwatch") if one.name == "DescribeAlarms")
    assert operation.service_model.resolved_protocol == "json"
    assert operation.service_model.metadata["protocol"] != "json"
    _answered(operation, b'{"MetricAlarms": []}', 200)
    with pytest.raises(Unavailable, match="a text for MetricAlarms, no list"):
        _answered(operation, b'{"MetricAlarms": "none"}', 200)
    with pytest.raises(Unavailable, match="is no JSON"):
        _answered(operation, b"<DescribeAlarmsResponse/>", 200)
