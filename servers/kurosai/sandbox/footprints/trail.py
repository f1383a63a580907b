"""The index over what jobs left on AWS: executions, ECS tasks that ECS still knows, images."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property

from kurosai.sandbox.footprints.ecs_json import EcsTask
from kurosai.sandbox.footprints.executions import Execution
from kurosai.sandbox.footprints.registries import Registries
from kurosai.sandbox.footprints.surroundings import Surroundings
from kurosai.sandbox.records import Job
from kurosai.sandbox.schema_aws import Aws


class Trail:
    """What the jobs of a world left on AWS. Each part is made when it is first asked for.

    `jobs` are whole, whatever `now` is; everything here is cut at `around.now`.
    """

    def __init__(self, jobs: Sequence[Job], around: Surroundings, aws: Aws) -> None:
        self.around = around
        self.registries = Registries(aws, around.crois, around.now)
        self._jobs = jobs
        self._groups = aws.log_groups.keys()

    def logs_to(self, group: str) -> bool:
        """Whether the scenario names a log group."""
        return group in self._groups

    @cached_property
    def executions(self) -> Sequence[Execution]:
        """The executions that Step Functions has, newest first."""
        known = (Execution(job, self.around) for job in self._jobs)
        return sorted(
            (one for one in known if one.known), key=lambda one: (one.began, one.name), reverse=True
        )

    @cached_property
    def _by_arn(self) -> Mapping[str, Execution]:
        return {one.arn: one for one in self.executions}

    def execution(self, arn: str) -> Execution | None:
        """The execution of an ARN, if Step Functions has it."""
        return self._by_arn.get(arn)

    @cached_property
    def ecs_tasks(self) -> Mapping[str, EcsTask]:
        """The ECS tasks that ECS knows at `now`, by id, oldest first."""
        now = self.around.now
        # A task stops at most minutes after its job: older jobs need not be looked into.
        forgotten = now - self.around.sources.ecs_tasks.kept
        recent = forgotten - timedelta(minutes=30)
        found = [
            one
            for execution in self.executions
            if execution.stop is None or execution.stop > recent
            for one in self.tasks_of(execution)
            if one.run.created <= now and (one.run.stopped is None or one.run.stopped > forgotten)
        ]
        found.sort(key=lambda one: (one.run.created, one.run.task_id))
        return {one.run.task_id: one for one in found}

    def tasks_of(self, execution: Execution) -> Iterator[EcsTask]:
        """Every ECS task that an execution makes, whenever."""
        for task in execution.job.tasks:
            for run in execution.runs.get(task.name, ()):
                if run.refused is None:
                    yield EcsTask(execution.job, task, run, self.around, self.registries)
