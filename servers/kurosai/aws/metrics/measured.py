"""What a metric is of, by its dimensions, as every tool of this server is told it: `sqs:NAME`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from kurosai.aws import subject
from kurosai.aws.metrics import metric_shorthand

_KINDS: Final[Mapping[str, str]] = {
    "FunctionName": "lambda",
    "QueueName": "sqs",
    "ClusterName": "ecs",
    "StateMachineArn": "states",
    "RuleName": "events",
    "DBInstanceIdentifier": "rds",
    "JobQueueName": "batch",
    "JobQueue": "batch",
}
"""Dimensions that name something which can be changed, by the kind that is written before it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A thing of AWS: its kind, and its name ("cluster/service" of ECS)."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"

    @property
    def has_usual(self) -> bool:
        """Whether read_metrics takes it alone, for its usual metrics."""
        return metric_shorthand.knows(self.kind)


def of(dimensions: Iterable[tuple[str, str]]) -> Measured | None:
    """What some dimensions name; None for what is nothing that can be changed."""
    pairs = dict(dimensions)
    for key, kind in _KINDS.items():
        if key in pairs:
            name = subject.of(pairs[key]).last
            service = pairs.get("ServiceName", "") if kind == "ecs" else ""
            return Measured(kind, f"{name}/{service}" if service else name)
    return None
