"""Jobs as executions of the state machine: when they ran, how they ended, what their tasks did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from kurosai.sandbox.footprints.attempts import EcsRun, attempts
from kurosai.sandbox.footprints.surroundings import STATE_MACHINE, Surroundings
from kurosai.sandbox.records import Job, Task

_STATUS = {
    "SUCCEEDED": "SUCCEEDED",
    "FAILED": "FAILED",
    "TIMED_OUT": "TIMED_OUT",
    "CANCELED": "ABORTED",
}
_UNRECORDED = timedelta(seconds=2)
_FIRST_TASK = timedelta(milliseconds=400)


@dataclass(frozen=True)
class Execution:
    """One job as an execution; `job` is the whole truth, whatever `now` is."""

    job: Job
    around: Surroundings

    @property
    def name(self) -> str:
        """`job-{job_id}-{attempt}`"""
        return f"job-{self.job.id}-{self.job.attempt}"

    @property
    def arn(self) -> str:
        """The ARN of the execution."""
        return self.around.states(f"execution:{STATE_MACHINE}:{self.name}")

    @property
    def start(self) -> datetime | None:
        """When it started; None for a job that never left the queue."""
        if self.job.started_at is not None or self.job.status == "QUEUED":
            return self.job.started_at
        return self.job.created_at + _UNRECORDED

    @property
    def stop(self) -> datetime | None:
        """When it ended; None for one that the scenario leaves running."""
        if self.job.finished_at is not None or self.job.status not in _STATUS:
            return self.job.finished_at
        # The platform lost when; the last thing that it recorded comes before.
        known = [one.finished_at for one in self.job.tasks if one.finished_at is not None]
        return max([*known, self.start or self.job.created_at]) + _UNRECORDED

    @property
    def known(self) -> bool:
        """Whether Step Functions has it at `now`."""
        now, start, stop = self.around.now, self.start, self.stop
        oldest = now - self.around.sources.executions.kept
        return start is not None and start <= now and (stop is None or stop > oldest)

    @property
    def over(self) -> bool:
        """Whether it had ended by `now`."""
        return self.stop is not None and self.stop <= self.around.now

    @property
    def status(self) -> str:
        """Its status at `now`."""
        return _STATUS.get(self.job.status, "RUNNING") if self.over else "RUNNING"

    @property
    def began(self) -> datetime:
        """The start of an execution that has one."""
        return self.start or self.job.created_at

    def ready(self, task: Task) -> datetime:
        """When the tasks that a task waits for had ended."""
        ends = {one.name: one.finished_at for one in self.job.tasks}
        before = [end for name in task.depends_on if (end := ends.get(name)) is not None]
        return max([*before, self.began + _FIRST_TASK])

    @cached_property
    def runs(self) -> Mapping[str, tuple[EcsRun, ...]]:
        """The attempts of each task on ECS, by its name."""
        return {
            task.name: attempts(self.job, task, self.ready(task))
            for task in self.job.tasks
            if task.engine == "ecs" and self.start is not None
        }
