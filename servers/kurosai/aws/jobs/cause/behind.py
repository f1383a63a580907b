"""The things whose change may be behind a cause, and how CloudTrail is asked about each.

What is used all day long (a secret that is read at every start, a repository that is pulled from)
has thousands of records beside those that matter: of such a thing the writes are asked for by
name that would explain the cause, and the thing itself only where few records carry it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kurosai.aws.jobs.stop.causes import Cause
from kurosai.aws.jobs.stop.decode import Decoded
from kurosai.aws.jobs.task import container_log, stops
from kurosai.aws.jobs.task.ecs_task import EcsTask
from kurosai.aws.jobs.task.task_plan import Plan
from kurosai.aws.wire.logs import LogEvent

MOST: Final = 2
"""So many things are looked at."""

_FILES: Final = re.compile(r"\b(?P<name>fs-[0-9a-f]{8,17})\b")
_NAMED: Final = {
    Cause.SECRETS: re.compile(
        r"arn:aws[\w-]*:secretsmanager:[^:\s]*:\d*:secret:(?P<name>[\w/+=.@-]+?)(?:-\w{6})?(?![\w/-])"
        r"|invalid ssm parameters: (?P<parameter>[\w/.-]+)"
    ),
    Cause.VOLUME: _FILES,
    Cause.REFUSED: re.compile(r":(?:assumed-)?role/(?P<name>[\w+=,.@-]+)"),
    Cause.LOG_DRIVER: re.compile(r"log group (?P<name>/[\w/.#-]+)"),
    Cause.ADDRESSES: re.compile(r"\b(?P<name>subnet-[0-9a-f]{8,17})\b"),
}
_SUBNET: Final = frozenset({Cause.IMAGE_NO_ROUTE, Cause.ENI, Cause.ADDRESSES})
_DEFINED: Final = frozenset({Cause.OUT_OF_MEMORY, Cause.DISK_FULL, Cause.CONTAINER_START})
"""What a task definition sets: how much memory and disk, and which command."""

_BY_ITS_ROLE: Final = frozenset(
    {Cause.SECRETS, Cause.IMAGE_FORBIDDEN, Cause.LOG_DRIVER, Cause.VOLUME}
)
"""What the execution role of a task is refused at its start."""

_FAMILY: Final = re.compile(r":task-definition/(?P<name>[\w-]+)")
_IMAGE: Final = re.compile(r"^[^/]+/(?P<name>[^:@]+)")
_OF_ECR: Final = re.compile(
    r"^(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/[^:@]+"
)
"""Of other registries CloudTrail knows nothing."""

_FORBIDDEN: Final = re.compile(r"access ?denied|not authorized to perform", re.IGNORECASE)
_CALLER: Final = re.compile(
    r":assumed-role/(?P<name>[\w+=,.@-]+)/\S+ is not authorized to perform", re.ASCII
)
_NO_KEY: Final = re.compile(r"json key", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ask:
    """One look-up: the calls of one name, the writes on one thing, or those of one service.
    `listed`: services name the thing in what they ask too, and only records that list it as what
    they are about are found."""

    event: str = ""
    resource: str = ""
    service: str = ""
    listed: bool = False

    def __str__(self) -> str:
        own = "writes that list it as their resource" if self.listed else "its writes"
        return self.event or (f"writes of {self.service}" if self.service else own)


@dataclass(frozen=True, slots=True)
class Thing:
    """`name` is what find_changes takes; `form` a pattern of how records name it; `asks` are the
    look-ups, which see all of its changes if `whole`. `of_iam`: recorded in us-east-1 alone.
    `ran` is the version of it that the task ran, "" where it has none."""

    name: str
    form: str
    asks: tuple[Ask, ...]
    whole: bool = True
    of_iam: bool = False
    ran: str = ""

    def is_named(self, text: str) -> bool:
        """Whether a text of a record names it, alone or as an ARN."""
        return re.fullmatch(self.form, text) is not None


def things(
    found: Decoded | None, task: EcsTask | None, plan: Plan | None, lines: Sequence[LogEvent] = ()
) -> tuple[Thing, ...]:
    """The things, likeliest first; none where nobody names one. `plan` is that of the task."""
    if found is None:
        return ()
    every = dict.fromkeys(_things(found, task, plan or Plan(), lines))
    return tuple(every)[:MOST]


def _things(
    found: Decoded, task: EcsTask | None, plan: Plan, lines: Sequence[LogEvent]
) -> Iterator[Thing]:
    cause, said = found.cause, found.said
    if cause is Cause.EXITED:
        yield from _refused(lines, plan)
        return
    match = _NAMED[cause].search(said) if cause in _NAMED else None
    name = next((one for one in match.groups() if one), "") if match else ""
    if cause is Cause.REFUSED and name:
        yield _role(name)
    elif cause is Cause.SECRETS and match and name:
        yield _parameter(name) if match["parameter"] else _secret(name, found)
    elif cause is Cause.VOLUME and (name := name or _mounted(plan)):
        yield _file_system(name)
    elif cause is Cause.LOG_DRIVER and (name or plan.group):
        yield _log_group(name or plan.group)
    elif cause is Cause.IMAGE_FORBIDDEN and task and (image := _IMAGE.match(stops.unpulled(task))):
        yield _repository(image["name"], ("SetRepositoryPolicy", "DeleteRepositoryPolicy"))
    elif cause is Cause.IMAGE_NOT_FOUND and task and (name := _of_here(task)):
        # What expires images, and what deletes them.
        yield _repository(name, ("PutLifecyclePolicy", "BatchDeleteImage"))
    elif cause in _DEFINED and task and (family := _FAMILY.search(task.definition)):
        yield _family(family["name"], task.definition)
    elif cause in _SUBNET and (subnet := name or (task.subnet if task else "")):
        yield _subnet(subnet)
    if cause in _BY_ITS_ROLE and _FORBIDDEN.search(said):
        who = _CALLER.search(said)
        if role := who["name"] if who else plan.execution_role:
            yield _role(role)


def _mounted(plan: Plan) -> str:
    """The file system that its definition mounts; "" of none, and of several."""
    found = {match["name"] for one in plan.volumes for match in _FILES.finditer(one)}
    return found.pop() if len(found) == 1 else ""


def repository(image: str) -> str:
    """Where an image lies, as it is named but for its tag; "" where that is not ECR."""
    match = _OF_ECR.match(image)
    return match.group() if match else ""


def _of_here(task: EcsTask) -> str:
    """The repository of the image that could not be pulled; "" where it is of another account or
    region than the task: what is changed there is not recorded here."""
    where = _OF_ECR.match(stops.unpulled(task))
    if where is None or f":{where['region']}:{where['account']}:" not in task.arn:
        return ""
    return where.group().partition("/")[2]


def _refused(lines: Sequence[LogEvent], plan: Plan) -> Iterator[Thing]:
    """The role of a program that says that it was refused something: the last line that does."""
    for one in reversed(lines):
        text = one.message
        if container_log.is_trouble(text) and _FORBIDDEN.search(text):
            who = _CALLER.search(text)
            if role := who["name"] if who else plan.task_role:
                yield _role(role)
            return


def _arn(kind: str, name: str) -> str:
    return rf"(?:arn:\S+:{kind})?{re.escape(name)}"


def _role(name: str) -> Thing:
    form = _arn(r"role/(?:\S+/)?", name)
    return Thing(name, form, (Ask(resource=name),), of_iam=True)


def _secret(name: str, found: Decoded) -> Thing:
    likely = "PutSecretValue" if _NO_KEY.search(found.said) else "DeleteSecret"
    if found.why == "access denied":
        likely = "PutResourcePolicy"
    form = rf"{_arn('secret:', name)}(?:-\w{{6}})?"
    return Thing(name, form, (Ask(event=likely), Ask(service="secretsmanager")))


def _parameter(name: str) -> Thing:
    asks = (Ask(event="DeleteParameter"), Ask(event="PutParameter"))
    return Thing(name, rf"(?:arn:\S+:parameter/?)?{re.escape(name)}", asks, whole=False)


def _file_system(name: str) -> Thing:
    asks = (Ask(resource=name), Ask(service="elasticfilesystem"))
    return Thing(name, _arn("file-system/", name), asks)


def _log_group(name: str) -> Thing:
    asks = (Ask(event="DeleteLogGroup"), Ask(event="CreateLogGroup"))
    return Thing(name, rf"{_arn('log-group:', name)}(?::\*)?", asks, whole=False)


def _repository(name: str, writes: Sequence[str]) -> Thing:
    asks = tuple(Ask(event=one) for one in writes)
    return Thing(name, _arn("repository/", name), asks, whole=False)


def _subnet(name: str) -> Thing:
    # Whoever takes its addresses names it deep in a request: find_changes compares those.
    return Thing(name, _arn("subnet/", name), (Ask(resource=name, listed=True),), whole=False)


def _family(name: str, definition: str) -> Thing:
    form = rf"{_arn('task-definition/', name)}(?::\d+)?"
    asks = (Ask(event="RegisterTaskDefinition"),)
    return Thing(f"ecs:{name}", form, asks, ran=definition.rpartition(":")[2])
