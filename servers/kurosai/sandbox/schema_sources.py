"""How late each source of AWS is, and how long it keeps what it has: `world.aws.sources`.

The defaults are those of the real services; a scenario writes what differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import Field, StringConstraints

from kurosai.sandbox.schema_base import Span, Strict

Wait = Annotated[Span, Field(ge=timedelta(0))]
Keeping = Annotated[Span, Field(gt=timedelta(0))]
EventSource = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+\.amazonaws\.com$")]


class Logs(Strict):
    """CloudWatch Logs: `delay` comes on top of what each event takes until it can be read.

    How long a group keeps its events is the group's own `retention_days`.
    """

    delay: Wait = timedelta(0)


class EcsTasks(Strict):
    """ECS: how long it knows a task after it stopped."""

    kept: Keeping = timedelta(hours=1)


class Executions(Strict):
    """Step Functions: how long it knows an execution after its end."""

    kept: Keeping = timedelta(days=90)


class Trail(Strict):
    """CloudTrail: how late an event can be looked up, for one service (`delays`) or any other."""

    delay: Wait = timedelta(minutes=5)
    delays: Mapping[EventSource, Wait] = {}
    kept: Keeping = timedelta(days=90)


class Metrics(Strict):
    """CloudWatch: how late a point can be read. How long it is kept depends on the period."""

    delay: Wait = timedelta(minutes=2)


class Alarms(Strict):
    """CloudWatch: how long the history of an alarm is kept."""

    kept: Keeping = timedelta(days=30)


class Sources(Strict):
    """Every source of AWS that is late or forgets."""

    logs: Logs = Logs()
    ecs_tasks: EcsTasks = EcsTasks()
    executions: Executions = Executions()
    trail: Trail = Trail()
    metrics: Metrics = Metrics()
    alarms: Alarms = Alarms()
