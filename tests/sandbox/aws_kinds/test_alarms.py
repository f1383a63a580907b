"""CloudWatch alarms of a world through boto3: state at now, history, what follows from what."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
TOPIC = "arn:aws:sns:ap-northeast-1:111122223333:crois-alerts"
METRICS = """
    metrics:
      age:
        namespace: AWS/SQS
        name: ApproximateAgeOfOldestMessage
        dimensions: { QueueName: crois-v2-prd-job-queue }
        unit: Seconds
        series:
          usual:
            first: 2026-11-12T00:00:00Z
            last: 2026-11-12T03:00:00Z
            every: 1m
            value: 12
            changes:
              2026-11-12T02:00:00Z: { until: 2026-11-12T02:04:00Z, value: 400 }
      errors:
        namespace: AWS/Lambda
        name: Errors
        values: { 2026-11-12T01:00:00Z: 3, 2026-11-12T02:30:00Z: 1 }
"""
ALARMS = f"""
    alarms:
      queue-age:
        description: Messages wait too long
        metric: age
        statistic: Maximum
        periods: 3
        datapoints: 2
        threshold: 300
        alarm_actions: [ "{TOPIC}" ]
        ok_actions: [ "{TOPIC}-ok" ]
        created: 2026-11-01T00:00:00Z
        history:
          2026-11-01T00:05:00Z: {{ state: OK, reason: the first look }}
          2026-11-12T02:04:10Z: {{ state: ALARM }}
          2026-11-12T02:08:10Z: {{ state: OK }}
          2026-11-12T03:00:01Z: {{ state: ALARM, reason: after now }}
      lambda-errors:
        metric: errors
        statistic: Sum
        threshold: 0
        missing: notBreaching
        history:
          2026-11-12T00:00:00Z: {{ state: OK }}
          2026-11-12T02:32:05Z: {{ state: ALARM }}
      p99: {{ metric: errors, statistic: p99, period: 5m, threshold: 1, comparison: ">=" }}
      not-yet: {{ metric: age, threshold: 1, created: 2026-11-12T03:00:01Z }}
      platform:
        rule: ALARM("queue-age") OR ALARM(lambda-errors) AND NOT OK("p99")
        alarm_actions: [ "{TOPIC}" ]
        created: 2026-11-02T00:00:00Z
"""
WORLD = f"now: 2026-11-12T03:00:00Z\nworld:\n  aws:{METRICS}{ALARMS}"


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


def names(told: Any) -> list[str]:
    return [one["AlarmName"] for one in told]


def history(world: Served, **more: Any) -> list[dict[str, Any]]:
    return world.client("cloudwatch").describe_alarm_history(**more)["AlarmHistoryItems"]


def test_an_alarm_says_what_it_looks_at_and_how_it_is(world: Served) -> None:
    told = world.client("cloudwatch").describe_alarms(AlarmNames=["queue-age"])
    assert told["CompositeAlarms"] == []
    (alarm,) = told["MetricAlarms"]
    alarm.pop("StateReasonData")
    assert alarm == {
        "AlarmName": "queue-age",
        "AlarmArn": "arn:aws:cloudwatch:ap-northeast-1:111122223333:alarm:queue-age",
        "AlarmDescription": "Messages wait too long",
        "AlarmConfigurationUpdatedTimestamp": datetime(2026, 11, 1, tzinfo=UTC),
        "ActionsEnabled": True,
        "AlarmActions": [TOPIC],
        "OKActions": [TOPIC + "-ok"],
        "InsufficientDataActions": [],
        "StateValue": "OK",
        "StateReason": "Threshold Crossed: 2 out of the last 3 datapoints"
        " [12.0 (12/11/26 02:06:00), 12.0 (12/11/26 02:05:00)] were not greater than the"
        " threshold (300.0) (minimum 2 datapoints for ALARM -> OK transition).",
        "StateUpdatedTimestamp": datetime(2026, 11, 12, 2, 8, 10, tzinfo=UTC),
        "StateTransitionedTimestamp": datetime(2026, 11, 12, 2, 8, 10, tzinfo=UTC),
        "Namespace": "AWS/SQS",
        "MetricName": "ApproximateAgeOfOldestMessage",
        "Dimensions": [{"Name": "QueueName", "Value": "crois-v2-prd-job-queue"}],
        "Statistic": "Maximum",
        "Period": 60,
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
        "Threshold": 300.0,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "missing",
    }


def test_the_state_follows_the_clock() -> None:
    with served(small(WORLD.replace("03:00:00Z\nworld", "02:05:00Z\nworld"))) as before:
        (alarm,) = before.client("cloudwatch").describe_alarms(AlarmNames=["queue-age"])[
            "MetricAlarms"
        ]
        assert alarm["StateValue"] == "ALARM"
        assert alarm["StateReason"].startswith(
            "Threshold Crossed: 3 out of the last 3 datapoints [400.0 (12/11/26 02:02:00), 400.0"
        )
        (platform,) = before.client("cloudwatch").describe_alarms(AlarmTypes=["CompositeAlarm"])[
            "CompositeAlarms"
        ]
        assert platform["StateValue"] == "ALARM"
        assert platform["StateReason"] == (
            "arn:aws:cloudwatch:ap-northeast-1:111122223333:alarm:queue-age transitioned to ALARM"
            " at Thursday 12 November, 2026 02:04:10 UTC"
        )
        assert len(history(before, AlarmName="queue-age", HistoryItemType="StateUpdate")) == 2


def test_a_muted_alarm_changes_its_state_and_tells_nobody() -> None:
    rule = "muted: { night: { at: 2026-11-12T02:00:00Z, until: 2026-11-12T05:00:00Z } }"
    told = WORLD.replace("        datapoints: 2\n", f"        datapoints: 2\n        {rule}\n")
    with served(small(told)) as muted:
        kinds = [one["HistoryItemType"] for one in history(muted, AlarmName="queue-age")]
        assert (kinds.count("StateUpdate"), kinds.count("Action")) == (3, 1)
        cloudwatch = muted.client("cloudwatch")
        found = cloudwatch.list_alarm_mute_rules(AlarmName="queue-age", Statuses=["ACTIVE"])
        (one,) = found["AlarmMuteRuleSummaries"]
        assert one["AlarmMuteRuleArn"].endswith(":alarm-mute-rule:night")
        assert not cloudwatch.list_alarm_mute_rules(AlarmName="p99")["AlarmMuteRuleSummaries"]
        expired = cloudwatch.list_alarm_mute_rules(Statuses=["EXPIRED"])
        assert not expired["AlarmMuteRuleSummaries"]


def test_without_types_only_alarms_on_metrics_are_described(world: Served) -> None:
    cloudwatch = world.client("cloudwatch")
    told = cloudwatch.describe_alarms()
    assert names(told["MetricAlarms"]) == ["lambda-errors", "p99", "queue-age"]
    assert told["CompositeAlarms"] == []
    both = cloudwatch.describe_alarms(AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    assert names(both["CompositeAlarms"]) == ["platform"]
    assert len(both["MetricAlarms"]) == 3
    assert names(cloudwatch.describe_alarms(StateValue="ALARM")["MetricAlarms"]) == [
        "lambda-errors"
    ]
    assert names(cloudwatch.describe_alarms(AlarmNamePrefix="q")["MetricAlarms"]) == ["queue-age"]
    assert names(cloudwatch.describe_alarms(ActionPrefix=TOPIC)["MetricAlarms"]) == ["queue-age"]
    (p99,) = cloudwatch.describe_alarms(AlarmNames=["p99"])["MetricAlarms"]
    assert (p99["ExtendedStatistic"], p99["StateValue"]) == ("p99", "INSUFFICIENT_DATA")
    assert p99["StateReason"] == "Unchecked: Initial alarm creation"
    assert p99["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"


def test_children_and_parents(world: Served) -> None:
    cloudwatch = world.client("cloudwatch")
    children = cloudwatch.describe_alarms(ChildrenOfAlarmName="platform")["MetricAlarms"]
    assert names(children) == ["lambda-errors", "p99", "queue-age"]
    assert children[0].keys() == {"AlarmName", "AlarmArn", "StateValue", "StateUpdatedTimestamp"}
    parents = cloudwatch.describe_alarms(ParentsOfAlarmName="p99")["CompositeAlarms"]
    assert names(parents) == ["platform"]


def test_history_is_newest_first_with_actions_after_their_cause(world: Served) -> None:
    found = history(world, AlarmName="queue-age")
    assert [(one["HistoryItemType"], one["HistorySummary"]) for one in found] == [
        ("Action", f"Successfully executed action {TOPIC}-ok"),
        ("StateUpdate", "Alarm updated from ALARM to OK"),
        ("Action", f"Successfully executed action {TOPIC}"),
        ("StateUpdate", "Alarm updated from OK to ALARM"),
        ("Action", f"Successfully executed action {TOPIC}-ok"),
        ("StateUpdate", "Alarm updated from INSUFFICIENT_DATA to OK"),
        ("ConfigurationUpdate", 'Alarm "queue-age" created'),
    ]
    data = json.loads(found[3]["HistoryData"])
    assert data["oldState"] == {"stateValue": "OK", "stateReason": "the first look"}
    reason = data["newState"]["stateReasonData"]
    assert reason["recentDatapoints"] == [400.0, 400.0, 400.0]
    assert reason["queryDate"] == "2026-11-12T02:04:10.000+0000"
    assert reason["evaluatedDatapoints"][0] == {
        "timestamp": "2026-11-12T02:02:00.000+0000",
        "value": 400.0,
    }


def test_history_by_window_type_and_order(world: Served) -> None:
    start, end = (datetime(2026, 11, 12, 2, minute, tzinfo=UTC) for minute in (4, 5))
    found = history(world, StartDate=start, EndDate=end, HistoryItemType="StateUpdate")
    assert names(found) == ["queue-age"]
    both = history(
        world,
        StartDate=start,
        EndDate=end,
        AlarmTypes=["MetricAlarm", "CompositeAlarm"],
        ScanBy="TimestampAscending",
        HistoryItemType="StateUpdate",
    )
    assert names(both) == ["platform", "queue-age"]
    assert [one["AlarmType"] for one in both] == ["CompositeAlarm", "MetricAlarm"]


def test_history_comes_in_pages_and_is_forgotten(world: Served, refusal: Refusal) -> None:
    cloudwatch = world.client("cloudwatch")
    pages = cloudwatch.get_paginator("describe_alarm_history").paginate(
        AlarmName="queue-age", PaginationConfig={"PageSize": 3}
    )
    assert [len(page["AlarmHistoryItems"]) for page in pages] == [3, 3, 1]
    call = cloudwatch.describe_alarm_history
    assert refusal(call, NextToken="x")[1] == "InvalidNextToken"
    later = WORLD.replace("2026-11-12T03:00:00Z\nworld", "2026-12-02T00:00:00Z\nworld")
    with served(small(later)) as after:
        kinds = [one["HistoryItemType"] for one in history(after, AlarmName="queue-age")]
        assert len(kinds) == 6  # all of the 12th and after; those of the first day are too old
        (alarm,) = after.client("cloudwatch").describe_alarms(AlarmNames=["queue-age"])[
            "MetricAlarms"
        ]
        assert alarm["StateReason"] == "after now"


def test_alarms_of_a_metric(world: Served) -> None:
    cloudwatch = world.client("cloudwatch")
    asked: dict[str, Any] = {"Namespace": "AWS/Lambda", "MetricName": "Errors"}
    found = cloudwatch.describe_alarms_for_metric(**asked)["MetricAlarms"]
    assert names(found) == ["lambda-errors", "p99"]
    found = cloudwatch.describe_alarms_for_metric(**asked, Statistic="Sum")["MetricAlarms"]
    assert names(found) == ["lambda-errors"]
    found = cloudwatch.describe_alarms_for_metric(**asked, ExtendedStatistic="p99", Period=300)
    assert names(found["MetricAlarms"]) == ["p99"]
    dimensions = [{"Name": "FunctionName", "Value": "x"}]
    found = cloudwatch.describe_alarms_for_metric(**asked, Dimensions=dimensions)
    assert found["MetricAlarms"] == []


def test_reasons_of_what_is_missing(world: Served) -> None:
    (alarm,) = world.client("cloudwatch").describe_alarms(AlarmNames=["lambda-errors"])[
        "MetricAlarms"
    ]
    assert alarm["StateReason"] == (
        "Threshold Crossed: 1 datapoint [1.0 (12/11/26 02:30:00)] was greater than the threshold"
        " (0.0)."
    )
    (first,) = [
        one for one in history(world, AlarmName="lambda-errors") if "to OK" in one["HistorySummary"]
    ]
    assert json.loads(first["HistoryData"])["newState"]["stateReason"] == (
        "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was"
        " treated as [NonBreaching]."
    )


def test_bad_requests_are_told_so(world: Served, refusal: Refusal) -> None:
    call = world.client("cloudwatch").describe_alarms
    both = {"AlarmNames": ["a"], "AlarmNamePrefix": "a"}
    assert refusal(call, **both)[1] == "InvalidParameterCombination"
    related = {"ChildrenOfAlarmName": "platform", "StateValue": "OK"}
    assert refusal(call, **related)[1] == "InvalidParameterCombination"
    assert refusal(call, ParentsOfAlarmName="nowhere")[1] == "ResourceNotFound"
    assert refusal(call, MaxRecords=101)[1] == "ValidationError"
    assert refusal(world.client("cloudwatch").describe_insight_rules)[0] == 501


@pytest.mark.parametrize(
    ("alarm", "told"),
    [
        ("{ metric: nothing, threshold: 1 }", "there is no metric 'nothing'"),
        ("{ metric: age }", "has a threshold"),
        ("{ threshold: 1 }", "on a metric or on other alarms"),
        ("{ metric: age, rule: OK(b), threshold: 1 }", "on a metric or on other alarms"),
        ("{ rule: ALARM(b), periods: 2 }", "has no periods"),
        ("{ rule: ALARM(nowhere) }", "there is no alarm 'nowhere'"),
        ("{ rule: ALARM(b) OR }", "an alarm is missing"),
        ("{ rule: ALARM(b) ALARM(b) }", "follows its end"),
        ("{ rule: ( ALARM(b) }", "not closed"),
        ("{ rule: WARN(b) }", "not a rule from 'WARN(b)' on"),
        ("{ metric: age, threshold: 1, periods: 2, datapoints: 3 }", "more datapoints"),
        ("{ metric: age, threshold: 1, statistic: Median }", "a statistic is"),
        ("{ metric: age, threshold: 1, period: 90s }", "whole minutes"),
        ("{ metric: age, threshold: 1, state: OK }", "Extra inputs"),
        ("HISTORY 2026-11-12T02:04:10Z: { state: OK } } }", "3 of the 3 datapoints that had come"),
        ("HISTORY 2026-11-12T01:04:10Z: { state: ALARM } } }", "0 of the 3 datapoints that"),
        ("HISTORY 2026-11-11T01:00:00Z: { state: OK } } }", "3 are missing: no OK"),
        ("HISTORY 2026-11-12T01:00:00Z: { state: INSUFFICIENT_DATA } } }", "INSUFFICIENT_DATA alr"),
        (
            "HISTORY 2026-11-12T01:00:00Z: { state: OK } }, created: 2026-11-12T01:00:01Z }",
            "the alarm was made only at",
        ),
    ],
)
def test_what_cannot_be_is_a_fault_with_its_line(alarm: str, told: str) -> None:
    begin = "{ metric: age, statistic: Maximum, periods: 3, threshold: 300, history: {"
    alarm = alarm.replace("HISTORY", begin)
    changes = f"world:\n  aws:{METRICS}    alarms:\n      a: {alarm}\n"
    changes += "      b: { metric: errors, threshold: 1 }\n"
    line = changes[: changes.index("      a: ")].count("\n") + 2
    with pytest.raises(BadInput, match=rf"the overlay:{line}: world\.aws\.alarms\.a") as caught:
        small(changes)
    assert told in str(caught.value)
