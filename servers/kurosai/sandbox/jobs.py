"""From the jobs and job series of a scenario to jobs with ids and absolute times."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256

from kurosai.sandbox.aws_kinds.capacity import for_want_of_room, lacking
from kurosai.sandbox.dice import dice
from kurosai.sandbox.records import Job, JobEvent, LogLine, Task, ToldAttempt, Trigger
from kurosai.sandbox.schema import World
from kurosai.sandbox.schema_base import Engine
from kurosai.sandbox.schema_crois import Crois, JobChange, JobRun, Numbering, TaskRun, WorkflowTask
from kurosai.sandbox.schema_crois import Trigger as ToldTrigger
from kurosai.vocabulary import stamp

ZONES = "acd"
"""The letters of the availability zones that the platform uses."""


@dataclass(slots=True)
class Ids:
    """Job ids that grow with creation time, each given once."""

    numbering: Numbering
    taken: set[int] = field(default_factory=set[int])

    def take(self, at: datetime) -> int:
        """The first free id for a job created then."""
        days = (at - self.numbering.at) / timedelta(days=1)
        number = self.numbering.id + round(days * self.numbering.per_day)
        while number in self.taken:
            number += 1
        self.taken.add(number)
        return number


@dataclass(frozen=True, slots=True)
class Unfolded:
    """All jobs by id; those of each series by its times (an absent one is missing); the others."""

    jobs: tuple[Job, ...]
    series: dict[str, dict[datetime, Job]]
    others: tuple[Job, ...]


def unfold(world: World, more: list[tuple[datetime, JobRun]]) -> Unfolded:
    """Every job of the world and of `more` (creation time, run), whenever it happens."""
    crois = world.crois
    ids = Ids(crois.numbering)
    # Ids that are written out come first, so that none of the counted ones takes them.
    ids.taken.update(crois.jobs)
    for series in crois.series.values():
        ids.taken.update(one.id for one in series.changes.values() if one.id is not None)
    cast = _Cast(world)
    jobs = [cast.job(job_id, job.created_at, job) for job_id, job in crois.jobs.items()]
    found: dict[str, dict[datetime, Job]] = {}
    for name in sorted(crois.series):
        found[name] = dict(_series(cast, ids, name))
        jobs.extend(found[name].values())
    others = tuple(cast.job(ids.take(at), at, run) for at, run in more)
    jobs.extend(others)
    return Unfolded(tuple(sorted(jobs, key=lambda job: job.id)), found, others)


def of_run(world: World, job_id: int, at: datetime, run: JobRun) -> Job:
    """The job that a run is, created `at`, in a world that has its workflow."""
    return _Cast(world).job(job_id, at, run)


def _series(cast: _Cast, ids: Ids, name: str) -> Iterator[tuple[datetime, Job]]:
    series = cast.crois.series[name]
    for at in series.times():
        change = series.changes.get(at)
        if change is None:
            # No two healthy runs take equally long; what is told is exact.
            pace = dice(name, stamp(at)).uniform(0.93, 1.12)
            yield at, cast.job(ids.take(at), at, series.job, pace)
        elif not change.absent:
            job_id = change.id or ids.take(at)
            yield at, cast.job(job_id, at, changed(series.job, change))


def changed(run: JobRun, change: JobChange) -> JobRun:
    """The run with what a change writes; of a task, too, only the written fields differ."""
    written = {
        name: getattr(change, name)
        for name in change.model_fields_set
        if name in {"status", "started", "finished", "error", "events"}
    }
    tasks = dict(run.tasks)
    for name, task in change.tasks.items():
        updates = {one: getattr(task, one) for one in task.model_fields_set}
        tasks[name] = tasks[name].model_copy(update=updates)
    return run.model_copy(update={**written, "tasks": tasks})


@dataclass(frozen=True, slots=True)
class _Cast:
    """Names and places of a world, given to the jobs in it."""

    world: World

    @property
    def crois(self) -> Crois:
        return self.world.crois

    def job(self, job_id: int, at: datetime, run: JobRun, pace: float = 1.0) -> Job:
        workflow = self.crois.workflows[run.workflow]
        aws = self.world.aws
        place = f"{aws.region}:{aws.account}"
        tasks = tuple(
            self._task((job_id, run.workflow, name), task, at, pace)
            for name, task in run.tasks.items()
        )
        job = Job(
            id=job_id,
            status=run.status,
            project=workflow.project,
            workflow_id=run.workflow,
            workflow_name=workflow.name,
            trigger=Trigger(
                run.trigger.kind, run.trigger.by, run.trigger.schedule, _due(run.trigger, at)
            ),
            attempt=run.attempt,
            execution_arn=(
                f"arn:aws:states:{place}:execution:crois-v2-prd-job-runner:job-{job_id}-{run.attempt}"
            ),
            created_at=at,
            started_at=_moment(at, run.started, pace),
            finished_at=_moment(at, run.finished, pace),
            error=run.error,
            tasks=tasks,
            events=(),
        )
        told = [
            JobEvent(_later(at, event.after, pace), event.kind, event.task or "", event.detail)
            for event in run.events
        ]
        return _with_events(job, told)

    def _task(
        self, identity: tuple[int, int, str], run: TaskRun, at: datetime, pace: float
    ) -> Task:
        job_id, workflow, name = identity
        plan = self.crois.workflows[workflow].tasks[name]
        project = self.crois.workflows[workflow].project
        attempts = tuple(_told(job_id, name, run, at, pace)) if plan.engine == "ecs" else ()
        made = [number for number, one in enumerate(attempts, 1) if one.task_id]
        task_id = ecs_task_id(job_id, name, made[-1] if made else run.attempt)
        resources = self._resources(task_id, job_id, name, plan.engine, plan.module, project)
        return Task(
            name=name,
            status=run.status,
            engine=plan.engine,
            attempt=run.attempt,
            started_at=_moment(at, run.started, pace),
            finished_at=_moment(at, run.finished, pace),
            error=run.error,
            module=plan.module,
            module_version=self._version(plan.module, at),
            depends_on=plan.depends_on,
            # RunTask was refused every time: there is no ECS task to name.
            resources={} if attempts and not made else resources,
            environment=run.environment,
            log=tuple(LogLine(at + line.after * pace, line.text, line.delay) for line in run.log),
            attempts=attempts,
            workergroup=self._workergroup(plan),
            zone=run.zone or (self._zone(run, task_id, at, pace) if plan.engine == "ecs" else ""),
            cpu=run.cpu or plan.cpu,
            memory_mb=run.memory_mb or plan.memory_mb,
        )

    def _zone(self, run: TaskRun, task_id: str, at: datetime, pace: float) -> str:
        """The zone of the last attempt that RunTask did not refuse."""
        aws = self.world.aws
        placed = [one for one in run.ecs if one.refused is None]
        if placed and placed[-1].zone:
            return placed[-1].zone
        if not aws.capacity:
            return zone_of(aws.region, task_id)
        if not placed:
            begun = _moment(at, run.started, pace) or at
            return zone_of(aws.region, task_id, lacking(aws.capacity, begun, spot=False))
        last = placed[-1]
        without = lacking(aws.capacity, at + last.submitted * pace, spot=last.spot)
        short = for_want_of_room(last.reason, last.stopped_reason)
        return zone_of(aws.region, task_id, without, short=short)

    def _workergroup(self, plan: WorkflowTask) -> str:
        groups = self.crois.workergroups.items()
        first = next((name for name, one in groups if one.engine == plan.engine), "")
        return plan.workergroup or first

    def _version(self, module: str, at: datetime) -> str:
        """The newest version that existed when the job was created."""
        versions = self.crois.modules[module].versions
        built = [name for name, version in versions.items() if version.created_at <= at]
        return built[-1] if built else next(iter(versions))

    def _resources(
        self, task_id: str, job_id: int, task: str, engine: Engine, module: str, project: str
    ) -> dict[str, str]:
        clusters = [one.cluster for one in self.crois.workergroups.values() if one.engine == engine]
        cluster = clusters[0] if clusters else f"crois-v2-prd-{engine}"
        if engine == "gke":
            name = f"job-{job_id}-{task}"
            return {"k8s_job": name, "namespace": "crois-jobs", "cluster": cluster}
        aws = self.world.aws
        return {
            "task_arn": f"arn:aws:ecs:{aws.region}:{aws.account}:task/{cluster}/{task_id}",
            "cluster": cluster,
            "task_definition": f"crois-v2-prd-{project}-{module}",
            "log_group": f"/crois/v2/prd/ecs/{project}",
            "log_stream": f"{module}/main/{task_id}",
        }


def zone_of(
    region: str, task_id: str, without: frozenset[str] = frozenset(), *, short: bool = False
) -> str:
    """The availability zone that an ECS task ran in where nothing else is told.

    `without` are the zones without capacity: it is in one of them if it is `short` of it, else in
    none of them.
    """
    every = [f"{region}{letter}" for letter in ZONES]
    number = int(task_id[:4], 16)
    drawn = every[number % len(every)]
    fitting = [one for one in every if (one in without) == short]
    return drawn if drawn in fitting or not fitting else fitting[number % len(fitting)]


def ecs_task_id(job_id: int, task: str, number: int) -> str:
    """The id of the ECS task that attempt `number` (from 1) of a task ran as."""
    seed = f"{job_id}/{task}" if number == 1 else f"{job_id}/{task}/{number}"
    return sha256(seed.encode()).hexdigest()[:32]


def _told(job_id: int, task: str, run: TaskRun, at: datetime, pace: float) -> Iterator[ToldAttempt]:
    for number, one in enumerate(run.ecs, 1):
        yield ToldAttempt(
            task_id="" if one.refused else ecs_task_id(job_id, task, number),
            submitted=at + one.submitted * pace,
            started=None if one.started is None else at + one.started * pace,
            stopping=None if one.stopping is None else at + one.stopping * pace,
            stopped=None if one.stopped is None else at + one.stopped * pace,
            told=one,
        )


def _due(trigger: ToldTrigger, created: datetime) -> datetime | None:
    """When the schedule should have fired."""
    return trigger.fire_at if trigger.late is None else created - trigger.late


def _moment(at: datetime, after: timedelta | None, pace: float) -> datetime | None:
    return None if after is None else _later(at, after, pace)


def _later(at: datetime, after: timedelta, pace: float) -> datetime:
    """Whole seconds, as the platform records them."""
    return at + timedelta(seconds=round(after.total_seconds() * pace))


def _with_events(job: Job, told: list[JobEvent]) -> Job:
    """The job with the status changes that the platform records of every job, and those told.

    A task whose started_at was lost has no TASK_STARTED either: both come from one message.
    """
    events = [JobEvent(job.created_at, "JOB_CREATED", "", f"by {job.trigger.by}"), *told]
    if job.started_at is not None:
        events.append(JobEvent(job.started_at, "JOB_STARTED", "", job.execution_arn))
    for task in job.tasks:
        if task.started_at is not None:
            place = task.resources.get("k8s_job") or task.resources.get("task_arn", "")
            events.append(JobEvent(task.started_at, "TASK_STARTED", task.name, place))
        if task.finished_at is not None:
            detail = task.status if task.error is None else f"{task.status}: {task.error}"
            events.append(JobEvent(task.finished_at, "TASK_FINISHED", task.name, detail))
    if job.finished_at is not None:
        detail = job.status if job.error is None else f"{job.status}: {job.error}"
        events.append(JobEvent(job.finished_at, "JOB_FINISHED", "", detail))
    order = {"JOB_CREATED": 0, "JOB_STARTED": 1, "JOB_FINISHED": 9}
    events.sort(key=lambda event: (event.at, order.get(event.kind, 5), event.task))
    return replace(job, events=tuple(events))
