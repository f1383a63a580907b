"""A CloudWatch alarm in a chat that writes its metric and dimensions in a line of their own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kurosai import alerts

NOW = datetime(2026, 5, 18, 4, tzinfo=UTC)
HEAD = """:warning: CloudWatch Alarm | sync-errors | ap-northeast-1 | Account: 111122223333
OK -> ALARM at 2026-05-18T03:16:41Z
Threshold Crossed: 1 out of the last 1 datapoints [1.0 (18/05/26 03:11:00)] was greater than or \
equal to the threshold (1.0).
"""


@pytest.mark.parametrize(
    ("line", "kind", "name"),
    [
        ("AWS/Lambda Errors, FunctionName=core-v2-sync, Statistic=Sum", "lambda", "core-v2-sync"),
        ("AWS/Lambda / Errors  FunctionName: `core-v2-sync`", "lambda", "core-v2-sync"),
        ("*QueueName*: crois-v2-prd-job-queue-dlq", "sqs", "crois-v2-prd-job-queue-dlq"),
        ("ECS (ClusterName=crois, ServiceName=api)", "ecs_service", "api"),
    ],
)
def test_the_resource_is_read_from_it(line: str, kind: str, name: str) -> None:
    alert = alerts.read(HEAD + line, NOW)
    assert alert is not None
    assert (alert.resources[0].kind, alert.resources[0].name) == (kind, name)


def test_the_metric_is_read_from_it() -> None:
    alert = alerts.read(HEAD + "AWS/Lambda Errors, FunctionName=core-v2-sync", NOW)
    assert alert is not None
    assert alert.condition == "Errors >= 1"


def test_other_words_are_no_dimensions() -> None:
    alert = alerts.read(HEAD + "see FunctionNames=all and MyQueueName=x", NOW)
    assert alert is not None
    assert alert.resources == ()
