"""The index over what jobs left on AWS: executions, ECS tasks that ECS still knows, images."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from kurosai.sandbox.background.merged import Merged, Rows
from kurosai.sandbox.background.week import Week
from kurosai.sandbox.footprints.ecs_json import EcsTask
from kurosai.sandbox.footprints.executions import Execution
from kurosai.sandbox.footprints.registries import Registries
from kurosai.sandbox.footprints.surroundings import Surroundings
from kurosai.sandbox.records import Job
from kurosai.sandbox.schema_aws import Aws

_JOB = re.compile(r":job-(\d{1,12})-\d+$")
_AFTERWARDS = timedelta(minutes=5)


class Trail:
    """What the jobs of a world left on AWS. Each part is made when it is first asked for.

    `jobs` are whole, whatever `now` is; everything here is cut at `around.now`. Those of `week` are
    not among them: what each left is made when it is asked for by name or time.
    """

    def __init__(
        self, jobs: Sequence[Job], around: Surroundings, aws: Aws, week: Week | None = None
    ) -> None:
        self.around = around
        self.week = week
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
        found = self._by_arn.get(arn)
        if found is None and self.week is not None:
            match = _JOB.search(arn)
            job = self.week.ended(int(match[1])) if match else None
            one = None if job is None else Execution(job, self.around)
            found = one if one is not None and one.known and one.arn == arn else None
        return found

    def listed(self, status: str | None) -> Sequence[Execution]:
        """The executions of a status (None: of any), newest first, those of the week too."""
        own = [one for one in self.executions if status in (None, one.status)]
        if self.week is None:
            return own
        week = self.week
        rows = Rows(
            where=week.of_execution(status),
            order="started",
            key=lambda row: (week.at(row.started), f"job-{week.id_of(row)}-1"),
            make=lambda row: Execution(week.whole(row), self.around),
        )
        return Merged(own, lambda one: (one.began, one.name), week, rows)

    def between(
        self, since: datetime, until: datetime, job_id: int = -1, *, troubled: bool = False
    ) -> Iterator[Execution]:
        """The executions of the week that went on at some time between, of one job if it is
        named, or only those of which something went wrong; what its end leaves may come minutes
        later."""
        if self.week is None:
            return
        for row in self.week.going_on(since - _AFTERWARDS, until, job_id, troubled=troubled):
            one = Execution(self.week.whole(row), self.around)
            if one.known:
                yield one

    @cached_property
    def ecs_tasks(self) -> Mapping[str, EcsTask]:
        """The ECS tasks that ECS knows at `now`, by id, oldest first."""
        now = self.around.now
        # A task stops at most minutes after its job: older jobs need not be looked into.
        forgotten = now - self.around.sources.ecs_tasks.kept
        recent = forgotten - timedelta(minutes=30)
        found = [
            one
            for execution in (*self.executions, *self.between(recent, now))
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
