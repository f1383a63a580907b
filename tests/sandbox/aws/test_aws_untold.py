"""What a scenario does not or cannot tell: nobody is told that nothing is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from aws_models import Operation, operations
from aws_worlds import KEY, ClientError, Served, served, small
from every_kind import KINDS

from kurosai.aws.any_call.allowed import table
from kurosai.aws.wire.errors import translated
from kurosai.errors import NotConfigured
from kurosai.sandbox import aws_api
from kurosai.sandbox.aws_json import Service
from kurosai.sandbox.aws_query import Query
from kurosai.sandbox.denied import OPERATIONS
from kurosai.sandbox.moto_backend import HttpRequest
from kurosai.sandbox.motos import ELSEWHERE, FACTS, MAKES

Refusal = Callable[..., tuple[int, str, str]]
CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("secretsmanager", "list_secrets", {}),
    ("secretsmanager", "describe_secret", {"SecretId": "crois/db"}),
    ("service-quotas", "get_service_quota", {"ServiceCode": "vpc", "QuotaCode": "L-DF5E4CA3"}),
    ("dynamodb", "list_tables", {}),
    ("rds", "describe_db_instances", {}),
]


@pytest.mark.parametrize(("service", "name", "given"), CALLS)
def test_what_nobody_can_tell_is_501(
    s03: Served, refusal: Refusal, service: str, name: str, given: dict[str, Any]
) -> None:
    call = getattr(s03.client(service), name)
    status, code, text = refusal(call, **given)
    assert (status, code.removesuffix("Exception")) == (501, "NotImplemented")
    assert "does not have" in text
    says = "does not have this call"
    with pytest.raises(NotConfigured, match=says) as told, translated("asking"):
        call(**given)
    assert "Try again" not in str(told.value)


READS: list[tuple[str, str, dict[str, Any]]] = [
    ("kms", "list_aliases", {}),
    ("kms", "get_key_policy", {"KeyId": "6f0d3a52-9c41-4b7e-8e15-2b7c9d0a4f31"}),
    ("efs", "describe_file_systems", {}),
    ("efs", "describe_mount_targets", {"FileSystemId": "fs-0a1b2c3d"}),
    ("s3", "list_buckets", {}),
    ("s3", "get_bucket_policy", {"Bucket": "crois-inputs"}),
    ("ec2", "describe_vpcs", {}),
    ("ec2", "describe_network_interfaces", {}),
    ("iam", "get_role", {"RoleName": "crois-v2-prd-tutorial"}),
    ("iam", "get_user", {"UserName": "t-yamada"}),
    ("events", "list_rules", {}),
    ("scheduler", "list_schedules", {}),
    ("ssm", "describe_parameters", {}),
    ("route53", "list_hosted_zones", {}),
]


@pytest.mark.parametrize(("service", "name", "given"), READS)
def test_what_a_world_does_not_tell_is_not_empty(
    s03: Served, refusal: Refusal, service: str, name: str, given: dict[str, Any]
) -> None:
    call = getattr(s03.client(service), name)
    status, code, text = refusal(call, **given)
    assert (status, code.removesuffix("Exception")) == (501, "NotImplemented")
    assert "its scenario tells nothing" in text
    with pytest.raises(NotConfigured, match="says nothing of what is there"), translated("asking"):
        call(**given)


def test_what_is_so_in_every_account_is_told(s03: Served) -> None:
    assert s03.client("sts").get_caller_identity()["Account"] == "111122223333"
    assert s03.client("iam").get_user()["User"]["UserName"] == "kurosai-reader"
    zones = s03.client("ec2").describe_availability_zones()["AvailabilityZones"]
    assert {one["ZoneName"][:-1] for one in zones} == {"ap-northeast-1"}


def _bare(one: Operation) -> HttpRequest:
    """A request of an operation, signed, without parameters; paths name things that are not."""
    meta = one.model.service_model.metadata
    signing = meta.get("signingName", meta["endpointPrefix"])
    credential = f"Credential={KEY}/20261111/ap-northeast-1/{signing}/aws4_request"
    headers = {"host": "127.0.0.1", "authorization": f"AWS4-HMAC-SHA256 {credential}, Signature=0"}
    if meta["protocol"] in ("query", "ec2"):
        headers["content-type"] = "application/x-www-form-urlencoded"
        body = f"Action={one.name}&Version={meta['apiVersion']}".encode()
        return HttpRequest("POST", "/", headers, body)
    if "jsonVersion" in meta and "targetPrefix" in meta:
        headers["content-type"] = f"application/x-amz-json-{meta['jsonVersion']}"
        headers["x-amz-target"] = f"{meta['targetPrefix']}.{one.name}"
        return HttpRequest("POST", "/", headers, b"{}")
    path = re.sub(r"\{[^}]*\}", "untold", one.model.http["requestUri"])
    return HttpRequest(one.method, path, headers, b"")


@pytest.mark.parametrize("told", ["", KINDS])
def test_every_read_is_told_or_501(told: str) -> None:
    """Over every operation that `call_aws` may make of a service that moto has."""
    known_reads = table()
    world = small(f"world:\n  aws:\n{told}") if told else small("")
    asked, wrong = 0, list[str]()
    aws = aws_api.loaded(world, KEY)
    with closing(aws.logs):
        for one in operations():
            meta = one.model.service_model.metadata
            signing = meta.get("signingName", meta["endpointPrefix"])
            if signing not in MAKES | ELSEWHERE | {"dynamodb", "rds"}:
                continue
            if one.name not in known_reads.service(one.service).allowed:
                continue
            own = aws.told.services.get(signing)
            known = {*OPERATIONS.get(signing, ()), *FACTS.get(signing, ())}
            if isinstance(own, Service | Query):
                known.update(own.operations)
            if one.name in known:
                continue
            asked += 1
            status, _, body = aws.answer(_bare(one))
            if status != 501 and b"UnknownOperation" not in body:
                wrong.append(f"{one.service} {one.name}: {status} {body[:80]!r}")
    assert asked > 700
    assert not wrong, "\n".join(wrong)


def test_what_somebody_made_is_told() -> None:
    with served(small("")) as world:
        kms = world.client("kms")
        made = kms.create_key(Description="by hand")["KeyMetadata"]["KeyId"]
        assert [one["KeyId"] for one in kms.list_keys()["Keys"]] == [made]
        with pytest.raises(ClientError):
            world.client("events").list_rules()
