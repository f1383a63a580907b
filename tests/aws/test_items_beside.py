"""Items inside a thing: a write on one is compared with the last write on the same one."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from trail_accounts import account, event, find

from kurosai.aws.changes import named_things, setting_writes
from kurosai.aws.wire.trail import TrailEvent

DAY = {"since": "2026-11-12T00:00:00Z", "until": "2026-11-12T02:40:00Z"}
GROUP = "/acme/mail"


def dated(day: str, text: str) -> str:
    return text.replace("2026-11-12T", f"{day}T")


def filters(at: str, name: str, item: str, group: str = GROUP, more: str = "", **kept: str) -> str:
    request = f"logGroupName: {group}, filterName: {item}{more}"
    return event(at, name, "user: a", request, source="logs", **kept)


def put(at: str, item: str, target: str, group: str = GROUP, **kept: str) -> str:
    to = f"arn:aws:lambda:ap-northeast-1:111122223333:function:{target}"
    more = f', filterPattern: "", destinationArn: "{to}"'
    return filters(at, "PutSubscriptionFilter", item, group, more, **kept)


def gone(at: str, item: str) -> str:
    return filters(at, "DeleteSubscriptionFilter", item)


def one(name: str, /, **request: Any) -> TrailEvent:
    at = datetime(2026, 11, 12, tzinfo=UTC)
    raw = {"requestParameters": request}
    return TrailEvent(at, name, "x.amazonaws.com", "", (), "", False, "", raw)


def test_a_filter_is_not_compared_with_the_one_beside_it(tmp_path: Path) -> None:
    other = dated("2026-10-14", put("05:00:00", "bounce", "notify"))
    with account(tmp_path, other, put("01:00:00", "archive", "lake")) as (trail, _):
        reading = find(trail, GROUP, **DAY)
    first, beside = [row.brief or row.text for row in reading.rows]
    assert first.endswith(" · no earlier write in 90 days")
    assert beside == (
        "SubscriptionFilter of /acme/mail by the writes of 90 days, side by side: written last and "
        "not deleted since: bounce (2026-10-14T05:00:00Z), archive (2026-11-12T01:00:00Z); one "
        "that was not written to in that time is not in this list"
    )
    # An export builds the world again from what is kept.
    assert any('"bounce"' in one.text for one in reading.kept)


def test_the_same_filter_is_compared_and_what_was_deleted_is_named(tmp_path: Path) -> None:
    with account(
        tmp_path,
        dated("2026-10-01", put("05:00:00", "archive", "pond")),
        dated("2026-10-14", put("05:00:00", "bounce", "notify", "/acme/other")),
        gone("00:59:00", "forward"),
        put("01:00:00", "archive", "lake"),
        put("01:10:00", "third", "lake", error="{ code: LimitExceededException, message: x }"),
    ) as (trail, world):
        reading = find(trail, GROUP, **DAY)
        asked = world.asked.count("LookupEvents")
    told = [row.brief or row.text for row in reading.rows]
    assert "pond -> " in told[1]
    assert "filterName" not in told[1].partition("before: ")[2]
    assert (
        "since: archive (2026-11-12T01:00:00Z); deleted: forward 2026-11-12T00:59:00Z;"
        in (told[-1])
    )
    assert "bounce" not in told[-1]
    assert "third" not in told[-1]
    assert asked == 5  # by name, all writes, what was before, what was put, what was deleted


def test_a_filter_that_was_deleted_is_told_with_what_it_had_been(tmp_path: Path) -> None:
    was = dated("2026-10-01", put("05:00:00", "forward", "pond"))
    with account(tmp_path, was, gone("01:00:00", "forward")) as (trail, _):
        reading = find(trail, GROUP, **DAY)
    (only,) = [row.brief for row in reading.rows]
    assert "destinationArn arn:aws:lambda" in only
    assert "-> not set" in only


@pytest.mark.parametrize(
    ("name", "request_", "names"),
    [
        (
            "PutSubscriptionFilter",
            "logGroupName filterName destinationArn",
            "logGroupName filterName",
        ),
        ("PutMetricFilter", "logGroupName filterName filterPattern", "logGroupName filterName"),
        (
            "PutLifecycleHook",
            "autoScalingGroupName lifecycleHookName roleARN",
            "autoScalingGroupName lifecycleHookName",
        ),
        ("UpdateStage", "restApiId stageName deploymentId", "restApiId stageName"),
        ("UpdateAlias", "functionName name functionVersion", "functionName name"),
        ("ModifyTargetGroup", "targetGroupArn healthCheckPath", "targetGroupArn"),
        ("ModifyDBInstance", "dBInstanceIdentifier dBParameterGroupName", "dBInstanceIdentifier"),
        ("ModifyDBParameterGroup", "dBParameterGroupName", "dBParameterGroupName"),
        ("UpdateMaintenanceWindow", "windowId name schedule", "windowId"),
        ("UpdateAccessKey", "userName accessKeyId status", "userName accessKeyId"),
        ("PutBucketInventoryConfiguration", "bucketName id", "bucketName id"),
        (
            "PutFunctionCodeSigningConfig",
            "functionName codeSigningConfigArn",
            "functionName",
        ),
        ("PutResourcePolicy", "resourceArn policy", "resourceArn"),
        ("PutPermission", "eventBusName statementId action", "eventBusName statementId"),
        ("UpdateFunctionConfiguration20150331v2", "functionName kMSKeyArn role", "functionName"),
    ],
)
def test_what_names_is_called_as_what_is_written(name: str, request_: str, names: str) -> None:
    found = named_things.keys(one(name, **dict.fromkeys(request_.split(), "x")))
    assert found == {key.lower() for key in names.split()}


def test_one_of_several_is_not_the_thing_itself() -> None:
    alias = one("PutFunctionEventInvokeConfig", functionName="f", qualifier="prd")
    assert not named_things.are_one(alias, one("PutFunctionEventInvokeConfig", functionName="f"))


def test_what_puts_items_beside_others_takes_none_away(tmp_path: Path) -> None:
    def targets(at: str, item: str, arn: str) -> str:
        request = f"rule: nightly, targets: [{{ id: {item}, arn: {arn} }}]"
        return event(at, "PutTargets", "user: a", request, source="events")

    with account(
        tmp_path,
        dated("2026-10-01", targets("05:00:00", "first", "old")),
        dated("2026-10-02", targets("05:00:00", "second", "other")),
        targets("01:00:00", "first", "new"),
    ) as (trail, _):
        (row,) = find(trail, "events:nightly", **DAY).rows
    assert row.brief is not None
    assert row.brief.endswith(
        "before: targets[first].arn old -> new (written 2026-10-01T05:00:00Z)"
    )
    assert setting_writes.sets_all(one("PutTargets", rule="r", permissions=[])) is True


def test_items_without_a_plain_name_are_compared_by_their_own(tmp_path: Path) -> None:
    def parameters(at: str, item: str, value: str) -> str:
        request = (
            "dBParameterGroupName: pg, "
            f"parameters: [{{ parameterName: {item}, parameterValue: '{value}' }}]"
        )
        return event(at, "ModifyDBParameterGroup", "user: a", request, source="rds")

    with account(
        tmp_path,
        dated("2026-10-01", parameters("05:00:00", "work_mem", "4")),
        dated("2026-10-02", parameters("05:00:00", "max_connections", "100")),
        parameters("01:00:00", "work_mem", "8"),
    ) as (trail, _):
        (row,) = find(trail, "pg", **DAY).rows
    assert row.brief is not None
    assert row.brief.endswith(
        "before: parameters[work_mem].parameterValue 4 -> 8 (written 2026-10-01T05:00:00Z)"
    )
