"""Who stopped a task or its execution: the calls that CloudTrail has on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kurosai.aws import failed_look, json_objects
from kurosai.aws.changes import caller
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.jobs.cause.beside import Beside
from kurosai.aws.jobs.task.ecs_task import EcsTask
from kurosai.aws.platform import Trail
from kurosai.aws.wire.states import Execution
from kurosai.aws.wire.trail import TrailEvent, TrailFound
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
    refused = [one for one in calls if one.error]
    done = [one for one in calls if not one.error]
    told = _told(done, refused, asked)
    if done:
        facts = {"stopped by": caller.of(done[0].raw).whole}
        count = f"{len(calls)} call{'' if len(calls) == 1 else 's'}"
        some = f", {len(refused)} of them refused" if refused else ""
        return Beside(Look(place, Coverage.COMPLETE, f"{count}{some}"), told, facts)
    # Who was refused stopped nothing: somebody else did, or nobody by such a call.
    return Beside(_nobody(found, place, len(refused), at, now), told)


def _nobody(found: TrailFound, place: str, refused: int, at: datetime, now: datetime) -> Look:
    """No call that did it: not all seen, not there yet, no longer kept, or none."""
    but = f" but {refused} who {'was' if refused == 1 else 'were'} refused" if refused else ""
    if not found.complete:
        told = f"none{but} among the newest {len(found.events)} calls of that time"
        return Look(place, Coverage.TRUNCATED, told)
    if now - at < LATE:
        minutes = LATE // timedelta(minutes=1)
        told = f"none yet{but}; CloudTrail may be {minutes} minutes late: ask again"
        return Look(place, Coverage.PARTIAL, told)
    if at < now - KEPT:
        return Look(place, Coverage.EXPIRED, "CloudTrail's lookups reach back 90 days")
    rest = len(found.events) - refused
    others = f" ({rest} for others)" if rest else ""
    return Look(place, Coverage.EMPTY, f"nobody called it for this one{but}{others}")


def _given(event: TrailEvent, name: str) -> str:
    return str(json_objects.one(event.raw.get("requestParameters")).get(name) or "")


def _told(
    done: Sequence[TrailEvent], refused: Sequence[TrailEvent], asked: Asked
) -> tuple[str, ...]:
    """Sentences in the order of time. The first call that went through did it: a second one on
    what is stopping already goes through too."""
    first = done[:1]
    others = sorted([*done[1:], *refused], key=lambda one: one.at)
    shown = sorted([*first, *others[len(first) - MOST_TOLD :]], key=lambda one: one.at)

    def lead(event: TrailEvent) -> str:
        if event.error:
            return "tried to stop it, refused:"
        return "stopped by" if event in first else "asked again by"

    return tuple(f"{lead(one)} {_call(one, asked)}" for one in shown)


def _call(event: TrailEvent, asked: Asked) -> str:
    said = _given(event, "reason") or _given(event, "cause")
    refused = f" ({event.error})" if event.error else ""
    why = f": {_plain(said)}" if said else ""
    return f"{caller.of(event.raw).whole} with {asked.operation} at {stamp(event.at)}{refused}{why}"


def _plain(text: str) -> str:
    """What somebody wrote as one short line."""
    line = " ".join(text.split())
    return line if len(line) <= MOST_WORDS else f"{line[:MOST_WORDS]}…"
