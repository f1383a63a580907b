"""Arguments are checked by the operation's model, and reach only the place they are for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from aws_models import operations, service_model, services

from kurosai.aws.any_call import allowed
from kurosai.aws.wire import arguments, paging
from kurosai.errors import BadInput
from kurosai.vocabulary import Json


def fitted(name: str, given: dict[str, Json]) -> dict[str, Any]:
    service, _, operation = name.partition(" ")
    return arguments.fitted(service_model(service).operation_model(operation), given)


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("ecs DescribeTasks", {"Tasks": "x", "cluster": "c"}, {"tasks": ["x"], "cluster": "c"}),
        ("ecs DescribeTasks", {"tasks": ["x"], "cluster": None}, {"tasks": ["x"]}),
        ("ecs ListTasks", {"max-results": "7"}, {"maxResults": 7}),
        (
            "logs GetLogEvents",
            {"logStreamName": "s", "startFromHead": "true"},
            {"logStreamName": "s", "startFromHead": True, "unmask": False},
        ),
        ("ssm GetParameter", {"Name": "p"}, {"Name": "p", "WithDecryption": False}),
        (
            "ssm GetParameter",
            {"Name": "p", "WithDecryption": False},
            {"Name": "p", "WithDecryption": False},
        ),
        ("glue GetConnections", {}, {"HidePassword": True}),
        ("apigateway GetApiKeys", {}, {"includeValues": False}),
        (
            "ec2 DescribeInstances",
            {"Filters": [{"name": "x", "Values": ["y"]}]},
            {"Filters": [{"Name": "x", "Values": ["y"]}]},
        ),
        (
            "cloudtrail LookupEvents",
            {"StartTime": "2025-11-05T03:14:00+09:00"},
            {"StartTime": datetime(2025, 11, 4, 18, 14, tzinfo=UTC)},
        ),
        (
            "cloudtrail LookupEvents",
            {"StartTime": 1762280040},
            {"StartTime": datetime(2025, 11, 4, 18, 14, tzinfo=UTC)},
        ),
        ("sts GetCallerIdentity", {}, {}),
    ],
)
def test_what_can_be_meant_is_taken(
    name: str, given: dict[str, Json], expected: dict[str, Any]
) -> None:
    assert fitted(name, given) == expected


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [
        ("ecs DescribeTasks", {}, "tasks is required"),
        ("ecs DescribeTasks", {"tasks": ["x"], "clustr": "c"}, "did you mean cluster"),
        ("ecs DescribeTasks", {"tasks": [{"a": 1}]}, "it takes text"),
        ("ecs ListTasks", {"maxResults": "many"}, "it takes number"),
        ("ecs ListTasks", {"maxResults": 1.5}, "it takes number"),
        ("ecs ListTasks", {"maxResults": 1e400}, "it takes number"),
        ("ecs ListTasks", {"maxResults": True}, "it takes number"),
        ("cloudtrail LookupEvents", {"StartTime": "yesterday"}, "it takes time"),
        ("cloudtrail LookupEvents", {"StartTime": "2025-11-05T03:14:00"}, "it takes time"),
        ("cloudtrail LookupEvents", {"StartTime": 1e30}, "it takes time"),
        ("cloudtrail LookupEvents", {"StartTime": -1e18}, "it takes time"),
        ("cloudtrail LookupEvents", {"StartTime": float("inf")}, "it takes time"),
        ("cloudtrail LookupEvents", {"StartTime": float("nan")}, "it takes time"),
        ("logs GetLogEvents", {"logStreamName": "s", "startFromHead": "maybe"}, "true or false"),
        ("ec2 DescribeInstances", {"Filters": [{"Nme": "x"}]}, "no parameter Filters.Nme"),
        ("ec2 DescribeInstances", {"Filters": ["x"]}, "has to be an object"),
        ("ssm GetParameter", {"Name": "p", "WithDecryption": True}, "always false"),
        ("ssm GetParameter", {"Name": "p", "WithDecryption": "true"}, "always false"),
        ("ssm GetParametersByPath", {"Path": "/", "withDecryption": True}, "always false"),
        ("glue GetConnection", {"Name": "c", "HidePassword": False}, "always true"),
        ("logs GetLogRecord", {"logRecordPointer": "p", "unmask": True}, "always false"),
        ("apigateway GetApiKey", {"apiKey": "k", "includeValue": True}, "always false"),
        ("s3 HeadObject", {"Bucket": "b-1", "Key": "k", "SSECustomerKey": "x"}, "cannot be|secret"),
        ("s3 ListObjectsV2", {"Bucket": "arn:aws:s3:::b"}, "plain name of a bucket"),
        ("s3 ListObjectsV2", {"Bucket": "b/../c"}, "plain name of a bucket"),
        ("s3 HeadBucket", {"Bucket": "b.s3.evil.example/x"}, "plain name of a bucket"),
        ("s3 ListObjectsV2", {"Bucket": "b--use1-az4--x-s3"}, "session"),
        ("s3 HeadBucket", {"Bucket": "p--use1-az4--xa-s3"}, "session"),
        ("s3control ListJobs", {"AccountId": "evil.example/"}, "letters, digits and hyphens"),
        ("lambda GetFunctionConfiguration", {"FunctionName": ".."}, "dot segments"),
        ("lambda GetFunctionConfiguration", {"FunctionName": ""}, "cannot be empty"),
        ("lambda GetPolicy", {"FunctionName": "a/../../b"}, "dot segments"),
        ("lambda GetPolicy", {"FunctionName": "a\r\nHost: x"}, "cannot be printed"),
        ("route53 GetHostedZone", {"Id": "./x"}, "dot segments"),
        ("s3 HeadBucket", {"Bucket": "b-1", "ExpectedBucketOwner": "1\nx"}, "cannot be printed"),
        ("sts GetCallerIdentity", {"x": 1}, "no parameter|takes no"),
        ("ecs DescribeTasks", {"tasks": ["x"], "endpoint_url": "http://127.0.0.1"}, "no parameter"),
    ],
)
def test_what_does_not_fit_or_goes_elsewhere_is_explained(
    name: str, given: dict[str, Json], why: str
) -> None:
    with pytest.raises(BadInput, match=why) as caught:
        fitted(name, given)
    assert caught.value.do
    assert len(str(caught.value)) < 6_000


def test_no_operation_takes_an_address_to_ask_at() -> None:
    names = {service: allowed.table().service(service).allowed for service in services()}
    taken = {
        member
        for one in operations()
        if one.name in names[one.service] and one.model.input_shape is not None
        for member in one.model.input_shape.members
    }
    assert len(taken) > 1_000
    assert taken.isdisjoint({"endpoint_url", "endpointUrl", "EndpointUrl", "region_name", "config"})


def test_all_that_is_required_and_every_mark_of_a_page_can_be_given() -> None:
    names = {service: allowed.table().service(service).allowed for service in services()}
    paged = 0
    for one in operations():
        if one.name not in names[one.service] or one.model.input_shape is None:
            continue
        pages = paging.of(one.service, one.model)
        paged += bool(pages.inputs)
        shape = one.model.input_shape
        given = {name: value(shape.members[name]) for name in shape.required_members}
        for name in pages.inputs:
            given.setdefault(name, value(shape.members[name]))
        taken = arguments.fitted(one.model, given)
        assert set(given) <= set(taken), (one.service, one.name)
    assert paged > 3_900


def value(shape: Any) -> Any:
    """Something of this shape, as a model would write it."""
    kind = shape.type_name
    if kind == "structure":
        return {name: value(shape.members[name]) for name in shape.required_members}
    if kind == "list":
        return [value(shape.member)]
    if kind == "map":
        return {"a": value(shape.value)}
    plain = {"boolean": False, "timestamp": "2025-11-04T18:14:00Z"}
    return plain.get(kind, "abc" if kind in ("string", "blob") else 3)
