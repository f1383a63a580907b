"""ECS over the session: tasks while it remembers them, and what they were to run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kurosai.aws.wire import answers
from kurosai.aws.wire.session import AwsSession

MOST_TASKS = 100
"""What DescribeTasks takes in one call."""


@dataclass(frozen=True, slots=True)
class Tasks:
    """Tasks as AWS describes them, and the ARNs that it no longer knows."""

    known: tuple[Mapping[str, Any], ...]
    forgotten: tuple[str, ...]


class Ecs:
    """The reads of ECS that a job's story needs."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    def tasks(self, cluster: str, arns: Sequence[str]) -> Tasks:
        """At most 100 tasks of one cluster. Raises Missing (no such cluster), Denied, a Fault."""
        answer = self._session.call(
            "ecs",
            "describe_tasks",
            {
                **({"cluster": cluster} if cluster else {}),
                "tasks": list(arns[:MOST_TASKS]),
                "include": ["TAGS"],
            },
            doing=f"looking for tasks in {cluster}",
        )
        known = tuple(answers.listed(answer, "tasks"))
        with answers.shaped("task"):
            found = {str(task["taskArn"]) for task in known}
        return Tasks(known, tuple(arn for arn in arns if arn not in found))

    def definition(self, name: str) -> Mapping[str, Any]:
        """A task definition by ARN or family:revision. Raises Missing, Denied, or a Fault."""
        answer = self._session.call(
            "ecs",
            "describe_task_definition",
            {"taskDefinition": name},
            doing=f"reading task definition {name.rpartition('/')[2]}",
        )
        with answers.shaped("task definition"):
            # One that is not there is an error of AWS's, never an answer without one.
            found: Mapping[str, Any] = answer["taskDefinition"]
            return found
