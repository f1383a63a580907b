"""What Step Functions logs at level ERROR, in a world whose state machine logs; real boto3."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aws_worlds import Served, altered, served, small

GROUP = "/aws/vendedlogs/states/crois-v2-prd-job-runner"
MACHINE = "arn:aws:states:ap-northeast-1:111122223333:stateMachine:crois-v2-prd-job-runner"
ONCE = "s09-capacity-once"
Refusal = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def once() -> Iterator[Served]:
    with served(altered("noise: { jobs: 300, log_events: 0, groups: [] }", ONCE)) as world:
        yield world


def delivered(world: Served, words: str = "") -> list[dict[str, Any]]:
    pages = (
        world.client("logs")
        .get_paginator("filter_log_events")
        .paginate(logGroupName=GROUP, filterPattern=words)
    )
    return [event for page in pages for event in page["events"]]


def logging(world: Served) -> dict[str, Any]:
    machine = world.client("stepfunctions").describe_state_machine(stateMachineArn=MACHINE)
    return machine["loggingConfiguration"]


def test_an_event_is_that_of_the_history_with_numbers_as_texts(once: Served) -> None:
    (event,) = delivered(once, '"TaskSubmitFailed"')
    (told,) = (one for one in once.history("job-16933018-1") if one["type"] == "TaskSubmitFailed")
    body = json.loads(event["message"])
    assert body == {
        "id": str(told["id"]),
        "type": "TaskSubmitFailed",
        "details": told["taskSubmitFailedEventDetails"],
        "redrive_count": "0",
        "previous_event_id": str(told["previousEventId"]),
        "event_timestamp": str(event["timestamp"]),
        "execution_arn": f"{once.execution}job-16933018-1",
    }
    assert [*body["details"]] == ["cause", "error", "resource", "resourceType"]
    assert event["timestamp"] == round(told["timestamp"].timestamp() * 1000)
    assert event["ingestionTime"] > event["timestamp"]
    assert event["logStreamName"].startswith("states/crois-v2-prd-job-runner/2026-11-15-02-00/")


def test_every_failure_of_every_job_is_there_and_nothing_else(once: Served) -> None:
    wanted = sorted(
        (name, event["id"])
        for job in once.world.jobs
        for name in (f"job-{job}-1",)
        for event in once.history(name)
        if event["type"].endswith(("Failed", "TimedOut", "Aborted"))
    )
    bodies = [json.loads(event["message"]) for event in delivered(once)]
    found = sorted((one["execution_arn"].rpartition(":")[2], int(one["id"])) for one in bodies)
    assert found == wanted
    assert {"ExecutionFailed", "TaskFailed"} <= {one["type"] for one in bodies}


def test_the_machine_says_where_it_logs(once: Served) -> None:
    where = f"arn:aws:logs:ap-northeast-1:111122223333:log-group:{GROUP}:*"
    assert logging(once) == {
        "level": "ERROR",
        "includeExecutionData": True,
        "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": where}}],
    }


def test_a_world_that_does_not_name_the_group_has_none(refusal: Refusal) -> None:
    with served(small("title: x")) as world:
        assert logging(world) == {"level": "OFF", "includeExecutionData": False}
        asked = world.client("logs").filter_log_events
        assert refusal(asked, logGroupName=GROUP)[1] == "ResourceNotFoundException"


def test_five_within_the_hour_are_five() -> None:
    with served(small("title: x", "s09-capacity-five")) as world:
        found = delivered(world, '"TaskSubmitFailed"')
    assert len(found) == 5
    assert found[-1]["timestamp"] - found[0]["timestamp"] < 3_600_000


def test_nothing_is_logged_before_it_happens() -> None:
    changes = "noise: !remove\narrives: { at: 2026-11-15T02:03:00Z }\nnow: 2026-11-15T02:03:04Z"
    with served(altered(changes, ONCE)) as world:
        assert delivered(world, '"TaskSubmitFailed"') == []
