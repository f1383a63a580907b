"""The parameter table against AWS's own service model, and what a bad request is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_shapes import of_model

from kurosai.sandbox.cloudwatch import CloudWatchLogs
from kurosai.sandbox.cloudwatch.parameters import REQUIRED, SHAPES

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)


@pytest.fixture
def model(boto_session: Any) -> Any:
    return boto_session.client("logs").meta.service_model


@pytest.mark.parametrize("operation", SHAPES)
def test_parameters_are_those_of_the_service_model(model: Any, operation: str) -> None:
    shape = model.operation_model(operation).input_shape
    assert SHAPES[operation] == {name: of_model(m) for name, m in shape.members.items()}
    assert sorted(REQUIRED.get(operation, ())) == sorted(shape.required_members)


@pytest.mark.parametrize(
    ("operation", "body", "error", "message"),
    [
        ("FilterLogEvents", b"{", "SerializationException", "not JSON"),
        ("FilterLogEvents", b"[]", "SerializationException", "not a JSON object"),
        ("FilterLogEvents", b"\xff", "SerializationException", "not JSON"),
        ("FilterLogEvents", b"[" * 100_000, "SerializationException", "not JSON"),
        ("FilterLogEvents", {"filterPattern": "\ud83d"}, "SerializationException", "a string"),
        ("FilterLogEvents", {"limit": "5"}, "SerializationException", "a whole number"),
        ("FilterLogEvents", {"limit": True}, "SerializationException", "a whole number"),
        ("FilterLogEvents", {"filterPattern": 5}, "SerializationException", "a string"),
        ("FilterLogEvents", {"startFromHead": 1}, "SerializationException", "true or false"),
        ("FilterLogEvents", {"logStreamNames": "s"}, "SerializationException", "a list"),
        ("FilterLogEvents", {"logStreamNames": [1]}, "SerializationException", "a string"),
        (
            "FilterLogEvents",
            {"limit": 0},
            "InvalidParameterException",
            "greater than or equal to 1",
        ),
        ("FilterLogEvents", {"limit": 10_001}, "InvalidParameterException", "to 10000"),
        ("FilterLogEvents", {"startTime": -1}, "InvalidParameterException", "equal to 0"),
        ("FilterLogEvents", {"filterPattern": "x" * 1025}, "InvalidParameterException", "1024"),
        ("FilterLogEvents", {"logStreamNames": []}, "InvalidParameterException", "equal to 1"),
        ("FilterLogEvents", {"logStreamNames": ["a:b"]}, "InvalidParameterException", "[^:*]*"),
        ("FilterLogEvents", {"logGroupName": "a b"}, "InvalidParameterException", "pattern"),
        ("FilterLogEvents", {"logGroupNames": ["a"]}, "InvalidParameterException", "no parameter"),
        ("FilterLogEvents", {}, "InvalidParameterException", "must be given"),
        ("FilterLogEvents", {"logGroupName": None}, "InvalidParameterException", "must be given"),
        ("DescribeLogStreams", {"orderBy": "Size"}, "InvalidParameterException", "enum value set"),
        ("GetLogEvents", {"logGroupName": "g"}, "InvalidParameterException", "'logStreamName'"),
        ("GetLogRecord", {}, "InvalidParameterException", "Member must not be null"),
        ("PutLogEvents", {}, "UnknownOperationException", "FilterLogEvents"),
    ],
)
def test_a_bad_request_is_told_what_is_wrong(
    operation: str, body: Any, error: str, message: str
) -> None:
    engine = CloudWatchLogs(account="1", region="r", now=NOW)
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    status, headers, content = engine.answer(f"Logs_20140328.{operation}", raw)
    answer = json.loads(content)
    assert (status, answer["__type"]) == (400, error)
    assert message in answer["message"]
    assert headers["Content-Type"] == "application/x-amz-json-1.1"


def test_numbers_longer_than_the_database_has_are_no_danger() -> None:
    engine = CloudWatchLogs(account="1", region="r", now=NOW)
    engine.load("/g", "s", [(1, "x")])

    def count(**span: int) -> int:
        body = json.dumps({"logGroupName": "/g", **span}).encode()
        status, _, content = engine.answer("Logs_20140328.FilterLogEvents", body)
        assert status == 200
        return len(json.loads(content)["events"])

    assert count(startTime=10**30) == 0
    assert count(endTime=10**30) == 1


@pytest.mark.parametrize("target", ["DynamoDB_20120810.FilterLogEvents", "FilterLogEvents", ""])
def test_a_target_of_another_service_is_refused(target: str) -> None:
    engine = CloudWatchLogs(account="1", region="r", now=NOW)
    status, _, content = engine.answer(target, b"{}")
    assert (status, json.loads(content)["__type"]) == (400, "UnknownOperationException")
