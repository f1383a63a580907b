"""Whether the parts of a scenario fit together: what is named must be there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kurosai.openapi import document
from kurosai.sandbox import (
    addresses,
    aws_services,
    denied,
    gcp_fitting,
    placement,
    schema_ecr,
    schema_mounts,
)
from kurosai.sandbox.aws_kinds import capacity
from kurosai.sandbox.github import history
from kurosai.sandbox.schema import Scenario
from kurosai.sandbox.schema_aws import Aws, LogGroup
from kurosai.sandbox.schema_base import Engine, Problem
from kurosai.sandbox.schema_crois import Crois, JobRun, TaskRun, WorkflowTask
from kurosai.sandbox.schema_key import Key
from kurosai.sandbox.voices import VOICES
from kurosai.vocabulary import Verdict, stamp


def misfits(scenario: Scenario) -> Iterator[Problem]:
    """What is well-formed but names something that is not there, or not yet."""
    if scenario.arrives.at > scenario.now:
        yield ("arrives", "at"), f"it arrives after now ({stamp(scenario.now)})"
    yield from _catalogue(scenario)
    crois = scenario.world.crois
    for job_id, job in crois.jobs.items():
        yield from _job(scenario, job, ("world", "crois", "jobs", job_id))
    for name, series in crois.series.items():
        steps = ("world", "crois", "series", name)
        yield from _job(scenario, series.job, (*steps, "job"))
        times = set(series.times())
        for at, change in series.changes.items():
            if at not in times:
                yield (*steps, "changes", stamp(at)), "the series has no job at this time"
            for task in change.tasks.keys() - series.job.tasks.keys():
                yield (*steps, "changes", stamp(at), "tasks", task), "the job has no such task"
    for name, group in scenario.world.aws.log_groups.items():
        yield from _group(scenario, group, ("world", "aws", "log_groups", name))
    yield from _denied(scenario.world.aws)
    yield from placement.misfits(scenario)
    yield from _mounts(scenario)
    for steps, text in capacity.misfits(
        scenario.world.aws.capacity, addresses.zones(scenario.world.aws)
    ):
        yield ("world", "aws", *steps), text
    yield from aws_services.misfits(scenario.world.aws, scenario.now)
    for steps, text in (
        *denied.misfits(scenario.world.aws.denied),
        *schema_ecr.misfits(scenario.world.aws.repositories, scenario.now),
    ):
        yield ("world", "aws", *steps), text
    yield from _refused(scenario.world.crois)
    yield from _pods(scenario)
    yield from _code(scenario)
    yield from _key(scenario.key)
    for index, name in enumerate(scenario.noise.groups if scenario.noise else ()):
        if name not in VOICES:
            yield ("noise", "groups", index), f"no voice for it; known: {', '.join(VOICES)}"


def _key(key: Key) -> Iterator[Problem]:
    """What the answer says against itself."""
    if key.path and not key.entry:
        yield ("key", "path"), "a path needs the entry whose flowchart it leads through"
    if key.verdict is Verdict.NO_ACTION and key.actions:
        yield ("key", "actions"), "no_action has no actions"
    for index, pattern in enumerate(key.must_not_claim):
        for wanted in key.must_mention:
            if re.search(pattern, wanted.split("|", 1)[0]):
                yield ("key", "must_not_claim", index), f"{pattern!r} forbids {wanted!r}"


def _denied(aws: Aws) -> Iterator[Problem]:
    for index, name in enumerate(aws.denied_log_groups):
        if name not in aws.log_groups:
            yield ("world", "aws", "denied_log_groups", index), "there is no such log group"
    for index, name in enumerate(aws.denied_repositories):
        if name not in aws.repositories:
            yield ("world", "aws", "denied_repositories", index), "there is no such repository"


def _catalogue(scenario: Scenario) -> Iterator[Problem]:
    crois = scenario.world.crois
    yield from _owners(crois)
    for workflow_id, workflow in crois.workflows.items():
        steps = ("world", "crois", "workflows", workflow_id)
        if workflow.project not in crois.projects:
            yield (*steps, "project"), f"there is no project {workflow.project!r}"
        for name, task in workflow.tasks.items():
            if task.module not in crois.modules:
                yield (*steps, "tasks", name, "module"), f"there is no module {task.module!r}"
            yield from _workergroup(crois, task, (*steps, "tasks", name, "workergroup"))
            for other in set(task.depends_on) - workflow.tasks.keys():
                yield (*steps, "tasks", name, "depends_on"), f"there is no task {other!r}"
    for schedule_id, schedule in crois.schedules.items():
        if schedule.workflow not in crois.workflows:
            steps = ("world", "crois", "schedules", schedule_id, "workflow")
            yield steps, f"there is no workflow {schedule.workflow}"
    for name, module in crois.modules.items():
        if module.project not in crois.projects:
            steps = ("world", "crois", "modules", name, "project")
            yield steps, f"there is no project {module.project!r}"


def _mounts(scenario: Scenario) -> Iterator[Problem]:
    world = scenario.world
    for steps, text in schema_mounts.misfits(world.crois.modules, world.aws.file_systems):
        yield ("world", "crois", *steps), text


def _workergroup(
    crois: Crois, task: WorkflowTask, steps: tuple[str | int, ...]
) -> Iterator[Problem]:
    """All worker groups of an engine that tasks run on are in the cluster of the first."""
    if task.workergroup is None:
        return
    group = crois.workergroups.get(task.workergroup)
    if group is None or group.engine != task.engine:
        yield steps, f"there is no worker group {task.workergroup!r} of engine {task.engine}"
        return
    first = next(one for one in crois.workergroups.values() if one.engine == task.engine)
    if group.cluster != first.cluster:
        yield steps, f"its cluster is not {first.cluster!r}, the only one of {task.engine} here"


def _job(scenario: Scenario, job: JobRun, steps: tuple[str | int, ...]) -> Iterator[Problem]:
    crois = scenario.world.crois
    workflow = crois.workflows.get(job.workflow)
    if workflow is None:
        yield (*steps, "workflow"), f"there is no workflow {job.workflow}"
        return
    for task in job.tasks.keys() - workflow.tasks.keys():
        yield (*steps, "tasks", task), f"workflow {job.workflow} has no such task"
    for name, task in job.tasks.items():
        if name in workflow.tasks:
            yield from _ecs(task, workflow.tasks[name].engine, (*steps, "tasks", name))
    if job.trigger.by not in crois.users:
        yield (*steps, "trigger", "by"), f"there is no user {job.trigger.by!r}"
    if job.trigger.schedule is not None and job.trigger.schedule not in crois.schedules:
        yield (*steps, "trigger", "schedule"), f"there is no schedule {job.trigger.schedule}"


def _ecs(task: TaskRun, engine: Engine, steps: tuple[str | int, ...]) -> Iterator[Problem]:
    """What the attempts of a task on ECS say against the task itself."""
    if not task.ecs:
        return
    if engine != "ecs":
        yield (*steps, "ecs"), f"the task runs on {engine}"
        return
    for index, one in enumerate(task.ecs):
        if index and one.submitted < task.ecs[index - 1].submitted:
            yield (*steps, "ecs", index, "submitted"), "before the attempt before it"
        last = index == len(task.ecs) - 1
        if one.stopped is None and one.refused is None and (not last or task.status == "FAILED"):
            yield (*steps, "ecs", index), "it failed: say when it `stopped`"
    last = task.ecs[-1]
    began = [one for one in task.ecs if one.started is not None]
    if task.status == "SUCCEEDED":
        failed = last.refused is not None or last.exit_code not in (None, 0)
        if failed or (last.started is None and last.stopped is not None):
            yield (*steps, "ecs", len(task.ecs) - 1), "the task SUCCEEDED, and this attempt did not"
        if last.started is None and task.started is None:
            yield (*steps, "ecs", len(task.ecs) - 1), "say when its container `started`"
    elif task.log and not began:
        yield (*steps, "log"), "no container of this task ever started"


def _group(scenario: Scenario, group: LogGroup, steps: tuple[str | int, ...]) -> Iterator[Problem]:
    function = group.function
    if function is None:
        return
    for name, runs in function.runs.items():
        here = (*steps, "function", "runs", name)
        if runs.job_of is not None and runs.job_of not in scenario.world.crois.series:
            yield (*here, "job_of"), f"there is no job series {runs.job_of!r}"
        if runs.script not in function.scripts:
            yield (*here, "script"), f"there is no script {runs.script!r}"
        times = set(runs.times())
        for at, change in runs.changes.items():
            if at not in times:
                yield (*here, "changes", stamp(at)), "the series has no run at this time"
            if change.script is not None and change.script not in function.scripts:
                yield (*here, "changes", stamp(at), "script"), f"no script {change.script!r}"


def _pods(scenario: Scenario) -> Iterator[Problem]:
    """Pods are told apart by the job and task that they belong to."""
    crois = scenario.world.crois
    jobs: dict[int, JobRun] = dict(crois.jobs)
    for series in crois.series.values():
        jobs |= {one.id: series.job for one in series.changes.values() if one.id is not None}
    known = {
        f"job-{job_id}-{task}"
        for job_id, job in jobs.items()
        for task in job.tasks
        if job.workflow in crois.workflows
        and task in crois.workflows[job.workflow].tasks
        and crois.workflows[job.workflow].tasks[task].engine == "gke"
    }
    yield from gcp_fitting.misfits(scenario.world.gcp, crois, known)


def _code(scenario: Scenario) -> Iterator[Problem]:
    if scenario.world.github is not None:
        yield from history.misfits(scenario.world.github, ("world", "github"))


def _owners(crois: Crois) -> Iterator[Problem]:
    for kind, things in (
        ("projects", crois.projects),
        ("modules", crois.modules),
        ("workflows", crois.workflows),
    ):
        for name, thing in things.items():
            if thing.owner not in crois.users:
                steps = ("world", "crois", kind, name, "owner")
                yield steps, f"there is no user {thing.owner!r}"


def _refused(crois: Crois) -> Iterator[Problem]:
    reads = [one.operation_id for one in document.crois().read_operations()] if crois.denied else []
    for index, name in enumerate(crois.denied):
        if name not in reads:
            text = f"the API has no such operation that reads; it has {', '.join(reads)}"
            yield ("world", "crois", "denied", index), text
