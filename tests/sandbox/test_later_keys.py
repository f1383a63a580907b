"""Keys that came to the format later leave older worlds, and so their digests, as they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from aws_worlds import small
from pydantic import BaseModel

from kurosai.sandbox.aws_kinds.functions import FunctionSettings
from kurosai.sandbox.aws_kinds.queues import Queue
from kurosai.sandbox.schema_aws import Aws
from kurosai.sandbox.schema_ecr import Image, Repository
from kurosai.sandbox.schema_ecs import EcsAttempt
from kurosai.sandbox.schema_gcp import Audit

ACCOUNT = "111122223333"
OLDER: list[tuple[BaseModel, set[str]]] = [
    (
        Aws(account=ACCOUNT, region="ap-northeast-1"),
        {
            *("account", "region", "denied_log_groups", "log_groups", "saved_queries"),
            *("anomaly_detectors", "repositories", "denied_repositories", "metrics", "alarms"),
            *("queues", "trail", "functions", "subnets", "health", "sources", "denied"),
        },
    ),
    (
        FunctionSettings(),
        {
            *("runtime", "handler", "memory_mb", "timeout", "modified", "description", "role"),
            *("environment", "architecture", "code_bytes", "dead_letters", "reserved", "fed_by"),
        },
    ),
    (
        Queue(),
        {
            *("waiting", "in_flight", "delayed", "visibility", "kept", "delay", "wait"),
            *("max_bytes", "dead_letters", "policy", "kms_key", "created", "modified"),
        },
    ),
    (
        Audit(at=datetime(2026, 1, 1, tzinfo=UTC), method="m", resource="r"),
        {
            *("at", "delay", "log", "service", "method", "resource", "by", "operation_type"),
            *("message", "severity"),
        },
    ),
    (Repository(registry=ACCOUNT), {"registry", "images"}),
    (
        Image(pushed_at=datetime(2026, 1, 1, tzinfo=UTC)),
        {"tags", "pushed_at", "platforms", "form", "attestations", "size_mb"},
    ),
]

ATTEMPT = EcsAttempt(submitted=timedelta(seconds=4))


def test_an_attempt_says_of_a_later_key_only_what_is_told() -> None:
    """Of this text the digests of worlds are made."""
    assert "zone" not in str(ATTEMPT)
    assert "zone='z'" in str(ATTEMPT.model_copy(update={"zone": "z"}))


@pytest.mark.parametrize(("model", "keys"), OLDER, ids=[type(one).__name__ for one, _ in OLDER])
def test_what_says_nothing_is_not_written(model: BaseModel, keys: set[str]) -> None:
    assert set(model.model_dump(mode="json")) == keys


def test_what_says_something_is() -> None:
    usual = small("title: small").digest()
    told = (
        "functions: { f: { retries: 0 } }",
        "functions: { f: {} }",
        "limits: { others: 1 }",
        "queues: { q: { measured: true } }",
        "queues: { q: {} }",
        "security_groups: { sg-0a1b2c3d: { name: n } }",
    )
    digests = [small(f"world: {{ aws: {{ {one} }} }}").digest() for one in told]
    assert len({usual, *digests}) == len(told) + 1
