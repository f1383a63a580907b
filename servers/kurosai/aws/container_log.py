"""What the container of a task wrote last, or why it wrote nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kurosai.aws import failed_look
from kurosai.aws.ecs_task import EcsTask
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import ContainerLogs
from kurosai.aws.task_plan import Plan
from kurosai.aws.wire.errors import Missing
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Coverage, Look

MOST_LINES = 100
_TROUBLE = re.compile(r"(?i:error|exception|traceback|fatal|critical|panic|killed)")


@dataclass(frozen=True, slots=True)
class ContainerLog:
    """The newest lines, oldest first, and where they lie."""

    look: Look
    events: tuple[LogEvent, ...] = ()


def read(logs: ContainerLogs, task: EcsTask, plan: Plan) -> ContainerLog:
    """The end of a task's log."""
    if plan.unknown is not None:
        return ContainerLog(plan.unknown)
    place = f"{plan.group} {plan.stream}"
    try:
        found = logs.tail(plan.group, plan.stream, most=MOST_LINES)
    except Missing:
        return ContainerLog(Look(place, Coverage.EMPTY, _nothing(task)))
    except FAILURES as error:
        return ContainerLog(failed_look.at(place, error))
    if not found.events:
        return ContainerLog(Look(place, Coverage.EMPTY, _nothing(task)))
    coverage = Coverage.COMPLETE if found.complete else Coverage.TRUNCATED
    newest = "" if found.complete else "the newest "
    told = f"{newest}{len(found.events)} lines"
    return ContainerLog(Look(place, coverage, told), found.events)


def is_trouble(line: str) -> bool:
    """Whether a line speaks of something that went wrong."""
    return _TROUBLE.search(line) is not None


def _nothing(task: EcsTask) -> str:
    if task.ran:
        return "no line, although the container ran: it ended before it wrote anything"
    if task.status == "STOPPED":
        return "never made: no container of the task started, so there is no log anywhere"
    return "not made yet: no container of the task has started"
