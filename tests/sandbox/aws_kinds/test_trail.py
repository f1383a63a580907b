"""CloudTrail of a world through boto3: what has been delivered by now, newest first."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
NOW = "now: 2026-11-12T03:00:00Z\n"
TRAIL = """
world:
  aws:
    sources: { trail: { delay: 5m, delays: { lambda.amazonaws.com: 15m } } }
    trail:
      - at: 2026-11-12T02:10:05Z
        source: lambda.amazonaws.com
        name: UpdateFunctionCode20150331v2
        who: { role: platform/crois-deployer, session: k-ito }
        resources: [{ type: "AWS::Lambda::Function", name: core-v2-log-forwarder }]
        request: { functionName: core-v2-log-forwarder, publish: false }
        response: { codeSize: 184213 }
        id: 5f0c1bb2-a9d1-4e7f-8c3b-6a7d2e9f0123
      - { at: 2026-11-12T02:10:05Z,
          source: ecs.amazonaws.com, name: DescribeTasks, who: { user: t-yamada } }
      - at: 2026-11-12T01:00:00Z
        source: ecs.amazonaws.com
        name: RunTask
        who: { user: t-yamada }
        error: { code: AccessDenied, message: not allowed }
        address: 203.0.113.9
      - { at: 2026-11-12T00:30:00Z,
          source: kms.amazonaws.com, name: RotateKey, who: { service: kms.amazonaws.com } }
      - { at: 2026-11-12T00:20:00Z,
          source: signin.amazonaws.com, name: ConsoleLogin, who: { root: true },
          region: ap-northeast-1 }
      - { at: 2026-11-12T02:55:00Z,
          source: ecs.amazonaws.com, name: JustDelivered, who: { user: a } }
      - { at: 2026-11-12T02:55:01Z, source: ecs.amazonaws.com, name: OnItsWay, who: { user: a } }
      - { at: 2026-11-12T02:46:00Z,
          source: lambda.amazonaws.com, name: LambdaIsLater, who: { user: a } }
      - { at: 2026-11-12T02:59:00Z, delay: 30s,
          source: lambda.amazonaws.com, name: Quick, who: { user: a } }
      - { at: 2026-11-12T03:00:01Z, delay: 0s,
          source: lambda.amazonaws.com, name: Future, who: { user: a } }
      - { at: 2026-08-14T03:00:00Z, source: ecs.amazonaws.com, name: TooOld, who: { user: a } }
      - { at: 2026-08-14T03:00:01Z, source: ecs.amazonaws.com, name: StillKept, who: { user: a } }
"""
KNOWN = [
    *("Quick", "JustDelivered", "UpdateFunctionCode20150331v2", "DescribeTasks", "RunTask"),
    *("RotateKey", "ConsoleLogin", "StillKept"),
]


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(NOW + TRAIL)) as one:
        yield one


def names(world: Served, key: str, value: str) -> list[str]:
    attribute = {"AttributeKey": key, "AttributeValue": value}
    found = world.client("cloudtrail").lookup_events(LookupAttributes=[attribute])
    return [one["EventName"] for one in found["Events"]]


def test_what_has_been_delivered_and_is_kept_is_there_newest_first(world: Served) -> None:
    events = world.client("cloudtrail").lookup_events()["Events"]
    assert sorted(one["EventName"] for one in events) == sorted(KNOWN)
    times = [one["EventTime"] for one in events]
    assert times == sorted(times, reverse=True)


def test_an_event_says_who_did_what_to_which(world: Served) -> None:
    (event,) = world.client("cloudtrail").lookup_events(
        LookupAttributes=[
            {"AttributeKey": "EventId", "AttributeValue": "5f0c1bb2-a9d1-4e7f-8c3b-6a7d2e9f0123"}
        ]
    )["Events"]
    assert event["EventTime"] == datetime(2026, 11, 12, 2, 10, 5, tzinfo=UTC)
    assert event["Username"] == "k-ito"
    assert event["ReadOnly"] == "false"
    assert event["AccessKeyId"].startswith("ASIA")
    assert event["Resources"] == [
        {"ResourceType": "AWS::Lambda::Function", "ResourceName": "core-v2-log-forwarder"}
    ]
    whole = json.loads(event["CloudTrailEvent"])
    assert whole["eventID"] == event["EventId"]
    assert whole["eventTime"] == "2026-11-12T02:10:05Z"
    assert whole["requestParameters"]["functionName"] == "core-v2-log-forwarder"
    assert whole["responseElements"] == {"codeSize": 184213}
    identity = whole["userIdentity"]
    assert identity["arn"] == "arn:aws:sts::111122223333:assumed-role/crois-deployer/k-ito"
    issuer = identity["sessionContext"]["sessionIssuer"]
    assert issuer["arn"] == "arn:aws:iam::111122223333:role/platform/crois-deployer"
    assert identity["accessKeyId"] == event["AccessKeyId"]
    assert "errorCode" not in whole


def test_a_refused_call_and_those_without_a_person(world: Served) -> None:
    by_name = {
        one["EventName"]: one for one in world.client("cloudtrail").lookup_events()["Events"]
    }
    refused = json.loads(by_name["RunTask"]["CloudTrailEvent"])
    assert (refused["errorCode"], refused["errorMessage"]) == ("AccessDenied", "not allowed")
    assert refused["sourceIPAddress"] == "203.0.113.9"
    assert refused["responseElements"] is None
    assert refused["userIdentity"]["type"] == "IAMUser"
    service = by_name["RotateKey"]
    assert "Username" not in service
    assert "AccessKeyId" not in service
    assert json.loads(service["CloudTrailEvent"])["userIdentity"] == {
        "type": "AWSService",
        "invokedBy": "kms.amazonaws.com",
    }
    assert by_name["ConsoleLogin"]["Username"] == "root"


@pytest.mark.parametrize(
    ("key", "value", "found"),
    [
        ("EventName", "RunTask", ["RunTask"]),
        ("Username", "t-yamada", ["DescribeTasks", "RunTask"]),
        ("ReadOnly", "true", ["DescribeTasks"]),
        ("EventSource", "kms.amazonaws.com", ["RotateKey"]),
        ("ResourceType", "AWS::Lambda::Function", ["UpdateFunctionCode20150331v2"]),
        ("ResourceName", "core-v2-log-forwarder", ["UpdateFunctionCode20150331v2"]),
        ("EventName", "runtask", []),
    ],
)
def test_each_attribute_finds_its_own(
    world: Served, key: str, value: str, found: list[str]
) -> None:
    assert names(world, key, value) == found


def test_a_key_finds_what_was_signed_with_it(world: Served) -> None:
    client = world.client("cloudtrail")
    (event,) = [one for one in client.lookup_events()["Events"] if one["EventName"] == "RunTask"]
    assert names(world, "AccessKeyId", event["AccessKeyId"]) == ["DescribeTasks", "RunTask"]


def test_a_window_is_closed_at_both_ends(world: Served) -> None:
    at = datetime(2026, 11, 12, 1, tzinfo=UTC)
    found = world.client("cloudtrail").lookup_events(StartTime=at, EndTime=at)["Events"]
    assert [one["EventName"] for one in found] == ["RunTask"]


def test_pages_hold_together(world: Served, refusal: Refusal) -> None:
    client = world.client("cloudtrail")
    pages = client.get_paginator("lookup_events").paginate(PaginationConfig={"PageSize": 3})
    found = [[one["EventName"] for one in page["Events"]] for page in pages]
    assert [len(page) for page in found] == [3, 3, 2]
    assert sorted(name for page in found for name in page) == sorted(KNOWN)
    token = client.lookup_events(MaxResults=3)["NextToken"]
    other = {"StartTime": datetime(2026, 11, 1, tzinfo=UTC), "NextToken": token}
    assert refusal(client.lookup_events, **other)[1] == "InvalidNextTokenException"


def test_what_cannot_be_asked_is_told_so(world: Served, refusal: Refusal) -> None:
    lookup = world.client("cloudtrail").lookup_events
    two = [{"AttributeKey": "EventName", "AttributeValue": one} for one in "ab"]
    assert refusal(lookup, LookupAttributes=two)[1] == "InvalidLookupAttributesException"
    late, early = datetime(2026, 11, 2, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC)
    assert refusal(lookup, StartTime=late, EndTime=early)[1] == "InvalidTimeRangeException"
    assert refusal(lookup, MaxResults=51)[1] == "ValidationException"
    unknown = [{"AttributeKey": "Region", "AttributeValue": "x"}]
    assert refusal(lookup, LookupAttributes=unknown)[1] == "ValidationException"
    assert refusal(lookup, EventCategory="insight")[0] == 501
    assert refusal(world.client("cloudtrail").list_trails)[0] == 501


def test_a_world_that_tells_no_events_has_none() -> None:
    with served(small("title: quiet")) as quiet:
        assert quiet.client("cloudtrail").lookup_events()["Events"] == []


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ("who: {}", "one of user, role"),
        ("who: { role: a }", "a role is used in a session"),
        ("who: { user: a, service: ecs.amazonaws.com }", "one of user, role"),
        ("who: { user: a }, error: { code: A }, response: {}", "has no `response`"),
        ("who: { user: a }, resources: [{ type: Lambda, name: x }]", "should match pattern"),
        ("who: { user: a }, id: x", "should match pattern"),
        ("who: { user: a }, region: Virginia", "should match pattern"),
        ("who: { user: a }, where: us-east-1", "Extra inputs"),
    ],
)
def test_what_cannot_be_is_a_fault_with_its_line(event: str, told: str) -> None:
    at = "at: 2026-11-12T02:10:05Z, source: ecs.amazonaws.com, name: RunTask"
    changes = f"world:\n  aws:\n    trail:\n      - {{ {at}, {event} }}\n"
    with pytest.raises(BadInput, match=r"the overlay:5: world\.aws\.trail\.0") as caught:
        small(changes)
    assert told in str(caught.value)
