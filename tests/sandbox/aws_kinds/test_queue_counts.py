"""What SQS counts over time, through boto3, from the counts that a queue is told with."""

from __future__ import annotations

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
    queues:
      jobs:
        measured: true
        waiting: { 2026-11-12T00:00:00Z: 3, 2026-11-12T02:00:00Z: 412, 2026-11-12T02:59:00Z: 900 }
        in_flight: 20
        sent: { 2026-11-12T00:00:00Z: 40, 2026-11-12T02:30:00Z: 0 }
        stuck:
          - { at: 2026-11-12T00:30:00Z, until: 2026-11-12T00:40:00Z }
          - { at: 2026-11-12T02:00:00Z }
        dead_letters: { queue: dlq }
      dlq:
        waiting: 7
        moves:
          - { at: 2026-11-12T01:00:00Z, until: 2026-11-12T01:10:00Z, found: 90 }
          - { at: 2026-11-12T02:00:00Z, until: 2026-11-12T02:10:00Z, found: 50, moved: 5, to: quiet,
              status: FAILED, failure: AccessDenied, rate: 10 }
          - { at: 2026-11-12T02:50:00Z, until: 2026-11-12T03:10:00Z, found: 40 }
          - { at: 2026-11-12T03:00:01Z, found: 1 }
      quiet:
        waiting: { 2026-11-12T00:00:00Z: 3 }
        moves: [{ at: 2026-11-12T00:00:00Z, found: 9, moved: 4 }]
    alarms:
      waits:
        metric: jobs.ApproximateNumberOfMessagesVisible
        statistic: Maximum
        threshold: 100
        history: { 2026-11-12T01:00:00Z: { state: OK }, 2026-11-12T02:03:00Z: { state: ALARM } }
"""
ARN = "arn:aws:sqs:ap-northeast-1:111122223333:"


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


def points(world: Served, metric: str, queue: str = "jobs") -> dict[str, float]:
    start = datetime(2026, 11, 12, tzinfo=UTC)
    told = world.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/SQS",
        MetricName=metric,
        Dimensions=[{"Name": "QueueName", "Value": queue}],
        StartTime=start,
        EndTime=start + timedelta(hours=3),
        Period=300,
        Statistics=["Maximum"],
    )
    return {f"{one['Timestamp']:%H:%M}": one["Maximum"] for one in told["Datapoints"]}


def test_an_empty_queue_of_which_nothing_else_is_told_was_empty() -> None:
    text = WORLD.replace(
        "    alarms:\n",
        """      empty: {}
      new: { created: 2026-11-12T02:00:00Z }
      flying: {}
      back: { moves: [{ at: 2026-11-12T00:00:00Z, found: 9 }] }
    metrics:
      age: { namespace: AWS/SQS, name: ApproximateAgeOfOldestMessage,
        dimensions: { QueueName: flying }, unit: Seconds,
        series: { told: { first: 2026-11-12T00:00:00Z, last: 2026-11-12T03:00:00Z,
          every: 1m, value: 5 } } }
    alarms:
""",
    )
    visible = "ApproximateNumberOfMessagesVisible"
    with served(small(text)) as world:
        seen = points(world, visible, "empty")
        assert (len(seen), set(seen.values())) == (36, {0})
        assert min(points(world, visible, "new")) == "02:00"
        # How many there were is not told.
        assert not any(points(world, visible, one) for one in ("dlq", "flying", "back", "quiet"))


def test_counts_are_those_that_are_told(world: Served) -> None:
    waiting = points(world, "ApproximateNumberOfMessagesVisible")
    assert len(waiting) == 36
    # What is new since a minute cannot be read yet.
    assert (waiting["00:00"], waiting["01:55"], waiting["02:00"], waiting["02:55"]) == (
        *(3, 3, 412, 412),
    )
    assert set(points(world, "ApproximateNumberOfMessagesNotVisible").values()) == {20}
    sent = points(world, "NumberOfMessagesSent")
    assert (sent["02:25"], sent["02:30"]) == (40, 0)


def test_the_oldest_grows_older_while_nobody_takes_it(world: Served) -> None:
    ages = points(world, "ApproximateAgeOfOldestMessage")
    assert (ages["00:25"], ages["00:35"], ages["00:45"]) == (0, 9 * 60, 0)
    assert (ages["02:00"], ages["02:50"]) == (4 * 60, 54 * 60)


def test_it_grows_no_faster_than_time_when_it_is_taken_after_now() -> None:
    later = WORLD.replace("{ at: 2026-11-12T02:00:00Z }", "{ at: 2026-11-12T02:00:00Z, until: %s }")
    for until in ("2026-11-12T03:00:30Z", "2026-11-12T04:00:00Z"):
        with served(small(later % until)) as world:
            ages = points(world, "ApproximateAgeOfOldestMessage")
        assert (ages["02:00"], ages["02:50"]) == (4 * 60, 54 * 60)


def test_only_what_is_measured_has_metrics(world: Served) -> None:
    found = world.client("cloudwatch").list_metrics(Namespace="AWS/SQS")["Metrics"]
    assert {one["Dimensions"][0]["Value"] for one in found} == {"jobs"}
    assert len(found) == 5
    assert points(world, "ApproximateNumberOfMessagesVisible", "quiet") == {}


def test_an_alarm_follows_what_waits(world: Served) -> None:
    (alarm,) = world.client("cloudwatch").describe_alarms()["MetricAlarms"]
    assert alarm["StateValue"] == "ALARM"
    assert "[412.0 " in alarm["StateReason"]


def test_what_is_told_as_a_metric_is_as_it_is_told() -> None:
    told = """
    metrics:
      waiting:
        namespace: AWS/SQS
        name: ApproximateNumberOfMessagesVisible
        dimensions: { QueueName: jobs }
        unit: Count
        values: { 2026-11-12T01:00:00Z: 5 }
"""
    alarms = WORLD.index("    alarms:")
    with served(small(WORLD[:alarms] + told)) as world:
        assert points(world, "ApproximateNumberOfMessagesVisible") == {"01:00": 5}


def test_tasks_that_sent_dead_letters_back_are_listed(world: Served, refusal: Refusal) -> None:
    sqs = world.client("sqs")

    def listed(**more: Any) -> list[dict[str, Any]]:
        return sqs.list_message_move_tasks(SourceArn=f"{ARN}dlq", **more)["Results"]

    running, failed, done = listed(MaxResults=10)
    assert listed() == [running]
    assert (running["Status"], running["ApproximateNumberOfMessagesMoved"]) == ("RUNNING", 20)
    assert running["TaskHandle"]
    assert failed["Status"] == "FAILED"
    assert failed["FailureReason"] == "AccessDenied"
    assert failed["DestinationArn"] == f"{ARN}quiet"
    assert failed["MaxNumberOfMessagesPerSecond"] == 10
    assert failed["ApproximateNumberOfMessagesMoved"] == 5
    assert failed["ApproximateNumberOfMessagesToMove"] == 50
    assert "TaskHandle" not in failed
    assert (done["Status"], done["ApproximateNumberOfMessagesMoved"]) == ("COMPLETED", 90)
    assert done["StartedTimestamp"] == 1794445200000
    (still,) = sqs.list_message_move_tasks(SourceArn=f"{ARN}quiet")["Results"]
    assert (still["Status"], still["ApproximateNumberOfMessagesMoved"]) == ("RUNNING", 4)
    assert sqs.list_message_move_tasks(SourceArn=f"{ARN}jobs")["Results"] == []
    ask = sqs.list_message_move_tasks
    with pytest.raises(sqs.exceptions.ResourceNotFoundException):
        ask(SourceArn=f"{ARN}no-such")
    assert refusal(ask, SourceArn=f"{ARN}dlq", MaxResults=11)[1] == "InvalidParameterValue"


AT = "{{ at: 2026-11-12T00:{}:00Z }}"


@pytest.mark.parametrize(
    ("queue", "told"),
    [
        ("{ sent: 3 }", "say `measured: true`"),
        ("{ stuck: [{ at: 2026-11-12T00:30:00Z }] }", "say `measured: true`"),
        (
            f"{{ measured: true, stuck: [{AT.format(30)}, {AT.format(40)}] }}",
            "its age is that of the oldest",
        ),
        ("{ moves: [{ at: 2026-11-12T00:30:00Z, found: 1, to: x }] }", "no queue 'x'"),
        ("{ moves: [{ at: 2026-11-12T00:30:00Z, found: 1, moved: 2 }] }", "more were moved"),
        ("{ moves: [{ at: 2026-11-12T00:30:00Z, found: 1, status: FAILED }] }", "why one FAILED"),
    ],
)
def test_what_cannot_be_is_a_fault_with_its_line(queue: str, told: str) -> None:
    with pytest.raises(BadInput, match=r"the overlay:5: world\.aws\.queues\.q") as caught:
        small(f"world:\n  aws:\n    queues:\n      q: {queue}\n")
    assert told in str(caught.value)
