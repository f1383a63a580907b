"""Who stopped a task or its execution: the calls that CloudTrail has on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kurosai.aws import caller, failed_look, json_objects
from kurosai.aws.beside import Beside
from kurosai.aws.ecs_task import EcsTask
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Trail
from kurosai.aws.wire.states import Execution
from kurosai.aws.wire.trail import TrailEvent
from kurosai.vocabulary import Coverage, Look, Window, stamp

BEFORE: Final = timedelta(minutes=2)
AFTER: Final = timedelta(minutes=1)
LATE: Final = timedelta(minutes=15)
"""Until then an event may not have come yet."""

KEPT: Final = timedelta(days=90)
MOST: Final = 500
MOST_TOLD: Final = 3
MOST_WORDS: Final = 120


def of_task(trail: Trail, task: EcsTask, now: datetime) -> Beside:
    """The calls that asked for this task's stop, refused ones too."""
    asked = task.stopping or task.ended or task.stopped or now
    return _find(trail, Asked("StopTask", "task", task.id, f"task {task.id}"), asked, now)


def of_execution(trail: Trail, ran: Execution, now: datetime) -> Beside:
    """The calls that asked for this execution's stop."""
    name = ran.arn.rpartition(":")[2]
    asked = Asked("StopExecution", "executionArn", name, f"execution {name}")
    return _find(trail, asked, ran.stopped or now, now)


@dataclass(frozen=True, slots=True)
class Asked:
    """An operation that stops something, and the parameter that ends with the thing's name."""

    operation: str
    parameter: str
    name: str
    place: str


def _find(trail: Trail, asked: Asked, at: datetime, now: datetime) -> Beside:
    place = f"cloudtrail {asked.operation} of {asked.place}"
    window = Window.clipped(min(at - BEFORE, now), at + AFTER, now)
    try:
        found = trail.events(window, event=asked.operation, most=MOST)
    except FAILURES as error:
        return Beside(failed_look.at(place, error))
    calls = [one for one in found.events if _given(one, asked.parameter).endswith(asked.name)]
    if calls:
        told = tuple(f"stopped by {_told(one, asked)}" for one in calls[-MOST_TOLD:])
        facts = {"stopped by": caller.of(calls[-1].raw).whole}
        count = f"{len(calls)} call{'' if len(calls) == 1 else 's'}"
        return Beside(Look(place, Coverage.COMPLETE, count), told, facts)
    if not found.complete:
        told = f"none among the newest {len(found.events)} calls of that time"
        return Beside(Look(place, Coverage.TRUNCATED, told))
    if now - at < LATE:
        minutes = LATE // timedelta(minutes=1)
        told = f"none yet; CloudTrail may be {minutes} minutes late: ask again"
        return Beside(Look(place, Coverage.PARTIAL, told))
    if at < now - KEPT:
        return Beside(Look(place, Coverage.EXPIRED, "CloudTrail's lookups reach back 90 days"))
    others = f" ({len(found.events)} for others)" if found.events else ""
    return Beside(Look(place, Coverage.EMPTY, f"nobody called it for this one{others}"))


def _given(event: TrailEvent, name: str) -> str:
    return str(json_objects.one(event.raw.get("requestParameters")).get(name) or "")


def _told(event: TrailEvent, asked: Asked) -> str:
    said = _given(event, "reason") or _given(event, "cause")
    refused = f", refused: {event.error}" if event.error else ""
    why = f": {_plain(said)}" if said else ""
    return f"{caller.of(event.raw).whole} with {asked.operation} at {stamp(event.at)}{refused}{why}"


def _plain(text: str) -> str:
    """What somebody wrote as one short line."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_WORDS else f"{line[:MOST_WORDS]}…"
