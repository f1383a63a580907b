"""Lambda functions of a world through boto3: those that log, with what is told of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
FUNCTIONS = """now: 2026-11-12T03:00:00Z
world:
  aws:
    queues: { crois-v2-prd-job-queue: {} }
    functions:
      core-v2-merge-outputs:
        runtime: python3.13
        memory_mb: 2048
        timeout: 15m
        modified: 2026-11-12T02:10:05Z
        environment: { WORKERS: "4" }
        dead_letters: arn:aws:sqs:ap-northeast-1:111122223333:crois-v2-prd-job-queue-dlq
        reserved: 5
        fed_by:
          - { queue: crois-v2-prd-job-queue, batch: 1, at_once: 4, window: 20s,
              modified: 2026-11-12T02:10:05Z }
          - { source: "arn:aws:kinesis:ap-northeast-1:111122223333:stream/s", enabled: false,
              modified: 2026-11-12T03:00:01Z }
      core-v2-scheduler-tick:
        modified: 2026-11-12T03:00:01Z
        fed_by: [{ queue: crois-v2-prd-job-queue }]
    log_groups:
      /aws/lambda/only-logs: {}
"""
ARN = "arn:aws:lambda:ap-northeast-1:111122223333:function:"
QUEUE = "arn:aws:sqs:ap-northeast-1:111122223333:crois-v2-prd-job-queue"


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
    assert refusal(client.list_layers)[:2] == (501, "NotImplementedException")
    assert refusal(client.get_policy, FunctionName="only-logs")[0] == 501


def test_what_is_reserved_can_be_asked_for_by_itself(world: Served, refusal: Refusal) -> None:
    ask = world.client("lambda").get_function_concurrency
    told = ask(FunctionName="core-v2-merge-outputs")
    assert told["ReservedConcurrentExecutions"] == 5
    assert "ReservedConcurrentExecutions" not in ask(FunctionName="only-logs")
    assert refusal(ask, FunctionName="no-such")[0] == 404


def test_what_feeds_a_function_is_as_told(world: Served) -> None:
    ask = world.client("lambda").list_event_source_mappings
    stream, queue = ask(FunctionName=ARN + "core-v2-merge-outputs")["EventSourceMappings"][::-1]
    assert queue["EventSourceArn"] == QUEUE
    assert queue["FunctionArn"] == ARN + "core-v2-merge-outputs"
    assert (queue["BatchSize"], queue["MaximumBatchingWindowInSeconds"]) == (1, 20)
    assert queue["ScalingConfig"] == {"MaximumConcurrency": 4}
    assert (queue["State"], stream["State"]) == ("Enabled", "Disabled")
    assert queue["LastModified"] == datetime(2026, 11, 12, 2, 10, 5, tzinfo=UTC)
    assert stream["LastModified"].year == 2025
    assert "ScalingConfig" not in stream
    assert queue["UUID"] != stream["UUID"]


def test_mappings_are_found_by_function_and_by_source_in_pages(
    world: Served, refusal: Refusal
) -> None:
    client = world.client("lambda")
    ask = client.list_event_source_mappings

    def functions(**asked: Any) -> list[str]:
        found = ask(**asked)["EventSourceMappings"]
        return [one["FunctionArn"].removeprefix(f"{ARN}core-v2-") for one in found]

    assert functions() == ["merge-outputs", "merge-outputs", "scheduler-tick"]
    assert functions(EventSourceArn=QUEUE) == ["merge-outputs", "scheduler-tick"]
    assert functions(EventSourceArn=f"{QUEUE}-dlq") == []
    assert functions(FunctionName="core-v2-scheduler-tick") == ["scheduler-tick"]
    assert functions(FunctionName="core-v2-scheduler-tick", EventSourceArn=f"{QUEUE}x") == []
    assert functions(FunctionName="only-logs") == []
    pages = client.get_paginator("list_event_source_mappings")
    cut = pages.paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["EventSourceMappings"]) for page in cut] == [2, 1]
    assert refusal(ask, Marker="x")[1] == "InvalidParameterValueException"
    assert refusal(ask, FunctionName="no-such")[0] == 404


@pytest.mark.parametrize(
    ("feed", "told"),
    [
        ("{ queue: other }", "there is no queue other"),
        ("{}", "one of queue, source"),
        ('{ queue: q, source: "arn:aws:sqs:x:111122223333:q" }', "one of queue, source"),
        ("{ queue: q, at_once: 1 }", "greater than or equal to 2"),
    ],
)
def test_a_mapping_that_cannot_be_is_a_fault(feed: str, told: str) -> None:
    with pytest.raises(BadInput, match=r"the overlay:\d: .*fed_by\.0") as caught:
        small(f"world:\n  aws:\n    functions:\n      f: {{ fed_by: [{feed}] }}\n")
    assert told in str(caught.value)


def test_memory_told_against_the_runs_is_a_fault() -> None:
    changes = "world:\n  aws:\n    functions:\n      core-v2-log-forwarder: { memory_mb: 512 }\n"
    with pytest.raises(BadInput, match=r"the overlay:5: .*its runs report 1024 MB"):
        small(changes)
    with pytest.raises(BadInput, match=r"the overlay:5: .*Extra inputs"):
        small("world:\n  aws:\n    functions:\n      x: { memory: 512 }\n")
