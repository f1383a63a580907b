"""Writes that set something which lasts, and on what: of these it can be asked what was before."""

from __future__ import annotations

import re
from typing import Final

from kurosai.aws.changes import routine
from kurosai.aws.json_objects import each, one
from kurosai.aws.wire.trail import TrailEvent

_SETS: Final = re.compile(
    r"(?:Put(?!Image)|Update(?!FunctionCode)|Modify|Set|Change|Configure)(?=[A-Z])"
    r"|Create(?=PolicyVersion)"
    r"|Register(?=TaskDefinition|JobDefinition|ScalableTarget)"
)
_WHOLE: Final = ("Put", "Register", "SetAlarmState", "CreatePolicyVersion")
"""What these do not name is no longer set; all others leave it as it was."""

_UNSET: Final = re.compile(
    r"Delete(?P<what>FunctionConcurrency|FunctionEventInvokeConfig"
    r"|ProvisionedConcurrencyConfig|RolePolicy|UserPolicy|GroupPolicy|ScalingPolicy"
    r"|ScheduledAction|BucketPolicy|LifecyclePolicy|RetentionPolicy|ResourcePolicy"
    r"|FileSystemPolicy|RegistryPolicy|RepositoryPolicy"
    r"|SubscriptionFilter|MetricFilter|LifecycleHook)"
)
"""What undoes a Put of the same name, or a Set."""


def is_setting(event: TrailEvent) -> bool:
    """Whether a write set, or unset, something that lasts; what was refused set nothing."""
    if event.error or routine.is_work(event):
        return False
    return _SETS.match(event.name) is not None or _UNSET.match(event.name) is not None


def set_by(event: TrailEvent) -> str:
    """The name of the call that sets what this one set or unset."""
    undone = event.name.removeprefix("Delete")
    if _UNSET.match(event.name) is None:
        return event.name
    return f"Set{undone}" if undone.startswith("RepositoryPolicy") else f"Put{undone}"


def undone_by(event: TrailEvent) -> str:
    """The name of the call that takes away what this one puts, or is; "" where none is known."""
    undoes = event.name if unsets(event) else f"Delete{event.name.removeprefix('Put')}"
    return undoes if _UNSET.match(undoes) is not None else ""


def sets_all(event: TrailEvent) -> bool:
    """Whether a call sets all of a thing, so that what it leaves out is gone."""
    if _UNSET.match(event.name) is not None:
        return True
    return event.name.startswith(_WHOLE) and not _adds(event)


def unsets(event: TrailEvent) -> bool:
    """Whether a call takes away what another one set."""
    return _UNSET.match(event.name) is not None


def _adds(event: TrailEvent) -> bool:
    """Whether it puts some items beside those that are there, as PutTargets puts `targets`."""
    listed = event.name.removeprefix("Put").lower()
    request = one(event.raw.get("requestParameters"))
    return any(key.lower() == listed and each(value) for key, value in request.items())
