"""The suspects of a metric, by what it counts."""

from __future__ import annotations

from datetime import datetime

from kurosai.aws.platform import Aws
from kurosai.aws.suspects import busiest, queue_readers
from kurosai.aws.suspects.suspects import Find, Suspects


def finds(aws: Aws, now: datetime) -> Find:
    """What finds them in a place."""

    def find(namespace: str, metric: str, name: str, at: datetime) -> Suspects:
        if namespace == "AWS/SQS" and name:
            return queue_readers.of(aws.queues, name)
        if namespace == busiest.NAMESPACE and metric in busiest.LIMITED:
            return busiest.of(aws.metrics, aws.concurrency, name, at, now)
        return Suspects()

    return find
