"""The shape of `world.aws`: log groups, written out or filled by a Lambda function's runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import StringConstraints

from kurosai.sandbox.aws_kinds.alarms import Alarm, AlarmName
from kurosai.sandbox.aws_kinds.capacity import Lack
from kurosai.sandbox.aws_kinds.file_systems import FileSystem, FileSystemId
from kurosai.sandbox.aws_kinds.functions import FunctionName, FunctionSettings, Limits
from kurosai.sandbox.aws_kinds.health import Health
from kurosai.sandbox.aws_kinds.interfaces import Interfaces
from kurosai.sandbox.aws_kinds.keys import Key, KeyId
from kurosai.sandbox.aws_kinds.maintenance import Window, WindowId
from kurosai.sandbox.aws_kinds.metrics import Metric
from kurosai.sandbox.aws_kinds.policy_documents import ResourcePolicy
from kurosai.sandbox.aws_kinds.queues import Queue, QueueName
from kurosai.sandbox.aws_kinds.roles import ManagedPolicy, PolicyName, Role, RoleName
from kurosai.sandbox.aws_kinds.rules import Rule, RuleName
from kurosai.sandbox.aws_kinds.schedules import Schedule, ScheduleName
from kurosai.sandbox.aws_kinds.security_groups import GroupId, SecurityGroup
from kurosai.sandbox.aws_kinds.subnets import Subnet, Zone
from kurosai.sandbox.aws_kinds.trail import TrailEvent
from kurosai.sandbox.denied import Action
from kurosai.sandbox.schema_base import (
    LATER,
    USUAL,
    Account,
    Level,
    Name,
    Recurring,
    Region,
    Span,
    Strict,
    Time,
)
from kurosai.sandbox.schema_ecr import Repository
from kurosai.sandbox.schema_logs import DetectorName, Hush, QueryName, Saved, Watched
from kurosai.sandbox.schema_sources import Sources


class Line(Strict):
    """A line of a Lambda run. `raised` is what the runtime logs of an exception; `print` is bare.

    {job_id} and {job_created_at} stand for the run's job.
    """

    after: Span
    level: Level = "INFO"
    text: str


class Script(Strict):
    """What one Lambda run writes between START and END, and what its REPORT says."""

    lines: tuple[Line, ...]
    duration: Span
    memory_used_mb: int = 90


class RunChange(Strict):
    """How one run of a series differs."""

    script: Name | None = None
    request_id: Annotated[str, StringConstraints(pattern=r"^[0-9a-f-]{36}$")] | None = None
    absent: bool = False


class RunSeries(Recurring):
    """Runs of a Lambda function. `job_of` names the job series whose last job each run is about."""

    script: Name
    job_of: Name | None = None
    changes: Mapping[Time, RunChange] = {}


class Function(Strict):
    """A Lambda function that writes to its group. A container serves `container` long."""

    memory_mb: int = 256
    container: Span = timedelta(hours=6)
    scripts: Mapping[Name, Script]
    runs: Mapping[Name, RunSeries]


class LogEvent(Strict):
    """One event as CloudWatch Logs keeps it; it was ingested `delay` after it happened."""

    at: Time
    message: str
    delay: Span = timedelta(milliseconds=420)


class LogGroup(Strict):
    """A log group: streams written out, or a Lambda function that fills them, or both.

    While it is `hushed` there is nothing else in it, whatever goes on in the platform.
    """

    retention_days: int | None = None
    hushed: tuple[Hush, ...] = ()
    streams: Mapping[str, tuple[LogEvent, ...]] = {}
    function: Function | None = None


class Aws(Strict):
    """The AWS side of the world. What is `denied_...` the sandbox's identity may not read."""

    account: Account
    region: Region
    denied_log_groups: tuple[str, ...] = ()
    log_groups: Mapping[str, LogGroup] = {}
    saved_queries: Mapping[QueryName, Saved] = {}
    anomaly_detectors: Mapping[DetectorName, Watched] = {}
    repositories: Mapping[str, Repository] = {}
    registry_policy: Annotated[ResourcePolicy | None, LATER] = None
    denied_repositories: tuple[str, ...] = ()
    metrics: Mapping[Name, Metric] = {}
    alarms: Mapping[AlarmName, Alarm] = {}
    queues: Mapping[QueueName, Queue] = {}
    trail: tuple[TrailEvent, ...] = ()
    functions: Mapping[FunctionName, FunctionSettings] = {}
    limits: Annotated[Limits, USUAL] = Limits()
    subnets: Mapping[Zone, Subnet] = {}
    roles: Annotated[Mapping[RoleName, Role], LATER] = {}
    policies: Annotated[Mapping[PolicyName, ManagedPolicy], LATER] = {}
    keys: Annotated[Mapping[KeyId, Key], LATER] = {}
    rules: Annotated[Mapping[RuleName, Rule], LATER] = {}
    schedules: Annotated[Mapping[ScheduleName, Schedule], LATER] = {}
    maintenance_windows: Annotated[Mapping[WindowId, Window], LATER] = {}
    capacity: Annotated[tuple[Lack, ...], LATER] = ()
    file_systems: Annotated[Mapping[FileSystemId, FileSystem], LATER] = {}
    security_groups: Annotated[Mapping[GroupId, SecurityGroup], LATER] = {}
    interfaces: Annotated[tuple[Interfaces, ...], LATER] = ()
    health: Health = Health()
    sources: Sources = Sources()
    denied: tuple[Action, ...] = ()
