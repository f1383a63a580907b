"""What a setting was before it was set: the write before it on the same thing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aws_doors import error, serving, session
from loopback import Reply
from trail_accounts import account, event, find

from kurosai import calls
from kurosai.aws.changes import find_changes, setting_writes
from kurosai.aws.wire.trail import CloudTrail, TrailEvent

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
DAY = {"since": "2026-11-12T00:00:00Z", "until": "2026-11-12T02:40:00Z"}
LAMBDA = "UpdateFunctionConfiguration20150331v2"
ROLE = "PutRolePolicy"


def dated(day: str, text: str) -> str:
    return text.replace("2026-11-12T", f"{day}T")


def was(tmp_path: Path, resource: str, *events: str) -> str:
    """What is said of the last change on a resource."""
    with account(tmp_path, *events) as (trail, _):
        reading = find(trail, resource, **DAY)
    return [row.brief for row in reading.rows if row.mark == ">"][-1].rpartition(" · ")[2]


def configured(at: str, request: str, **more: str) -> str:
    return event(at, LAMBDA, "user: a", f"functionName: f1, {request}", **more)


def test_the_value_before_and_when_it_was_written(tmp_path: Path) -> None:
    told = was(
        tmp_path,
        "lambda:f1",
        dated("2026-10-01", configured("09:00:00", "memorySize: 2048, timeout: 30")),
        dated("2026-11-02", configured("09:00:00", "memorySize: 1024, timeout: 30")),
        configured("01:00:00", "memorySize: 512, timeout: 30"),
    )
    assert told == "before: memorySize 1024 -> 512 (written 2026-11-02T09:00:00Z)"


def test_a_field_that_the_write_before_left_alone_is_of_an_earlier_one(tmp_path: Path) -> None:
    told = was(
        tmp_path,
        "lambda:f1",
        dated("2026-10-01", configured("09:00:00", "memorySize: 2048")),
        dated("2026-11-02", configured("09:00:00", "timeout: 60")),
        configured("01:00:00", "memorySize: 512, timeout: 30"),
    )
    assert told == (
        "before: memorySize 2048 -> 512 (written 2026-10-01T09:00:00Z); "
        "timeout 60 -> 30 (written 2026-11-02T09:00:00Z)"
    )


def test_other_things_and_refused_writes_are_no_write_before(tmp_path: Path) -> None:
    told = was(
        tmp_path,
        "lambda:f1",
        dated("2026-11-02", configured("09:00:00", "memorySize: 1024").replace("f1", "f2")),
        dated(
            "2026-11-03",
            configured("09:00:00", "memorySize: 99", error="{ code: AccessDenied, message: x }"),
        ),
        configured("01:00:00", "memorySize: 512"),
    )
    assert told == "no earlier write in 90 days"


def test_what_is_older_than_ninety_days_is_not_known(tmp_path: Path) -> None:
    old = dated("2026-08-01", configured("09:00:00", "memorySize: 1024"))
    told = was(tmp_path, "lambda:f1", old, configured("01:00:00", "memorySize: 512"))
    assert told == "no earlier write in 90 days"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("timeout: 30", "memorySize: 5", "nothing of it was set when it was written"),
        ("memorySize: 5", 'memorySize: "5"', "the same was written"),
    ],
)
def test_where_nothing_differs_that_is_said(
    tmp_path: Path, before: str, after: str, told: str
) -> None:
    first = dated("2026-11-02", configured("09:00:00", before))
    said = was(tmp_path, "lambda:f1", first, configured("01:00:00", after))
    assert said == f"before: {told} 2026-11-02T09:00:00Z"


def test_values_that_may_be_secret_only_differ(tmp_path: Path) -> None:
    told = was(
        tmp_path,
        "lambda:f1",
        dated(
            "2026-11-02",
            configured("09:00:00", "environment: { variables: { PW: old-one, LEVEL: info } }"),
        ),
        configured("01:00:00", "environment: { variables: { PW: new-one, LEVEL: info } }"),
    )
    assert told == (
        "before: environment.variables.PW differs (values not shown) (written 2026-11-02T09:00:00Z)"
    )


def policy(*actions: str, **more: str) -> str:
    statements = [{"Sid": "Read", "Effect": "Allow", "Action": list(actions), "Resource": "*"}]
    statements += [{"Sid": name, "Effect": effect} for name, effect in more.items()]
    return json.dumps(json.dumps({"Version": "2012-10-17", "Statement": statements}))


def granted(at: str, document: str) -> str:
    request = f"roleName: etl-role, policyName: p, policyDocument: {document}"
    # Of a role it stands in us-east-1; how it is compared is the same everywhere.
    return event(at, ROLE, "user: a", request, source="iam", region="ap-northeast-1")


def test_a_policy_is_compared_by_its_statements_and_whole(tmp_path: Path) -> None:
    told = was(
        tmp_path,
        "etl-role",
        dated("2026-11-02", granted("09:00:00", policy("s3:Get", "s3:Put", Old="Deny"))),
        granted("01:00:00", policy("s3:Get", "s3:List")),
    )
    assert told == (
        "before: policyDocument [Read] Action -s3:Put +s3:List; removed: Deny (Sid Old) "
        "(written 2026-11-02T09:00:00Z)"
    )


def test_what_was_taken_away_is_what_the_last_put_had_set(tmp_path: Path) -> None:
    told = was(
        tmp_path,
        "lambda:f1",
        dated(
            "2026-11-02",
            event(
                "09:00:00",
                "PutFunctionConcurrency20171031",
                "user: a",
                "functionName: f1, reservedConcurrentExecutions: 50",
            ),
        ),
        event("01:00:00", "DeleteFunctionConcurrency20171031", "user: a", "functionName: f1"),
    )
    assert told == (
        "before: reservedConcurrentExecutions 50 -> not set (written 2026-11-02T09:00:00Z)"
    )


def test_of_several_changes_the_last_setting_before_the_moment_is_looked_up(
    tmp_path: Path,
) -> None:
    events = [
        dated("2026-11-02", configured("09:00:00", "memorySize: 1024")),
        configured("00:30:00", "memorySize: 512"),
        configured("01:00:00", "memorySize: 256"),
        event("01:01:00", "UpdateService", "service: ecs.amazonaws.com", "x: f1", source="ecs"),
        configured("02:00:00", "memorySize: 128"),
    ]
    with account(tmp_path, *events) as (trail, world):
        around = find(trail, "f1", around="2026-11-12T01:10:00Z")
        asked = world.asked.count("LookupEvents")
        newest = find(trail, "f1", **DAY)
    compared = ["before: " in row.brief for row in around.rows]
    assert compared == [False, True, False, False]
    assert "memorySize 512 -> 256" in around.rows[1].brief
    assert "memorySize 256 -> 128" in newest.rows[-1].brief
    assert asked == 3  # by name, all writes, and one look for what was before


def test_one_answer_tells_of_all_that_set_the_same_of_other_things(tmp_path: Path) -> None:
    name = "PutFunctionConcurrency20171031"

    def reserved(at: str, function: str, count: int) -> str:
        request = f"functionName: {function}, reservedConcurrentExecutions: {count}"
        return event(at, name, "user: a", request)

    with account(
        tmp_path,
        dated("2026-10-01", reserved("09:00:00", "f1", 50)),
        dated("2026-10-02", reserved("09:00:00", "f2", 7)),
        reserved("01:00:00", "f1", 5),
        reserved("01:30:00", "f2", 8),
        reserved("01:40:00", "f3", 1),
    ) as (trail, world):
        reading = find(trail, "", **DAY)
    told = [row.brief.rpartition(" · ")[2] for row in reading.rows if row.mark == ">"]
    assert told == [
        "before: reservedConcurrentExecutions 50 -> 5 (written 2026-10-01T09:00:00Z)",
        "before: reservedConcurrentExecutions 7 -> 8 (written 2026-10-02T09:00:00Z)",
        "no earlier write in 90 days",
    ]
    assert world.asked.count("LookupEvents") == 2  # all writes; and what was reserved before


def test_where_all_was_set_after_the_moment_the_first_of_it_is_looked_up(tmp_path: Path) -> None:
    timeout = event("01:30:00", "SetQueueAttributes", "user: a", "queueUrl: q, attributes: {A: 1}")
    with account(tmp_path, configured("01:00:00", "timeout: 3"), timeout) as (trail, _):
        reading = find(trail, "", around="2026-11-12T00:30:00Z")
    first, second = [row.brief for row in reading.rows if row.mark == ">"]
    assert first.endswith("no earlier write in 90 days")
    assert "earlier" not in second


def test_written_again_and_again_the_first_is_compared(tmp_path: Path) -> None:
    events = [dated("2026-11-02", configured("09:00:00", "memorySize: 1024"))]
    events += [configured(f"01:0{minute}:00", "memorySize: 512") for minute in range(5)]
    with account(tmp_path, *events) as (trail, _):
        reading = find(trail, "lambda:f1", **DAY)
    (only,) = [row.brief for row in reading.rows if row.mark == ">"]
    assert only.endswith(
        " x5 until 2026-11-12 01:04:00Z · before: memorySize 1024 -> 512 "
        "(written 2026-11-02T09:00:00Z)"
    )


def test_a_setting_leads_to_the_metrics_of_what_it_was_set_on(tmp_path: Path) -> None:
    queue = "https://sqs.ap-northeast-1.amazonaws.com/111122223333/etl-prd-import"
    request = f'queueUrl: "{queue}", attributes: {{ VisibilityTimeout: "3" }}'
    own = event("01:00:00", "SetQueueAttributes", "user: a", request, source="sqs")
    with account(tmp_path, own) as (trail, _):
        reading = find(trail, "sqs:etl-prd-import", **DAY)
    at = datetime(2026, 11, 12, 1, tzinfo=UTC)
    assert reading.next == (calls.read_metrics(["sqs:etl-prd-import"], around=at),)


def recorded(name: str, minutes: int, **request: Any) -> dict[str, Any]:
    return {
        "EventName": name,
        "ReadOnly": "false",
        "EventTime": int((NOW - timedelta(minutes=minutes)).timestamp()),
        "EventSource": "lambda.amazonaws.com",
        "CloudTrailEvent": json.dumps({"eventID": str(minutes), "requestParameters": request}),
    }


def page(*events: dict[str, Any]) -> Reply:
    return Reply.json({"Events": list(events)})


def test_a_look_that_fails_or_does_not_reach_far_is_told_and_takes_nothing_away(
    tmp_path: Path,
) -> None:
    mine = recorded("PutX", 1, functionName="f", size=5)
    others = [recorded("PutX", 2 + n, functionName=f"g{n}", size=n) for n in range(100)]
    asked = {"resource": "lambda:f", "by": "", "around": "", "since": "2h", "until": ""}
    told: list[str] = []
    places: list[str] = []
    for last in (error("ServiceUnavailable", "later", 503), page(*others)):
        looks = (page(mine), page(mine), page(mine))
        with serving(*looks, last) as fake, session(tmp_path, fake.url) as door:
            reading = find_changes.find(CloudTrail(door), NOW, minutes=60, **asked)
        assert reading.found == 1
        places.append(reading.looks[-1].place)
        told.append(reading.rows[0].brief.rpartition(" · ")[2])
    assert told[0] == "what was before is not known"
    assert places[0] == "cloudtrail before PutX"
    assert not any("before" in one for one in places[1:])
    assert told[1].startswith("no earlier write among the newest 99 PutX, back to 2026-11-12T01:2")


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("PutScalingPolicy", True),
        ("ModifyDBInstance", True),
        ("SetQueueAttributes", True),
        ("UpdateService", True),
        ("RegisterTaskDefinition", True),
        ("DeleteRolePolicy", True),
        ("PutImage", False),
        ("PutMetricData", False),
        ("UpdateFunctionCode20150331v2", False),
        ("UpdateContainerInstancesState", False),
        ("Settle", False),
        ("DeleteFunction20150331", False),
    ],
)
def test_which_writes_set_something_that_lasts(name: str, setting: bool) -> None:
    at = datetime(2026, 11, 12, tzinfo=UTC)
    one = TrailEvent(at, name, "x.amazonaws.com", "", (), "", False, "", {})
    assert setting_writes.is_setting(one) is setting
    refused = TrailEvent(at, name, "x.amazonaws.com", "", (), "", False, "AccessDenied", {})
    assert not setting_writes.is_setting(refused)


def test_nothing_is_looked_up_where_nothing_was_set(tmp_path: Path) -> None:
    made = event("01:00:00", "CreateFunction20150331", "user: a", "functionName: f1")
    with account(tmp_path, made) as (trail, world):
        reading = find(trail, "lambda:f1", **DAY)
        asked = world.asked.count("LookupEvents")
    assert reading.rows[0].brief.endswith(" · user a via CLI")
    assert asked == 3
