"""What the knowledge needs of AWS, whoever provides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from kurosai.aws.wire.alarms import Alarms
from kurosai.aws.wire.alarms import History as AlarmHistory
from kurosai.aws.wire.any_call import Form, Page
from kurosai.aws.wire.concurrency import AccountLimit
from kurosai.aws.wire.ecs import Tasks
from kurosai.aws.wire.health import HealthFound
from kurosai.aws.wire.images import Kept, Manifest, Pushed
from kurosai.aws.wire.insights import QueryAnswer
from kurosai.aws.wire.logs import Found, LogGroup
from kurosai.aws.wire.maintenance import MaintenanceFound
from kurosai.aws.wire.metrics import MetricNames, Query, Series
from kurosai.aws.wire.queues import Queue, Reader
from kurosai.aws.wire.shapes import Names
from kurosai.aws.wire.states import Execution, History
from kurosai.aws.wire.subnets import Subnet
from kurosai.aws.wire.trail import MOST_PAGES, TrailFound
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

    def kept(
        self, registry: str, repository: str, images: Sequence[Mapping[str, str]]
    ) -> tuple[Kept, ...]:
        """These images and when they were pushed; NoSuchImage where one is not there."""
        ...


class Trail(Protocol):
    """CloudTrail that can be looked up; raises Denied or a Fault."""

    @property
    def identity(self) -> str:
        """Who looks where."""
        ...

    @property
    def home(self) -> str:
        """The `where` of the same identity in us-east-1; "" where that may not be asked."""
        ...

    def arn(self, service: str, resource: str) -> str:
        """The ARN of something of this account and region."""
        ...

    def events(
        self,
        window: Window,
        *,
        resource: str = "",
        event: str = "",
        user: str = "",
        source: str = "",
        writes: bool = False,
        reads: bool = False,
        most: int,
        pages: int = MOST_PAGES,
    ) -> TrailFound:
        """The newest events of `window` that fit everything given, of so many pages."""
        ...


class Queues(Protocol):
    """SQS whose queues can be counted; raises Missing, Denied or a Fault."""

    def queue(self, name: str) -> Queue:
        """How full a queue is."""
        ...

    def readers(self, name: str) -> tuple[Reader, ...]:
        """The functions that Lambda hands its messages to."""
        ...

    def sources(self, name: str) -> tuple[str, ...]:
        """The queues whose dead letters go to it."""
        ...


class Concurrency(Protocol):
    """Lambda's limits of runs at once; each raises Missing, Denied or a Fault."""

    def account(self) -> AccountLimit:
        """The limit of the account and region."""
        ...

    def reserved(self, function: str) -> int | None:
        """What a function has reserved; None for nothing."""
        ...


class Subnets(Protocol):
    """EC2 whose subnets can be read; raises Missing, Denied or a Fault."""

    def subnets(self, ids: Sequence[str]) -> tuple[Subnet, ...]:
        """These subnets as they are now."""
        ...


class AlarmSource(Protocol):
    """CloudWatch's alarms; each raises Denied or a Fault."""

    @property
    def identity(self) -> str:
        """Who looks where."""
        ...

    def alarms(self) -> Alarms:
        """Every alarm as it is now."""
        ...

    def history(self, window: Window) -> AlarmHistory:
        """What all alarms did in `window`, oldest first."""
        ...

    def mutes(self, alarm: str) -> tuple[str, ...]:
        """The rules that mute an alarm now."""
        ...


class Health(Protocol):
    """AWS Health; each raises NoSupportPlan, Denied or a Fault."""

    def events(self, window: Window, regions: Sequence[str]) -> HealthFound:
        """Events of some regions that touch `window`."""
        ...

    def told(self, arns: Sequence[str]) -> Mapping[str, str]:
        """What some events say, by ARN."""
        ...


class MaintenanceWindows(Protocol):
    """Maintenance windows of Systems Manager; each raises Denied or a Fault."""

    def windows(self) -> tuple[Mapping[str, str], bool]:
        """The names by id, and whether these are all."""
        ...

    def runs(self, identifier: str, name: str, window: Window) -> MaintenanceFound:
        """The executions of one that touch `window`."""
        ...


class Metrics(Protocol):
    """CloudWatch's metrics; each raises BadInput, Denied or a Fault."""

    @property
    def identity(self) -> str:
        """Who looks where."""
        ...

    def arn(self, service: str, resource: str) -> str:
        """The ARN of something of this account and region."""
        ...

    def data(self, queries: Sequence[Query], window: Window) -> tuple[Series, ...]:
        """The series of some queries."""
        ...

    def known(
        self, namespace: str = "", name: str = "", dimensions: Sequence[tuple[str, str]] = ()
    ) -> MetricNames:
        """The metrics that had data in the last 14 days."""
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

    def names(self, service: str, operation: str) -> Names:
        """All names in the form of its answer, and where an answer can have others."""
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
    trail: Trail
    queues: Queues
    concurrency: Concurrency
    subnets: Subnets
    alarms: AlarmSource
    metrics: Metrics
    health: Health
    maintenance: MaintenanceWindows
    queries: Queries
    any: AnyOperation


class Places(Protocol):
    """The accounts and regions that may be asked."""

    def __call__(self, where: str) -> Aws:
        """The one that `where` names ("prod/us-east-1"; "" the default); raises BadInput."""
        ...
