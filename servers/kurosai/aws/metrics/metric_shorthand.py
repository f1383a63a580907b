"""`lambda:NAME errors`: the metrics that a resource has, by the words that people use for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kurosai.aws import subject
from kurosai.aws.metrics import metric_item
from kurosai.aws.metrics.metric_item import Item
from kurosai.errors import BadInput


@dataclass(frozen=True, slots=True)
class _Kind:
    """A namespace, the dimension that names a resource, and its metrics by word; `usual` ones are
    what a resource alone stands for."""

    namespace: str
    dimension: str
    metrics: Mapping[str, tuple[str, str]]
    usual: tuple[str, ...]


_KINDS: Final[Mapping[str, _Kind]] = {
    "lambda": _Kind(
        "AWS/Lambda",
        "FunctionName",
        {
            "errors": ("Errors", "Sum"),
            "throttles": ("Throttles", "Sum"),
            "invocations": ("Invocations", "Sum"),
            "duration": ("Duration", "Maximum"),
            "concurrency": ("ConcurrentExecutions", "Maximum"),
            "age": ("IteratorAge", "Maximum"),
        },
        ("errors", "throttles", "invocations", "duration", "concurrency"),
    ),
    "sqs": _Kind(
        "AWS/SQS",
        "QueueName",
        {
            "age": ("ApproximateAgeOfOldestMessage", "Maximum"),
            "depth": ("ApproximateNumberOfMessagesVisible", "Maximum"),
            "flight": ("ApproximateNumberOfMessagesNotVisible", "Maximum"),
            "sent": ("NumberOfMessagesSent", "Sum"),
            "received": ("NumberOfMessagesReceived", "Sum"),
            "deleted": ("NumberOfMessagesDeleted", "Sum"),
        },
        ("age", "depth", "sent", "received", "deleted"),
    ),
    "ecs": _Kind(
        "AWS/ECS",
        "ClusterName",
        {"cpu": ("CPUUtilization", "Average"), "memory": ("MemoryUtilization", "Maximum")},
        ("cpu", "memory"),
    ),
    "states": _Kind(
        "AWS/States",
        "StateMachineArn",
        {
            "started": ("ExecutionsStarted", "Sum"),
            "failed": ("ExecutionsFailed", "Sum"),
            "timeouts": ("ExecutionsTimedOut", "Sum"),
            "throttles": ("ExecutionThrottled", "Sum"),
            "duration": ("ExecutionTime", "Maximum"),
        },
        ("started", "failed", "timeouts", "throttles"),
    ),
    "events": _Kind(
        "AWS/Events",
        "RuleName",
        {
            "triggered": ("TriggeredRules", "Sum"),
            "invocations": ("Invocations", "Sum"),
            "failed": ("FailedInvocations", "Sum"),
        },
        ("triggered", "invocations", "failed"),
    ),
    "rds": _Kind(
        "AWS/RDS",
        "DBInstanceIdentifier",
        {
            "cpu": ("CPUUtilization", "Average"),
            "connections": ("DatabaseConnections", "Maximum"),
            "memory": ("FreeableMemory", "Minimum"),
            "storage": ("FreeStorageSpace", "Minimum"),
            "queue": ("DiskQueueDepth", "Maximum"),
        },
        ("cpu", "connections", "memory", "storage", "queue"),
    ),
    "logs": _Kind(
        "AWS/Logs",
        "LogGroupName",
        {"lines": ("IncomingLogEvents", "Sum"), "bytes": ("IncomingBytes", "Sum")},
        ("lines", "bytes"),
    ),
}


def knows(kind: str) -> bool:
    """Whether there are usual metrics of a kind of resource."""
    return kind in _KINDS


def is_metric(namespace: str, name: str) -> bool:
    """Whether a metric is one that we know AWS to have, whoever has data of it."""
    return any(
        kind.namespace == namespace and name in (one for one, _ in kind.metrics.values())
        for kind in _KINDS.values()
    )


def is_alone(line: str) -> bool:
    """Whether a line is a resource alone, which stands for its usual metrics."""
    words = line.split()
    return len(words) == 1 and subject.of(words[0]).service in _KINDS


def items(line: str, arn: Callable[[str, str], str]) -> tuple[Item, ...]:
    """The items of a line of either form. Raises BadInput for what is neither."""
    words = line.strip().split()
    about = subject.of(words[0]) if words else subject.of("")
    kind = _KINDS.get(about.service)
    if kind is None:
        return (metric_item.read(line),)
    dimensions = _dimensions(about.service, kind, about.name, arn)
    rest = metric_item.read(f"{kind.namespace} x {' '.join(_statistics(words[1:], kind))}")
    wanted = [word for word in words[1:] if word.lower() in kind.metrics]
    several = [word.lower() for word in wanted] or kind.usual
    found: list[Item] = []
    for word in several:
        name, statistic = kind.metrics[word]
        given = rest.statistic if _gives_statistic(words[1:]) else statistic
        made = Item(kind.namespace, name, dimensions, given, period=rest.period)
        found.append(replace(made, limit=rest.limit) if len(several) == 1 else made)
    return tuple(found)


def _statistics(words: list[str], kind: _Kind) -> list[str]:
    """What is no metric's word: a statistic, or a sign with its value. Anything else is refused
    in the words of this resource."""
    rest = [word for word in words if word.lower() not in kind.metrics]
    for word in rest:
        known = metric_item.is_statistic(word) or metric_item.is_period(word)
        if not (known or word[0] in "<>" or _is_number(word)):
            raise BadInput(
                f"{word[:60]!r} is none of its words.",
                f"There are {', '.join(kind.metrics)}; a statistic like p99; a limit, 300s > 10.",
            )
    return rest


def _gives_statistic(words: list[str]) -> bool:
    return any(metric_item.is_statistic(word) for word in words)


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _dimensions(
    service: str, kind: _Kind, name: str, arn: Callable[[str, str], str]
) -> tuple[tuple[str, str], ...]:
    if service == "ecs":
        cluster, _, rest = name.partition("/")
        return ((kind.dimension, cluster), *((("ServiceName", rest),) if rest else ()))
    if service == "states":
        name = arn("states", f"stateMachine:{name}")
    return ((kind.dimension, name),)
