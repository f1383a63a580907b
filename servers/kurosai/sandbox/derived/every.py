"""All metrics of a world: those that are told, and those that follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from kurosai.sandbox.aws_kinds.metrics import Metric
from kurosai.sandbox.derived import concurrency, deliveries, queues
from kurosai.sandbox.derived.steps import Window
from kurosai.sandbox.schema_aws import Aws

SHOWN: Final = timedelta(days=14)
"""How far back they follow: as long as a metric is listed, and as alarms looked at them."""


def metrics(aws: Aws, now: datetime) -> Mapping[str, Metric]:
    """All metrics by key, those that are told first."""
    changes = [at for one in aws.alarms.values() for at in one.history]
    window = Window(min((now, *changes)) - SHOWN, max((now, *changes)))
    told = {one.identity for one in aws.metrics.values()}
    of_queues = {one.dimensions.get("QueueName", "") for one in aws.metrics.values()}
    found = (
        *deliveries.of_rules(aws.rules, window),
        *deliveries.of_groups(aws.schedules, window),
        *queues.metrics(aws.queues, of_queues, window),
        *concurrency.metrics(aws.functions, aws.limits, window),
    )
    follow = {key: one for key, one in found if one.identity not in told and key not in aws.metrics}
    return {**aws.metrics, **follow}
