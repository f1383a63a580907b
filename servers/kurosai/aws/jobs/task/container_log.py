"""What the container of a task wrote last, or why it wrote nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kurosai.aws import failed_look, json_objects
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.jobs.task.ecs_task import EcsTask
from kurosai.aws.jobs.task.task_plan import Plan
from kurosai.aws.logs.groups import retention
from kurosai.aws.logs.lines import json_lines
from kurosai.aws.logs.occurrences.recurrence import INGESTION
from kurosai.aws.platform import ContainerLogs
from kurosai.aws.wire.errors import Missing
from kurosai.aws.wire.logs import Found, LogEvent
from kurosai.vocabulary import Coverage, Look, Window

MOST_LINES = 100
MOST_CHARACTERS = 48_000
"""Of all its lines: what is too much to keep is dropped from the end of a reading, and the end of
a log is what matters."""

LINE_CHARACTERS = 8_000
_AT_EASE = frozenset({"TRACE", "DEBUG", "INFO", "NOTICE"})
_TROUBLE = re.compile(r"(?i:error|exception|traceback|fatal|critical|panic|killed)")


@dataclass(frozen=True, slots=True)
class ContainerLog:
    """The newest lines, oldest first, and where they lie."""

    look: Look
    events: tuple[LogEvent, ...] = ()


def read(
    logs: ContainerLogs, task: EcsTask, plan: Plan, until: datetime, now: datetime
) -> ContainerLog:
    """The end of a task's log; `until` is when it is known to have ended, or now."""
    if plan.unknown is not None:
        return ContainerLog(plan.unknown)
    place = f"{plan.group} {plan.stream}"
    try:
        found = logs.tail(plan.group, plan.stream, most=MOST_LINES)
    except Missing as missing:
        return ContainerLog(_nothing(logs, task, plan, place, until, now, str(missing)))
    except FAILURES as error:
        return ContainerLog(failed_look.at(place, error))
    if not found.events and not found.complete:
        told = "the search stopped before it had seen the whole stream"
        return ContainerLog(Look(place, Coverage.PARTIAL, told))
    if not found.events:
        return ContainerLog(_nothing(logs, task, plan, place, until, now))
    events, whole = _bounded(found)
    coverage = Coverage.COMPLETE if whole else Coverage.TRUNCATED
    newest = "" if whole else "the newest "
    told = f"{newest}{len(events)} line{'' if len(events) == 1 else 's'}"
    return ContainerLog(Look(place, coverage, told), events)


def _bounded(found: Found) -> tuple[tuple[LogEvent, ...], bool]:
    """The newest lines that can be kept, and whether they are all there is."""
    kept: list[LogEvent] = []
    left, whole = MOST_CHARACTERS, found.complete
    for event in reversed(found.events):
        text = event.message
        if len(text) > LINE_CHARACTERS:
            cut = len(text) - LINE_CHARACTERS
            text = f"{text[:LINE_CHARACTERS]} [+{cut} characters not kept]"
            whole = False
        if len(text) > left:
            return tuple(reversed(kept)), False
        left -= len(text)
        kept.append(replace(event, message=text))
    return tuple(reversed(kept)), whole


def is_trouble(line: str) -> bool:
    """Whether a line speaks of something that went wrong; JSON that is at ease by its level does
    not, whatever fields it has."""
    at_ease = json_lines.level_of(json_objects.parse(line)) in _AT_EASE
    return not at_ease and _TROUBLE.search(line) is not None


def _nothing(
    logs: ContainerLogs,
    task: EcsTask,
    plan: Plan,
    place: str,
    until: datetime,
    now: datetime,
    missing: str = "",
) -> Look:
    """Nothing there: never written, or no longer kept, or not to be known."""
    if task.never_ran:
        told = "not made yet: no container of the task has started"
        if task.status == "STOPPED":
            told = "never made: no container of the task started, so there is no log anywhere"
        return Look(place, Coverage.EMPTY, told)
    if "log group" in missing:
        return Look(place, Coverage.PARTIAL, f"nothing can be said: {missing}")
    ended = task.stopped or until
    try:
        kept = retention.of(logs, plan.group, task.created or ended, now)
    except FAILURES as error:
        return failed_look.at(place, error, why="how long it keeps its lines: ")
    window = Window.clipped(min(task.created or ended, now), max(ended, now), now)
    if not kept.known:
        return Look(place, Coverage.PARTIAL, kept.told())
    if kept.lacks(window):
        return Look(place, Coverage.EXPIRED, f"no line, and {kept.told()}")
    if not task.settled:
        told = "no line; what became of the container is not known"
        return Look(place, Coverage.EMPTY, told)
    if task.status != "STOPPED":
        return Look(place, Coverage.EMPTY, "no line yet, although the container runs")
    if now - ended < INGESTION:
        minutes = INGESTION // timedelta(minutes=1)
        told = f"no line yet: it ended less than {minutes} minutes ago, lines may come; ask again"
        return Look(place, Coverage.PARTIAL, told)
    told = "no line, although the container ran: it ended before it wrote anything"
    return Look(place, Coverage.EMPTY, told)
