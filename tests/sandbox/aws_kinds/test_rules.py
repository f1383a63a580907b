"""EventBridge rules and schedules through boto3: whom they tell, and what was not delivered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
WORLD = """now: 2026-11-12T03:00:00Z
world:
  aws:
    queues: { q.fifo: {}, dlq: {} }
    rules:
      crois-task-state:
        pattern: { source: [aws.ecs], detail: { lastStatus: [STOPPED] } }
        description: d
        targets:
          updater: { function: core-v2-job-status-updater, dead_letters: dlq, retries: 4, age: 1h }
          audit: { queue: q.fifo, group: g, input: "{}" }
        fired: { first: 2026-11-12T02:00:00Z, last: 2026-11-12T04:00:00Z, every: 5m, events: 40 }
        failed:
          - { at: 2026-11-12T02:10:00Z, until: 2026-11-12T02:20:00Z, target: audit }
          - { at: 2026-11-12T02:30:00Z, until: 2026-11-12T02:31:00Z }
      crois-reaper:
        schedule: rate(1 hour)
        enabled: { 2025-01-05T00:00:00Z: true, 2026-11-12T02:00:00Z: false }
      crois-other: { pattern: {}, bus: crois }
      later: { pattern: {}, created: 2026-11-12T03:00:01Z }
    schedules:
      tick:
        expression: rate(1 minute)
        group: crois
        created: 2025-01-05T00:00:00Z
        modified: 2026-11-12T01:00:00Z
        target: { function: core-v2-scheduler-tick, retries: 2, age: 1h, input: "{}" }
        fired: { first: 2026-11-12T02:00:00Z, last: 2026-11-12T02:50:00Z, every: 1m }
        failed:
          - { at: 2026-11-12T02:10:00Z, until: 2026-11-12T02:11:00Z, error: throttled, retries: 2 }
          - { at: 2026-11-12T02:20:00Z, until: 2026-11-12T02:20:00Z, retries: 1, recovered: true }
      nightly:
        expression: cron(0 1 * * ? *)
        timezone: Asia/Tokyo
        group: crois
        target: { queue: dlq, dead_letters: dlq }
        fired: { first: 2026-11-12T02:10:00Z, last: 2026-11-12T02:10:00Z, every: 1d }
        failed: [{ at: 2026-11-12T02:10:00Z, until: 2026-11-12T02:10:00Z }]
      off: { expression: "at(2026-12-01T00:00:00)", enabled: false, target: { queue: dlq } }
    alarms:
      dropped:
        metric: crois.InvocationDroppedCount
        statistic: Sum
        threshold: 0
        history: { 2026-11-12T02:13:00Z: { state: ALARM } }
"""
PLACE = "ap-northeast-1:111122223333"
START = datetime(2026, 11, 12, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


def test_a_rule_says_what_it_waits_for(world: Served) -> None:
    events = world.client("events")
    told = events.describe_rule(Name="crois-task-state")
    assert told["Arn"] == f"arn:aws:events:{PLACE}:rule/crois-task-state"
    assert json.loads(told["EventPattern"])["detail"] == {"lastStatus": ["STOPPED"]}
    assert (told["State"], told["Description"]) == ("ENABLED", "d")
    states = {one["Name"]: one["State"] for one in events.list_rules()["Rules"]}
    assert states == {"crois-reaper": "DISABLED", "crois-task-state": "ENABLED"}
    (other,) = events.list_rules(EventBusName="crois")["Rules"]
    assert other["Arn"] == f"arn:aws:events:{PLACE}:rule/crois/crois-other"
    pages = [events.list_rules(Limit=1)]
    pages.append(events.list_rules(Limit=1, NextToken=pages[0]["NextToken"]))
    assert [len(one["Rules"]) for one in pages] == [1, 1]
    assert [one["Name"] for one in events.list_rules(NamePrefix="crois-r")["Rules"]] == [
        "crois-reaper"
    ]


def test_before_it_was_disabled_it_was_not() -> None:
    with served(small(WORLD.replace("03:00:00Z\nworld", "01:59:00Z\nworld"))) as before:
        told = before.client("events").describe_rule(Name="crois-reaper")
    assert told["State"] == "ENABLED"


def test_its_targets_are_as_told(world: Served) -> None:
    audit, updater = world.client("events").list_targets_by_rule(Rule="crois-task-state")["Targets"]
    assert updater == {
        "Id": "updater",
        "Arn": f"arn:aws:lambda:{PLACE}:function:core-v2-job-status-updater",
        "DeadLetterConfig": {"Arn": f"arn:aws:sqs:{PLACE}:dlq"},
        "RetryPolicy": {"MaximumRetryAttempts": 4, "MaximumEventAgeInSeconds": 3600},
    }
    assert audit["SqsParameters"] == {"MessageGroupId": "g"}
    assert "RetryPolicy" not in audit


def sums(world: Served, namespace: str, metric: str, value: str) -> dict[str, float]:
    name = "RuleName" if namespace == "AWS/Events" else "ScheduleGroup"
    told = world.client("cloudwatch").get_metric_statistics(
        Namespace=namespace,
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": value}],
        StartTime=START,
        EndTime=START + timedelta(hours=1),
        Period=60,
        Statistics=["Sum"],
    )
    points = sorted(told["Datapoints"], key=lambda one: one["Timestamp"])
    return {f"{one['Timestamp']:%H:%M}": one["Sum"] for one in points}


def test_what_a_rule_did_is_counted(world: Served) -> None:
    def of(metric: str) -> dict[str, float]:
        return sums(world, "AWS/Events", metric, "crois-task-state")

    assert of("MatchedEvents")["02:05"] == 40
    assert set(of("TriggeredRules").values()) == {1}
    # Nothing can be read of the last two minutes, and nothing of what fires later.
    assert [*of("Invocations")] == [f"02:{minute:02}" for minute in range(0, 60, 5)]
    assert set(of("Invocations").values()) == {80}
    assert of("FailedInvocations") == {"02:10": 40, "02:15": 40, "02:20": 40, "02:30": 40}
    assert of("InvocationsSentToDlq") == {"02:30": 40}


def test_what_a_group_of_schedules_did_is_counted(world: Served) -> None:
    def of(metric: str) -> dict[str, float]:
        return sums(world, "AWS/Scheduler", metric, "crois")

    attempts = of("InvocationAttemptCount")
    assert len(attempts) == 51
    told = {at: value for at, value in attempts.items() if value != 1}
    assert told == {"02:10": 4, "02:11": 3, "02:20": 2}
    assert of("TargetErrorThrottledCount") == {"02:10": 3, "02:11": 3}
    assert of("TargetErrorCount") == {"02:10": 1, "02:20": 1}
    assert of("InvocationDroppedCount") == {"02:10": 1, "02:11": 1}
    assert of("InvocationsSentToDeadLetterCount") == {"02:10": 1}


def test_an_alarm_may_be_on_what_follows(world: Served) -> None:
    (alarm,) = world.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert (alarm["Namespace"], alarm["StateValue"]) == ("AWS/Scheduler", "ALARM")
    assert "1 datapoint" in alarm["StateReason"]


def test_what_is_told_is_not_made_up_again() -> None:
    told = """
    metrics:
      told:
        namespace: AWS/Events
        name: FailedInvocations
        dimensions: { RuleName: crois-task-state }
        unit: Count
        values: { 2026-11-12T02:10:00Z: 7 }
"""
    with served(small(WORLD + told)) as world:
        found = sums(world, "AWS/Events", "FailedInvocations", "crois-task-state")
    assert found == {"02:10": 7}


def test_a_schedule_is_as_told(world: Served) -> None:
    scheduler = world.client("scheduler")
    told = scheduler.get_schedule(Name="tick", GroupName="crois")
    assert told["Arn"] == f"arn:aws:scheduler:{PLACE}:schedule/crois/tick"
    assert told["ScheduleExpression"] == "rate(1 minute)"
    assert told["LastModificationDate"] == datetime(2026, 11, 12, 1, tzinfo=UTC)
    assert told["FlexibleTimeWindow"] == {"Mode": "OFF"}
    target = told["Target"]
    assert target["Arn"] == f"arn:aws:lambda:{PLACE}:function:core-v2-scheduler-tick"
    assert target["RetryPolicy"] == {"MaximumEventAgeInSeconds": 3600, "MaximumRetryAttempts": 2}
    nightly = scheduler.get_schedule(Name="nightly", GroupName="crois")
    assert nightly["ScheduleExpressionTimezone"] == "Asia/Tokyo"
    assert nightly["Target"]["DeadLetterConfig"] == {"Arn": f"arn:aws:sqs:{PLACE}:dlq"}


def test_schedules_are_listed(world: Served) -> None:
    scheduler = world.client("scheduler")

    def names(**asked: Any) -> list[str]:
        return [one["Name"] for one in scheduler.list_schedules(**asked)["Schedules"]]

    assert names() == ["nightly", "off", "tick"]
    assert names(GroupName="crois") == ["nightly", "tick"]
    assert names(State="DISABLED") == ["off"]
    assert names(NamePrefix="t") == ["tick"]
    pages = scheduler.get_paginator("list_schedules").paginate(PaginationConfig={"PageSize": 2})
    assert [len(one["Schedules"]) for one in pages] == [2, 1]


@pytest.mark.parametrize(
    ("service", "call", "asked", "status"),
    [
        ("events", "describe_rule", {"Name": "no-such"}, 400),
        ("events", "describe_rule", {"Name": "later"}, 400),
        ("events", "describe_rule", {"Name": "crois-other"}, 400),
        ("events", "list_rules", {"EventBusName": "nowhere"}, 400),
        ("events", "list_targets_by_rule", {"Rule": "later"}, 400),
        ("scheduler", "get_schedule", {"Name": "tick"}, 404),
        ("scheduler", "list_schedules", {"GroupName": "nowhere"}, 404),
    ],
)
def test_what_is_not_there_is_said(
    world: Served, refusal: Refusal, service: str, call: str, asked: dict[str, Any], status: int
) -> None:
    told = refusal(getattr(world.client(service), call), **asked)
    assert told[:2] == (status, "ResourceNotFoundException")
    assert "does not exist" in told[2]


def test_what_is_not_to_be_had_is_501(world: Served, refusal: Refusal) -> None:
    assert refusal(world.client("events").list_event_buses)[0] == 501
    assert refusal(world.client("scheduler").list_schedule_groups)[0] == 501


FIRED = "fired: { first: 2026-11-12T02:00:00Z, last: 2026-11-12T02:50:00Z, every: 5m }"
AT_TWO = "{ at: 2026-11-12T02:00:00Z, until: 2026-11-12T02:00:00Z"
FAILED = "failed: [{ at: 2026-11-12T02:01:00Z, until: 2026-11-12T02:02:00Z }]"


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("{}", "a pattern, a schedule or both"),
        ("{ pattern: {}, targets: { t: { function: no-such } } }", "no function 'no-such'"),
        ("{ pattern: {}, targets: { t: { queue: no-such } } }", "no queue 'no-such'"),
        ("{ pattern: {}, targets: { t: { } } }", "one of function, queue, arn"),
        (f"{{ pattern: {{}}, {FAILED} }}", "say in `fired`"),
        (f"{{ pattern: {{}}, {FIRED}, {FAILED} }}", "did not fire in this time"),
        (f"{{ schedule: rate(1 hour), {FIRED} }}", "it fires at rate(1 hour)"),
        (f"{{ pattern: {{}}, enabled: false, {FIRED} }}", "disabled at 2026-11-12T02:00:00Z"),
        ("{ schedule: every hour }", "match pattern"),
        (
            f"{{ pattern: {{}}, {FIRED}, failed: [{AT_TWO}, target: t }}] }}",
            "no such target",
        ),
    ],
)
def test_a_rule_that_cannot_be_is_a_fault(told: str, fault: str) -> None:
    with pytest.raises(BadInput, match=r"the overlay:5: world\.aws\.rules\.r") as caught:
        small(f"world:\n  aws:\n    rules:\n      r: {told}\n")
    assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("timezone: Asia/Nowhere", "no such time zone"),
        ("target: { queue: no-such }", "no queue 'no-such'"),
        (f"{FIRED}", "it fires at rate(1 hour)"),
        ("window: 30s", "greater than"),
        (
            f"{FIRED.replace('5m', '1h')}, failed: [{AT_TWO}, recovered: true }}]",
            "after how many `retries`",
        ),
    ],
)
def test_a_schedule_that_cannot_be_is_a_fault(told: str, fault: str) -> None:
    target = "" if "target" in told else "target: { function: core-v2-scheduler-tick }, "
    with pytest.raises(BadInput, match=r"the overlay:5: world\.aws\.schedules\.s") as caught:
        small(
            "world:\n  aws:\n    schedules:\n"
            f"      s: {{ expression: rate(1 hour), {target}{told} }}\n"
        )
    assert fault in str(caught.value)
