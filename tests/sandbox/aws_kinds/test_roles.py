"""IAM of a world through boto3: what a role may do, since when, and who may take it on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
ROLES = """now: 2026-11-12T03:00:00Z
world:
  aws:
    roles:
      crois-v2-prd-tutorial:
        path: /crois/
        trusts:
          Version: "2012-10-17"
          Statement:
            - { Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com },
                Action: "sts:AssumeRole" }
        inline:
          scratch:
            Statement: { Sid: "\u8a66\u3057", Effect: Allow, Action: ["s3:PutObject"],
                         Resource: "arn:aws:s3:::scratch/*" }
        attached: [crois-inputs, AmazonECSTaskExecutionRolePolicy]
        boundary: crois-limits
        session: 2h
        created: 2025-01-05T00:00:00Z
        used: { at: 2026-11-12T02:58:00Z }
      later:
        created: 2026-11-12T03:00:01Z
        trusts: { Statement: { Effect: Allow, Principal: "*", Action: "sts:AssumeRole" } }
    policies:
      crois-inputs:
        path: /crois/
        versions:
          2025-01-05T00:00:00Z:
            Statement: { Effect: Allow, Action: "s3:GetObject", Resource: "arn:aws:s3:::inputs/*" }
          2026-11-10T08:00:00Z:
            Statement: { Effect: Allow, Action: "s3:GetObject",
                         Resource: "arn:aws:s3:::inputs/public/*" }
          2026-11-12T04:00:00Z: { Statement: { Effect: Allow, Action: "s3:*", Resource: "*" } }
      crois-limits:
        default: v1
        versions:
          2025-01-05T00:00:00Z: { Statement: { Effect: Allow, Action: "*", Resource: "*" } }
          2026-11-11T00:00:00Z: { Statement: { Effect: Deny, Action: "*", Resource: "*" } }
      AmazonECSTaskExecutionRolePolicy:
        aws: true
        path: /service-role/
        versions:
          2017-11-16T18:48:22Z: { Statement: { Effect: Allow, Action: "ecr:*", Resource: "*" } }
      tomorrow:
        versions:
          2026-11-13T00:00:00Z: { Statement: { Effect: Allow, Action: "*", Resource: "*" } }
"""
ROLE = "crois-v2-prd-tutorial"
OWN = "inline: { p: { Statement: { Effect: Allow, "
INPUTS = "arn:aws:iam::111122223333:policy/crois/crois-inputs"


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(ROLES)) as one:
        yield one


def test_a_role_says_who_takes_it_on_and_what_bounds_it(world: Served) -> None:
    told = world.client("iam").get_role(RoleName=ROLE)["Role"]
    assert told["Arn"] == f"arn:aws:iam::111122223333:role/crois/{ROLE}"
    assert told["AssumeRolePolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "ecs-tasks.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ]
    assert told["MaxSessionDuration"] == 7200
    assert told["CreateDate"] == datetime(2025, 1, 5, tzinfo=UTC)
    bound = told["PermissionsBoundary"]["PermissionsBoundaryArn"]
    assert bound == "arn:aws:iam::111122223333:policy/crois-limits"
    last = {"LastUsedDate": datetime(2026, 11, 12, 2, 58, tzinfo=UTC), "Region": "ap-northeast-1"}
    assert told["RoleLastUsed"] == last
    assert told["RoleId"].startswith("AROA")


def test_its_own_policies_are_as_they_are_written(world: Served) -> None:
    iam = world.client("iam")
    assert iam.list_role_policies(RoleName=ROLE)["PolicyNames"] == ["scratch"]
    told = iam.get_role_policy(RoleName=ROLE, PolicyName="scratch")["PolicyDocument"]
    assert told == {
        "Statement": {
            "Sid": "\u8a66\u3057",
            "Effect": "Allow",
            "Action": ["s3:PutObject"],
            "Resource": "arn:aws:s3:::scratch/*",
        }
    }


def test_what_a_managed_policy_was_before_can_be_read(world: Served) -> None:
    iam = world.client("iam")
    attached = iam.list_attached_role_policies(RoleName=ROLE)["AttachedPolicies"]
    assert [one["PolicyArn"] for one in attached] == [
        "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
        INPUTS,
    ]
    policy = iam.get_policy(PolicyArn=INPUTS)["Policy"]
    assert (policy["DefaultVersionId"], policy["AttachmentCount"]) == ("v2", 1)
    assert policy["UpdateDate"] == datetime(2026, 11, 10, 8, tzinfo=UTC)
    versions = iam.list_policy_versions(PolicyArn=INPUTS)["Versions"]
    assert [(one["VersionId"], one["IsDefaultVersion"]) for one in versions] == [
        ("v2", True),
        ("v1", False),
    ]

    def about(version: str) -> str:
        told = iam.get_policy_version(PolicyArn=INPUTS, VersionId=version)["PolicyVersion"]
        return told["Document"]["Statement"]["Resource"]

    assert about("v1") == "arn:aws:s3:::inputs/*"
    assert about("v2") == "arn:aws:s3:::inputs/public/*"


def test_a_version_may_have_been_taken_back(world: Served) -> None:
    iam = world.client("iam")
    arn = "arn:aws:iam::111122223333:policy/crois-limits"
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    assert policy["DefaultVersionId"] == "v1"
    assert policy["PermissionsBoundaryUsageCount"] == 1
    versions = iam.list_policy_versions(PolicyArn=arn)["Versions"]
    assert [one["IsDefaultVersion"] for one in versions] == [False, True]


def test_policies_are_listed_by_whose_they_are(world: Served) -> None:
    def names(**asked: Any) -> list[str]:
        return [one["PolicyName"] for one in world.client("iam").list_policies(**asked)["Policies"]]

    assert names(Scope="Local") == ["crois-inputs", "crois-limits"]
    assert names(Scope="AWS") == ["AmazonECSTaskExecutionRolePolicy"]
    assert names(Scope="Local", OnlyAttached=True) == ["crois-inputs"]
    assert names(PolicyUsageFilter="PermissionsBoundary") == ["crois-limits"]
    assert names(PathPrefix="/crois/") == ["crois-inputs"]


def test_the_roles_of_the_platform_are_there_and_what_they_may_do_is_not_told(
    world: Served, refusal: Refusal
) -> None:
    iam = world.client("iam")
    pages = iam.get_paginator("list_roles").paginate(PaginationConfig={"PageSize": 2})
    found = [one["RoleName"] for page in pages for one in page["Roles"]]
    assert found == sorted(found)
    assert {ROLE, "crois-v2-prd-ecs-execution", "core-v2-job-dispatcher"} <= {*found}
    assert "later" not in found
    told = iam.get_role(RoleName="core-v2-job-dispatcher")["Role"]["AssumeRolePolicyDocument"]
    assert told["Statement"]["Principal"] == {"Service": "lambda.amazonaws.com"}
    for call in (iam.list_role_policies, iam.list_attached_role_policies):
        status, _, text = refusal(call, RoleName="core-v2-job-dispatcher")
        assert status == 501
        assert "the scenario does not tell them" in text
    assert refusal(iam.get_role, RoleName="crois-v2-prd-module-registrar")[0] == 501


@pytest.mark.parametrize(
    ("call", "asked"),
    [
        ("get_role", {"RoleName": "no-such"}),
        ("get_role", {"RoleName": "later"}),
        ("list_role_policies", {"RoleName": "later"}),
        ("get_role_policy", {"RoleName": ROLE, "PolicyName": "no-such"}),
        ("get_policy", {"PolicyArn": f"{INPUTS}x"}),
        ("get_policy", {"PolicyArn": "arn:aws:iam::111122223333:policy/tomorrow"}),
        ("get_policy_version", {"PolicyArn": INPUTS, "VersionId": "v3"}),
    ],
)
def test_what_is_not_there_is_404(
    world: Served, refusal: Refusal, call: str, asked: dict[str, Any]
) -> None:
    iam = world.client("iam")
    assert refusal(getattr(iam, call), **asked)[:2] == (404, "NoSuchEntity")
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        getattr(iam, call)(**asked)


def test_what_nobody_can_answer_is_501(world: Served, refusal: Refusal) -> None:
    iam = world.client("iam")
    arn = iam.get_role(RoleName=ROLE)["Role"]["Arn"]
    ask = iam.simulate_principal_policy
    assert refusal(ask, PolicySourceArn=arn, ActionNames=["s3:GetObject"])[0] == 501
    assert refusal(iam.get_policy, PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")[0] == 501
    assert refusal(iam.list_users)[0] == 501
    assert iam.get_user()["User"]["UserName"] == "kurosai-reader"


def test_a_denied_reader_is_told_whose_policies(refusal: Refusal) -> None:
    denied = '    denied: ["iam:GetRole*", "iam:GetPolicyVersion"]\n'
    with served(small(ROLES + denied)) as world:
        iam = world.client("iam")
        status, code, told = refusal(iam.get_role_policy, RoleName=ROLE, PolicyName="scratch")
        assert (status, code) == (403, "AccessDenied")
        assert f"iam:GetRolePolicy on resource: role {ROLE} because" in told
        _, _, told = refusal(iam.get_policy_version, PolicyArn=INPUTS, VersionId="v1")
        assert f"on resource: policy {INPUTS} because" in told
        assert iam.list_role_policies(RoleName=ROLE)["PolicyNames"] == ["scratch"]


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("attached: [nowhere]", "there is no policy 'nowhere'"),
        ("boundary: nowhere", "there is no policy 'nowhere'"),
        ("session: 13h", "less than or equal to"),
        (OWN + "Action: GetObject, Resource: x } } }", "match pattern"),
        (OWN + "Action: '*' } } }", "say in Resource"),
        (OWN + "Action: '*', Resource: x, Principal: '*' } } }", "no Principal"),
        (OWN + "Resource: x } } }", "one of Action, NotAction"),
        (OWN + "Actions: '*', Resource: x } } }", "Extra inputs"),
    ],
)
def test_a_role_that_cannot_be_is_a_fault(told: str, fault: str) -> None:
    trusts = "trusts: { Statement: { Effect: Allow, Principal: '*', Action: 'sts:AssumeRole' } }"
    with pytest.raises(BadInput, match=r"the overlay:\d: world\.aws\.roles\.r") as caught:
        small(f"world:\n  aws:\n    roles:\n      r:\n        {trusts}\n        {told}\n")
    assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("default: v2", "there is no version v2"),
        ("dropped: [v1]", "cannot be deleted"),
        ("versions: {}", "at least 1 item"),
    ],
)
def test_a_policy_that_cannot_be_is_a_fault(told: str, fault: str) -> None:
    one = "{ Statement: { Effect: Allow, Action: '*', Resource: '*' } }"
    versions = "" if "versions" in told else f"versions: {{ 2026-01-01T00:00:00Z: {one} }}, "
    with pytest.raises(BadInput, match=r"the overlay:5: world\.aws\.policies\.p") as caught:
        small(f"world:\n  aws:\n    policies:\n      p: {{ {versions}{told} }}\n")
    assert fault in str(caught.value)
