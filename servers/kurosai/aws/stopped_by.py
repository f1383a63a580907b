"""Who stopped a task: the StopTask calls that CloudTrail has on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from kurosai.aws import failed_look, json_objects
from kurosai.aws.beside import Beside
from kurosai.aws.ecs_task import EcsTask
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Trail
from kurosai.aws.wire.trail import TrailEvent
from kurosai.vocabulary import Coverage, Look, Window, stamp

STOP: Final = "StopTask"
BEFORE: Final = timedelta(minutes=2)
AFTER: Final = timedelta(minutes=1)
LATE: Final = timedelta(minutes=15)
"""Until then an event may not have come yet."""

MOST: Final = 500
MOST_WORDS: Final = 120


def find(trail: Trail, task: EcsTask, now: datetime) -> Beside:
    """The calls that asked for this task's stop, refused ones too."""
    place = f"cloudtrail {STOP} of task {task.id}"
    asked = task.stopping or task.ended or task.stopped or now
    window = Window.clipped(min(asked - BEFORE, now), asked + AFTER, now)
    try:
        found = trail.events(window, event=STOP, most=MOST)
    except FAILURES as error:
        return Beside(failed_look.at(place, error))
    calls = [one for one in found.events if _task(one).endswith(task.id)]
    if calls:
        told = tuple(f"stopped by {_told(one)}" for one in calls)
        facts = {"stopped by": _who(calls[-1])}
        return Beside(Look(place, Coverage.COMPLETE, "; ".join(told)), told, facts)
    if not found.complete:
        told = f"none among the newest {len(found.events)} {STOP} calls of that time"
        return Beside(Look(place, Coverage.TRUNCATED, told))
    if now - asked < LATE:
        told = f"none yet; CloudTrail may be {LATE // timedelta(minutes=1)} minutes late: ask again"
        return Beside(Look(place, Coverage.PARTIAL, told))
    others = len(found.events)
    told = "nobody called it for this task" + (f" ({others} for others)" if others else "")
    return Beside(Look(place, Coverage.EMPTY, told))


def _task(event: TrailEvent) -> str:
    return str(json_objects.one(event.raw.get("requestParameters")).get("task") or "")


def _told(event: TrailEvent) -> str:
    reason = json_objects.one(event.raw.get("requestParameters")).get("reason")
    refused = f", refused: {event.error}" if event.error else ""
    said = f": {_plain(reason)}" if isinstance(reason, str) and reason else ""
    return f"{_who(event)} at {stamp(event.at)}{refused}{said}"


def _who(event: TrailEvent) -> str:
    """`role crois-reaper, session x`, `user t-yamada`, each with the service that called for it."""
    identity = json_objects.one(event.raw.get("userIdentity"))
    through = identity.get("invokedBy")
    via = f" through {through}" if isinstance(through, str) and through else ""
    return f"{_named(identity, event.user)}{via}"


def _named(identity: Mapping[str, Any], user: str) -> str:
    arn = str(identity.get("arn") or "")
    kind, _, rest = arn.rpartition(":")[2].partition("/")
    if kind == "assumed-role":
        role, _, session = rest.rpartition("/")
        return f"role {role}, session {session}"
    if kind == "user":
        return f"user {rest}"
    return user or str(identity.get("invokedBy") or identity.get("type") or "somebody unnamed")


def _plain(text: str) -> str:
    """What somebody wrote as one short line."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_WORDS else f"{line[:MOST_WORDS]}…"
