"""What a Step Functions history says of each attempt to run something, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from kurosai.aws import json_objects
from kurosai.aws.jobs.task import causes, ecs_task
from kurosai.aws.jobs.task.ecs_task import EcsTask
from kurosai.aws.wire.states import HistoryEvent
from kurosai.vocabulary import Coverage, Look

_ENDS = {
    "TaskSucceeded": "succeeded",
    "TaskFailed": "failed",
    "TaskTimedOut": "timed out",
    "TaskStartFailed": "failed",
    "TaskSubmitFailed": "failed",
    "LambdaFunctionSucceeded": "succeeded",
    "LambdaFunctionFailed": "failed",
    "LambdaFunctionTimedOut": "timed out",
    "TaskStateAborted": "aborted",
}
_BEGINS = ("TaskScheduled", "LambdaFunctionScheduled")
_SUBMITTED = "TaskSubmitted"
_CALLED_BACK = ".waitForTaskToken"
_TOLD = frozenset({_SUBMITTED, *_ENDS})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of one state.

    `outcome` is "succeeded", "failed", "timed out", "aborted" (another one's end ended it), or
    "unfinished" when the history ends before it does. `entry` is the number of the event that
    entered the state: tries of one entry are retries; `branch` that of the iteration of a map
    that it is in. `limit` and `heartbeat` are the seconds that its state allows it, and between
    its signs of life; 0 for no limit. `engine` is where its parameters say that it should run
    ("gke"), "" where they do not. `holds` is the task that only waits here until those of
    `upstream` have ended, "" of what runs itself; `by_token` that it lasts until somebody sends its
    token back, of which AWS sees nothing before. `ecs` is the task as the history last told of it:
    in the answer to RunTask, else in what ended it. `raw` is that text, "" if there is none.
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
    branch: int = 0
    limit: int = 0
    heartbeat: int = 0
    engine: str = ""
    holds: str = ""
    upstream: tuple[str, ...] = ()
    by_token: bool = False

    @property
    def work(self) -> tuple[str, int]:
        """What it tries: iterations of a map do not try the same."""
        return self.task, self.branch

    @property
    def only_waited(self) -> bool:
        """Whether it waits for another one, or another one's end aborted it before it had run
        anything that is known."""
        if self.holds and self.outcome == "unfinished":
            return True
        unnamed = self.task == self.state and not self.engine
        return self.outcome == "aborted" and unnamed and self.ecs is None

    @property
    def task(self) -> str:
        """The workflow's task that it runs: by its tag, else the state's own name."""
        return self.task_tag or (self.ecs.task if self.ecs else "") or self.state


@dataclass(frozen=True, slots=True)
class _Above:
    """What lies before an event on its own branch: the nearest event that entered a state, the
    numbers of the nearest that began to run something and of the iteration of a map; 0: none."""

    entered: HistoryEvent | None = None
    begun: int = 0
    branch: int = 0

    def then(self, event: HistoryEvent) -> _Above:
        """What lies before those that follow the event."""
        if event.kind.endswith("StateEntered"):
            return replace(self, entered=event)
        if event.kind == "MapIterationStarted":
            return replace(self, branch=event.id)
        return replace(self, begun=event.id) if event.kind in _BEGINS else self


def attempts(events: Sequence[HistoryEvent]) -> tuple[Attempt, ...]:
    """Every attempt in the order in which it was scheduled."""
    above: dict[int, _Above] = {}
    found: dict[int, Attempt] = {}
    count: dict[int, int] = {}
    for event in events:
        before = above.get(event.follows, _Above())
        above[event.id] = before.then(event)
        if event.kind in _BEGINS:
            entered = before.entered
            key = entered.id if entered else 0
            count[key] = count.get(key, 0) + 1
            state = str(entered.details.get("name", "")) if entered else ""
            action, named = _asked(event)
            runs = action == "run"
            upstream = () if runs else _names(named.get("upstream"))
            tag = _scheduled_tag(event) or (str(named.get("task") or "") if runs else "")
            found[event.id] = Attempt(
                state,
                count[key],
                event.at,
                task_tag=tag,
                entry=key,
                branch=before.branch,
                limit=_seconds(event, "timeoutInSeconds"),
                heartbeat=_seconds(event, "heartbeatInSeconds"),
                engine=str(named.get("engine") or "") if runs else "",
                holds=str(named.get("task") or "") if upstream else "",
                upstream=upstream,
                by_token=str(event.details.get("resource", "")).endswith(_CALLED_BACK),
            )
        elif event.kind in _TOLD and before.begun in found:
            found[before.begun] = _told(found[before.begun], event)
    # A try that was refused before there was a task is one at the same task as its retries.
    named = {one.entry: one.task for one in found.values() if one.task != one.state}
    return tuple(
        replace(one, task_tag=named.get(one.entry, one.task)) for _, one in sorted(found.items())
    )


def stopped_in(events: Sequence[HistoryEvent]) -> str:
    """The state that was entered last and not left: where an execution stood when it ended."""
    return _stood(events)[0]


def stopped_since(events: Sequence[HistoryEvent]) -> datetime | None:
    """When it was entered; None where all were left."""
    return _stood(events)[1]


def _stood(events: Sequence[HistoryEvent]) -> tuple[str, datetime | None]:
    open_states: list[tuple[str, datetime]] = []
    for event in events:
        name = str(event.details.get("name", ""))
        if event.kind.endswith("StateEntered"):
            open_states.append((name, event.at))
        elif event.kind.endswith("StateExited"):
            left = next((one for one in open_states if one[0] == name), None)
            if left is not None:
                open_states.remove(left)
    return open_states[-1] if open_states else ("", None)


def elsewhere(events: Sequence[HistoryEvent]) -> tuple[Look, ...]:
    """What ran in executions of its own, of which this history has no event."""
    found: dict[str, None] = {}
    for event in events:
        if event.kind == "MapRunStarted":
            run = str(event.details.get("mapRunArn", "")).rpartition(":")[2]
            found[f"map run {run}".strip()] = None
        elif event.kind in _BEGINS and event.details.get("resourceType") == "states":
            found["nested executions"] = None
    told = "its executions have histories of their own, which were not read"
    return tuple(Look(place, Coverage.PARTIAL, told) for place in found)


def _told(attempt: Attempt, event: HistoryEvent) -> Attempt:
    """The attempt with what an event tells of it."""
    details = event.details
    raw = str(details.get("cause") or details.get("output") or "")
    task = next(_tasks(raw), None)
    if event.kind == _SUBMITTED:
        return replace(attempt, ecs=task) if task else attempt
    if event.kind == "TaskStateAborted" and attempt.outcome != "unfinished":
        return attempt
    if task and (begun := attempt.ecs) and not json_objects.parse(raw):
        # Of a text that was cut; what it began with was told before.
        definition = task.definition or begun.definition
        task = replace(task, definition=definition, task=task.task or begun.task)
    # A cause that is no task is a sentence of its own; one that is would only be said twice.
    return replace(
        attempt,
        outcome=_ENDS[event.kind],
        ended=event.at,
        error=str(details.get("error") or ""),
        cause="" if task else causes.said(str(details.get("cause") or "")),
        ecs=task or attempt.ecs,
        # RunTask that nobody waits for succeeds with a task that has only begun.
        ended_with_task=task is not None and task.status == "STOPPED",
        raw=causes.kept(raw),
    )


def _tasks(text: object) -> Iterator[EcsTask]:
    """The ECS tasks in what an integration wrote: one task, or the answer to RunTask."""
    body = json_objects.parse(text) or json_objects.salvaged(text)
    for one in (body, *json_objects.each(body.get("Tasks"))):
        if (task := ecs_task.of(one)).arn:
            yield task


def _seconds(event: HistoryEvent, name: str) -> int:
    told = event.details.get(name)
    return told if isinstance(told, int) else 0


def _asked(event: HistoryEvent) -> tuple[str, json_objects.Object]:
    """What a function was asked to do ("run" elsewhere and tell the end, or to wait for others),
    and with which task."""
    payload = json_objects.one(json_objects.parse(event.details.get("parameters")).get("Payload"))
    return str(payload.get("action") or ""), json_objects.one(payload.get("task"))


def _names(told: object) -> tuple[str, ...]:
    return tuple(map(str, cast("list[object]", told))) if isinstance(told, list) else ()


def _scheduled_tag(event: HistoryEvent) -> str:
    """The tag in the parameters of RunTask."""
    return ecs_task.of(json_objects.parse(event.details.get("parameters"))).task
