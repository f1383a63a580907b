"""The other teams on the platform and their jobs, from a seed.

Every draw comes from a generator seeded by the seed and by what is drawn for, so the same
scenario gives the same bytes, and a change in one part moves nothing in another.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from kurosai.sandbox.cron import next_fire
from kurosai.sandbox.dice import dice as seeded
from kurosai.sandbox.schema import Noise
from kurosai.sandbox.schema_aws import Aws
from kurosai.sandbox.schema_base import JobStatus
from kurosai.sandbox.schema_crois import (
    Crois,
    JobRun,
    LogLine,
    Module,
    ModuleVersion,
    Project,
    Schedule,
    TaskRun,
    Trigger,
    User,
    Workflow,
    WorkflowTask,
)
from kurosai.sandbox.voices import CHORES, FAILURES, PEOPLE, TEAMS

FIRST_WORKFLOW = 14_100
FIRST_SCHEDULE = 8_300
SCHEDULED = 0.7
"""The share of the jobs that schedules may start."""

LAG = timedelta(seconds=20)
"""How much later than its time a schedule's job is created at most."""

OUTCOMES: tuple[JobStatus, ...] = ("SUCCEEDED", "FAILED", "TIMED_OUT", "CANCELED")
OUTCOME_WEIGHTS = (93, 4.5, 1, 1.5)


def populated(crois: Crois, aws: Aws, noise: Noise) -> Crois:
    """The platform with other teams in it; what the scenario says wins where both say something."""
    dice = seeded(noise.seed, "people")
    before = noise.start - timedelta(days=400)
    users = {
        user: User(name=name, team=TEAMS[index % len(TEAMS)][1], projects=(TEAMS[index][0],))
        for index, (user, name) in enumerate(PEOPLE)
    }
    projects: dict[str, Project] = {}
    modules: dict[str, Module] = {}
    workflows: dict[int, Workflow] = {}
    schedules: dict[int, Schedule] = {}
    for team, title in TEAMS:
        owner = dice.choice(PEOPLE)[0]
        projects[team] = Project(owner=owner, description=f"{title}のデータ基盤利用")
        for chore, tasks in CHORES:
            number = FIRST_WORKFLOW + len(workflows) * 7
            made = before + timedelta(hours=dice.randrange(24 * 390))
            for task in tasks:
                image = f"{aws.account}.dkr.ecr.{aws.region}.amazonaws.com/{team}/{task}"
                if f"{team}-{task}" not in modules:
                    modules[f"{team}-{task}"] = _module(dice, team, image, owner, before)
            workflows[number] = Workflow(
                name=f"{title} {chore}",
                project=team,
                owner=owner,
                created_at=made,
                timeout_minutes=dice.choice((60, 120, 240)),
                tasks={
                    task: WorkflowTask(
                        module=f"{team}-{task}",
                        engine="ecs" if dice.random() < 0.7 else "gke",
                        depends_on=tasks[index - 1 : index] if index else (),
                    )
                    for index, task in enumerate(tasks)
                },
            )
            schedules[FIRST_SCHEDULE + len(schedules)] = Schedule(
                workflow=number,
                cron=f"{dice.randrange(60)} {dice.choice(('*', '*/3', '1', '5', '*/6'))} * * *",
                created_via=dice.choice(("ui", "api")),
            )
    return crois.model_copy(
        update={
            "users": {**users, **crois.users},
            "projects": {**projects, **crois.projects},
            "modules": {**modules, **crois.modules},
            "workflows": {**workflows, **crois.workflows},
            "schedules": {**_affordable(schedules, noise), **crois.schedules},
        }
    )


def _module(dice: Random, team: str, image: str, owner: str, before: datetime) -> Module:
    versions: dict[str, ModuleVersion] = {}
    at = before
    for minor in range(dice.randint(1, 4)):
        version = f"1.{minor}.{dice.randrange(6)}"
        versions[version] = ModuleVersion(
            image=f"{image}:{version}", created_at=at, created_by=owner
        )
        at += timedelta(hours=dice.randrange(24, 24 * 80))
    return Module(project=team, owner=owner, versions=versions)


def _affordable(schedules: Mapping[int, Schedule], noise: Noise) -> Mapping[int, Schedule]:
    """The schedules, on as far as there are jobs for all their times; the others are off.

    A schedule that is on and brings no job would be an incident that nobody has told.
    """
    counts = {number: len(_due(one, noise)) for number, one in schedules.items()}
    left = int(noise.jobs * SCHEDULED)
    result: dict[int, Schedule] = {}
    for number in sorted(schedules, key=lambda one: (counts[one], one)):
        enabled = counts[number] <= left
        left -= counts[number] if enabled else 0
        result[number] = schedules[number].model_copy(update={"enabled": enabled})
    return dict(sorted(result.items()))


def _due(schedule: Schedule, noise: Noise) -> list[datetime]:
    """The times of a schedule within the noise."""
    found: list[datetime] = []
    at = next_fire(schedule.cron, schedule.timezone, noise.start)
    while at is not None and at <= noise.end - LAG:
        found.append(at)
        at = next_fire(schedule.cron, schedule.timezone, at)
    return found


def jobs(crois: Crois, noise: Noise) -> list[tuple[datetime, JobRun]]:
    """The other teams' jobs with their creation times, oldest first."""
    dice = seeded(noise.seed, "jobs")
    teams = {team for team, _ in TEAMS}
    numbers = [number for number, one in crois.workflows.items() if one.project in teams]
    fires = [
        (at, number)
        for number, one in crois.schedules.items()
        if one.enabled and crois.workflows[one.workflow].project in teams
        for at in _due(one, noise)
    ][: noise.jobs]
    begun: list[tuple[datetime, int, Trigger | None]] = [
        (
            at + timedelta(seconds=dice.randint(1, int(LAG.total_seconds()))),
            crois.schedules[number].workflow,
            Trigger(kind="schedule", by="core-v2-scheduler-tick", schedule=number, fire_at=at),
        )
        for at, number in fires
    ]
    span = (noise.end - noise.start).total_seconds()
    for _ in range(noise.jobs - len(begun)):
        at = noise.start + timedelta(seconds=dice.randrange(int(span) + 1))
        begun.append((at, dice.choice(numbers), None))
    begun.sort(key=lambda one: one[:2])
    return [(at, _job(dice, crois.workflows[number], number, why)) for at, number, why in begun]


def _job(dice: Random, workflow: Workflow, number: int, why: Trigger | None) -> JobRun:
    (status,) = dice.choices(OUTCOMES, OUTCOME_WEIGHTS)
    names = list(workflow.tasks)
    stop = len(names) if status == "SUCCEEDED" else dice.randint(1, len(names))
    clock = float(dice.randint(1, 6))
    started = clock
    tasks: dict[str, TaskRun] = {}
    error: str | None = None
    for index, name in enumerate(names):
        if index >= stop:
            tasks[name] = TaskRun(status="SKIPPED")
            continue
        last = index == stop - 1 and status != "SUCCEEDED"
        start = clock + dice.randint(8, 70)
        clock = start + max(5, dice.lognormvariate(4.6, 0.9))
        outcome = status if last else "SUCCEEDED"
        if last:
            error = _reason(dice, status, name)
        tasks[name] = TaskRun(
            status=outcome,
            started=_span(start),
            finished=_span(clock),
            error=error if last else None,
            log=_container_log(dice, name, start, clock, outcome == "SUCCEEDED"),
        )
    trigger = why or Trigger(kind=dice.choice(("ui", "api")), by=workflow.owner)
    return JobRun(
        workflow=number,
        trigger=trigger,
        status=status,
        started=_span(started),
        finished=_span(clock + 2),
        error=error,
        tasks=tasks,
    )


def _reason(dice: Random, status: JobStatus, task: str) -> str:
    if status == "TIMED_OUT":
        return "The job reached its time limit"
    if status == "CANCELED":
        return "Canceled by its owner"
    return dice.choice(FAILURES).format(task=task)


def _container_log(
    dice: Random, task: str, start: float, end: float, ended_well: bool
) -> tuple[LogLine, ...]:
    rows = dice.randrange(1_000, 4_000_000)
    said = [(0.5, f"{task}: start"), (0.6, f"{task}: {rows} rows to read")]
    said.append((end - start - 1, f"{task}: done" if ended_well else f"{task}: stopped"))
    return tuple(
        LogLine(after=timedelta(seconds=max(start, start + after)), text=text)
        for after, text in said
    )


def _span(seconds: float) -> timedelta:
    return timedelta(seconds=round(seconds))
