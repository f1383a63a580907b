"""An answer of AWS without its list, or with something else in it, shows no absence: each door that
lists says so, and takes the empty list for what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aws_doors import serving, session
from loopback import Reply

from kurosai.aws.wire.alarms import CloudWatchAlarms
from kurosai.aws.wire.health import AwsHealth
from kurosai.aws.wire.insights import Insights
from kurosai.aws.wire.maintenance import AwsMaintenance
from kurosai.aws.wire.metrics import CloudWatchMetrics, Query
from kurosai.aws.wire.session import AwsSession
from kurosai.aws.wire.trail import CloudTrail
from kurosai.errors import Unavailable
from kurosai.vocabulary import Window

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(hours=1), NOW)
QUERY = Query("m1", 60, namespace="A", name="B", statistic="Sum")
OF_AWS = {"x-amzn-RequestId": "5f1c"}


@dataclass(frozen=True)
class Door:
    """A read, the list that its answer has to have, and what an item cannot be without."""

    name: str
    ask: Callable[[AwsSession], object]
    lists: str
    needs: tuple[str, ...]
    item: dict[str, Any]


AT = NOW.timestamp()
DOORS = (
    Door(
        "alarms",
        lambda one: CloudWatchAlarms(one).alarms().alarms,
        "MetricAlarms",
        ("AlarmName", "StateValue", "StateUpdatedTimestamp"),
        {"AlarmName": "a", "StateValue": "OK", "StateUpdatedTimestamp": AT},
    ),
    Door(
        "history",
        lambda one: CloudWatchAlarms(one).history(WINDOW).items,
        "AlarmHistoryItems",
        ("AlarmName", "Timestamp", "HistoryItemType"),
        {"AlarmName": "a", "Timestamp": AT, "HistoryItemType": "StateUpdate"},
    ),
    Door(
        "mutes",
        lambda one: CloudWatchAlarms(one).mutes("a"),
        "AlarmMuteRuleSummaries",
        ("AlarmMuteRuleArn",),
        {"AlarmMuteRuleArn": "arn:aws:cloudwatch:x:1:alarm-mute-rule:night"},
    ),
    Door(
        "trail",
        lambda one: CloudTrail(one).events(WINDOW, most=5).events,
        "Events",
        ("EventTime",),
        {"EventTime": AT, "EventName": "StopTask"},
    ),
    Door(
        "health",
        lambda one: AwsHealth(one).events(WINDOW, ["global"]).events,
        "events",
        ("arn", "service", "eventTypeCode", "startTime"),
        {"arn": "a", "service": "SQS", "eventTypeCode": "T", "startTime": AT},
    ),
    Door(
        "health told",
        lambda one: AwsHealth(one).told(["a"]),
        "successfulSet",
        ("event", "eventDescription"),
        {"event": {"arn": "a"}, "eventDescription": {"latestDescription": "text"}},
    ),
    Door(
        "maintenance windows",
        lambda one: AwsMaintenance(one).windows()[0],
        "WindowIdentities",
        ("WindowId",),
        {"WindowId": "mw-0a1b2c3d4e5f60718", "Name": "patches"},
    ),
    Door(
        "executions of one",
        lambda one: AwsMaintenance(one).runs("mw-0a1b2c3d4e5f60718", "patches", WINDOW).runs,
        "WindowExecutions",
        ("StartTime",),
        {"StartTime": AT, "Status": "SUCCESS"},
    ),
    Door(
        "metric data",
        lambda one: CloudWatchMetrics(one).data([QUERY], WINDOW),
        "MetricDataResults",
        ("Id", "Timestamps", "Values", "StatusCode"),
        {"Id": "m1", "Timestamps": [AT], "Values": [1.0], "StatusCode": "Complete"},
    ),
    Door(
        "metric names",
        lambda one: CloudWatchMetrics(one).known("A").names,
        "Metrics",
        ("Namespace", "MetricName"),
        {"Namespace": "A", "MetricName": "B"},
    ),
)


def asked(tmp_path: Path, ask: Callable[[AwsSession], object], *bodies: dict[str, Any]) -> object:
    replies = [Reply.json(body) for body in bodies]
    replies = [Reply(one.status, one.body, {**one.headers, **OF_AWS}) for one in replies]
    with serving(*replies) as fake, session(tmp_path, fake.url) as opened:
        return ask(opened)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_only_a_list_can_be_empty(tmp_path: Path, door: Door) -> None:
    assert not asked(tmp_path, door.ask, {door.lists: []})
    assert asked(tmp_path, door.ask, {door.lists: [door.item]})
    wrong: tuple[dict[str, Any], ...] = (
        {},
        {door.lists: None},
        {door.lists: "none"},
        {"Other": []},
    )
    for body in wrong:
        with pytest.raises(Unavailable):
            asked(tmp_path, door.ask, body)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_an_item_without_what_each_has_is_no_answer(tmp_path: Path, door: Door) -> None:
    for name in door.needs:
        item = {key: value for key, value in door.item.items() if key != name}
        with pytest.raises(Unavailable):
            asked(tmp_path, door.ask, {door.lists: [item]})


DONE: dict[str, Any] = {"status": "Complete", "results": [], "statistics": {}}
ROW = [{"field": "@message", "value": "x"}]


@pytest.mark.parametrize(
    "bodies",
    [
        ({},),
        ({"queryId": "q"}, {}),
        ({"queryId": "q"}, {"results": []}),
        ({"queryId": "q"}, {"status": "Complete"}),
        ({"queryId": "q"}, {**DONE, "results": [[{"value": "x"}]]}),
        # A later page that is none must not bring the rows of the first once more.
        ({"queryId": "q"}, {**DONE, "results": [ROW], "nextToken": "2"}, {"status": "Complete"}),
    ],
)
def test_a_query_without_rows_or_state_is_no_empty_one(
    tmp_path: Path, bodies: tuple[dict[str, Any], ...]
) -> None:
    def ask(one: AwsSession) -> object:
        return Insights(one).run("fields @message", ["g"], WINDOW, most=10)

    assert asked(tmp_path, ask, {"queryId": "q"}, DONE)
    with pytest.raises(Unavailable):
        asked(tmp_path, ask, *bodies)
