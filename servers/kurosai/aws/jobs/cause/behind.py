"""The thing whose change may be behind a cause: what to ask CloudTrail about."""

from __future__ import annotations

import re
from typing import Final

from kurosai.aws.jobs.stop.causes import Cause
from kurosai.aws.jobs.stop.decode import Decoded
from kurosai.aws.jobs.task import stops
from kurosai.aws.jobs.task.ecs_task import EcsTask

_NAMED: Final = {
    Cause.SECRETS: re.compile(
        r"arn:aws[\w-]*:secretsmanager:[^:\s]*:\d*:secret:(?P<name>[\w/+=.@-]+?)(?:-\w{6})?(?![\w/-])"
        r"|invalid ssm parameters: (?P<parameter>[\w/.-]+)"
    ),
    Cause.VOLUME: re.compile(r"\b(?P<name>fs-[0-9a-f]{8,17})\b"),
    Cause.REFUSED: re.compile(r":(?:assumed-)?role/(?P<name>[\w+=,.@-]+)"),
    Cause.LOG_DRIVER: re.compile(r"log group (?P<name>/[\w/.#-]+)"),
    Cause.ADDRESSES: re.compile(r"\b(?P<name>subnet-[0-9a-f]{8,17})\b"),
}
_SUBNET: Final = frozenset({Cause.IMAGE_NO_ROUTE, Cause.ENI, Cause.ADDRESSES})
_DEFINED: Final = frozenset({Cause.OUT_OF_MEMORY, Cause.DISK_FULL, Cause.CONTAINER_START})
"""What a task definition sets: how much memory and disk, and which command."""

_FAMILY: Final = re.compile(r":task-definition/(?P<name>[\w-]+)")
_IMAGE: Final = re.compile(r"^[^/]+/(?P<name>[^:@]+)")


def resource(found: Decoded, task: EcsTask | None, group: str) -> str:
    """Its name, "" where nobody names it; `group` is the log group of the task's definition."""
    pattern = _NAMED.get(found.cause)
    match = pattern.search(found.said) if pattern else None
    if match is not None:
        return next(one for one in match.groups() if one)
    if found.cause is Cause.LOG_DRIVER:
        return group
    if task is None:
        return ""
    if found.cause in _DEFINED:
        family = _FAMILY.search(task.definition)
        return f"ecs:{family['name']}" if family else ""
    if found.cause is Cause.IMAGE_FORBIDDEN:
        image = _IMAGE.match(stops.unpulled(task))
        return image["name"] if image else ""
    return task.subnet if found.cause in _SUBNET else ""
