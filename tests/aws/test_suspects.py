"""Who is behind a function that is throttled and behind a queue that fills, over a small world."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aws_doors import serving, session
from loopback import Reply
from world_session import doors, opened

from kurosai import calls
from kurosai.aws.alarms import find_alarms
from kurosai.aws.metrics import read_metrics
from kurosai.aws.platform import Aws
from kurosai.aws.suspects import behind
from kurosai.aws.wire.concurrency import AccountLimit, LambdaLimits
from kurosai.aws.wire.metrics import CloudWatchMetrics
from kurosai.errors import Unavailable
from kurosai.vocabulary import Coverage, Reading

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
AT = datetime(2026, 11, 12, 2, 4, tzinfo=UTC)
HISTORY = """{ 2026-11-10T00:00:00Z: { state: OK, reason: x },
               2026-11-12T02:04:00Z: { state: ALARM } }"""
WORLD = """
now: 2026-11-12T03:00:00Z
world:
  aws:
    functions:
      importer:
        fed_by: [ { queue: q1, batch: 10, at_once: 5 } ]
        demand: { 2026-11-10T00:00:00Z: 40 }
      paused: { fed_by: [ { queue: q2, enabled: false } ] }
      report-maker: { demand: { 2026-11-10T00:00:00Z: 100, 2026-11-12T02:00:00Z: 2000 } }
      kept: { reserved: 5, demand: { 2026-11-10T00:00:00Z: 2, 2026-11-12T02:00:00Z: 9 } }
    limits: { concurrent: 1000, others: 20 }
    queues:
      q1:
        waiting: { 2026-11-10T00:00:00Z: 3, 2026-11-12T02:00:00Z: 412 }
        dead_letters: { queue: q1-dlq, max_receives: 5 }
      q1-dlq: { waiting: { 2026-11-10T00:00:00Z: 0, 2026-11-12T02:00:00Z: 7 } }
      q2: { waiting: { 2026-11-10T00:00:00Z: 0, 2026-11-12T02:00:00Z: 90 } }
      alone: { waiting: { 2026-11-10T00:00:00Z: 0, 2026-11-12T02:00:00Z: 90 } }
    metrics:
""" + "".join(
    f"""
      {name}:
        namespace: {space}
        name: {metric}
        dimensions: {{ {dimensions} }}
        series:
          usual: {{ first: 2026-11-11T00:00:00Z, last: 2026-11-12T02:58:00Z, every: 1m, value: 1,
                   changes: {{ 2026-11-12T02:00:00Z: {{ until: 2026-11-12T02:58:00Z,
                                                       value: 420 }} }} }}
"""
    for name, space, metric, dimensions in (
        ("importer-throttles", "AWS/Lambda", "Throttles", "FunctionName: importer"),
        ("kept-throttles", "AWS/Lambda", "Throttles", "FunctionName: kept"),
        ("all-throttles", "AWS/Lambda", "Throttles", ""),
        ("q1-age", "AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName: q1"),
        ("q2-age", "AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName: q2"),
        ("q1-dlq", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName: q1-dlq"),
        ("alone", "AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName: alone"),
    )
) + "    alarms:\n" + "".join(
    f"      {name}-high: {{ metric: {name}, statistic: Maximum, threshold: 300, "
    f"history: {HISTORY} }}\n"
    for name in (
        "importer-throttles", "kept-throttles", "all-throttles", "q1-age", "q2-age", "q1-dlq",
        "alone",
    )
)  # fmt: skip


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with opened(tmp_path_factory.mktemp("suspects"), WORLD) as door:
        yield doors(door)


def alarm(aws: Aws, about: str) -> Reading:
    asked = {"around": "2026-11-12T02:10:00Z", "since": "", "until": ""}
    return find_alarms.find(aws, NOW, about=about, minutes=30, **asked)


def metric(aws: Aws, line: str) -> Reading:
    asked = {"around": "2026-11-12T02:10:00Z", "since": "", "until": ""}
    found = behind.finds(aws, NOW)
    return read_metrics.read(
        aws.metrics, NOW, lines=[line], minutes=30, chart=False, suspects=found, **asked
    )


BUSY = (
    "the account may have 1,000 runs at once now, 995 unreserved",
    (
        "most runs at once 2026-11-12 01:49:00Z-02:19:00Z: lambda:report-maker 955, "
        "lambda:importer 40, lambda:kept 5"
    ),
)


def test_a_throttled_function_leads_to_whoever_uses_up_the_runs_of_all(aws: Aws) -> None:
    reading = alarm(aws, "importer-throttles-high")
    assert reading.tail == (
        "lambda:importer has no runs reserved now: it shares those that nobody reserved",
        *BUSY,
    )
    asked = reading.next[0].arguments["metrics"]
    assert asked == [
        "AWS/Lambda Throttles FunctionName=importer Maximum > 300",
        "lambda:importer",
        "lambda:report-maker",
    ]
    assert reading.next[2] == calls.find_changes("lambda:report-maker", around=AT)
    assert reading.coverage is Coverage.COMPLETE


def test_a_function_that_is_held_by_its_own_reservation_is_told_so(aws: Aws) -> None:
    reading = alarm(aws, "kept-throttles-high")
    assert reading.tail[0] == "lambda:kept has 5 runs at once reserved now, and may have no more"
    # Whoever uses up the runs of all takes none of its own.
    assert reading.next[-1] == calls.find_changes("lambda:kept", around=AT)


def test_where_the_account_has_room_nobody_else_is_suspected(tmp_path: Path) -> None:
    world = WORLD.replace("2026-11-12T02:00:00Z: 2000 } }", "2026-11-12T02:00:00Z: 330 } }")
    with opened(tmp_path, world) as door:
        reading = alarm(doors(door), "importer-throttles-high")
        again = metric(doors(door), "lambda:importer throttles")
    room = "the account has room: 395 of 995 runs at once 2026-11-12 01:49:00Z-02:19:00Z"
    assert reading.tail[0] == room
    assert reading.next[-1] == calls.find_changes("lambda:importer", around=AT)
    assert "report-maker" not in str(reading.next)
    assert again.tail[-4].startswith("the account has room: 395 of 995 ")
    assert "report-maker" not in str(again.next)


def test_throttles_of_the_account_have_the_same_suspect(aws: Aws) -> None:
    reading = alarm(aws, "all-throttles-high")
    assert reading.tail == BUSY
    assert reading.next[-1] == calls.find_changes("lambda:report-maker", around=AT)


def test_a_metric_of_throttles_names_the_busiest_as_well(aws: Aws) -> None:
    reading = metric(aws, "lambda:importer throttles")
    assert "lambda:report-maker 955" in reading.tail[-1]
    began = datetime(2026, 11, 12, 2, tzinfo=UTC)
    assert calls.find_changes("lambda:report-maker", around=began) in reading.next
    # Nobody is suspected where nothing went wrong.
    assert metric(aws, "lambda:importer invocations").tail == ()


def test_a_limit_that_cannot_be_read_takes_nothing_from_the_rest(aws: Aws, tmp_path: Path) -> None:
    denied = Reply.json({"Message": "not allowed"}, 403)
    denied.headers["x-amzn-ErrorType"] = "AccessDeniedException"
    with serving(denied) as fake, session(tmp_path, fake.url) as door:
        reading = alarm(replace(aws, concurrency=LambdaLimits(door)), "importer-throttles-high")
    assert reading.tail == BUSY[1:]
    assert [(one.place, one.coverage) for one in reading.looks[-2:]] == [
        ("Lambda for the runs that importer has reserved", Coverage.DENIED),
        ("Lambda for the limit of runs", Coverage.DENIED),
    ]
    assert reading.coverage is Coverage.COMPLETE


def test_metrics_that_cannot_be_compared_leave_the_limits_standing(
    aws: Aws, tmp_path: Path
) -> None:
    denied = Reply.json({"__type": "AccessDeniedException", "message": "not allowed"}, 400)
    with serving(denied) as fake, session(tmp_path, fake.url) as door:
        blind = replace(aws, metrics=CloudWatchMetrics(door))
        found = behind.finds(blind, NOW)("AWS/Lambda", "Throttles", "importer", AT)
    assert len(found.told) == 2
    (look,) = found.looks
    assert (look.place, look.coverage) == ("AWS/Lambda for who ran most", Coverage.DENIED)


@pytest.mark.parametrize("body", [{}, {"AccountLimit": {}}])
def test_limits_that_are_none_are_no_limits(tmp_path: Path, body: dict[str, object]) -> None:
    with (
        serving(Reply.json(body)) as fake,
        session(tmp_path, fake.url) as door,
        pytest.raises(Unavailable),
    ):
        LambdaLimits(door).account()


def test_the_limits_are_those_that_aws_tells(aws: Aws) -> None:
    assert aws.concurrency.account() == AccountLimit(1000, 995)
    assert aws.concurrency.reserved("kept") == 5
    assert aws.concurrency.reserved("importer") is None


def test_a_queue_that_fills_leads_to_its_readers_log_and_its_dead_letters(aws: Aws) -> None:
    reading = alarm(aws, "q1-age-high")
    assert reading.tail == (
        "q1 is read by lambda:importer (Enabled; batches of 10, at most 5 at once)",
        "after 5 vain attempts its messages go to q1-dlq, which holds about 7 now",
    )
    assert reading.next[1] == calls.find_logs("/aws/lambda/importer", "", around=AT)
    again = metric(aws, "sqs:q1 age")
    assert again.tail == reading.tail
    began = datetime(2026, 11, 12, 2, tzinfo=UTC)
    assert again.next == (
        calls.find_logs("/aws/lambda/importer", "", around=began),
        calls.find_changes(around=began),
        calls.find_changes("lambda:importer", around=began),
    )


def test_a_reader_that_is_switched_off_has_no_log_to_read(aws: Aws) -> None:
    reading = alarm(aws, "q2-age-high")
    assert reading.tail[0].startswith("q2 is read by lambda:paused (DISABLED")
    assert [one.tool for one in reading.next] == ["read_metrics", "find_changes", "find_changes"]
    assert reading.next[2] == calls.find_changes("lambda:paused", around=AT)


def test_dead_letters_lead_to_the_queue_that_they_come_from_and_to_its_reader(aws: Aws) -> None:
    reading = alarm(aws, "q1-dlq-high")
    assert reading.tail == (
        "q1-dlq holds the dead letters of q1, about 7 now",
        "q1 is read by lambda:importer (Enabled; batches of 10, at most 5 at once)",
    )
    assert reading.next[1] == calls.find_logs("/aws/lambda/importer", "", around=AT)


def test_a_queue_that_nobody_reads_and_no_letters_come_to_is_just_that(aws: Aws) -> None:
    assert alarm(aws, "alone-high").tail == (
        "no event source mapping of Lambda reads alone (others may poll it)",
    )


def test_dead_letters_are_told_where_nothing_of_the_queue_stands_out(aws: Aws) -> None:
    letters = "after 5 vain attempts its messages go to q1-dlq, which holds about 7 now"
    reading = metric(aws, "sqs:q1 sent")
    assert letters in reading.tail
    assert any(line.startswith("q1 is read by lambda:importer") for line in reading.tail)
    assert metric(aws, "sqs:q1-dlq sent").tail[0] == (
        "q1-dlq holds the dead letters of q1, about 7 now"
    )
    assert not any("go to" in line for line in metric(aws, "lambda:importer errors").tail)
