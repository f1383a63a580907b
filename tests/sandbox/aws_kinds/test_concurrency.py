"""Functions that are asked for more than they may run at once, through boto3: limits, throttles,
and events that came to nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
WORLD = """now: 2026-11-12T03:00:00Z
world:
  aws:
    limits: { concurrent: 200, others: 10 }
    functions:
      core-v2-job-dispatcher:
        reserved: { 2026-11-12T00:00:00Z: 50, 2026-11-12T02:00:00Z: 5 }
        demand: { 2026-11-12T00:00:00Z: 4, 2026-11-12T02:30:00Z: 20 }
        lasts: 30s
        modified: 2026-11-12T02:00:00Z
        on_failure: arn:aws:sqs:ap-northeast-1:111122223333:lost
        retries: 0
        age: 1h
        dropped: { 2026-11-12T02:40:00Z: 3, 2026-11-12T02:45:00Z: 0 }
        undelivered: { 2026-11-12T02:40:00Z: 2 }
      report-maker: { demand: { 2026-11-12T01:00:00Z: 400, 2026-11-12T01:30:00Z: 0 } }
      small: { demand: 20, retries: 2 }
      plain: { code_bytes: 1000 }
    alarms:
      throttled:
        metric: core-v2-job-dispatcher.Throttles
        statistic: Sum
        threshold: 0
        history: { 2026-11-12T01:00:00Z: { state: OK }, 2026-11-12T02:35:00Z: { state: ALARM } }
"""


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


def values(world: Served, metric: str, function: str = "", statistic: str = "Sum") -> list[float]:
    """What a metric was at 0:30, 1:10, 1:40, 2:10, 2:40; -1 where it had no point."""
    start = datetime(2026, 11, 12, tzinfo=UTC)
    told = world.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName=metric,
        Dimensions=[{"Name": "FunctionName", "Value": function}] if function else [],
        StartTime=start,
        EndTime=start + timedelta(hours=3),
        Period=300,
        Statistics=[statistic],
    )
    points = {one["Timestamp"]: one[statistic] for one in told["Datapoints"]}
    times = [start + timedelta(minutes=one) for one in (30, 70, 100, 130, 160)]
    return [points.get(at, -1) for at in times]


def test_what_is_reserved_bounds_a_function(world: Served) -> None:
    name = "core-v2-job-dispatcher"
    assert values(world, "ConcurrentExecutions", name, "Maximum") == [4, 4, 4, 4, 5]
    assert values(world, "Throttles", name) == [0, 0, 0, 0, 150]
    assert values(world, "Invocations", name) == [40, 40, 40, 40, 50]


def test_what_is_not_reserved_is_shared_with_a_greedy_neighbour(world: Served) -> None:
    # At 1:00 there are 200 less the 50 reserved and the 10 of others, for 420.
    assert values(world, "ConcurrentExecutions", "small", "Maximum") == [20, 6, 20, 20, 20]
    assert values(world, "Throttles", "small") == [0, 14 * 5, 0, 0, 0]
    running = values(world, "ConcurrentExecutions", "report-maker", "Maximum")
    assert running == [-1, 133, -1, -1, -1]
    whole = values(world, "ConcurrentExecutions", "", "Maximum")
    assert whole == [4 + 20 + 10, 4 + 6 + 133 + 10, 34, 34, 5 + 20 + 10]
    assert values(world, "Throttles")[1] == (14 + 267) * 5


def test_an_alarm_follows_the_throttles(world: Served) -> None:
    (alarm,) = world.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert "[30.0 " in alarm["StateReason"]
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": "core-v2-job-dispatcher"}]


def test_the_account_says_what_nobody_has_reserved(world: Served) -> None:
    told = world.client("lambda").get_account_settings()
    limit = told["AccountLimit"]
    assert (limit["ConcurrentExecutions"], limit["UnreservedConcurrentExecutions"]) == (200, 195)
    functions = world.client("lambda").list_functions()["Functions"]
    assert told["AccountUsage"]["FunctionCount"] == len(functions)
    assert told["AccountUsage"]["TotalCodeSize"] == sum(one["CodeSize"] for one in functions)
    with served(small(WORLD.replace("03:00:00Z\nworld", "01:59:00Z\nworld"))) as before:
        client = before.client("lambda")
        limit = client.get_account_settings()["AccountLimit"]
        assert limit["UnreservedConcurrentExecutions"] == 150
        told = client.get_function_concurrency(FunctionName="core-v2-job-dispatcher")
        assert told["ReservedConcurrentExecutions"] == 50


def test_events_that_came_to_nothing_are_counted(world: Served, refusal: Refusal) -> None:
    client = world.client("lambda")
    told = client.get_function_event_invoke_config(FunctionName="core-v2-job-dispatcher")
    assert (told["MaximumRetryAttempts"], told["MaximumEventAgeInSeconds"]) == (0, 3600)
    assert told["LastModified"] == datetime(2026, 11, 12, 2, tzinfo=UTC)
    failed = told["DestinationConfig"]["OnFailure"]["Destination"]
    assert failed == "arn:aws:sqs:ap-northeast-1:111122223333:lost"
    told = client.get_function_event_invoke_config(FunctionName="small")
    assert told["MaximumRetryAttempts"] == 2
    status, code, _ = refusal(client.get_function_event_invoke_config, FunctionName="plain")
    assert (status, code) == (404, "ResourceNotFoundException")
    name = "core-v2-job-dispatcher"
    assert values(world, "AsyncEventsDropped", name) == [-1, -1, -1, -1, 15]
    assert values(world, "DestinationDeliveryFailures", name)[4] == 10


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("limits: { concurrent: 200 }\n    functions: { f: { reserved: 101 } }", "are reserved"),
        ("functions: { f: { reserved: 901 } }", "901 of 1000 are reserved: 100 are left"),
        ("functions: { f: { lasts: 3s } }", "of the runs of `demand`"),
        ("functions: { f: { undelivered: 3 } }", "where they should have gone"),
        ("functions: { f: { demand: -1 } }", "greater than or equal to 0"),
        ("functions: { f: { retries: 3 } }", "less than or equal to 2"),
        ("limits: { concurrent: 0 }", "greater than or equal to 10"),
    ],
)
def test_what_cannot_be_is_a_fault(told: str, fault: str) -> None:
    with pytest.raises(BadInput, match=r": world\.aws") as caught:
        small(f"world:\n  aws:\n    {told}\n")
    assert fault in str(caught.value)
