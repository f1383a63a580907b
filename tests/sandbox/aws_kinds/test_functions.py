"""Lambda functions of a world through boto3: those that log, with what is told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
FUNCTIONS = """now: 2026-11-12T03:00:00Z
world:
  aws:
    functions:
      core-v2-merge-outputs:
        runtime: python3.13
        memory_mb: 2048
        timeout: 15m
        modified: 2026-11-12T02:10:05Z
        environment: { WORKERS: "4" }
        dead_letters: arn:aws:sqs:ap-northeast-1:111122223333:crois-v2-prd-job-queue-dlq
        reserved: 5
      core-v2-scheduler-tick: { modified: 2026-11-12T03:00:01Z }
    log_groups:
      /aws/lambda/only-logs: {}
"""
ARN = "arn:aws:lambda:ap-northeast-1:111122223333:function:"


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(FUNCTIONS)) as one:
        yield one


def test_a_configuration_is_as_told(world: Served) -> None:
    client = world.client("lambda")
    told = client.get_function_configuration(FunctionName="core-v2-merge-outputs")
    assert told["FunctionArn"] == ARN + "core-v2-merge-outputs"
    assert (told["Runtime"], told["MemorySize"], told["Timeout"]) == ("python3.13", 2048, 900)
    assert told["LastModified"] == "2026-11-12T02:10:05.000+0000"
    assert told["Environment"] == {"Variables": {"WORKERS": "4"}}
    assert told["DeadLetterConfig"]["TargetArn"].endswith("crois-v2-prd-job-queue-dlq")
    assert told["Version"] == "$LATEST"
    whole = client.get_function(FunctionName=ARN + "core-v2-merge-outputs:$LATEST")
    told.pop("ResponseMetadata")
    assert whole["Configuration"] == told
    assert whole["Concurrency"] == {"ReservedConcurrentExecutions": 5}


def test_what_logs_is_a_function_with_the_memory_that_its_runs_report(world: Served) -> None:
    client = world.client("lambda")
    memory = {
        one["FunctionName"]: one["MemorySize"] for one in client.list_functions()["Functions"]
    }
    assert memory == {
        "core-v2-job-dispatcher": 512,
        "core-v2-job-status-updater": 256,
        "core-v2-log-forwarder": 1024,
        "core-v2-merge-outputs": 2048,
        "core-v2-scheduler-tick": 128,
        "only-logs": 128,
    }


def test_what_comes_later_is_not_known_yet(world: Served) -> None:
    told = world.client("lambda").get_function_configuration(FunctionName="core-v2-scheduler-tick")
    assert told["LastModified"].startswith("2025-")


def test_functions_are_listed_in_pages(world: Served, refusal: Refusal) -> None:
    client = world.client("lambda")
    pages = client.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 4})
    assert [len(page["Functions"]) for page in pages] == [4, 2]
    assert refusal(client.list_functions, Marker="x")[1] == "InvalidParameterValueException"


@pytest.mark.parametrize(
    "asked",
    [
        {"FunctionName": "no-such"},
        {"FunctionName": "only-logs", "Qualifier": "7"},
        {"FunctionName": "arn:aws:lambda:us-east-1:111122223333:function:only-logs"},
    ],
)
def test_what_is_not_there_is_404(world: Served, refusal: Refusal, asked: Any) -> None:
    client = world.client("lambda")
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_function(**asked)
    status, _, told = refusal(client.get_function_configuration, **asked)
    assert status == 404
    assert told.startswith(f"Function not found: {ARN}")


def test_other_operations_are_501(world: Served, refusal: Refusal) -> None:
    client = world.client("lambda")
    assert refusal(client.list_event_source_mappings)[:2] == (501, "NotImplementedException")
    assert refusal(client.get_policy, FunctionName="only-logs")[0] == 501


def test_memory_told_against_the_runs_is_a_fault() -> None:
    changes = "world:\n  aws:\n    functions:\n      core-v2-log-forwarder: { memory_mb: 512 }\n"
    with pytest.raises(BadInput, match=r"the overlay:5: .*its runs report 1024 MB"):
        small(changes)
    with pytest.raises(BadInput, match=r"the overlay:5: .*Extra inputs"):
        small("world:\n  aws:\n    functions:\n      x: { memory: 512 }\n")
