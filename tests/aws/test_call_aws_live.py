"""Real answers of a local world over each protocol that it speaks, with paging and with secrets."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import pytest
from aws_doors import session
from aws_models import service_model
from aws_worlds import Served, served, small

from kurosai import rendering
from kurosai.aws.any_call import allowed, call_aws
from kurosai.aws.any_call.call_aws import Asked
from kurosai.aws.wire.any_call import AnyCall
from kurosai.errors import BadInput, NotConfigured, Unavailable
from kurosai.vocabulary import Coverage, Json, Reading


@pytest.fixture(scope="module")
def world() -> Generator[Served]:
    with served(small("")) as opened:
        parameters = opened.client("ssm")
        for n in range(115):
            parameters.put_parameter(Name=f"/team/p{n:03}", Value="hush", Type="SecureString")
        opened.client("secretsmanager").create_secret(Name="db", SecretString="hush")
        for n in range(5):
            opened.client("route53").create_hosted_zone(
                Name=f"z{n}.example.", CallerReference=f"{n}"
            )
            opened.client("iam").create_user(UserName=f"user-{n}")
        opened.client("events").create_event_bus(Name="team")
        opened.client("ec2").create_vpc(CidrBlock="10.42.0.0/16")
        where = {"LocationConstraint": "ap-northeast-1"}
        opened.client("s3").create_bucket(Bucket="team", CreateBucketConfiguration=where)
        yield opened


@pytest.fixture
def door(world: Served, tmp_path: Path) -> Generator[AnyCall]:
    url = str(world.client("sts").meta.endpoint_url)
    with session(tmp_path, url) as opened:
        yield AnyCall(opened)


def ask(
    door: AnyCall,
    name: str,
    parameters: dict[str, Json] | None = None,
    fields: str = "",
    cursor: str = "",
) -> Reading:
    service, _, operation = name.partition(" ")
    return call_aws.call(door, Asked(service, operation, parameters or {}, fields, cursor))


@pytest.mark.parametrize(
    ("name", "parameters", "shows"),
    [
        ("ecr DescribeRepositories", {"maxResults": 3}, "repositoryName="),  # json
        ("stepfunctions ListStateMachines", {}, "name=crois-v2-prd-job-runner"),  # json
        ("logs DescribeLogGroups", {}, "logGroupName=/aws/lambda/"),  # json
        ("events ListEventBuses", {}, "Name=default"),  # json
        ("iam ListUsers", {}, "UserName=user-3"),  # query
        ("sts GetCallerIdentity", {}, "Account=111122223333"),  # query
        ("ec2 DescribeVpcs", {}, "VpcId=vpc-"),  # ec2
        ("ec2 DescribeSubnets", {}, "AvailabilityZone=ap-northeast-1a"),  # ec2
        ("lambda ListFunctions", {}, "FunctionName=core-v2-"),  # rest-json
        (
            "lambda GetFunctionConfiguration",
            {"FunctionName": "core-v2-job-dispatcher"},
            "Runtime=python3.12",
        ),  # rest-json
        ("route53 ListHostedZones", {}, "Name=z4.example."),  # rest-xml
        ("s3 ListBuckets", {}, "Owner.ID="),  # rest-xml
    ],
)
def test_each_protocol_is_read(
    door: AnyCall, name: str, parameters: dict[str, Json], shows: str
) -> None:
    reading = ask(door, name, parameters)
    assert any(shows in row.text for row in reading.rows), reading
    assert reading.identity == "aws 111122223333 ap-northeast-1"
    assert "ResponseMetadata" not in str(reading)
    assert "RequestId" not in str(reading)


def test_pages_of_aws_are_followed_and_a_cursor_brings_the_rest(door: AnyCall) -> None:
    first = ask(door, "ssm describe-parameters", fields="")
    assert (first.coverage, first.found, first.total) == (Coverage.TRUNCATED, 100, None)
    rest = ask(door, "ssm describe-parameters", cursor=first.cursor)
    assert (rest.coverage, rest.found, rest.cursor) == (Coverage.TRUNCATED, 15, "")
    names = {word for row in (*first.rows, *rest.rows) for word in row.text.split() if "/p" in word}
    assert len({word for word in names if word.startswith("Name=")}) == 115


def test_markers_of_xml_are_followed(door: AnyCall) -> None:
    zones = ask(door, "route53 ListHostedZones", {"MaxItems": "2"}, "HostedZones[].Name")
    assert [row.text for row in zones.rows] == [f"z{n}.example." for n in range(5)]
    assert zones.coverage is Coverage.COMPLETE


def test_what_is_encrypted_stays_so_and_a_secret_has_only_its_name(door: AnyCall) -> None:
    parameter = ask(door, "ssm GetParameter", {"Name": "/team/p001"})
    secret = ask(door, "secretsmanager DescribeSecret", {"SecretId": "db"})
    assert "hush" not in str(parameter) + str(secret)
    assert "Parameter.Value=(hidden)" in [row.text for row in parameter.rows]
    assert "Name=db" in [row.text for row in secret.rows]


def test_times_are_utc_and_ids_are_whole(door: AnyCall) -> None:
    groups = ask(door, "logs DescribeLogGroups", fields="logGroups[0].[creationTime,arn]")
    created, arn = (row.text for row in groups.rows)
    assert created == "2025-10-07T01:20:00Z"
    assert arn.startswith("arn:aws:logs:ap-northeast-1:111122223333:log-group:/")


def test_what_is_not_there_and_what_is_empty_are_told_apart(door: AnyCall) -> None:
    gone = ask(door, "ec2 DescribeInstances", {"InstanceIds": ["i-0123456789abcdef0"]})
    none = ask(door, "ec2 DescribeInstances")
    assert (gone.coverage, none.coverage) == (Coverage.EMPTY, Coverage.EMPTY)
    assert "does not exist" in gone.lead[0]
    assert "there is none" in none.lead[0]


def test_what_there_is_is_told_without_asking_aws(door: AnyCall) -> None:
    services = ask(door, "? log")
    every = ask(door, "ecs ?")
    some = ask(door, "ecs tasks of a service?")
    form = ask(door, "ecs DescribeTasks?")
    assert any("logs" in row.text.split() for row in services.rows)
    assert (every.found, every.coverage) == (every.total, Coverage.COMPLETE)
    assert "StopTask" not in str(every)
    assert any("ListTasks takes" in row.text for row in some.rows)
    (takes, gives) = (row.text for row in form.rows)
    assert (
        takes
        == "DescribeTasks takes tasks* list of text, cluster text, include list of one of TAGS"
    )
    assert gives == "  gives tasks list of object, failures list of object"
    assert {one.identity for one in (services, every, some, form)} == {""}


@pytest.mark.parametrize("asked", ["ec2 ?", "? "])
def test_no_name_of_a_long_list_is_cut(door: AnyCall, asked: str) -> None:
    reading = ask(door, asked)
    shown = rendering.render(reading, evidence="K7Q2M4XA").body
    assert " characters]" not in shown
    named = [
        f"{row.text.partition(': ')[0]} {word}" if ": " in row.text else word
        for row in reading.rows
        for word in row.text.rpartition(": ")[2].split()
    ]
    assert len(named) == len(set(named)) == reading.total == reading.found
    assert reading.total is not None
    assert reading.total > 250


@pytest.mark.parametrize("service", ["ecr", "lambda", "sqs", "stepfunctions"])
def test_no_read_that_can_be_asked_without_parameters_breaks_the_door(
    door: AnyCall, service: str
) -> None:
    answered = 0
    for operation in sorted(allowed.table().service(service).allowed):
        shape = service_model(service).operation_model(operation).input_shape
        if shape is not None and shape.required_members:
            continue
        # What the world does not have is a fault, and never an empty answer.
        with suppress(Unavailable, NotConfigured, BadInput):
            reading = ask(door, f"{service} {operation}")
            assert reading.coverage in (Coverage.COMPLETE, Coverage.EMPTY, Coverage.TRUNCATED)
            answered += 1
    assert answered >= 1
