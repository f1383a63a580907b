"""What GetExecutionHistory tells of a job: each task is an iteration of the machine's map."""

from __future__ import annotations

from datetime import datetime, timedelta

from kurosai.sandbox.footprints import definition as machine
from kurosai.sandbox.footprints.executions import Execution
from kurosai.sandbox.footprints.iteration import Failure, Iteration, Last, item
from kurosai.sandbox.footprints.registries import Registries
from kurosai.sandbox.footprints.timeline import Event, Key, Timeline, compact, told

_MS = timedelta(milliseconds=1)
_ENDS = {
    "SUCCEEDED": "ExecutionSucceeded",
    "FAILED": "ExecutionFailed",
    "TIMED_OUT": "ExecutionTimedOut",
    "CANCELED": "ExecutionAborted",
}


class History:
    """The history of one execution."""

    def __init__(self, execution: Execution, registries: Registries) -> None:
        self._execution = execution
        self._job = execution.job
        self._around = execution.around
        self._registries = registries

    def events(self) -> list[Event]:
        """What has happened by `now`, oldest first."""
        line = Timeline(self._execution.stop)
        self._write(line)
        return line.events(self._around.now)

    def failure(self) -> Failure | None:
        """What an execution that failed ended with."""
        last = self.events()[-1]
        details = last.get("executionFailedEventDetails")
        if not isinstance(details, dict):
            return None
        return Failure(str(details["error"]), str(details["cause"]))

    def input(self) -> str:
        """What the dispatcher started it with."""
        return compact(
            {
                "job_id": self._job.id,
                "attempt": self._job.attempt,
                "workflow_id": self._job.workflow_id,
                "project": self._job.project,
                "tasks": [item(self._execution, task) for task in self._job.tasks],
            }
        )

    def output(self) -> str:
        """What it ended with when it went well."""
        return compact([{"task": task.name, "status": task.status} for task in self._job.tasks])

    def _write(self, line: Timeline) -> None:
        start = self._execution.began
        role = self._around.role(machine.EXECUTION_ROLE)
        begun = line.note(
            start, "ExecutionStarted", 0, {**told("input", self.input()), "roleArn": role}
        )
        entered = line.note(
            start + 30 * _MS,
            "MapStateEntered",
            begun,
            {"name": machine.MAP, **told("input", self.input())},
        )
        count = len(self._job.tasks)
        mapped = line.note(start + 30 * _MS, "MapStateStarted", entered, {"length": count})
        lasts = [
            Iteration(line, self._execution, self._registries, index, task).after(mapped)
            for index, task in enumerate(self._job.tasks)
        ]
        self._end(line, mapped, lasts)

    def _end(self, line: Timeline, mapped: Key, lasts: list[Last]) -> None:
        end = self._execution.stop
        kind = _ENDS.get(self._job.status)
        if end is None or kind is None:
            return
        key = max((one.key for one in lasts), key=line.time, default=mapped)
        if kind == "ExecutionSucceeded":
            data = told("output", self.output())
            key = line.note(end, "MapStateSucceeded", key)
            key = line.note(end, "MapStateExited", key, {"name": machine.MAP, **data})
            line.note(end, kind, key, data)
            return
        if kind == "ExecutionTimedOut":
            line.note(end, kind, key, {})
            return
        _abort(line, end, lasts)
        if kind == "ExecutionAborted":
            key = line.note(end, "MapStateAborted", mapped)
            line.note(end, kind, key, {"cause": self._job.error} if self._job.error else {})
            return
        failures = [one for one in lasts if one.failure is not None]
        failed = min(failures, key=lambda one: line.time(one.key), default=None)
        key = line.note(end, "MapStateFailed", failed.key if failed else key)
        failure = failed.failure if failed else None
        ended = failure or Failure("States.Runtime", self._job.error or "")
        line.note(end, kind, key, ended.details)


def _abort(line: Timeline, end: datetime, lasts: list[Last]) -> None:
    """What the end of the others does to the iterations that were still under way."""
    for index, one in enumerate(lasts):
        if not one.over:
            key = line.note(end, "TaskStateAborted", one.key)
            line.note(end, "MapIterationAborted", key, {"name": machine.MAP, "index": index})
