"""What the knowledge needs of AWS, whoever provides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kurosai.aws.wire.any_call import Form, Page
from kurosai.aws.wire.ecs import Tasks
from kurosai.aws.wire.images import Manifest, Pushed
from kurosai.aws.wire.logs import Found, LogGroup
from kurosai.aws.wire.states import Execution, History
from kurosai.vocabulary import Json, Window


class Logs(Protocol):
    """CloudWatch Logs that can be searched."""

    @property
    def identity(self) -> str:
        """Who looks where."""
        ...

    def filter(
        self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
    ) -> Found:
        """Events of `window` matching a filter pattern; raises Missing, Denied or a Fault."""
        ...

    def groups(self, pattern: str, *, most: int = 50) -> tuple[LogGroup, ...]:
        """Log groups whose name contains `pattern`."""
        ...


class ContainerLogs(Logs, Protocol):
    """The same, with the streams that containers write to."""

    def tail(self, group: str, stream: str, *, most: int) -> Found:
        """The newest events of one stream, oldest first."""
        ...


class States(Protocol):
    """Step Functions that can be read; each raises Missing, Denied or a Fault."""

    def describe(self, machine: str, name: str) -> Execution:
        """One execution of a state machine."""
        ...

    def history(self, arn: str) -> History:
        """What happened in it, oldest first."""
        ...


class Containers(Protocol):
    """ECS that can be read; each raises Missing, Denied or a Fault."""

    def tasks(self, cluster: str, arns: Sequence[str]) -> Tasks:
        """Tasks by ARN, and which of them ECS no longer knows."""
        ...

    def definition(self, name: str) -> Mapping[str, Any]:
        """A task definition."""
        ...


class Images(Protocol):
    """A registry that can be read; each raises Missing, Denied or a Fault."""

    def manifest(self, registry: str, repository: str, image: Mapping[str, str]) -> Manifest:
        """What stands behind a tag or a digest."""
        ...

    def tags(self, registry: str, repository: str) -> tuple[Pushed, ...]:
        """Tags with their push times, newest first."""
        ...


class AnyOperation(Protocol):
    """Any operation of any service; which of them may be asked is decided by who asks."""

    @property
    def identity(self) -> str:
        """Who looks where."""
        ...

    def operations(self, service: str) -> frozenset[str]:
        """All that a service has."""
        ...

    def form(self, service: str, operation: str) -> Form:
        """What an operation takes and gives."""
        ...

    def page(
        self, service: str, operation: str, given: Mapping[str, Json], mark: Mapping[str, Json]
    ) -> Page:
        """The page of its answer that `mark` leads to; raises Missing, Denied or a Fault."""
        ...


@dataclass(frozen=True, slots=True)
class Aws:
    """All of AWS that can be asked in one place."""

    logs: ContainerLogs
    states: States
    containers: Containers
    images: Images
    any: AnyOperation


class Places(Protocol):
    """The accounts and regions that may be asked."""

    def __call__(self, where: str) -> Aws:
        """The one that `where` names ("prod/us-east-1"; "" the default); raises BadInput."""
        ...
