"""What the knowledge needs of AWS, whoever provides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kurosai.aws.wire.ecs import Tasks
from kurosai.aws.wire.images import Manifest, Pushed
from kurosai.aws.wire.insights import QueryAnswer
from kurosai.aws.wire.logs import Found, LogGroup
from kurosai.aws.wire.states import Execution, History
from kurosai.vocabulary import Window


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
        """Log groups whose name contains `pattern`: their names only."""
        ...

    def prefixed(self, prefix: str, *, most: int = 200) -> tuple[LogGroup, ...]:
        """Log groups whose name begins with `prefix`, and what is known of them."""
        ...


class Queries(Protocol):
    """Logs Insights; raises Malformed, Missing, Denied or a Fault."""

    def run(
        self,
        query: str,
        groups: Sequence[str],
        window: Window,
        *,
        most: int,
        seconds: float | None = None,
    ) -> QueryAnswer:
        """The first `most` rows of a query over some groups, in so many seconds at most."""
        ...

    def message(self, pointer: str) -> str:
        """The whole message behind a row's `@ptr`."""
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


@dataclass(frozen=True, slots=True)
class Aws:
    """All of AWS that a job's story is told from."""

    logs: ContainerLogs
    states: States
    containers: Containers
    images: Images
    queries: Queries


class Places(Protocol):
    """The accounts and regions that may be asked."""

    def __call__(self, where: str) -> Aws:
        """The one that `where` names ("prod/us-east-1"; "" the default); raises BadInput."""
        ...
