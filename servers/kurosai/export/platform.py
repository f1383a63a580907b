"""`world.crois` of a scenario, from the platform's own records; what it needs and nobody read is
made up, and said to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from kurosai.export.attempts import Attempt
from kurosai.vocabulary import moment, stamp

if TYPE_CHECKING:
    from kurosai.export.known import Job, Known, Record

Tree: TypeAlias = dict[Any, Any]

NOBODY = "unknown"
LONG_BEFORE = timedelta(days=30)
PER_DAY = 22_000
_DEFAULTS: Mapping[str, tuple[str, str]] = {
    "ecs": ("ecs-default", "crois-v2-prd-worker"),
    "gke": ("gke-default", "crois-v2-prd-gke"),
}
_GKE_REGION = "asia-northeast1"


@dataclass(slots=True)
class Platform:
    """The tree of `world.crois` as it grows; `made_up` says what no reading told."""

    region: str
    projects: Tree = field(default_factory=dict[Any, Any])
    users: Tree = field(default_factory=dict[Any, Any])
    workergroups: Tree = field(default_factory=dict[Any, Any])
    modules: Tree = field(default_factory=dict[Any, Any])
    workflows: Tree = field(default_factory=dict[Any, Any])
    schedules: Tree = field(default_factory=dict[Any, Any])
    jobs: Tree = field(default_factory=dict[Any, Any])
    made_up: dict[str, None] = field(default_factory=dict[str, None])


def platform(known: Known, now: datetime, account: str, region: str) -> tuple[Tree, list[str]]:
    """The tree, and what of it was made up."""
    made = Platform(region)
    jobs = {number: job for number, job in sorted(known.jobs.items()) if job.body is not None}
    _workflows(made, known, jobs, now)
    _modules(made, known, jobs, account)
    for number, job in jobs.items():
        made.jobs[number] = _job(made, job)
    _schedules(made, known)
    for engine, (name, cluster) in _DEFAULTS.items():
        if not any(one["engine"] == engine for one in made.workergroups.values()):
            made.workergroups[name] = _group(engine, cluster, region)
    first = next(iter(jobs.items()), None)
    tree: Tree = {
        "numbering": {
            "id": first[0] if first else 10_000_000,
            "at": str(first[1].body["created_at"]) if first and first[1].body else stamp(now),
            "per_day": PER_DAY,
        },
        "projects": made.projects,
        "users": made.users or {NOBODY: {"name": NOBODY}},
        "workergroups": made.workergroups,
        "modules": made.modules,
        "workflows": made.workflows,
    }
    for name, part in (("schedules", made.schedules), ("jobs", made.jobs)):
        if part:
            tree[name] = part
    return tree, [*made.made_up]


def _user(made: Platform, name: Any, kind: str = "person") -> str:
    user = str(name or NOBODY)
    made.users.setdefault(user, {"name": user, "kind": kind})
    return user


def _group(engine: str, cluster: str, region: str) -> Tree:
    return {
        "engine": engine,
        "cluster": cluster,
        "region": region if engine == "ecs" else _GKE_REGION,
    }


def _workflows(made: Platform, known: Known, jobs: Mapping[int, Job], now: datetime) -> None:
    """Those that were read, and those that can be told from their jobs' tasks."""
    for number, body in known.workflows.items():
        made.workflows[number] = _workflow(made, body, known.histories.get(number, []))
    for job in jobs.values():
        body = job.body or {}
        number = int(body["workflow"]["id"])
        flow = made.workflows.setdefault(
            number,
            {
                "name": str(body["workflow"]["name"]),
                "project": str(body["project"]),
                "owner": _user(made, None),
                "created_at": stamp(min(moment(str(body["created_at"])), now) - LONG_BEFORE),
                "tasks": {},
            },
        )
        for name, task in job.tasks.items():
            flow["tasks"].setdefault(name, _planned(task))
            _placed(made, task)
        if number not in known.workflows:
            made.made_up["owner and age of workflows that were not read themselves"] = None
    for flow in made.workflows.values():
        if not flow["tasks"]:
            # Of a job in a list nobody knows what it ran; something it has to be.
            flow["tasks"]["task"] = {"module": "module-unknown", "engine": "ecs"}
            made.made_up["tasks of jobs that were seen in a list only"] = None
        for task in flow["tasks"].values():
            task["depends_on"] = [one for one in task.get("depends_on", ()) if one in flow["tasks"]]
        made.projects.setdefault(flow["project"], {"owner": flow["owner"], "description": ""})


def _workflow(made: Platform, body: Record, history: list[Record]) -> Tree:
    return {
        "name": str(body["name"]),
        "project": str(body["project"]),
        "owner": _user(made, body.get("owner")),
        "description": str(body.get("description") or ""),
        "created_at": str(body["created_at"]),
        "timeout_minutes": int(body.get("timeout_minutes") or 60),
        "tasks": {name: _planned(task) for name, task in body["tasks"].items()},
        "history": [
            {"at": one["at"], "by": _user(made, one["by"]), "summary": one["summary"]}
            for one in history
        ],
    }


def _planned(task: Record) -> Tree:
    plan: Tree = {"module": str(task["module"]), "engine": str(task["engine"])}
    for name in ("depends_on", "cpu", "memory_mb"):
        if task.get(name):
            plan[name] = task[name]
    return plan


def _placed(made: Platform, task: Record) -> None:
    """The worker group that a task ran in, with its cluster; the first of an engine is its
    default."""
    engine, group = str(task["engine"]), task.get("workergroup")
    resources: Mapping[str, Any] = task.get("resources") or {}
    cluster = resources.get("cluster")
    if group and cluster:
        made.workergroups.setdefault(str(group), _group(engine, str(cluster), made.region))


def _modules(made: Platform, known: Known, jobs: Mapping[int, Job], account: str) -> None:
    """Each module with the versions that ran, in the order in which they came."""
    ran: dict[str, dict[str, datetime]] = {}
    for job in jobs.values():
        at = moment(str((job.body or {})["created_at"]))
        for task in job.tasks.values():
            ran.setdefault(str(task["module"]), {}).setdefault(str(task["module_version"]), at)
    for flow in made.workflows.values():
        for task in flow["tasks"].values():
            module = task["module"]
            versions = ran.get(module) or {"1": moment(flow["created_at"])}
            made.modules.setdefault(
                module,
                {
                    "project": flow["project"],
                    "owner": flow["owner"],
                    "versions": {
                        version: {
                            "image": _image(known, made, account, flow["project"], module, version),
                            "created_at": stamp(
                                at - (timedelta(seconds=1) if index else LONG_BEFORE)
                            ),
                            "created_by": flow["owner"],
                        }
                        for index, (version, at) in enumerate(
                            sorted(versions.items(), key=lambda one: one[1])
                        )
                    },
                },
            )


def _image(
    known: Known, made: Platform, account: str, project: str, module: str, version: str
) -> str:
    """The image as a reading named it, else one in the account's own registry."""
    for image in (*known.images, *known.pulled):
        path, _, tag = image.rpartition(":")
        if path.rpartition("/")[2] == module and tag == version:
            return image
    made.made_up["images of modules that no reading names"] = None
    return f"{account}.dkr.ecr.{made.region}.amazonaws.com/{project}/{module}:{version}"


def _schedules(made: Platform, known: Known) -> None:
    for number, body in known.schedules.items():
        if int(body["workflow_id"]) in made.workflows:
            made.schedules[number] = {
                "workflow": int(body["workflow_id"]),
                "cron": str(body["cron"]),
                "timezone": str(body["timezone"]),
                "enabled": bool(body["enabled"]),
                "created_via": str(body["created_via"]),
            }
    for job in made.jobs.values():
        trigger = job["trigger"]
        number = trigger.get("schedule")
        if number is not None and number not in made.schedules:
            at = moment(trigger.get("fire_at") or job["created_at"])
            made.schedules[number] = {
                "workflow": job["workflow"],
                "cron": f"{at.minute} {at.hour} * * *",
                "timezone": "UTC",
            }
            made.made_up["schedules that were not read themselves (daily, at their job's time)"] = (
                None
            )


def _job(made: Platform, job: Job) -> Tree:
    body = job.body or {}
    created = moment(str(body["created_at"]))
    told = body["trigger"]
    trigger: Tree = {"kind": told["kind"], "by": _user(made, told["by"], _kind(told["kind"]))}
    if told.get("schedule_id") is not None:
        trigger["schedule"] = told["schedule_id"]
    if told.get("fire_at"):
        trigger["fire_at"] = told["fire_at"]
    tree: Tree = {
        "created_at": str(body["created_at"]),
        "workflow": int(body["workflow"]["id"]),
        "trigger": trigger,
        "status": body["status"],
        **_times(body, created),
        "attempt": body.get("attempt") or 1,
        **({"error": body["error"]} if body.get("error") else {}),
        "tasks": {name: _task(job, name, task, created) for name, task in job.tasks.items()}
        or _tasks_unread(made, body, created),
    }
    events = [
        {
            "after": span(moment(str(one["at"])) - created),
            "kind": one["kind"],
            **({"task": one["task"]} if one.get("task") else {}),
            "detail": str(one.get("detail") or ""),
        }
        for one in job.events
    ]
    return {**tree, **({"events": events} if events else {})}


def _kind(trigger: str) -> str:
    return "service" if trigger in ("api", "schedule") else "person"


def _times(body: Record, created: datetime) -> Tree:
    return {
        name: span(moment(str(body[f"{name}_at"])) - created)
        for name in ("started", "finished")
        if body.get(f"{name}_at")
    }


def _tasks_unread(made: Platform, body: Record, created: datetime) -> Tree:
    """Tasks of a job that was seen in a list only: each ran as long as the job did."""
    made.made_up["tasks of jobs that were seen in a list only"] = None
    status = body["status"] if body["status"] not in ("QUEUED",) else "WAITING"
    flow = made.workflows[int(body["workflow"]["id"])]
    return {name: {"status": status, **_times(body, created)} for name in flow["tasks"]}


def _task(job: Job, name: str, task: Record, created: datetime) -> Tree:
    tree: Tree = {
        "status": task["status"],
        **_times(task, created),
        "attempt": task.get("attempt") or 1,
    }
    for key in ("error", "zone", "environment"):
        if task.get(key):
            tree[key] = task[key]
    lines = sorted(job.logs.get(name, ()))
    if lines:
        tree["log"] = [{"after": span(at - created), "text": text} for at, text in lines]
    # Step Functions tries tasks of other engines too; what ECS did there is nothing.
    several = job.attempts.get(name, []) if task.get("engine") == "ecs" else []
    told = [*_attempts(several, created)]
    return {**tree, **({"ecs": told} if told else {})}


def _attempts(several: list[Attempt], created: datetime) -> Iterator[Tree]:
    for one in several:
        tree: Tree = {"submitted": span(one.submitted - created)}
        if not one.ecs_task and one.error:
            yield {**tree, "refused": {"error": one.error, "cause": one.cause}}
            continue
        times = (("started", one.started), ("stopped", one.ended))
        tree |= {key: span(at - created) for key, at in times if at is not None}
        if one.ended is not None:
            ends = {
                "exit_code": one.exit_code,
                "reason": one.reason or (one.stopped_reason if one.started is None else ""),
                "stop_code": one.stop_code,
                "stopped_reason": one.stopped_reason,
            }
            tree |= {key: value for key, value in ends.items() if value not in (None, "")}
        yield {**tree, "zone": one.zone} if one.zone else tree


def span(length: timedelta) -> str:
    """A span as scenarios write it; nothing is before a job's creation."""
    milliseconds = max(0, round(length.total_seconds() * 1000))
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds}.{rest:03d}s" if rest else f"{seconds}s"
