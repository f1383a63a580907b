"""Services that a scenario cannot tell: nobody is told that nothing is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from aws_worlds import Served

from kurosai.aws.wire.errors import translated
from kurosai.errors import NotConfigured

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
