"""Writes that set something which lasts, and on what: of these it can be asked what was before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kurosai.aws import subject
from kurosai.aws.changes import routine
from kurosai.aws.json_objects import one
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
    r"|FileSystemPolicy|RegistryPolicy|RepositoryPolicy)"
)
"""What undoes a Put of the same name, or a Set."""

IDENTITY: Final = frozenset(
    {
        *("functionname", "queueurl", "queuename", "rolename", "username", "groupname"),
        *("policyname", "cluster", "clustername", "service", "servicename", "servicenamespace"),
        *("resourceid", "scalabledimension", "dbinstanceidentifier", "dbclusteridentifier"),
        *("dbparametergroupname", "alarmname", "name", "rule", "eventbusname", "statemachinearn"),
        *("repositoryname", "autoscalinggroupname", "jobqueue", "jobdefinitionname", "family"),
        *("computeenvironment", "secretid", "keyid", "topicarn", "bucketname", "loggroupname"),
        *("filesystemid", "policyarn", "resourcearn", "attributename"),
        *("uuid", "scheduledactionname", "instanceid", "groupid", "tablename", "qualifier"),
    }
)
"""The parameters, in small letters, that say what a call is about and not what it sets."""


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


def sets_all(event: TrailEvent) -> bool:
    """Whether a call sets all of a thing, so that what it leaves out is gone."""
    return event.name.startswith(_WHOLE) or _UNSET.match(event.name) is not None


def unsets(event: TrailEvent) -> bool:
    """Whether a call takes away what another one set."""
    return _UNSET.match(event.name) is not None


def are_of_one_thing(event: TrailEvent, other: TrailEvent) -> bool:
    """Whether two calls of one kind are about the same, by their parameters or resources."""
    mine, theirs = dict(_named(event)), dict(_named(other))
    shared = mine.keys() & theirs.keys()
    if shared:
        return all(mine[key] == theirs[key] for key in shared)
    return not _resources(event).isdisjoint(_resources(other))


def named(event: TrailEvent, key: str) -> str:
    """What a parameter of IDENTITY names, without the path of an ARN or an address; or ""."""
    return dict(_named(event)).get(key.lower(), "")


def names(event: TrailEvent) -> tuple[str, ...]:
    """What the parameters of IDENTITY name, in the order of the request."""
    return tuple(value for _, value in _named(event))


def _named(event: TrailEvent) -> Iterator[tuple[str, str]]:
    for key, value in one(event.raw.get("requestParameters")).items():
        if key.lower() in IDENTITY and isinstance(value, str):
            yield key.lower(), subject.of(value).last


def _resources(event: TrailEvent) -> set[str]:
    return {subject.of(name).last for name in event.resources}
