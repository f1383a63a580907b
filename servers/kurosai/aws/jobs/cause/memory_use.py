"""How much memory a task used at its end, from the events that Container Insights writes.

They are per task and minute, in a group of each cluster where Container Insights is on, and kept
for a day unless somebody chose otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from kurosai.aws import failed_look, json_objects
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.jobs.cause.beside import Beside
from kurosai.aws.jobs.stop.facts import Memory
from kurosai.aws.jobs.task.ecs_task import EcsTask
from kurosai.aws.logs.groups import retention
from kurosai.aws.platform import Logs
from kurosai.aws.wire.errors import Missing
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Coverage, Look, Window

BEFORE: Final = timedelta(minutes=5)
AFTER: Final = timedelta(minutes=1)
MOST: Final = 60
LATE: Final = timedelta(minutes=5)
"""Until then the figures of a task's last minute may not have come yet."""

FIRST: Final = timedelta(minutes=2)
"""What ran no longer may have ended before anything was measured: figures are a minute's."""


def at_end(logs: Logs, task: EcsTask, now: datetime) -> tuple[Memory | None, Beside]:
    """The highest of its last minutes, None where `Beside` says why nobody knows."""
    group = f"/aws/ecs/containerinsights/{task.cluster}/performance"
    place = f"memory of task {task.id}"
    ended = task.ended or task.stopped or now
    window = Window.clipped(min(ended - BEFORE, now), ended + AFTER, now)
    pattern = f'{{ $.Type = "Task" && $.TaskId = "{task.id}" }}'
    try:
        found = logs.filter(group, pattern, window, most=MOST)
        used = max(_figures(found.events), key=lambda one: one.used, default=None)
        if used is None:
            return None, Beside(_nothing(logs, group, task, window, now))
    except Missing:
        told = f"not measured: there is no {group} (Container Insights is off)"
        return None, Beside(Look(place, Coverage.PARTIAL, told))
    except FAILURES as error:
        return None, Beside(failed_look.at(place, error))
    told = f"{used.used:.0f} of {used.limit:.0f} MiB at most in its last {_minutes(BEFORE)}"
    coverage = Coverage.COMPLETE if found.complete else Coverage.TRUNCATED
    return used, Beside(Look(place, coverage, told), facts={"memory": told})


def _figures(events: Sequence[LogEvent]) -> Iterator[Memory]:
    for event in events:
        told = json_objects.parse(event.message)
        used, limit = told.get("MemoryUtilized"), told.get("MemoryReserved")
        if isinstance(used, int | float) and isinstance(limit, int | float):
            yield Memory(used, limit)


def _nothing(logs: Logs, group: str, task: EcsTask, window: Window, now: datetime) -> Look:
    """No figure: no longer kept, not there yet, never measured, or too short to be measured."""
    place = f"memory of task {task.id}"
    kept = retention.of(logs, group, window.start, now)
    if not kept.known:
        return Look(place, Coverage.PARTIAL, kept.told())
    if kept.lacks(window):
        return Look(place, Coverage.EXPIRED, f"no figure, and {kept.told()}")
    ended = task.ended or task.stopped
    if ended is None or now - ended < LATE:
        told = f"it ended less than {_minutes(LATE)} ago, and figures come late; ask again"
        return Look(place, Coverage.PARTIAL, f"no figure yet: {told}")
    if task.started is None or ended - task.started >= FIRST:
        ran = f" for {_minutes(ended - task.started)}" if task.started else ""
        told = f"no figure, although it ran{ran}: not measured then (was Container Insights on?)"
        return Look(place, Coverage.PARTIAL, told)
    return Look(place, Coverage.EMPTY, "no figure: it ended before the first minute was measured")


def _minutes(span: timedelta) -> str:
    return f"{span // timedelta(minutes=1)} minutes"
