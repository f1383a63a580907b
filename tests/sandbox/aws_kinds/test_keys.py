"""KMS of a world through boto3: whether a key can be used, and by whom."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
KEY, OTHER = "0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f1", "1f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f1"
ROLE = "arn:aws:iam::111122223333:role/crois-v2-prd-tutorial"
ARN = "arn:aws:kms:ap-northeast-1:111122223333:"
WORLD = f"""now: 2026-11-12T03:00:00Z
world:
  aws:
    keys:
      {KEY}:
        description: inputs of jobs
        aliases: [crois/inputs, crois/old-inputs]
        created: 2025-01-05T00:00:00Z
        state: {{ 2026-11-12T01:00:00Z: Disabled, 2026-11-12T02:00:00Z: PendingDeletion }}
        deletes: 2026-11-19T02:00:00Z
        policy: {{ Statement: {{ Effect: Deny, Principal: {{ AWS: "{ROLE}" }}, Action: "kms:*",
                                Resource: "*" }} }}
        grants:
          - {{ to: "{ROLE}", operations: [Decrypt], until: 2026-11-12T01:30:00Z }}
          - {{ to: "{ROLE}", operations: [Decrypt, DescribeKey], name: jobs, retiring: "{ROLE}",
              at: 2026-11-12T01:00:00Z }}
          - {{ to: "arn:aws:iam::111122223333:role/x", operations: [Encrypt] }}
      {OTHER}: {{ rotates: true, aliases: [aws/sqs], manager: AWS }}
      2f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f1: {{ created: 2026-11-12T03:00:01Z, aliases: [later] }}
"""


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


def at(time: str) -> str:
    return WORLD.replace("now: 2026-11-12T03:00:00Z", f"now: {time}")


@pytest.mark.parametrize(
    "asked", [KEY, f"{ARN}key/{KEY}", "alias/crois/inputs", f"{ARN}alias/crois/inputs"]
)
def test_a_key_is_found_by_id_and_by_alias(world: Served, asked: str) -> None:
    told = world.client("kms").describe_key(KeyId=asked)["KeyMetadata"]
    assert (told["KeyId"], told["Arn"]) == (KEY, f"{ARN}key/{KEY}")
    assert (told["KeyState"], told["Enabled"]) == ("PendingDeletion", False)
    assert told["DeletionDate"] == datetime(2026, 11, 19, 2, tzinfo=UTC)
    assert told["Description"] == "inputs of jobs"


def test_its_state_is_that_of_now(refusal: Refusal) -> None:
    for time, state in (("2026-11-12T01:30:00Z", "Disabled"), ("2026-11-12T00:30:00Z", "Enabled")):
        with served(small(at(time))) as before:
            told = before.client("kms").describe_key(KeyId=KEY)["KeyMetadata"]
        assert (told["KeyState"], "DeletionDate" in told) == (state, False)
    with served(small(at("2026-11-19T02:00:00Z"))) as after:
        kms = after.client("kms")
        assert refusal(kms.describe_key, KeyId=KEY)[1] == "NotFoundException"
        assert refusal(kms.describe_key, KeyId="alias/crois/inputs")[1] == "NotFoundException"
        assert KEY not in [one["KeyId"] for one in kms.list_keys()["Keys"]]


def test_policies_are_as_told_or_leave_all_to_iam(world: Served) -> None:
    kms = world.client("kms")
    told = json.loads(kms.get_key_policy(KeyId=KEY)["Policy"])
    assert told["Statement"]["Effect"] == "Deny"
    usual = json.loads(kms.get_key_policy(KeyId=OTHER, PolicyName="default")["Policy"])
    (statement,) = usual["Statement"]
    assert statement["Principal"] == {"AWS": "arn:aws:iam::111122223333:root"}
    assert kms.list_key_policies(KeyId=KEY)["PolicyNames"] == ["default"]
    assert kms.get_key_rotation_status(KeyId=OTHER)["KeyRotationEnabled"] is True
    assert kms.get_key_rotation_status(KeyId=KEY)["KeyRotationEnabled"] is False


def test_grants_are_those_that_hold_now(world: Served, refusal: Refusal) -> None:
    kms = world.client("kms")
    one, other = kms.list_grants(KeyId=KEY)["Grants"]
    assert (one["GranteePrincipal"], one["Operations"]) == (ROLE, ["Decrypt", "DescribeKey"])
    assert (one["Name"], one["RetiringPrincipal"]) == ("jobs", ROLE)
    assert one["CreationDate"] == datetime(2026, 11, 12, 1, tzinfo=UTC)
    assert kms.list_grants(KeyId=KEY, GranteePrincipal=ROLE)["Grants"] == [one]
    assert kms.list_grants(KeyId=KEY, GrantId=other["GrantId"])["Grants"] == [other]
    assert refusal(kms.list_grants, KeyId=KEY, GrantId="x")[1] == "InvalidGrantIdException"
    pages = kms.get_paginator("list_grants").paginate(KeyId=KEY, PaginationConfig={"PageSize": 1})
    assert [len(page["Grants"]) for page in pages] == [1, 1]
    with served(small(at("2026-11-12T00:30:00Z"))) as before:
        told = before.client("kms").list_grants(KeyId=KEY)["Grants"]
    assert [one["Operations"] for one in told] == [["Decrypt"], ["Encrypt"]]


def test_aliases_are_listed(world: Served) -> None:
    kms = world.client("kms")

    def names(**asked: Any) -> list[str]:
        return [one["AliasName"] for one in kms.list_aliases(**asked)["Aliases"]]

    assert names() == ["alias/aws/sqs", "alias/crois/inputs", "alias/crois/old-inputs"]
    assert names(KeyId=KEY) == ["alias/crois/inputs", "alias/crois/old-inputs"]
    page = kms.list_aliases(Limit=2)
    assert page["Truncated"] is True
    assert names(Limit=2, Marker=page["NextMarker"]) == ["alias/crois/old-inputs"]


@pytest.mark.parametrize(
    ("call", "asked", "code"),
    [
        ("describe_key", {"KeyId": "alias/no-such"}, "NotFoundException"),
        ("describe_key", {"KeyId": "alias/later"}, "NotFoundException"),
        ("describe_key", {"KeyId": f"{ARN}key/x"}, "NotFoundException"),
        (
            "describe_key",
            {"KeyId": f"arn:aws:kms:us-east-1:111122223333:key/{KEY}"},
            "NotFoundException",
        ),
        ("get_key_policy", {"KeyId": "alias/crois/inputs"}, "NotFoundException"),
        ("get_key_policy", {"KeyId": KEY, "PolicyName": "other"}, "NotFoundException"),
        ("list_aliases", {"Marker": "x"}, "InvalidMarkerException"),
    ],
)
def test_what_is_not_there_is_said(
    world: Served, refusal: Refusal, call: str, asked: dict[str, Any], code: str
) -> None:
    assert refusal(getattr(world.client("kms"), call), **asked)[:2] == (400, code)


def test_nothing_is_decrypted_here(world: Served, refusal: Refusal) -> None:
    kms = world.client("kms")
    assert refusal(kms.decrypt, CiphertextBlob=b"x")[:2] == (501, "NotImplementedException")
    assert refusal(kms.list_keys, ResourceOwners=["OTHER_ACCOUNTS_VIA_RAM"])[0] == 501


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("state: PendingDeletion", "`deletes` says when"),
        ("deletes: 2026-11-19T02:00:00Z", "`deletes` says when"),
        ("state: Gone", "Input should be"),
        ("aliases: [a, a]", "it is an alias of"),
        ("aliases: [aws/ebs]", "aliases under aws/"),
        ("grants: [{ to: x, operations: [Decrypt] }]", "match pattern"),
        (f'grants: [{{ to: "{ROLE}", operations: [Sign] }}]', "Input should be"),
        (
            "policy: { Statement: { Effect: Allow, Action: 'kms:*', Resource: '*' } }",
            "in Principal",
        ),
    ],
)
def test_a_key_that_cannot_be_is_a_fault(told: str, fault: str) -> None:
    with pytest.raises(BadInput, match=r"the overlay:5: world\.aws\.keys") as caught:
        small(f"world:\n  aws:\n    keys:\n      {KEY}: {{ {told} }}\n")
    assert fault in str(caught.value)
