"""What is suggested of an answer that is long: what happened to what, and not ids of requests."""

from __future__ import annotations

import pytest

from kurosai.aws.any_call import call_fields, call_suggestion
from kurosai.vocabulary import Json


def event(name: str, **more: Json) -> dict[str, Json]:
    told: dict[str, Json] = {
        "eventVersion": "1.11",
        "userIdentity": {"type": "AssumedRole"},
        "eventTime": "2026-11-12T01:00:00Z",
        "eventName": name,
        "sourceIPAddress": "203.0.113.9",
        "userAgent": "Boto3/1.40.64 " + "md/x#y " * 25,
        "requestID": "r",
        "eventID": "e",
        "recipientAccountId": "1",
    }
    return {
        "EventId": "e",
        "EventName": name,
        "AccessKeyId": "a",
        "EventTime": "2026-11-12T01:00:00Z",
        "EventSource": "ec2.amazonaws.com",
        "Username": "s",
        "Resources": [],
        "CloudTrailEvent": {**told, **more},
    }


INSTANCE: Json = {
    "InstanceId": "i-1",
    "ImageId": "ami-1",
    "State": {"Code": 16, "Name": "running"},
    "PrivateDnsName": "ip-10-0-0-1",
    "LaunchTime": "2026-11-12T01:00:00Z",
    "PrivateIpAddress": "10.0.0.1",
    "SubnetId": "subnet-1",
    "ClientToken": "t",
    "StateReason": {"Code": "Client.User", "Message": "m" * 100},
}


@pytest.mark.parametrize(
    ("items", "path", "wanted", "unwanted"),
    [
        (
            [event("A"), event("B", errorCode="AccessDenied", errorMessage="m" * 200)],
            "Events[]",
            [
                *("EventName:EventName", "EventTime:EventTime", "Username:Username"),
                "errorCode:CloudTrailEvent.errorCode",
                "sourceIPAddress:CloudTrailEvent.sourceIPAddress",
            ],
            ["EventId", "AccessKeyId", "requestID", "eventTime", "errorMessage", "userAgent"],
        ),
        (
            [{"ReservationId": "r", "Instances": [INSTANCE]}],
            "Reservations[]",
            [
                *("InstanceId:InstanceId", "LaunchTime:LaunchTime", "StateName:State.Name"),
                *("StateReasonCode:StateReason.Code", "PrivateIpAddress:PrivateIpAddress"),
            ],
            ["ClientToken", "ImageId"],
        ),
        (
            [{"taskArn": "a", "taskDefinitionArn": "d", "lastStatus": "STOPPED", "stopCode": "c"}],
            "tasks[]",
            ["taskArn:taskArn", "lastStatus:lastStatus", "stopCode:stopCode"],
            [],
        ),
        (
            [{"FunctionArn": "a", "FunctionName": "f", "RevisionId": "r", "State": "Active"}],
            "Functions[]",
            ["FunctionName:FunctionName", "State:State"],
            [],
        ),
    ],
)
def test_what_tells_is_suggested(
    items: list[Json], path: str, wanted: list[str], unwanted: list[str]
) -> None:
    said = call_suggestion.of(items, path)
    assert said.startswith(path)
    picked = said[said.index("{") + 1 : -1].split(",")
    assert picked[0] == wanted[0]
    assert set(wanted) <= set(picked)
    assert not set(unwanted) & {one.partition(":")[0] for one in picked}
    call_fields.compiled(said)


def test_of_plain_values_nothing_is_suggested() -> None:
    assert call_suggestion.of(["a", "b"], "names[]") == ""
    assert call_suggestion.of([], "names[]") == ""
