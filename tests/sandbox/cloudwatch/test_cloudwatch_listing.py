"""DescribeLogGroups and DescribeLogStreams through real boto3."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from kurosai.sandbox.cloudwatch import CloudWatchLogs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Connect = Callable[[CloudWatchLogs], Any]
    Refusal = Callable[..., tuple[str, str, Mapping[str, Any]]]

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)


def every_page(call: Callable[..., Any], **request: Any) -> list[Any]:
    """The answers to a request and to each of its tokens."""
    answers = [call(**request)]
    while token := answers[-1].get("nextToken"):
        answers.append(call(**request, nextToken=token))
        assert len(answers) < 500, "the pages do not end"
    return answers


def test_groups_by_name_with_their_facts(connect: Connect) -> None:
    logs = CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)
    logs.create_group("/b", retention_days=30, created=datetime(2025, 1, 1, tzinfo=UTC))
    logs.load("/b", "s", [(NOW_MS, "四文字だ")])
    logs.create_group("/a")
    first, second = connect(logs).describe_log_groups()["logGroups"]
    assert first["logGroupName"] == "/a"
    assert "retentionInDays" not in first
    assert second == {
        "logGroupName": "/b",
        "creationTime": 1_735_689_600_000,
        "retentionInDays": 30,
        "metricFilterCount": 0,
        "arn": "arn:aws:logs:ap-northeast-1:111122223333:log-group:/b:*",
        "logGroupArn": "arn:aws:logs:ap-northeast-1:111122223333:log-group:/b",
        "storedBytes": 12 + 26,
        "logGroupClass": "STANDARD",
    }


def test_groups_by_prefix_pattern_identifier_and_page(connect: Connect) -> None:
    logs = CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)
    for number in range(120):
        logs.create_group(f"/aws/lambda/f{number:03d}")
    logs.create_group("/crois/v2/prd/ecs/ops")
    client = connect(logs)

    def names(**request: Any) -> list[str]:
        pages = every_page(client.describe_log_groups, **request)
        return [group["logGroupName"] for page in pages for group in page["logGroups"]]

    assert len(names()) == 121
    assert len(client.describe_log_groups()["logGroups"]) == 50
    assert len(names(logGroupNamePrefix="/aws/lambda/", limit=7)) == 120
    assert names(logGroupNamePrefix="/crois/") == ["/crois/v2/prd/ecs/ops"]
    assert names(logGroupNamePattern="f11", limit=3) == [
        f"/aws/lambda/f{n}" for n in range(110, 120)
    ]
    assert names(logGroupNamePattern="F11") == []
    assert names(logGroupIdentifiers=["/aws/lambda/f007", "/none"]) == ["/aws/lambda/f007"]
    assert names(logGroupClass="INFREQUENT_ACCESS") == []
    brief = client.describe_log_groups(logGroupNamePattern="ecs")["logGroups"][0]
    assert sorted(brief) == ["arn", "creationTime", "logGroupName"]


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"logGroupNamePrefix": "a", "logGroupNamePattern": "b"}, "mutually exclusive"),
        ({"includeLinkedAccounts": True}, "not supported by the local world"),
        ({"logGroupIdentifiers": ["/a"], "logGroupNamePrefix": "/"}, "cannot be combined"),
        ({"limit": 51}, "less than or equal to 50"),
        ({"nextToken": "made up"}, "The specified nextToken is invalid."),
    ],
)
def test_a_group_listing_refuses(
    connect: Connect, refusal: Refusal, request_: Mapping[str, Any], message: str
) -> None:
    code, text, _ = refusal(
        connect(
            CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)
        ).describe_log_groups,
        **request_,
    )
    assert code == "InvalidParameterException"
    assert message in text


def test_a_token_of_another_world_is_refused(connect: Connect, refusal: Refusal) -> None:
    here, there = (
        CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW) for _ in range(2)
    )
    for name in ("/a", "/b"):
        here.create_group(name)
    there.create_group("/c")
    token = connect(here).describe_log_groups(limit=1)["nextToken"]
    code, message, _ = refusal(connect(there).describe_log_groups, limit=1, nextToken=token)
    assert (code, message) == ("InvalidParameterException", "The specified nextToken is invalid.")


def test_streams_by_name_by_last_event_and_by_page(connect: Connect, refusal: Refusal) -> None:
    logs = CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)
    for name, last in (("a", 30), ("b", 10), ("c", 20)):
        logs.load("/g", name, [(last - 5, "x"), (last, "y", last + 3)])
    logs.load("/g", "empty", [])
    client = connect(logs)

    def names(**request: Any) -> list[str]:
        pages = every_page(client.describe_log_streams, logGroupName="/g", **request)
        return [stream["logStreamName"] for page in pages for stream in page["logStreams"]]

    assert names() == ["a", "b", "c", "empty"]
    assert names(descending=True, limit=3) == ["empty", "c", "b", "a"]
    assert names(orderBy="LastEventTime", limit=1) == ["empty", "b", "c", "a"]
    assert names(orderBy="LastEventTime", descending=True) == ["a", "c", "b", "empty"]
    assert names(logStreamNamePrefix="e") == ["empty"]
    first = client.describe_log_streams(logGroupName="/g")["logStreams"][0]
    assert first == {
        "logStreamName": "a",
        "creationTime": 25,
        "firstEventTimestamp": 25,
        "lastEventTimestamp": 30,
        "lastIngestionTime": 33,
        "arn": "arn:aws:logs:ap-northeast-1:111122223333:log-group:/g:log-stream:a",
        "storedBytes": 0,
    }
    code, message, _ = refusal(
        client.describe_log_streams,
        logGroupName="/g",
        logStreamNamePrefix="a",
        orderBy="LastEventTime",
    )
    assert code == "InvalidParameterException"
    assert message == "Cannot order by LastEventTime with a logStreamNamePrefix."
