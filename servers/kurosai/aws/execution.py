"""What a Step Functions history says of each attempt to run something, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kurosai.aws import ecs_task, json_objects
from kurosai.aws.ecs_task import EcsTask
from kurosai.aws.wire.states import HistoryEvent

_MOST_STEPS_BACK = 10_000
_ENDS = {
    "TaskSucceeded": "succeeded",
    "TaskFailed": "failed",
    "TaskTimedOut": "timed out",
    "TaskStartFailed": "failed",
    "TaskSubmitFailed": "failed",
    "LambdaFunctionSucceeded": "succeeded",
    "LambdaFunctionFailed": "failed",
    "LambdaFunctionTimedOut": "timed out",
}
_BEGINS = ("TaskScheduled", "LambdaFunctionScheduled")
_SUBMITTED = "TaskSubmitted"
_TOLD = frozenset({_SUBMITTED, *_ENDS})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of one state.

    `outcome` is "succeeded", "failed", "timed out", or "unfinished" when the history ends before
    it does. `entry` is the number of the event that entered the state: tries of one entry are
    retries. `ecs` is the task as the history last told of it: in the answer to RunTask, else in
    what ended it. `raw` is that text whole, as AWS wrote it, "" if there is none.
    """

    state: str
    number: int
    scheduled: datetime
    outcome: str = "unfinished"
    ended: datetime | None = None
    error: str = ""
    cause: str = ""
    ecs: EcsTask | None = None
    ended_with_task: bool = False
    raw: str = ""
    task_tag: str = ""
    entry: int = 0

    @property
    def task(self) -> str:
        """The workflow's task that it runs: by its tag, else the state's own name."""
        return self.task_tag or (self.ecs.task if self.ecs else "") or self.state


def attempts(events: Sequence[HistoryEvent]) -> tuple[Attempt, ...]:
    """Every attempt in the order in which it was scheduled."""
    by_id = {event.id: event for event in events}
    found: dict[int, Attempt] = {}
    count: dict[int, int] = {}
    for event in events:
        if event.kind in _BEGINS:
            entered = _before(event, by_id, _entered)
            key = entered.id if entered else 0
            count[key] = count.get(key, 0) + 1
            state = str(entered.details.get("name", "")) if entered else ""
            tag = _scheduled_tag(event)
            found[event.id] = Attempt(state, count[key], event.at, task_tag=tag, entry=key)
        elif event.kind in _TOLD and (begun := _before(event, by_id, _begun)) is not None:
            found[begun.id] = _told(found[begun.id], event)
    # A try that was refused before there was a task is one at the same task as its retries.
    named = {one.entry: one.task for one in found.values() if one.task != one.state}
    return tuple(
        replace(one, task_tag=named.get(one.entry, one.task)) for _, one in sorted(found.items())
    )


def stopped_in(events: Sequence[HistoryEvent]) -> str:
    """The state that was entered last and not left: where an execution stood when it ended."""
    open_states: list[str] = []
    for event in events:
        name = str(event.details.get("name", ""))
        if event.kind.endswith("StateEntered"):
            open_states.append(name)
        elif event.kind.endswith("StateExited") and name in open_states:
            open_states.remove(name)
    return open_states[-1] if open_states else ""


def _before(
    event: HistoryEvent,
    by_id: Mapping[int, HistoryEvent],
    wanted: Callable[[HistoryEvent], bool],
) -> HistoryEvent | None:
    """The nearest event before this one, on its own branch, that is `wanted`."""
    at = by_id.get(event.follows)
    for _ in range(_MOST_STEPS_BACK):
        if at is None or wanted(at):
            return at
        at = by_id.get(at.follows)
    return None


def _entered(event: HistoryEvent) -> bool:
    return event.kind.endswith("StateEntered")


def _begun(event: HistoryEvent) -> bool:
    return event.kind in _BEGINS


def _told(attempt: Attempt, event: HistoryEvent) -> Attempt:
    """The attempt with what an event tells of it."""
    details = event.details
    raw = str(details.get("cause") or details.get("output") or "")
    task = next(_tasks(raw), None)
    if event.kind == _SUBMITTED:
        return replace(attempt, ecs=task) if task else attempt
    # A cause that is no task is a sentence of its own; one that is would only be said twice.
    return replace(
        attempt,
        outcome=_ENDS[event.kind],
        ended=event.at,
        error=str(details.get("error") or ""),
        cause="" if task else str(details.get("cause") or ""),
        ecs=task or attempt.ecs,
        ended_with_task=task is not None,
        raw=raw,
    )


def _tasks(text: object) -> Iterator[EcsTask]:
    """The ECS tasks in what an integration wrote: one task, or the answer to RunTask."""
    body = json_objects.parse(text)
    for one in (body, *json_objects.each(body.get("Tasks"))):
        if one.get("TaskArn"):
            yield ecs_task.of(one)


def _scheduled_tag(event: HistoryEvent) -> str:
    """The tag in the parameters of RunTask."""
    return ecs_task.of(json_objects.parse(event.details.get("parameters"))).task
