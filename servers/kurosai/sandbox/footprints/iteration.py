"""One task of a job in the history of its execution: an iteration of the state machine's map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from kurosai.sandbox.footprints import definition as machine
from kurosai.sandbox.footprints.attempts import EcsRun
from kurosai.sandbox.footprints.ecs_json import EcsTask, in_step_functions
from kurosai.sandbox.footprints.executions import Execution
from kurosai.sandbox.footprints.registries import Registries
from kurosai.sandbox.footprints.run_task import answered, asked
from kurosai.sandbox.footprints.timeline import Key, Timeline, compact, told
from kurosai.sandbox.records import Task
from kurosai.vocabulary import Json

_ECS = {"resourceType": "ecs", "resource": "runTask.sync"}
_CALLBACK = {"resourceType": "lambda", "resource": "invoke.waitForTaskToken"}
_MS = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Failure:
    """The error and cause that a state ended with."""

    error: str
    cause: str

    @property
    def details(self) -> dict[str, Json]:
        """As the details of a failed event have them."""
        return {"error": self.error, "cause": self.cause}


@dataclass(frozen=True, slots=True)
class Last:
    """The last event of an iteration, whether the iteration is over, and how if it failed."""

    key: Key
    over: bool = False
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Iteration:
    """Notes what happened to one task into the timeline of its execution."""

    line: Timeline
    execution: Execution
    registries: Registries
    index: int
    task: Task

    @property
    def place(self) -> dict[str, Json]:
        """Details of the iteration's own events."""
        return {"name": machine.MAP, "index": self.index}

    def after(self, mapped: Key) -> Last:
        """Note the whole iteration; `mapped` is the event that started the map."""
        at = self.execution.began + (60 + 10 * self.index) * _MS
        key = self.line.note(at, "MapIterationStarted", mapped, self.place)
        given = item(self.execution, self.task)
        key = self._choice(key, given)
        if "upstream" in given:
            key = self._called(self._entered(key, machine.WAIT, given), "await", given)
            began = self._began()
            if began is None:
                return Last(key)
            del given["upstream"]
            key = self._returned(began - 120 * _MS, key, given, machine.WAIT)
            key = self._choice(key, given)
        last = self._on_ecs(key, given) if self.task.engine == "ecs" else self._on_gke(key, given)
        if last.failure is not None and self.task.status != "FAILED":
            return Last(last.key)  # it would have been tried again
        if not last.over:
            return last
        kind = "MapIterationSucceeded" if last.failure is None else "MapIterationFailed"
        key = self.line.note(self.line.time(last.key), kind, last.key, self.place)
        return Last(key, True, last.failure)

    def _on_gke(self, key: Key, given: dict[str, Json]) -> Last:
        task = self.task
        key = self._called(self._entered(key, machine.ON_GKE, given), "run", given)
        end = task.finished_at or self.execution.stop
        if end is None or task.status not in ("SUCCEEDED", "FAILED"):
            return Last(key)
        if task.status == "SUCCEEDED":
            output: Json = {"task": task.name, "status": task.status}
            return Last(self._returned(end, key, output, machine.ON_GKE), True)
        failure = Failure("TaskFailed", task.error or "")
        key = self.line.note(end, "TaskFailed", key, {**_CALLBACK, **failure.details})
        return Last(key, True, failure)

    def _on_ecs(self, key: Key, given: dict[str, Json]) -> Last:
        runs = self.execution.runs[self.task.name]
        if not runs:
            return Last(key)
        state = machine.ON_ECS_AGAIN if given["retries"] else machine.ON_ECS
        last = Last(self._entered(key, state, given))
        for run in runs:
            last = self._attempt(run, last.key, state)
        return last

    def _attempt(self, run: EcsRun, key: Key, state: str) -> Last:
        line, at = self.line, run.submitted
        one = EcsTask(self.execution.job, self.task, run, self.execution.around, self.registries)
        key = line.note(at - 60 * _MS, "TaskScheduled", key, self._planned(_ECS, asked(one)))
        key = line.note(at, "TaskStarted", key, {**_ECS})
        if run.refused is not None:
            failure = Failure(run.refused.error, run.refused.cause)
            details: dict[str, Json] = {**_ECS, **failure.details}
            key = line.note(at + 240 * _MS, "TaskSubmitFailed", key, details)
            return Last(line.note(at + 250 * _MS, "TaskFailed", key, details), True, failure)
        answer = told("output", compact(answered(one)))
        key = line.note(at + 200 * _MS, "TaskSubmitted", key, {**_ECS, **answer})
        stopped, end = run.stopped, self.execution.stop
        # One that outlives its execution was stopped by its end; nobody waits for it any more.
        if stopped is None or run.reported is None or (end is not None and stopped > end):
            return Last(key)
        described = compact(in_step_functions(one.described(stopped, tags=True)))
        if run.went_well:
            data = told("output", described)
            key = line.note(run.reported, "TaskSucceeded", key, {**_ECS, **data})
            key = line.note(run.reported, "TaskStateExited", key, {"name": state, **data})
            return Last(key, True)
        failure = Failure("States.TaskFailed", described)
        key = line.note(run.reported, "TaskFailed", key, {**_ECS, **failure.details})
        return Last(key, True, failure)

    def _choice(self, key: Key, given: Json) -> Key:
        key = self._entered(key, machine.CHOICE, given, "Choice")
        details: dict[str, Json] = {"name": machine.CHOICE, **told("output", compact(given))}
        return self.line.note(self.line.time(key), "ChoiceStateExited", key, details)

    def _entered(self, key: Key, name: str, given: Json, kind: str = "Task") -> Key:
        details: dict[str, Json] = {"name": name, **told("input", compact(given))}
        return self.line.note(self.line.time(key), f"{kind}StateEntered", key, details)

    def _called(self, key: Key, action: str, given: Json) -> Key:
        """Scheduled, started and submitted: a function that answers by its token later."""
        line, at = self.line, self.line.time(key)
        seed = f"{self.execution.name}/{self.task.name}/{action}"
        token = sha256(seed.encode()).hexdigest()
        payload: Json = {"action": action, "task": given, "token": token}
        parameters: Json = {"FunctionName": machine.DISPATCHER, "Payload": payload}
        key = line.note(at, "TaskScheduled", key, self._planned(_CALLBACK, parameters))
        key = line.note(at + 40 * _MS, "TaskStarted", key, {**_CALLBACK})
        output = told("output", compact({"ExecutedVersion": "$LATEST", "StatusCode": 200}))
        return line.note(at + 160 * _MS, "TaskSubmitted", key, {**_CALLBACK, **output})

    def _returned(self, at: datetime, key: Key, output: Json, state: str) -> Key:
        data = told("output", compact(output))
        key = self.line.note(at, "TaskSucceeded", key, {**_CALLBACK, **data})
        return self.line.note(self.line.time(key), "TaskStateExited", key, {"name": state, **data})

    def _began(self) -> datetime | None:
        """When a task that waited for others was let go; None when it never was."""
        task = self.task
        if task.engine == "ecs":
            runs = self.execution.runs[task.name]
            return runs[0].submitted if runs else None
        if task.started_at is None and task.finished_at is None:
            return None
        ready = self.execution.ready(task) + 300 * _MS
        return ready if task.started_at is None else min(ready, task.started_at)

    def _planned(self, kind: dict[str, str], parameters: Json) -> dict[str, Json]:
        return {**kind, "region": self.execution.around.region, "parameters": compact(parameters)}


def item(execution: Execution, task: Task) -> dict[str, Json]:
    """A task in the input of the map."""
    body: dict[str, Json] = {
        "task": task.name,
        "engine": task.engine,
        "module": task.module,
        "module_version": task.module_version,
        "image": execution.around.version(task).image,
    }
    if task.engine == "ecs":
        made = sum(run.refused is None for run in execution.runs.get(task.name, ()))
        body["retries"] = 3 if made > 1 else 0
    if task.depends_on:
        body["upstream"] = list(task.depends_on)
    return body
