"""What GetExecutionHistory tells of a job: each task is an iteration of the machine's map."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kurosai.sandbox.dice import dice
from kurosai.sandbox.footprints import definition as machine
from kurosai.sandbox.footprints.attempts import EcsRun
from kurosai.sandbox.footprints.ecs_json import EcsTask, in_step_functions
from kurosai.sandbox.footprints.executions import Execution
from kurosai.sandbox.footprints.registries import Registries
from kurosai.sandbox.footprints.surroundings import CONTAINER
from kurosai.sandbox.footprints.timeline import Event, Key, Timeline
from kurosai.sandbox.records import Task
from kurosai.vocabulary import Json

ECS = {"resourceType": "ecs", "resource": "runTask.sync"}
CALLBACK = {"resourceType": "lambda", "resource": "invoke.waitForTaskToken"}
TASK_FAILED = "States.TaskFailed"
_MS = timedelta(milliseconds=1)
_ENDS = {
    "SUCCEEDED": "ExecutionSucceeded",
    "FAILED": "ExecutionFailed",
    "TIMED_OUT": "ExecutionTimedOut",
    "CANCELED": "ExecutionAborted",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """The error and cause that a state ended with."""

    error: str
    cause: str

    def details(self) -> dict[str, Json]:
        """As the details of a failed event have them."""
        return {"error": self.error, "cause": self.cause}


@dataclass(frozen=True, slots=True)
class _Last:
    """Where one task's iteration stands at the end: its last event, whether it went well or not."""

    key: Key
    done: bool = False
    failure: Failure | None = None


class History:
    """The history of one execution."""

    def __init__(self, execution: Execution, registries: Registries) -> None:
        self._execution = execution
        self._job = execution.job
        self._around = execution.around
        self._registries = registries
        self._line = Timeline(execution.stop)

    def events(self) -> list[Event]:
        """What has happened by `now`, oldest first."""
        self._write()
        return self._line.events(self._around.now)

    def failure(self) -> Failure | None:
        """What an execution that failed ended with."""
        last = self.events()[-1]
        details = last.get("executionFailedEventDetails")
        if not isinstance(details, dict):
            return None
        return Failure(str(details["error"]), str(details["cause"]))

    def input(self) -> str:
        """What the dispatcher started it with."""
        return _json(
            {
                "job_id": self._job.id,
                "attempt": self._job.attempt,
                "workflow_id": self._job.workflow_id,
                "project": self._job.project,
                "tasks": [self._item(task) for task in self._job.tasks],
            }
        )

    def output(self) -> str:
        """What it ended with when it went well."""
        return _json([{"task": task.name, "status": task.status} for task in self._job.tasks])

    def _write(self) -> None:
        line, start = self._line, self._execution.began
        role = self._around.role(machine.EXECUTION_ROLE)
        begun = line.note(
            start, "ExecutionStarted", 0, {**_told("input", self.input()), "roleArn": role}
        )
        entered = line.note(
            start + 30 * _MS,
            "MapStateEntered",
            begun,
            {"name": machine.MAP, **_told("input", self.input())},
        )
        count = len(self._job.tasks)
        mapped = line.note(start + 30 * _MS, "MapStateStarted", entered, {"length": count})
        lasts = [self._iteration(index, task, mapped) for index, task in enumerate(self._job.tasks)]
        self._end(mapped, lasts)

    def _iteration(self, index: int, task: Task, mapped: Key) -> _Last:
        line, at = self._line, self._execution.began + (60 + 10 * index) * _MS
        place = {"name": machine.MAP, "index": index}
        key = line.note(at, "MapIterationStarted", mapped, place)
        item = self._item(task)
        key = self._choice(key, item)
        if task.depends_on:
            waiting = self._scheduled(
                self._entered(key, machine.WAIT, item), CALLBACK, "await", item
            )
            if (began := self._began(task)) is None:
                return _Last(waiting)
            del item["upstream"]
            key = self._succeeded(began - 120 * _MS, waiting, CALLBACK, item, machine.WAIT)
            key = self._choice(key, item)
        last = (
            self._on_ecs(task, key, item) if task.engine == "ecs" else self._on_gke(task, key, item)
        )
        if last.failure is not None and self._job.status not in ("TIMED_OUT", "CANCELED"):
            return _Last(
                line.note(line.time(last.key), "MapIterationFailed", last.key, place),
                True,
                last.failure,
            )
        if last.done and last.failure is None:
            return _Last(
                line.note(line.time(last.key), "MapIterationSucceeded", last.key, place), True
            )
        return last

    def _choice(self, key: Key, item: dict[str, Json]) -> Key:
        at = self._line.time(key)
        key = self._entered(key, machine.CHOICE, item, "Choice")
        details: dict[str, Json] = {"name": machine.CHOICE, **_told("output", _json(item))}
        return self._line.note(at, "ChoiceStateExited", key, details)

    def _entered(self, key: Key, name: str, item: Json, kind: str = "Task") -> Key:
        details: dict[str, Json] = {"name": name, **_told("input", _json(item))}
        return self._line.note(self._line.time(key), f"{kind}StateEntered", key, details)

    def _scheduled(self, key: Key, kind: dict[str, str], action: str, item: Json) -> Key:
        """Scheduled, started and submitted: a function that answers by its token later."""
        line, at = self._line, self._line.time(key)
        token = dice(self._job.id, action, json.dumps(item)).getrandbits(256)
        payload: Json = {"action": action, "task": item, "token": f"{token:064x}"}
        parameters = {"FunctionName": machine.DISPATCHER, "Payload": payload}
        key = line.note(at, "TaskScheduled", key, self._planned(kind, parameters))
        key = line.note(at + 40 * _MS, "TaskStarted", key, {**kind})
        output = _json({"ExecutedVersion": "$LATEST", "Payload": None, "StatusCode": 200})
        return line.note(at + 160 * _MS, "TaskSubmitted", key, {**kind, **_told("output", output)})

    def _succeeded(
        self, at: datetime, key: Key, kind: dict[str, str], output: Json, state: str
    ) -> Key:
        told = _told("output", _json(output))
        key = self._line.note(at, "TaskSucceeded", key, {**kind, **told})
        return self._line.note(at, "TaskStateExited", key, {"name": state, **told})

    def _on_gke(self, task: Task, key: Key, item: Json) -> _Last:
        key = self._scheduled(self._entered(key, machine.ON_GKE, item), CALLBACK, "run", item)
        if task.finished_at is None or task.status not in ("SUCCEEDED", "FAILED"):
            return _Last(key, done=task.status == "SUCCEEDED")
        if task.status == "SUCCEEDED":
            output: Json = {"task": task.name, "status": task.status}
            return _Last(
                self._succeeded(task.finished_at, key, CALLBACK, output, machine.ON_GKE), True
            )
        failure = Failure("TaskFailed", task.error or "")
        details: dict[str, Json] = {**CALLBACK, **failure.details()}
        return _Last(self._line.note(task.finished_at, "TaskFailed", key, details), True, failure)

    def _on_ecs(self, task: Task, key: Key, item: Json) -> _Last:
        runs = self._execution.runs[task.name]
        retried = sum(1 for run in runs if run.refused is None) > 1
        state = machine.ON_ECS_AGAIN if retried else machine.ON_ECS
        if not runs:
            return _Last(key)
        key = self._entered(key, state, item)
        last = _Last(key)
        for run in runs:
            last = self._attempt(task, run, last.key, state)
        return last

    def _attempt(self, task: Task, run: EcsRun, key: Key, state: str) -> _Last:
        line = self._line
        one = EcsTask(self._job, task, run, self._around, self._registries)
        key = line.note(
            run.submitted - 60 * _MS, "TaskScheduled", key, self._planned(ECS, _asked(one))
        )
        key = line.note(run.submitted, "TaskStarted", key, {**ECS})
        if run.refused is not None:
            refused = Failure(run.refused.error, run.refused.cause)
            told: dict[str, Json] = {**ECS, **refused.details()}
            key = line.note(run.submitted + 240 * _MS, "TaskSubmitFailed", key, told)
            return _Last(
                line.note(run.submitted + 250 * _MS, "TaskFailed", key, told), True, refused
            )
        answer = _told("output", _json(_answered(one)))
        key = line.note(run.submitted + 200 * _MS, "TaskSubmitted", key, {**ECS, **answer})
        at, end = run.reported, self._execution.stop
        if at is None or run.stopped is None:
            return _Last(key)
        if end is not None and run.stopped > end:
            return _Last(key)  # stopped because its execution ended; nobody waits for it any more
        described = _json(in_step_functions(one.described(run.stopped, tags=True)))
        if run.went_well:
            told = {**ECS, **_told("output", described)}
            key = line.note(at, "TaskSucceeded", key, told)
            left: dict[str, Json] = {"name": state, **_told("output", described)}
            return _Last(line.note(at, "TaskStateExited", key, left), True)
        failure = Failure(TASK_FAILED, described)
        return _Last(line.note(at, "TaskFailed", key, {**ECS, **failure.details()}), True, failure)

    def _end(self, mapped: Key, lasts: list[_Last]) -> None:
        line, end = self._line, self._execution.stop
        kind = _ENDS.get(self._job.status)
        if end is None or kind is None:
            return
        key = max((one.key for one in lasts), key=line.time, default=mapped)
        if kind == "ExecutionSucceeded":
            told = _told("output", self.output())
            key = line.note(end, "MapStateSucceeded", key)
            key = line.note(end, "MapStateExited", key, {"name": machine.MAP, **told})
            line.note(end, kind, key, told)
            return
        if kind == "ExecutionTimedOut":
            line.note(end, kind, key, {})
            return
        self._abort(end, lasts)
        if kind == "ExecutionAborted":
            key = line.note(end, "MapStateAborted", mapped)
            line.note(end, kind, key, {"cause": self._job.error or ""})
            return
        failed = next((one for one in lasts if one.failure is not None), None)
        key = line.note(end, "MapStateFailed", failed.key if failed else key)
        failure = failed.failure if failed else None
        ended = failure or Failure("States.Runtime", self._job.error or "")
        line.note(end, kind, key, ended.details())

    def _abort(self, end: datetime, lasts: list[_Last]) -> None:
        """What the end of the others does to the iterations that were still under way."""
        for index, one in enumerate(lasts):
            if not one.done:
                key = self._line.note(end, "TaskStateAborted", one.key)
                place: dict[str, Json] = {"name": machine.MAP, "index": index}
                self._line.note(end, "MapIterationAborted", key, place)

    def _began(self, task: Task) -> datetime | None:
        """When a task that waited for others was let go; None when it never was."""
        if task.engine == "ecs":
            runs = self._execution.runs[task.name]
            return runs[0].submitted if runs else None
        if task.started_at is None and task.finished_at is None:
            return None
        ready = self._execution.ready(task)
        return ready if task.started_at is None else min(ready + 300 * _MS, task.started_at)

    def _item(self, task: Task) -> dict[str, Json]:
        item: dict[str, Json] = {
            "task": task.name,
            "engine": task.engine,
            "module": task.module,
            "module_version": task.module_version,
            "image": self._around.version(task).image,
        }
        if task.engine == "ecs":
            runs = self._execution.runs.get(task.name, ())
            item["retries"] = max(sum(1 for run in runs if run.refused is None) - 1, 0) and 3
        if task.depends_on:
            item["upstream"] = list(task.depends_on)
        return item

    def _planned(self, kind: dict[str, str], parameters: Json) -> dict[str, Json]:
        return {**kind, "region": self._around.region, "parameters": _json(parameters)}


def _asked(one: EcsTask) -> Json:
    """What RunTask is called with."""
    environment = [{"Name": pair["name"], "Value": pair["value"]} for pair in one.environment()]
    return {
        "Cluster": one.around.ecs(f"cluster/{one.cluster}"),
        "TaskDefinition": one.definition,
        "LaunchType": "FARGATE",
        "NetworkConfiguration": {
            "AwsvpcConfiguration": {
                "Subnets": [one.around.subnet(one.run.task_id)[1]],
                "AssignPublicIp": "DISABLED",
            }
        },
        "Overrides": {"ContainerOverrides": [{"Name": CONTAINER, "Environment": environment}]},
        "PropagateTags": "TASK_DEFINITION",
        "StartedBy": f"job-{one.job.id}",
        "Tags": [{"Key": tag["key"], "Value": tag["value"]} for tag in one.tags],
    }


def _answered(one: EcsTask) -> Json:
    """What RunTask answers."""
    described = in_step_functions(one.described(one.run.created, tags=True))
    request = str(UUID(int=dice(one.run.task_id, "request").getrandbits(128), version=4))
    return {
        "Failures": [],
        "SdkHttpMetadata": {"HttpStatusCode": 200},
        "SdkResponseMetadata": {"RequestId": request},
        "Tasks": [described],
    }


def _told(what: str, text: str) -> dict[str, Json]:
    """A text of the execution's data, which AWS would cut at 256 KiB and here never is."""
    return {what: text, f"{what}Details": {"truncated": False}}


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
