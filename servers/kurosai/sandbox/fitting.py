"""Whether the parts of a scenario fit together: what is named must be there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from kurosai.sandbox.github import history
from kurosai.sandbox.schema import Scenario
from kurosai.sandbox.schema_aws import LogGroup
from kurosai.sandbox.schema_crois import Crois, JobRun
from kurosai.sandbox.voices import VOICES
from kurosai.vocabulary import stamp

Problem: TypeAlias = "tuple[tuple[str | int, ...], str]"
"""Where in the tree, and what is wrong there."""


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
    yield from _code(scenario)
    aws = scenario.world.aws
    for index, name in enumerate(aws.denied_log_groups):
        if name not in aws.log_groups:
            yield ("world", "aws", "denied_log_groups", index), "there is no such log group"
    for index, name in enumerate(scenario.noise.groups if scenario.noise else ()):
        if name not in VOICES:
            yield ("noise", "groups", index), f"no voice for it; known: {', '.join(VOICES)}"


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


def _job(scenario: Scenario, job: JobRun, steps: tuple[str | int, ...]) -> Iterator[Problem]:
    crois = scenario.world.crois
    workflow = crois.workflows.get(job.workflow)
    if workflow is None:
        yield (*steps, "workflow"), f"there is no workflow {job.workflow}"
        return
    for task in job.tasks.keys() - workflow.tasks.keys():
        yield (*steps, "tasks", task), f"workflow {job.workflow} has no such task"
    if job.trigger.by not in crois.users:
        yield (*steps, "trigger", "by"), f"there is no user {job.trigger.by!r}"
    if job.trigger.schedule is not None and job.trigger.schedule not in crois.schedules:
        yield (*steps, "trigger", "schedule"), f"there is no schedule {job.trigger.schedule}"


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
