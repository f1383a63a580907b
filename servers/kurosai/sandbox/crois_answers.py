"""What the Crois API answers, operation by operation, from a world. Knows no web framework."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from kurosai.sandbox import crois_task_log as task_logs
from kurosai.sandbox.background.asked import wanted
from kurosai.sandbox.background.merged import Merged, Rows
from kurosai.sandbox.background.week import Week
from kurosai.sandbox.crois_jobs import brief, full
from kurosai.sandbox.cron import next_fire
from kurosai.sandbox.records import Job
from kurosai.sandbox.world import World
from kurosai.vocabulary import Json, moment, stamp

Arguments: TypeAlias = "Mapping[str, str]"
"""Validated path and query parameters as text; a missing key was not given."""


class NotThere(Exception):
    """The thing asked for does not exist in this world (404)."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A list before it is cut into pages: only what is on the page is turned into JSON."""

    items: Sequence[Any]
    show: Callable[[Any], Json]
    beside: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """Every GET of the API over one world. `by_operation` maps operation ids to answers."""

    world: World

    @property
    def by_operation(self) -> Mapping[str, Callable[[Arguments], Json | Listed]]:
        """The answer for each operation id of the document."""
        return {
            "list_jobs": self.jobs,
            "get_job": lambda given: full(self._job(given)),
            "list_job_events": self.events,
            "get_task_log": self.task_log,
            "list_workflows": self.workflows,
            "get_workflow": lambda given: self._workflow(self._workflow_id(given), whole=True),
            "list_workflow_history": self.history,
            "list_projects": lambda _: Listed(sorted(self.world.crois.projects), self._project),
            "get_project": self.project,
            "list_schedules": self.schedules,
            "get_schedule": self.schedule,
            "list_modules": self.modules,
            "get_module": lambda given: self._module(self._module_name(given)),
            "list_module_versions": self.versions,
            "list_workergroups": self.workergroups,
            "get_user": self.user,
            "get_health": self.health,
        }

    def jobs(self, given: Arguments) -> Listed:
        """Jobs, newest first."""
        found: Iterable[Job] = reversed(list(self.world.jobs.values()))
        if "workflow_id" in given:
            number = int(given["workflow_id"])
            found = (job for job in found if job.workflow_id == number)
        if "project" in given:
            found = (job for job in found if job.project == given["project"])
        if "status" in given:
            found = (job for job in found if job.status == given["status"])
        if "module" in given:
            module = given["module"]
            found = (job for job in found if any(task.module == module for task in job.tasks))
        if "since" in given:
            since = moment(given["since"])
            found = (job for job in found if job.created_at >= since)
        if "until" in given:
            until = moment(given["until"])
            found = (job for job in found if job.created_at <= until)
        own = sorted(found, key=_newest, reverse=True)
        return Listed(own if self.world.week is None else _with(self.world.week, own, given), brief)

    def events(self, given: Arguments) -> Listed:
        """What happened to one job."""
        return Listed(
            self._job(given).events,
            lambda event: {
                "at": stamp(event.at),
                "kind": event.kind,
                "task": event.task or None,
                "detail": event.detail,
            },
        )

    def task_log(self, given: Arguments) -> Listed:
        """What one task's container wrote."""
        job = self._job(given)
        tasks = {task.name: task for task in job.tasks}
        if given["task"] not in tasks:
            raise NotThere(
                f"Job {job.id} has no task {given['task']!r}; it has {', '.join(tasks)}."
            )
        task = tasks[given["task"]]
        try:
            attempt, kept = int(given.get("attempt", 0)), self.world.crois.task_logs_kept
            log, reason = task_logs.of(task, attempt, self.world.now, kept)
        except task_logs.NoAttempt as none:
            raise NotThere(str(none)) from None
        return Listed(
            log,
            lambda line: {"at": stamp(line.at), "text": line.text},
            {"available": reason is None, "reason": reason},
        )

    def workflows(self, given: Arguments) -> Listed:
        """Workflows by id."""
        crois = self.world.crois
        found = [
            number
            for number, workflow in sorted(crois.workflows.items())
            if given.get("project", workflow.project) == workflow.project
            and given.get("name", "") in workflow.name
            and workflow.created_at <= self.world.now
        ]
        return Listed(found, lambda number: self._workflow(number, whole=False))

    def history(self, given: Arguments) -> Listed:
        """Changes of one workflow, newest first."""
        known = self._changes(self._workflow_id(given))
        return Listed(
            known[::-1],
            lambda change: {"at": stamp(change.at), "by": change.by, "summary": change.summary},
        )

    def project(self, given: Arguments) -> Json:
        """One project."""
        name = given["project"]
        if name not in self.world.crois.projects:
            raise NotThere(f"Project {name!r} does not exist.")
        return self._project(name)

    def schedules(self, given: Arguments) -> Listed:
        """Schedules by id."""
        crois = self.world.crois
        found = [
            number
            for number, one in sorted(crois.schedules.items())
            if given.get("workflow_id", str(one.workflow)) == str(one.workflow)
            and given.get("project", "") in ("", crois.workflows[one.workflow].project)
            and given.get("enabled", str(one.enabled).lower()) == str(one.enabled).lower()
        ]
        return Listed(found, self._schedule)

    def schedule(self, given: Arguments) -> Json:
        """One schedule."""
        number = int(given["schedule_id"])
        if number not in self.world.crois.schedules:
            raise NotThere(f"Schedule {number} does not exist.")
        return self._schedule(number)

    def modules(self, given: Arguments) -> Listed:
        """Modules by name."""
        modules = self.world.crois.modules
        found = [
            name
            for name, one in sorted(modules.items())
            if given.get("project", one.project) == one.project
        ]
        return Listed(found, self._module)

    def versions(self, given: Arguments) -> Listed:
        """Versions of one module, newest first."""
        versions = self.world.crois.modules[self._module_name(given)].versions
        known = [(name, one) for name, one in versions.items() if one.created_at <= self.world.now]
        return Listed(
            known[::-1],
            lambda pair: {
                "version": pair[0],
                "image": pair[1].image,
                "created_at": stamp(pair[1].created_at),
                "created_by": pair[1].created_by,
            },
        )

    def workergroups(self, given: Arguments) -> Listed:
        """Worker groups by name."""
        groups = sorted(self.world.crois.workergroups.items())
        found = [pair for pair in groups if given.get("engine", pair[1].engine) == pair[1].engine]
        return Listed(found, lambda pair: {"name": pair[0], **pair[1].model_dump()})

    def user(self, given: Arguments) -> Json:
        """One user."""
        user = self.world.crois.users.get(given["user_id"])
        if user is None:
            raise NotThere(f"User {given['user_id']!r} does not exist.")
        return {"id": given["user_id"], **user.model_dump(mode="json")}

    def health(self, given: Arguments) -> Json:
        """The API and what it stands on."""
        parts = dict(self.world.crois.health)
        states = set(parts.values())
        status = next((one for one in ("down", "degraded") if one in states), "ok")
        return {"status": status, "checked_at": stamp(self.world.now), "parts": parts}

    def _job(self, given: Arguments) -> Job:
        number = int(given["job_id"])
        job = self.world.jobs.get(number)
        if job is None and self.world.week is not None:
            job = self.world.week.job(number)
        if job is None:
            raise NotThere(f"Job {given['job_id']} does not exist.")
        return job

    def _workflow_id(self, given: Arguments) -> int:
        number = int(given["workflow_id"])
        workflow = self.world.crois.workflows.get(number)
        if workflow is None or workflow.created_at > self.world.now:
            raise NotThere(f"Workflow {number} does not exist.")
        return number

    def _changes(self, number: int) -> list[Any]:
        history = self.world.crois.workflows[number].history
        return sorted((one for one in history if one.at <= self.world.now), key=lambda one: one.at)

    def _workflow(self, number: int, *, whole: bool) -> Json:
        workflow = self.world.crois.workflows[number]
        changes = self._changes(number)
        body: dict[str, Json] = {
            "id": number,
            "name": workflow.name,
            "project": workflow.project,
            "owner": workflow.owner,
            "description": workflow.description,
            "created_at": stamp(workflow.created_at),
            "updated_at": stamp(changes[-1].at if changes else workflow.created_at),
            "timeout_minutes": workflow.timeout_minutes,
        }
        if whole:
            body["tasks"] = {
                name: task.model_dump(mode="json") for name, task in workflow.tasks.items()
            }
        return body

    def _project(self, name: str) -> Json:
        return {"name": name, **self.world.crois.projects[name].model_dump()}

    def _schedule(self, number: int) -> Json:
        one = self.world.crois.schedules[number]
        fire = next_fire(one.cron, one.timezone, self.world.now) if one.enabled else None
        return {
            "id": number,
            "workflow_id": one.workflow,
            "project": self.world.crois.workflows[one.workflow].project,
            "cron": one.cron,
            "timezone": one.timezone,
            "enabled": one.enabled,
            "created_via": one.created_via,
            "next_fire_at": stamp(fire) if fire else None,
        }

    def _module_name(self, given: Arguments) -> str:
        if given["module"] not in self.world.crois.modules:
            raise NotThere(f"Module {given['module']!r} does not exist.")
        return given["module"]

    def _module(self, name: str) -> Json:
        module = self.world.crois.modules[name]
        versions = [
            one for one, built in module.versions.items() if built.created_at <= self.world.now
        ]
        return {
            "name": name,
            "project": module.project,
            "owner": module.owner,
            "description": module.description,
            "latest_version": versions[-1] if versions else next(iter(module.versions)),
        }


def _newest(job: Job) -> tuple[datetime, int]:
    return job.created_at, job.id


def _with(week: Week, own: Sequence[Job], given: Arguments) -> Sequence[Job]:
    """The jobs that are asked for, with those of the platform at large."""
    since, until = (moment(given[name]) if name in given else None for name in ("since", "until"))
    where, bound = wanted(week, given, since, until)
    rows = Rows(
        where=where,
        order="number",
        key=lambda row: (week.at(row.created), week.id_of(row)),
        make=week.brief,
        bound=bound,
    )
    return Merged(own, _newest, week, rows)
