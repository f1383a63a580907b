"""What is told of a recorded call: who, from where, what; values that may be secret never."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kurosai.aws import subject
from kurosai.aws.changes import caller, change_words, routine
from kurosai.aws.wire.trail import TrailEvent

ACCOUNT = "111122223333"
ROLE = {
    "type": "AssumedRole",
    "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/deployer/k-ito",
    "sessionContext": {
        "sessionIssuer": {
            "userName": "deployer",
            "arn": f"arn:aws:iam::{ACCOUNT}:role/platform/deployer",
        }
    },
}
VARIABLE = {"name": "K", "value": "s3cret"}
CLI = "aws-cli/2.31.9 md/awscrt#0.27"


def event(name: str = "Put", *resources: str, error: str = "", **raw: Any) -> TrailEvent:
    at = datetime(2026, 11, 12, tzinfo=UTC)
    return TrailEvent(at, name, "x.amazonaws.com", "", resources, "", False, error, raw)


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"userIdentity": ROLE, "userAgent": CLI}, "role deployer as k-ito via CLI"),
        ({"userIdentity": ROLE, "userAgent": "Boto3/1.44.5"}, "role deployer as k-ito"),
        (
            {"userIdentity": ROLE, "sessionCredentialFromConsole": "true", "userAgent": "Mozilla"},
            "role deployer as k-ito via console",
        ),
        (
            {
                "userIdentity": {**ROLE, "invokedBy": "cloudformation.amazonaws.com"},
                "userAgent": "cloudformation.amazonaws.com",
            },
            "role deployer as k-ito via CloudFormation",
        ),
        (
            {"userIdentity": ROLE, "sourceIPAddress": "cloudformation.amazonaws.com"},
            "role deployer as k-ito via CloudFormation",
        ),
        (
            {"userIdentity": ROLE, "userAgent": "APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+x)"},
            "role deployer as k-ito via Terraform",
        ),
        (
            {
                "userIdentity": {
                    **ROLE,
                    "sessionContext": {"sessionIssuer": {}, "sourceIdentity": "t-yamada"},
                }
            },
            "role deployer as k-ito (source identity t-yamada)",
        ),
        ({"userIdentity": {"type": "IAMUser", "userName": "t-yamada"}}, "user t-yamada"),
        ({"userIdentity": {"type": "Root"}}, "root"),
        ({"userIdentity": {"type": "AWSService", "invokedBy": "ecs.amazonaws.com"}}, "AWS (ecs)"),
        (
            {"userIdentity": {"type": "WebIdentityUser", "userName": "repo:x"}},
            "WebIdentityUser repo:x",
        ),
        ({}, "unknown"),
    ],
)
def test_who_did_it_and_by_what(record: dict[str, Any], told: str) -> None:
    assert caller.of(record).whole == told


def test_a_caller_goes_by_all_of_its_names() -> None:
    names = caller.of({"userIdentity": ROLE}).names
    assert {"deployer", "k-ito", f"arn:aws:iam::{ACCOUNT}:role/platform/deployer"} <= names
    assert "" not in names


@pytest.mark.parametrize(
    ("request_", "told"),
    [
        ({"memorySize": 512, "timeout": None, "dryRun": False}, "memorySize=512"),
        ({"environment": {"variables": {"A": "s3cret", "B": "x"}}}, "(A, B, values not shown)"),
        ({"environment": {}}, "environment=(not shown)"),
        (
            {"c": [{"image": "i:2", "environment": [VARIABLE]}]},
            "c[0].image=i:2 c[0].environment=(K",
        ),
        ({"masterUserPassword": "s3cret"}, "masterUserPassword=(not shown)"),
        ({"authToken": "s3cret", "clientToken": "s3cret"}, "authToken=(not shown)"),
        (
            {"overrides": {"containerOverrides": [{"name": "main", "command": ["s3cret"]}]}},
            "overrides=",
        ),
        ({"input": '{"password": "s3cret"}'}, "input=(not shown)"),
        ({"parameters": [{"name": "p", "value": "s3cret"}]}, "parameters[0].value=(not shown)"),
        ({"secretId": "prod/db"}, "secretId=prod/db"),
        ({"definition": "{" + "x" * 500}, "definition=(501 characters)"),
        ({"tags": ["a", "b"]}, "tags=[a, b]"),
        ({"policyDocument": "p" * 500}, "…"),
    ],
)
def test_what_was_asked_for_without_what_may_be_secret(request_: Any, told: str) -> None:
    text = change_words.asked(event(requestParameters=request_), ())
    assert told in text
    assert "s3cret" not in text
    assert len(text) < 400


def test_what_came_of_it_is_told_and_the_rest_counted() -> None:
    request = {f"key{number}": number for number in range(12)}
    arn = "arn:aws:ecs:ap-northeast-1:1:task-definition/x:7"
    response = {"taskDefinition": {"taskDefinitionArn": arn}}
    few = change_words.asked(
        event(requestParameters={"family": "x"}, responseElements=response), ()
    )
    assert few == f"family=x taskDefinitionArn={arn}"
    many = change_words.asked(event(requestParameters=request, responseElements=None), ())
    assert many.endswith("key7=7 +4 more")


def test_names_that_are_said_are_not_repeated() -> None:
    one = event("Put", "f", requestParameters={"functionName": "f", "timeout": 3})
    assert change_words.touched(one) == ("f",)
    assert change_words.asked(one, ("f",)) == "timeout=3"


def test_a_refusal_has_its_words_and_its_bound() -> None:
    failed = event(error="AccessDenied", errorMessage="not\nallowed " + "x" * 900)
    words = change_words.refused(failed)
    assert words.startswith("AccessDenied: not allowed x")
    assert len(words) < 300


@pytest.mark.parametrize(
    ("name", "record", "error", "daily"),
    [
        ("RunTask", {"userIdentity": ROLE, "userAgent": "Boto3/1"}, "", True),
        ("RunTask", {"userIdentity": ROLE, "userAgent": CLI}, "", False),
        ("RunTask", {"userIdentity": ROLE, "userAgent": "Boto3/1"}, "AccessDenied", False),
        ("UpdateService", {"userIdentity": ROLE, "userAgent": "Boto3/1"}, "", False),
        ("AssumeRole", {"userIdentity": {"type": "AWSService"}}, "", True),
    ],
)
def test_daily_work_is_a_machines_and_went_well(
    name: str, record: dict[str, Any], error: str, daily: bool
) -> None:
    one = event(name, error=error, **record)
    assert routine.is_routine(one, caller.of(one.raw)) is daily


LAMBDA = f"arn:aws:lambda:ap-northeast-1:{ACCOUNT}:function:core-v2-x"
SECRET = f"arn:aws:secretsmanager:ap-northeast-1:{ACCOUNT}:secret:shop/prd/db-Yk3vQe"
SERVICE = f"arn:aws:ecs:ap-northeast-1:{ACCOUNT}:service/c/s"


@pytest.mark.parametrize(
    ("text", "name", "service", "prefix"),
    [
        ("core-v2-x", "core-v2-x", "", False),
        ("core-v2-*", "core-v2-", "", True),
        ("lambda:core-v2-x", "core-v2-x", "lambda", False),
        (LAMBDA, "core-v2-x", "lambda", False),
        (f"{LAMBDA}:live", "core-v2-x", "lambda", False),
        ("ecs:c/s", "c/s", "ecs", False),
        (SERVICE, "c/s", "ecs", False),
        (f"arn:aws:iam::{ACCOUNT}:role/platform/deployer", "deployer", "iam", False),
        (f"arn:aws:sqs:ap-northeast-1:{ACCOUNT}:q", "q", "sqs", False),
        ("arn:aws:logs:ap-northeast-1:1:log-group:/aws/lambda/x:*", "/aws/lambda/x", "logs", False),
        ("arn:aws:states:ap-northeast-1:1:execution:m:job-1", "job-1", "states", False),
        (SECRET, "shop/prd/db", "secretsmanager", False),
        ("https://example.com", "https://example.com", "", False),
    ],
)
def test_what_a_text_names(text: str, name: str, service: str, prefix: bool) -> None:
    found = subject.of(text)
    assert (found.name, found.service, found.prefix) == (name, service, prefix)


@pytest.mark.parametrize(
    ("text", "within", "fits"),
    [
        ("core-v2-x", LAMBDA, True),
        ("core-v2-x", f"{LAMBDA}:3", True),
        ("core-v2", LAMBDA, False),
        ("core-v2*", LAMBDA, True),
        (LAMBDA, LAMBDA, True),
        (LAMBDA, "core-v2-x", True),
        (LAMBDA, f"{LAMBDA}2", False),
        ("ecs:c/s", "s", True),
        ("ecs:c/s", SERVICE, True),
        ("logs:/aws/lambda/x", "/aws/lambda/x", True),
        ("logs:/aws/lambda/x", "/aws/lambda/xy", False),
        ("shop/prd/db", SECRET, True),
        ("shop/prd/db", "shop/prd/db", True),
        ("shop/*", SECRET, True),
        ("shop/prd", SECRET, False),
        ("db", SECRET, False),
        (SECRET, SECRET, True),
    ],
)
def test_whether_a_text_is_it(text: str, within: str, fits: bool) -> None:
    assert subject.of(text).is_in(within) is fits


def test_it_is_recorded_by_its_name_and_its_arn() -> None:
    def arn(service: str, rest: str) -> str:
        return f"arn:aws:{service}:ap-northeast-1:{ACCOUNT}:{rest}"

    assert subject.of("lambda:core-v2-x").names(arn) == ("core-v2-x", LAMBDA)
    assert subject.of(LAMBDA).names(arn) == ("core-v2-x", LAMBDA)
    assert subject.of("core-v2-x").names(arn) == ("core-v2-x",)
    assert subject.of(SECRET).last == "shop/prd/db"
    assert subject.of("ecs:c/s").names(arn) == ("s", "c/s", SERVICE)
