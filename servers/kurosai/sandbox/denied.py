"""Operations that AWS denies the world's reader: `world.aws.denied`, in IAM's spelling.

One place for all services: what is denied is refused before any of them is asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Annotated, Any, Final, cast
from urllib.parse import parse_qs

from pydantic import StringConstraints

from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.aws_refusals import Answer, access_denied, not_authorized
from kurosai.sandbox.moto_backend import HttpRequest
from kurosai.sandbox.schema_base import Problem

Action = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*:(\*|[A-Z][A-Za-z0-9]*\*?)$")]
"""`ecs:DescribeTasks`, `ecs:Describe*`, `ecs:*`"""

OPERATIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "cloudtrail": ("LookupEvents",),
    "cloudwatch": (
        *("DescribeAlarmHistory", "DescribeAlarms", "DescribeAlarmsForMetric"),
        *("GetMetricData", "GetMetricStatistics", "ListAlarmMuteRules", "ListMetrics"),
    ),
    "ecr": (
        *("BatchGetImage", "DescribeImages", "DescribeRepositories"),
        *("GetLifecyclePolicy", "GetRegistryPolicy", "GetRepositoryPolicy"),
    ),
    "ecs": ("DescribeClusters", "DescribeTaskDefinition", "DescribeTasks", "ListTasks"),
    "elasticfilesystem": (
        *("DescribeAccessPoints", "DescribeFileSystemPolicy", "DescribeFileSystems"),
        *("DescribeMountTargetSecurityGroups", "DescribeMountTargets"),
    ),
    "events": ("DescribeRule", "ListRules", "ListTargetsByRule"),
    "health": ("DescribeEventDetails", "DescribeEvents"),
    "kms": (
        *("DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus", "ListAliases", "ListGrants"),
        *("ListKeyPolicies", "ListKeys"),
    ),
    "lambda": (
        *("GetAccountSettings", "GetFunction", "GetFunctionConcurrency"),
        *("GetFunctionConfiguration", "GetFunctionEventInvokeConfig"),
        *("ListEventSourceMappings", "ListFunctions"),
    ),
    "logs": (
        *("DescribeLogGroups", "DescribeLogStreams", "DescribeQueries"),
        *("DescribeQueryDefinitions", "FilterLogEvents", "GetLogEvents", "GetLogRecord"),
        *("GetQueryResults", "ListLogAnomalyDetectors", "StartQuery", "StopQuery"),
    ),
    "scheduler": ("GetSchedule", "ListSchedules"),
    "sqs": (
        *("GetQueueAttributes", "GetQueueUrl", "ListDeadLetterSourceQueues"),
        *("ListMessageMoveTasks", "ListQueues"),
    ),
    "ssm": (
        *("DescribeMaintenanceWindowExecutions", "DescribeMaintenanceWindows"),
        "GetMaintenanceWindow",
    ),
    "states": (
        *("DescribeExecution", "DescribeStateMachine", "GetExecutionHistory"),
        *("ListExecutions", "ListStateMachines"),
    ),
}
"""What the world answers itself, by IAM's name of the service: nothing else of it can be denied."""

_NAMES: Final = {"monitoring": "cloudwatch"}
"""IAM's names of services that sign under another."""
_ACTION: Final = re.compile(r"Action=([A-Za-z0-9]+)")


def misfits(denied: Sequence[str]) -> Iterator[Problem]:
    """What denies nothing; steps from `denied` on."""
    for index, action in enumerate(denied):
        service, _, name = action.partition(":")
        known = OPERATIONS.get(service)
        if action in ("sts:GetCallerIdentity", "sts:*"):
            yield ("denied", index), "GetCallerIdentity needs no permission: nothing denies it"
        elif known is not None and not any(fnmatchcase(one, name) for one in known):
            text = f"the world has no such operation; of {service} it has {', '.join(known)}"
            yield ("denied", index), text
        elif service in ("s3", "route53", "apigateway") and name != "*":
            text = f"operations of {service} are not told apart here: write {service}:*"
            yield ("denied", index), text


@dataclass(frozen=True, slots=True)
class Denial:
    """Refuses `caller` what is denied. `rest` names the operation of a call of a REST service."""

    denied: Sequence[str]
    caller: str
    place: Place
    rest: Callable[[HttpRequest, str], str]

    def answer(self, request: HttpRequest, signing: str) -> Answer | None:
        """The refusal of a request that is signed for a service; None: it is not denied."""
        if not self.denied:
            return None
        service = _NAMES.get(signing, signing)
        operation = _operation(request) or self.rest(request, signing)
        action = f"{service}:{operation}"
        if not any(fnmatchcase(action, one) for one in self.denied):
            return None
        given = _parameters(request)
        shown = action.lower() if service == "sqs" else action
        resource = self._resource(service, operation, given)
        text = not_authorized(self.caller, shown, resource)
        return access_denied(request.headers, signing, text)

    def _resource(self, service: str, operation: str, given: Mapping[str, Any]) -> str:
        """The ARN that the refusal names, as each service says it; "" for none."""
        of = _RESOURCES.get(service)
        return "" if of is None else of(self.place, operation, given)


def _operation(request: HttpRequest) -> str:
    """The operation in a target, or in a form; "" in neither."""
    target = request.headers.get("x-amz-target", "")
    if target:
        return target.rpartition(".")[2]
    match = _ACTION.search(request.body.decode("latin-1")) if request.body else None
    return match[1] if match else ""


def _parameters(request: HttpRequest) -> Mapping[str, Any]:
    """What was asked, as far as it can be read: a body, else the path as `path`."""
    try:
        given: Any = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        given = {name: one[0] for name, one in parse_qs(request.body.decode("latin-1")).items()}
    told = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
    path, _, query = request.target.partition("?")
    asked = {name: one[0] for name, one in parse_qs(query).items()}
    return {**told, **asked, "path": path}


def _first(value: Any) -> str:
    """A text, or the first of a list of texts; "" for anything else."""
    listed = cast("list[Any]", value) if isinstance(value, list) else [value]
    return listed[0] if listed and isinstance(listed[0], str) else ""


def _logs(place: Place, _: str, given: Mapping[str, Any]) -> str:
    named = ("logGroupName", "logGroupIdentifier", "logGroupNames", "logGroupIdentifiers")
    group = next((one for name in named if (one := _first(given.get(name)))), "")
    return f"{place.arn('logs', 'log-group:')}{group.rpartition(':')[2]}:log-stream:"


def _ecs(place: Place, operation: str, given: Mapping[str, Any]) -> str:
    cluster = _first(given.get("cluster")).rpartition("/")[2] or "default"
    if operation == "DescribeTasks":
        task = _first(given.get("tasks")).rpartition("/")[2]
        return place.arn("ecs", f"task/{cluster}/{task}")
    if operation == "DescribeClusters":
        named = _first(given.get("clusters")).rpartition("/")[2] or "default"
        return place.arn("ecs", f"cluster/{named}")
    return "*"


def _states(place: Place, _: str, given: Mapping[str, Any]) -> str:
    asked = _first(given.get("executionArn")) or _first(given.get("stateMachineArn"))
    return asked or place.arn("states", "stateMachine:*")


def _ecr(place: Place, operation: str, given: Mapping[str, Any]) -> str:
    if operation == "GetRegistryPolicy":
        return "*"
    name = _first(given.get("repositoryName")) or _first(given.get("repositoryNames")) or "*"
    registry = _first(given.get("registryId")) or place.account
    return f"arn:aws:ecr:{place.region}:{registry}:repository/{name}"


def _sqs(place: Place, _: str, given: Mapping[str, Any]) -> str:
    name = _first(given.get("QueueName")) or _first(given.get("QueueUrl")).rpartition("/")[2]
    name = name or _first(given.get("SourceArn")).rpartition(":")[2]
    return place.arn("sqs", name)


def _cloudwatch(place: Place, operation: str, _: Mapping[str, Any]) -> str:
    if operation == "ListAlarmMuteRules":
        return place.arn("cloudwatch", "alarm-mute-rule:*")
    return place.arn("cloudwatch", "alarm:*") if "Alarm" in operation else ""


def _kms(place: Place, _: str, given: Mapping[str, Any]) -> str:
    key = _first(given.get("KeyId"))
    named = key if "/" in key else f"key/{key}"
    return "*" if not key else key if key.startswith("arn:") else place.arn("kms", named)


def _efs(place: Place, _: str, given: Mapping[str, Any]) -> str:
    for name, kind in (("FileSystemId", "file-system"), ("AccessPointId", "access-point")):
        if one := _first(given.get(name)).rpartition("/")[2]:
            return place.arn("elasticfilesystem", f"{kind}/{one}")
    return place.arn("elasticfilesystem", "file-system/*")


def _events(place: Place, _: str, given: Mapping[str, Any]) -> str:
    return place.arn(
        "events", f"rule/{_first(given.get('Name')) or _first(given.get('Rule')) or '*'}"
    )


def _scheduler(place: Place, operation: str, given: Mapping[str, Any]) -> str:
    group = _first(given.get("groupName")) or "default"
    name = "*/*" if operation.startswith("List") else f"{group}/{given['path'].split('/')[2]}"
    return place.arn("scheduler", f"schedule/{name}")


def _ssm(place: Place, _: str, given: Mapping[str, Any]) -> str:
    name = _first(given.get("WindowId"))
    return place.arn("ssm", f"maintenancewindow/{name}") if name else "*"


def _iam(_: Place, operation: str, given: Mapping[str, Any]) -> str:
    for name, kind in (("RoleName", "role"), ("PolicyArn", "policy")):
        if one := _first(given.get(name)):
            return f"{kind} {one}"
    return ""


def _lambda(place: Place, operation: str, given: Mapping[str, Any]) -> str:
    parts = given["path"].split("/")
    every = operation.startswith("List") or operation == "GetAccountSettings"
    return "*" if every else place.arn("lambda", f"function:{parts[3]}")


_RESOURCES: Final[Mapping[str, Callable[[Place, str, Mapping[str, Any]], str]]] = {
    "cloudwatch": _cloudwatch,
    "ecr": _ecr,
    "ecs": _ecs,
    "elasticfilesystem": _efs,
    "events": _events,
    "iam": _iam,
    "kms": _kms,
    "lambda": _lambda,
    "logs": _logs,
    "scheduler": _scheduler,
    "sqs": _sqs,
    "ssm": _ssm,
    "states": _states,
}
