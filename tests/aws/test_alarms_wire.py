"""The doors to alarms and AWS Health over real boto3, and what they bring that no world has."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aws_doors import WHO, error, serving, session
from loopback import Reply
from loopback import serving as plainly_serving
from world_session import doors

from kurosai.aws.alarms import alarm_rows, alarm_story, alarm_words, find_alarms
from kurosai.aws.metrics import metric_item
from kurosai.aws.wire.alarms import MOST_PAGES, Alarm, CloudWatchAlarms
from kurosai.aws.wire.errors import Denied
from kurosai.aws.wire.health import AwsHealth, NoSupportPlan
from kurosai.vocabulary import Coverage, Reading, Window

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(hours=1), NOW)
AT = NOW.timestamp()
METRIC = {
    "AlarmName": "m",
    "StateValue": "ALARM",
    "StateReason": "because",
    "StateTransitionedTimestamp": AT - 600,
    "Namespace": "AWS/Lambda",
    "MetricName": "Errors",
    "Dimensions": [{"Name": "FunctionName", "Value": "f"}],
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 0.0,
    "ComparisonOperator": "GreaterThanThreshold",
    "AlarmActions": ["arn:aws:sns:ap-northeast-1:1:t"],
}
EMPTY: dict[str, Any] = {"MetricAlarms": [], "CompositeAlarms": [], "LogAlarms": []}


def described(*metric: dict[str, Any], token: str = "", **more: Any) -> Reply:
    body = {**EMPTY, "MetricAlarms": list(metric), **more}
    return Reply.json({**body, **({"NextToken": token} if token else {})})


def alarm(**more: Any) -> Alarm:
    raw = {**METRIC, **more}
    return Alarm("m", more.get("kind", "MetricAlarm"), "ALARM", NOW, "", raw)


def test_all_pages_and_all_kinds_of_alarms_are_read(tmp_path: Path) -> None:
    log = {"AlarmName": "l", "StateValue": "OK", "StateUpdatedTimestamp": AT}
    replies = (described(METRIC, token="1"), described(CompositeAlarms=[log], LogAlarms=[log]))
    with serving(*replies) as fake, session(tmp_path, fake.url) as door:
        found = CloudWatchAlarms(door).alarms()
        asked = [json.loads(body) for body in fake.bodies]
    assert [(one.name, one.kind) for one in found.alarms] == [
        ("l", "CompositeAlarm"),
        ("l", "LogAlarm"),
        ("m", "MetricAlarm"),
    ]
    assert found.complete
    assert found.alarms[2].since == NOW - timedelta(minutes=10)
    assert asked[0]["AlarmTypes"] == ["MetricAlarm", "CompositeAlarm", "LogAlarm"]
    assert asked[1]["NextToken"] == "1"


def test_pages_without_end_are_cut_and_said(tmp_path: Path) -> None:
    with serving(described(METRIC, token="again")) as fake, session(tmp_path, fake.url) as door:
        assert not CloudWatchAlarms(door).alarms().complete
        assert len(fake.bodies) == MOST_PAGES
    body: dict[str, Any] = {"AlarmHistoryItems": [], "NextToken": "again"}
    with serving(Reply.json(body)) as fake, session(tmp_path, fake.url) as door:
        assert not CloudWatchAlarms(door).history(WINDOW).complete


def answers(tmp_path: Path, **by_operation: Reply) -> Reading:
    """find_alarms over an AWS that answers each operation as told."""
    with (
        plainly_serving(Reply.json({}), always={b"GetCallerIdentity": WHO}) as fake,
        session(tmp_path, fake.url) as door,
    ):
        fake.operations = by_operation
        return find_alarms.find(
            doors(door), NOW, about="", around="", since="", until="", minutes=60
        )


def test_a_history_that_is_denied_leaves_what_the_alarms_say_themselves(tmp_path: Path) -> None:
    reading = answers(
        tmp_path,
        DescribeAlarms=described(METRIC),
        DescribeAlarmHistory=error("AccessDenied", "no"),
        DescribeEvents=Reply.json({"events": []}),
        ListAlarmMuteRules=Reply.json({"AlarmMuteRuleSummaries": []}),
    )
    assert reading.coverage is Coverage.PARTIAL
    assert reading.looks[1].coverage is Coverage.DENIED
    assert reading.rows[0].text.startswith("m ALARM, still now: AWS/Lambda Errors")


def test_no_support_plan_is_said_once_and_is_no_failure(tmp_path: Path) -> None:
    reading = answers(
        tmp_path,
        DescribeAlarms=described(),
        DescribeAlarmHistory=Reply.json({"AlarmHistoryItems": []}),
        DescribeEvents=error("SubscriptionRequiredException", "AWS Premium Support is required"),
    )
    assert reading.coverage is Coverage.EMPTY
    assert "AWS Health" not in [look.place for look in reading.looks]
    assert "support plan does not include it" in reading.tail[0]


def test_denied_alarms_are_a_denied_reading(tmp_path: Path) -> None:
    reading = answers(
        tmp_path,
        DescribeAlarms=error("AccessDenied", "no"),
        DescribeAlarmHistory=error("AccessDenied", "no"),
        DescribeEvents=error("AccessDeniedException", "no"),
    )
    assert reading.coverage is Coverage.DENIED


def test_health_has_words_for_a_missing_plan(tmp_path: Path) -> None:
    refused = error("SubscriptionRequiredException")
    with (
        serving(refused) as fake,
        session(tmp_path, fake.url) as door,
        pytest.raises(NoSupportPlan),
    ):
        AwsHealth(door).events(WINDOW, ["ap-northeast-1"])
    with (
        serving(error("AccessDeniedException")) as fake,
        session(tmp_path, fake.url) as door,
        pytest.raises(Denied),
    ):
        AwsHealth(door).events(WINDOW, ["ap-northeast-1"])


def test_only_health_events_that_touch_the_window_count(tmp_path: Path) -> None:
    def event(name: str, begun: float, ended: float | None) -> dict[str, Any]:
        times = {"startTime": AT - begun, **({} if ended is None else {"endTime": AT - ended})}
        return {"arn": name, "service": "EC2", "eventTypeCode": name, **times}

    first = {"events": [event("open", 9e5, None), event("over", 9e5, 7200)], "nextToken": "1234"}
    second = {"events": [event("within", 1800, 60)]}
    replies = (Reply.json(first), Reply.json(second))
    with serving(*replies) as fake, session(tmp_path, fake.url) as door:
        found = AwsHealth(door).events(WINDOW, ["ap-northeast-1", "global"])
        asked = json.loads(fake.bodies[0])
    assert [one.arn for one in found.events] == ["open", "within"]
    assert found.complete
    assert asked["filter"]["regions"] == ["ap-northeast-1", "global"]


MATH: list[dict[str, Any]] = [
    {"Id": "rate", "Expression": "100 * errors / FILL(calls, 1)", "Label": "r"},
    {
        "Id": "errors",
        "ReturnData": False,
        "MetricStat": {
            "Metric": {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": []},
            "Period": 300,
            "Stat": "Sum",
        },
    },
    {
        "Id": "calls",
        "ReturnData": False,
        "MetricStat": {
            "Metric": {"Namespace": "My App", "MetricName": "Calls", "Dimensions": []},
            "Period": 300,
            "Stat": "p99",
        },
    },
]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({}, "AWS/Lambda Errors FunctionName=f Sum > 0, 1 of 1 x 60 s"),
        ({"DatapointsToAlarm": 2, "EvaluationPeriods": 3}, "Sum > 0, 2 of 3 x 60 s"),
        (
            {"MetricName": None, "Metrics": MATH, "Period": None, "Threshold": 5.0},
            'Errors Sum ; "My App" Calls p99 ; =100 * m1 / FILL(m2, 1) > 5, 1 of 1 x 300 s',
        ),
        (
            {"ComparisonOperator": "GreaterThanUpperThreshold", "Threshold": None},
            "Sum outside its band",
        ),
        (
            {"kind": "CompositeAlarm", "AlarmRule": "ALARM(a)\n OR  OK(b)"},
            "ALARM(a) OR OK(b)",
        ),
        (
            {
                "kind": "LogAlarm",
                "ScheduledQueryConfiguration": {"QueryString": "fields @message\n| limit 1"},
            },
            "query fields @message | limit 1 > 0",
        ),
    ],
)
def test_what_an_alarm_looks_at(raw: dict[str, Any], told: str) -> None:
    assert told in alarm_words.condition(alarm(**raw))


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ({"ActionsEnabled": False}, ["actions are disabled"]),
        ({"AlarmActions": []}, ["it has no action for ALARM"]),
        (
            {
                "ActionsSuppressedBy": "Alarm",
                "ActionsSuppressor": "arn:aws:cloudwatch:ap-northeast-1:1:alarm:deploying",
            },
            ["actions are suppressed (Alarm deploying)"],
        ),
        ({"EvaluationState": "PARTIAL_DATA"}, ["its evaluation is PARTIAL_DATA"]),
        ({}, []),
    ],
)
def test_why_nobody_may_have_been_told(raw: dict[str, Any], told: list[str]) -> None:
    assert [*alarm_words.silent(alarm(**raw))] == told


def test_many_values_that_crossed_are_counted() -> None:
    points = [
        {"timestamp": f"2026-11-12T02:{minute:02}:00.000+0000", "value": minute}
        for minute in range(9, -1, -1)
    ]
    told = alarm_words.why(alarm(), "", {"evaluatedDatapoints": points})
    assert told.startswith("crossed by 9 values, the last 5 (02:05) ")
    assert told.endswith(" 9 (02:09)")


def test_an_action_that_failed_stands_out() -> None:
    def past(kind: str, summary: str, seconds: int, **data: Any) -> alarm_story.Past:
        return alarm_story.Past(NOW + timedelta(seconds=seconds - 600), "m", kind, summary, data)

    items = [
        past("StateUpdate", "Alarm updated from OK to ALARM", 0),
        past("Action", "Failed to execute action arn:aws:sns:x:1:t", 1),
    ]
    story = alarm_story.of(alarm(), items, WINDOW, complete=True)
    (row,) = alarm_rows.of(alarm(), story, ())
    assert "ACTION FAILED: Failed to execute action arn:aws:sns:x:1:t" in row.brief


@pytest.mark.parametrize(
    "text",
    [
        "AWS/SQS ApproximateAgeOfOldestMessage QueueName=q Maximum > 300",
        '"My App" Calls "Dim Name=a b" p99',
        "=100*m1/m2",
        "AWS/Lambda Errors Sum <= -0.5",
        "AWS/Lambda Errors Sum 300s > 10",
    ],
)
def test_an_item_reads_what_it_writes(text: str) -> None:
    item = metric_item.read(text)
    assert str(item) == text
    assert metric_item.read(str(item)) == item
