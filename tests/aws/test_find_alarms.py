"""What was alarming, over the alarms of small worlds through real boto3."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from world_session import doors, opened

from kurosai import calls, rendering
from kurosai.aws.alarms import find_alarms
from kurosai.aws.platform import Aws
from kurosai.vocabulary import Coverage, Reading

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
TOPIC = "arn:aws:sns:ap-northeast-1:111122223333:crois-alerts"
WORLD = f"""now: 2026-11-12T03:00:00Z
world:
  aws:
    metrics:
      age:
        namespace: AWS/SQS
        name: ApproximateAgeOfOldestMessage
        dimensions: {{ QueueName: crois-v2-prd-job-queue }}
        unit: Seconds
        series:
          usual:
            first: 2026-11-11T00:00:00Z
            last: 2026-11-12T02:58:00Z
            every: 1m
            value: 12
            changes:
              2026-11-12T02:00:00Z: {{ until: 2026-11-12T02:02:00Z, value: 420 }}
              2026-11-12T02:03:00Z: {{ until: 2026-11-12T02:30:00Z, value: 640 }}
      errors:
        namespace: AWS/Lambda
        name: Errors
        dimensions: {{ FunctionName: core-v2-log-forwarder }}
        values: {{ 2026-11-12T01:00:00Z: 3, 2026-11-12T02:01:00Z: 7 }}
      beats:
        namespace: Crois
        name: Heartbeats
        values: {{ 2026-11-12T00:00:00Z: 1 }}
    alarms:
      core-v2-queue-age:
        metric: age
        statistic: Maximum
        periods: 3
        datapoints: 2
        threshold: 300
        alarm_actions: [ "{TOPIC}" ]
        history:
          2026-11-10T00:00:00Z: {{ state: OK, reason: the first look }}
          2026-11-12T02:04:10Z: {{ state: ALARM }}
          2026-11-12T02:34:10Z: {{ state: OK }}
      core-v2-forwarder-errors:
        metric: errors
        statistic: Sum
        threshold: 0
        missing: notBreaching
        actions_enabled: false
        history:
          2026-11-10T00:00:00Z: {{ state: OK }}
          2026-11-12T02:03:05Z: {{ state: ALARM }}
      core-v2-heartbeat:
        metric: beats
        statistic: Sum
        comparison: "<"
        threshold: 1
        missing: breaching
        muted: {{ night: {{ at: 2026-11-12T00:00:00Z, until: 2026-11-12T08:00:00Z }} }}
        alarm_actions: [ "{TOPIC}" ]
        history: {{ 2026-11-12T00:05:00Z: {{ state: ALARM }} }}
      core-v2-quiet:
        metric: age
        threshold: 9000
        history: {{ 2026-11-10T00:00:00Z: {{ state: OK, reason: fine }} }}
      core-v2-platform:
        rule: ALARM("core-v2-queue-age") OR ALARM("core-v2-quiet")
        alarm_actions: [ "{TOPIC}" ]
    health:
      events:
        - at: 2026-11-12T01:50:00Z
          until: 2026-11-12T02:40:00Z
          service: SQS
          type: AWS_SQS_OPERATIONAL_ISSUE
          text: We are investigating increased latencies.
        - at: 2026-11-10T00:00:00Z
          until: 2026-11-10T01:00:00Z
          service: EC2
          type: AWS_EC2_OLD_ISSUE
"""
AROUND = "2026-11-12T02:10:00Z"


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with opened(tmp_path_factory.mktemp("alarms"), WORLD) as door:
        yield doors(door)


def find(aws: Aws, about: str = "", now: datetime = NOW, minutes: int = 30, **at: str) -> Reading:
    asked = {"around": AROUND, "since": "", "until": "", **at}
    return find_alarms.find(aws, now, about=about, minutes=minutes, **asked)


def briefs(reading: Reading) -> list[str]:
    return [row.brief or row.text for row in reading.rows]


def row(reading: Reading, begin: str) -> str:
    (one,) = [text for text in briefs(reading) if text.startswith(begin)]
    return one


def test_an_alarm_says_what_crossed_how_long_and_who_was_told(aws: Aws) -> None:
    reading = find(aws)
    assert row(reading, "core-v2-queue-age") == (
        "core-v2-queue-age ALARM until 02:34:10Z (30 min): AWS/SQS ApproximateAgeOfOldestMessage "
        "QueueName=crois-v2-prd-job-queue Maximum > 300, 2 of 3 x 60 s; "
        "crossed by 420 (02:00) 420 (02:01) 420 (02:02); told crois-alerts"
    )
    assert (reading.coverage, reading.found) == (Coverage.COMPLETE, 4)
    assert [look.place for look in reading.looks] == ["alarms", "alarm history", "AWS Health"]


def test_what_was_alarming_then_counts_though_it_is_ok_now(aws: Aws) -> None:
    assert "core-v2-queue-age ALARM" in row(find(aws), "core-v2-queue-age")
    late = find(aws, around="2026-11-12T02:50:00Z", minutes=5)
    assert not any(text.startswith("core-v2-queue-age") for text in briefs(late))
    early = find(aws, around="2026-11-12T01:00:00Z", minutes=5)
    assert [text.split(" ")[0] for text in briefs(early)] == ["core-v2-heartbeat"]


def test_what_began_before_the_window_and_ended_after_it_is_told(aws: Aws) -> None:
    told = row(find(aws, around="2026-11-12T02:20:00Z", minutes=5), "core-v2-queue-age")
    assert told.startswith(
        "core-v2-queue-age ALARM, begun before the window until 2026-11-12T02:34:10Z: "
    )
    assert "crossed by 420 (02:00)" in told


def test_a_composite_says_which_child_caused_it(aws: Aws) -> None:
    told = row(find(aws), "core-v2-platform")
    assert 'ALARM("core-v2-queue-age") OR ALARM("core-v2-quiet")' in told
    assert "because core-v2-queue-age went to ALARM" in told


def test_missing_data_muted_and_disabled_actions_are_said(aws: Aws) -> None:
    reading = find(aws)
    beat = row(reading, "core-v2-heartbeat")
    assert "; no data for 1 period; " in beat
    assert "missing data counts as breaching" in beat
    assert "muted now by night" in beat
    assert beat.startswith("core-v2-heartbeat ALARM, still now: ")
    assert "actions are disabled" in row(reading, "core-v2-forwarder-errors")


def test_the_next_calls_are_of_what_began_in_the_window(aws: Aws) -> None:
    at = datetime(2026, 11, 12, 2, 3, 5, tzinfo=UTC)
    metric = "AWS/Lambda Errors FunctionName=core-v2-log-forwarder Sum > 0"
    began = datetime(2026, 11, 12, 2, 1, tzinfo=UTC)
    assert find(aws).next == (
        calls.read_metrics([metric, "lambda:core-v2-log-forwarder"], around=at),
        calls.find_logs("/aws/lambda/core-v2-log-forwarder", "", around=at),
        calls.find_changes(around=began),
    )


def test_what_fired_together_is_said_first(aws: Aws) -> None:
    assert find(aws).lead == (
        "3 alarms fired together 2026-11-12 02:03:05Z-02:04:10Z, core-v2-forwarder-errors first",
    )


def test_one_alarm_brings_what_fired_beside_it_and_its_next_calls(aws: Aws) -> None:
    reading = find(aws, "core-v2-queue-age")
    assert [text.split(" ")[0] for text in briefs(reading)] == [
        *("AWS", "also", "core-v2-queue-age", "core-v2-platform")
    ]
    at = datetime(2026, 11, 12, 2, 4, 10, tzinfo=UTC)
    metric = "AWS/SQS ApproximateAgeOfOldestMessage QueueName=crois-v2-prd-job-queue Maximum > 300"
    began = datetime(2026, 11, 12, 2, 0, tzinfo=UTC)
    assert reading.next == (
        calls.read_metrics([metric, "sqs:crois-v2-prd-job-queue"], around=at),
        calls.find_changes(around=began),
        calls.find_changes("sqs:crois-v2-prd-job-queue", around=at),
    )


@pytest.mark.parametrize(
    ("about", "names"),
    [
        ("core-v2-q", ["core-v2-platform", "core-v2-queue-age", "core-v2-quiet"]),
        ("AWS/Lambda", ["core-v2-forwarder-errors"]),
        ("lambda:core-v2-log-forwarder", ["core-v2-forwarder-errors"]),
        ("core-v2-log-forwarder", ["core-v2-forwarder-errors"]),
        ("Heartbeats", ["core-v2-heartbeat"]),
        (
            "arn:aws:cloudwatch:ap-northeast-1:111122223333:alarm:core-v2-heartbeat",
            ["core-v2-heartbeat"],
        ),
    ],
)
def test_alarms_are_found_by_name_namespace_and_what_they_watch(
    aws: Aws, about: str, names: list[str]
) -> None:
    marked = [one for one in find(aws, about).rows if one.mark and "AWS Health" not in one.text]
    assert sorted({one.text.split(" ")[0] for one in marked}) == names


def test_one_that_did_not_fire_is_said_to_have_been_ok(aws: Aws) -> None:
    assert row(find(aws, "core-v2-quiet"), "core-v2-quiet").startswith("core-v2-quiet OK all the")


def test_a_name_that_is_none_gets_the_nearest_and_what_fired_anyway(aws: Aws) -> None:
    reading = find(aws, "core-v2-que-age")
    assert "no alarm is named 'core-v2-que-age'" in reading.lead[0]
    assert "core-v2-queue-age" in reading.lead[0]
    assert any(text.startswith("also core-v2-queue-age") for text in briefs(reading))


def test_health_events_of_the_window_are_rows(aws: Aws) -> None:
    reading = find(aws)
    assert row(reading, "AWS Health") == (
        "AWS Health SQS AWS_SQS_OPERATIONAL_ISSUE issue ap-northeast-1 closed "
        "until 2026-11-12T02:40:00Z: We are investigating increased latencies."
    )
    quiet = find(aws, around="2026-11-11T12:00:00Z", minutes=5)
    assert quiet.coverage is Coverage.EMPTY
    assert quiet.total == 0


def test_beyond_thirty_days_the_history_is_gone_and_that_is_no_absence(aws: Aws) -> None:
    reading = find(aws, around="2026-10-01T00:00:00Z")
    assert reading.coverage is Coverage.PARTIAL
    assert reading.looks[1].coverage is Coverage.EXPIRED
    assert "cannot be told any more" in reading.tail[-1]


def test_the_result_is_small(aws: Aws) -> None:
    shown = rendering.render(find(aws), evidence="K7Q2M4XA").body
    assert rendering.estimate_tokens(shown) < 800
