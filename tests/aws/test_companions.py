"""What an alarm leads to: the metrics beside its own, who reads a queue, what changed at its onset.

The alarms are of a small world; what the world has no answer for comes from a server on loopback.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aws_doors import serving, session
from loopback import Reply
from world_session import doors, opened

from kurosai import calls, rendering
from kurosai.aws.alarms import find_alarms
from kurosai.aws.any_call import allowed
from kurosai.aws.metrics import read_metrics
from kurosai.aws.platform import Aws
from kurosai.aws.wire.queues import Sqs
from kurosai.vocabulary import Call, Coverage, Reading

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
AT = datetime(2026, 11, 12, 2, 4, 10, tzinfo=UTC)
BEGAN = datetime(2026, 11, 12, 2, 0, tzinfo=UTC)
FN = "arn:aws:lambda:ap-northeast-1:111122223333:function:"
MAPPING = {
    "UUID": "x",
    "EventSourceArn": "arn:aws:sqs:ap-northeast-1:111122223333:q1",
    "FunctionArn": f"{FN}importer",
    "State": "Enabled",
    "BatchSize": 10,
    "ScalingConfig": {"MaximumConcurrency": 5},
}

WATCHED = {
    "queue": ("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName: q1"),
    "throttled": ("AWS/Lambda", "Throttles", "FunctionName: f1"),
    "failing": ("AWS/Lambda", "Errors", "FunctionName: f1"),
    "service": ("AWS/ECS", "CPUUtilization", "ClusterName: c1, ServiceName: s1"),
    "cluster": ("AWS/ECS", "CPUUtilization", "ClusterName: c1"),
    "database": ("AWS/RDS", "CPUUtilization", "DBInstanceIdentifier: d1"),
    "batch": ("AWS/Batch", "FailedJobs", "JobQueueName: b1"),
    "machine": (
        "AWS/States",
        "ExecutionsFailed",
        'StateMachineArn: "arn:aws:states:ap-northeast-1:111122223333:stateMachine:m1"',
    ),
    "rule": ("AWS/Events", "FailedInvocations", "RuleName: r1"),
    "own": ("Crois", "Beats", "Stage: prd"),
}
HISTORY = """{ 2026-11-10T00:00:00Z: { state: OK, reason: x },
          2026-11-12T02:04:10Z: { state: ALARM } }"""
QUIET = "{ 2026-11-10T00:00:00Z: { state: OK, reason: x } }"
WORLD = (
    "now: 2026-11-12T03:00:00Z\nworld:\n  aws:\n    metrics:\n"
    + "".join(
        f"""
      {name}:
        namespace: {space}
        name: {metric}
        dimensions: {{ {dimensions} }}
        series:
          usual: {{ first: 2026-11-11T00:00:00Z, last: 2026-11-12T02:58:00Z, every: 1m, value: 12,
                   changes: {{ 2026-11-12T02:00:00Z: {{ until: 2026-11-12T02:58:00Z,
                                                       value: 420 }} }} }}
"""
        for name, (space, metric, dimensions) in WATCHED.items()
    )
    + """
      waiting:
        namespace: AWS/SQS
        name: ApproximateNumberOfMessagesVisible
        dimensions: { QueueName: q1 }
        series:
          usual: { first: 2026-11-11T00:00:00Z, last: 2026-11-12T02:58:00Z, every: 1m, value: 3,
                   changes: { 2026-11-12T01:50:00Z: { until: 2026-11-12T02:58:00Z,
                                                      value: 40 } } }
      sent:
        namespace: AWS/SQS
        name: NumberOfMessagesSent
        dimensions: { QueueName: q1 }
        series:
          usual: { first: 2026-11-11T00:00:00Z, last: 2026-11-12T02:58:00Z, every: 1m, value: 3,
                   changes: { 2026-11-12T01:45:00Z: { until: 2026-11-12T01:47:00Z,
                                                      value: 90 } } }
"""
    + "    alarms:\n"
    + "".join(
        f"""
      {name}-high: {{ metric: {name}, statistic: Maximum, periods: 3, threshold: 300,
        history: {HISTORY} }}
      {name}-quiet: {{ metric: {name}, statistic: Maximum, threshold: 9000, history: {QUIET} }}
"""
        for name in WATCHED
    )
)


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with opened(tmp_path_factory.mktemp("companions"), WORLD) as door:
        yield doors(door)


@contextmanager
def lambda_told(aws: Aws, tmp_path: Path, reply: Reply) -> Generator[tuple[Aws, list[Any]]]:
    """The world, whose Lambda answers so; and what that was asked."""
    with serving(reply) as fake, session(tmp_path, fake.url) as door:
        yield replace(aws, queues=Sqs(door)), fake.seen


def find(aws: Aws, about: str, around: str = "2026-11-12T02:10:00Z") -> Reading:
    asked = {"around": around, "since": "", "until": ""}
    return find_alarms.find(aws, NOW, about=about, minutes=30, **asked)


def of(name: str) -> str:
    """The line of the metric that an alarm watches."""
    space, metric, dimensions = WATCHED[name]
    pairs = dimensions.replace(": ", "=", 1).replace(", ServiceName: ", " ServiceName=")
    return f"{space} {metric} {pairs} Maximum > 300".replace('"', "")


def test_a_queue_leads_to_itself_to_its_readers_log_and_to_what_changed_then(
    aws: Aws, tmp_path: Path
) -> None:
    reply = Reply.json({"EventSourceMappings": [MAPPING]})
    with lambda_told(aws, tmp_path, reply) as (told, seen):
        reading = find(told, "queue-high")
    assert reading.next == (
        calls.read_metrics([of("queue"), "sqs:q1", "lambda:importer"], around=AT),
        calls.find_logs("/aws/lambda/importer", "", around=AT),
        calls.find_changes(around=BEGAN),
    )
    assert reading.tail == (
        "q1 is read by lambda:importer (Enabled; batches of 10, at most 5 at once)",
    )
    (path,) = [path for path, _ in seen if "event-source-mappings" in path]
    assert path.endswith("?EventSourceArn=arn%3Aaws%3Asqs%3Aap-northeast-1%3A111122223333%3Aq1")
    assert reading.coverage is Coverage.COMPLETE
    offered = rendering.render(replace(reading, rows=(), lead=()), evidence="K7Q2M4XA").body
    assert rendering.estimate_tokens(offered) < 200


@pytest.mark.parametrize(
    ("mappings", "told"),
    [
        ([], "no event source mapping of Lambda reads q1 (others may poll it)"),
        (
            [{**MAPPING, "State": "Disabled", "StateTransitionReason": "USER_INITIATED"}],
            (
                "q1 is read by lambda:importer (DISABLED, USER_INITIATED; batches of 10, "
                "at most 5 at once)"
            ),
        ),
        (
            [{"FunctionArn": f"{FN}f{number}:live", "State": "Enabled"} for number in range(4)],
            "q1 is read by lambda:f0 (Enabled); lambda:f1 (Enabled) and 2 more",
        ),
    ],
)
def test_who_reads_a_queue_is_told(
    aws: Aws, tmp_path: Path, mappings: list[dict[str, Any]], told: str
) -> None:
    with lambda_told(aws, tmp_path, Reply.json({"EventSourceMappings": mappings})) as (door, _):
        assert find(door, "queue-high").tail == (told,)


def test_that_the_readers_cannot_be_read_is_said_and_takes_nothing_away(
    aws: Aws, tmp_path: Path
) -> None:
    denied = Reply.json({"Message": "not allowed"}, 403)
    denied.headers["x-amzn-ErrorType"] = "AccessDeniedException"
    with lambda_told(aws, tmp_path, denied) as (door, _):
        reading = find(door, "queue-high")
    assert reading.coverage is Coverage.COMPLETE
    assert reading.tail == ()
    looks = {one.place: one.coverage for one in reading.looks}
    assert looks["Lambda for who reads q1"] is Coverage.DENIED
    assert reading.next == (
        calls.read_metrics([of("queue"), "sqs:q1"], around=AT),
        calls.find_changes(around=BEGAN),
        calls.find_changes("sqs:q1", around=AT),
    )


BESIDE: dict[str, tuple[list[str], Call | None, str]] = {
    "throttled": (
        ["lambda:f1"],
        None,  # what limits it was read: tests/aws/test_suspects.py
        "lambda:f1",
    ),
    "failing": (["lambda:f1"], calls.find_logs("/aws/lambda/f1", "", around=AT), "lambda:f1"),
    "service": (
        ["ecs:c1/s1"],
        calls.call_aws("ecs", "DescribeServices", {"cluster": "c1", "services": ["s1"]}),
        "ecs:c1/s1",
    ),
    "cluster": (["ecs:c1"], None, "ecs:c1"),
    "database": (
        ["rds:d1"],
        calls.call_aws(
            "rds",
            "DescribeEvents",
            {
                "SourceType": "db-instance",
                "SourceIdentifier": "d1",
                "StartTime": "2026-11-11T23:04:10Z",
                "EndTime": "2026-11-12T05:04:10Z",
            },
        ),
        "rds:d1",
    ),
    "batch": (
        [],
        calls.call_aws("batch", "ListJobs", {"jobQueue": "b1", "jobStatus": "RUNNABLE"}),
        "batch:b1",
    ),
    "machine": (["states:m1"], None, "states:m1"),
    "rule": (["events:r1"], None, "events:r1"),
    "own": ([], None, ""),
}


@pytest.mark.parametrize("name", BESIDE)
def test_every_kind_has_its_companions(aws: Aws, name: str) -> None:
    usual, beside, thing = BESIDE[name]
    reading = find(aws, f"{name}-high")
    shown = [_without_fields(one) for one in reading.next]
    expected = [calls.read_metrics([of(name), *usual], around=AT)]
    expected += [beside] if beside else []
    expected.append(calls.find_changes(around=BEGAN))
    expected += [calls.find_changes(thing, around=AT)] if thing else []
    assert shown == expected[:3]


def _without_fields(call: Call) -> Call:
    return Call(call.server, call.tool, {k: v for k, v in call.arguments.items() if k != "fields"})


def test_without_an_onset_the_thing_itself_is_asked_about(aws: Aws) -> None:
    middle = datetime(2026, 11, 12, 2, 10, tzinfo=UTC)
    assert find(aws, "queue-quiet").next[1:] == (calls.find_changes("sqs:q1", around=middle),)
    assert find(aws, "queue-quiet").tail == ()
    # It went to ALARM before this window, so that nothing in it tells when it began.
    later = datetime(2026, 11, 12, 2, 40, tzinfo=UTC)
    going_on = find(aws, "failing-high", around="2026-11-12T02:50:00Z").next
    assert going_on[2] == calls.find_changes("lambda:f1", around=later)


def test_every_read_beside_is_an_allowed_one(aws: Aws) -> None:
    for name in BESIDE:
        for call in find(aws, f"{name}-high").next:
            if call.tool == "call_aws":
                service = allowed.table().service(str(call.arguments["service"]))
                assert str(call.arguments["operation"]) in service.allowed


def read(aws: Aws, *lines: str) -> Reading:
    asked = {"around": "2026-11-12T02:10:00Z", "since": "", "until": ""}
    return read_metrics.read(
        aws.metrics, NOW, lines=lines, minutes=30, chart=False, suspects=None, **asked
    )


def test_what_is_named_with_its_limit_is_not_asked_for_twice(aws: Aws) -> None:
    reading = read(aws, of("queue"), "sqs:q1")
    assert reading.total == 5
    assert sum("ApproximateAgeOfOldestMessage" in row.text for row in reading.rows) == 1
    twice = read(aws, of("queue"), "sqs:q1 age", "=m1-m2")
    assert twice.total == 3


def test_a_queue_alone_shows_what_came_what_went_and_what_waits(aws: Aws) -> None:
    everything = " ".join(row.text for row in read(aws, "sqs:q1").rows)
    for metric in ("Sent", "Received", "Deleted", "MessagesVisible", "AgeOfOldestMessage"):
        assert metric in everything


def test_the_onset_says_when_to_look_for_changes(aws: Aws) -> None:
    assert read(aws, "lambda:f1").next == (
        calls.find_logs("/aws/lambda/f1", "", around=BEGAN),
        calls.find_changes(around=BEGAN),
        calls.find_changes("lambda:f1", around=BEGAN),
    )
    assert read(aws, "rds:d1 cpu").next == (
        calls.find_changes(around=BEGAN),
        calls.find_changes("rds:d1", around=BEGAN),
        calls.find_alarms(around=BEGAN),
    )


def test_of_several_the_one_that_left_its_level_first_says_it(aws: Aws) -> None:
    first = datetime(2026, 11, 12, 1, 50, tzinfo=UTC)
    assert read(aws, "sqs:q1 age depth").next[0] == calls.find_changes(around=first)


def test_a_spike_that_passed_does_not_say_it(aws: Aws) -> None:
    first = datetime(2026, 11, 12, 1, 50, tzinfo=UTC)
    assert read(aws, "sqs:q1 sent depth").next[0] == calls.find_changes(around=first)
    spike = datetime(2026, 11, 12, 1, 45, tzinfo=UTC)
    assert read(aws, "sqs:q1 sent").next[0] == calls.find_changes(around=spike)
