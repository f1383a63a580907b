"""One job as an operator wants it: what it is, each task on a line, what is odd, where to look."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from kurosai import calls
from kurosai.clock import jst
from kurosai.crois.answers import without_content
from kurosai.crois.platform import Crois
from kurosai.errors import BadInput, Unavailable
from kurosai.vocabulary import Call, Coverage, Json, Reading, Row, moment

GOOD = frozenset({"SUCCEEDED"})
UNFINISHED = frozenset({"WAITING", "QUEUED", "RUNNING"})
NOT_HANDED_OVER = frozenset({"WAITING", "SKIPPED"})
NEVER_STARTED = frozenset({"WAITING", "QUEUED", "SKIPPED", "CANCELED"})

Object = Mapping[str, Json]


def describe(crois: Crois, job_id: str) -> Reading:
    """The reading of one job: rows are the job and its tasks, odd ones marked."""
    path = f"/v1/jobs/{job_id}/"
    answer = crois.get(path)
    source = f"GET {path}"
    nothing = without_content(
        answer,
        source=source,
        identity=crois.identity,
        unit="job",
        missing=f"There is no job {job_id} here. Check the digits and the environment.",
        instead=(calls.call_operation("list_jobs"),),
    )
    if nothing is not None:
        return nothing
    job = _object(answer.body)
    tasks = {name: _object(task) for name, task in _object(job.get("tasks")).items()}
    if str(job.get("id")) != job_id:
        raise Unavailable(
            f"GET {path} answers with job {str(job.get('id'))[:40]!r}.",
            "Do not use this answer; see whether CROIS_API_URL is the right API.",
        )
    odd = {name: found for name, task in tasks.items() if (found := _oddities(task))}
    return Reading(
        source=source,
        identity=crois.identity,
        coverage=Coverage.COMPLETE,
        found=1,
        total=1,
        unit="job",
        lead=(_ran(job),),
        rows=(
            _job_row(job),
            *(_task_row(name, task, odd.get(name, ())) for name, task in tasks.items()),
        ),
        tail=_findings(job, tasks, odd),
        next=_next(job_id, tasks, odd),
        facts=_facts(job_id, job, tasks, odd),
    )


def _job_row(job: Object) -> Row:
    workflow = _object(job.get("workflow"))
    trigger = _object(job.get("trigger"))
    parts = [
        f"job {_text(job.get('id'))} {_text(job.get('status'))}",
        f"workflow {_text(workflow.get('id'))} {_text(workflow.get('name'))}",
        f"project {_text(job.get('project'))}",
        f"attempt {_text(job.get('attempt'))}",
        f"by {_text(trigger.get('kind'))} {_text(trigger.get('by'))}",
    ]
    if job.get("error"):
        parts.append(f"error: {_text(job.get('error'))}")
    raw = {key: value for key, value in job.items() if key != "tasks"}
    mark = "" if job.get("status") in GOOD else ">"
    return Row(text=_raw(raw), brief=" · ".join(parts), mark=mark)


def _task_row(name: str, task: Object, odd: tuple[str, ...]) -> Row:
    parts = [
        f"{name} {_text(task.get('status'))}",
        f"{_text(task.get('engine'))}",
        f"started_at={_text(task.get('started_at'))}",
        f"finished_at={_text(task.get('finished_at'))}",
    ]
    if task.get("attempt") not in (None, 1):
        parts.append(f"attempt {_text(task.get('attempt'))}")
    if odd:
        module, version = _text(task.get("module")), _text(task.get("module_version"))
        parts.append(f"module {module} {version}")
        parts += [f"{key}={_text(value)}" for key, value in _object(task.get("resources")).items()]
    if task.get("error"):
        parts.append(f"error: {_text(task.get('error'))}")
    return Row(text=_raw({"task": name, **task}), brief=" ".join(parts), mark=">" if odd else "")


def _oddities(task: Object) -> tuple[str, ...]:
    """What is unusual about a task, in words; empty for one that simply succeeded."""
    status = _text(task.get("status"))
    found: list[str] = []
    if status not in GOOD:
        found.append(status)
    if task.get("started_at") is None and status not in NEVER_STARTED:
        found.append("no started_at")
    if task.get("finished_at") is None and status not in UNFINISHED | {"SKIPPED"}:
        found.append("no finished_at")
    return tuple(found)


def _ran(job: Object) -> str:
    created, started, finished = (_time(job.get(f"{key}_at")) for key in _TIMES)
    if started is None:
        return f"created {_day(created)}, never started"
    if finished is None:
        return f"started {_day(started)}, not finished"
    return f"ran {_day(started)} to {_day(finished)}, {_seconds(started, finished)}"


_TIMES = ("created", "started", "finished")


def _findings(
    job: Object, tasks: Mapping[str, Object], odd: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    if not tasks:
        return ("the job has no task yet",)
    if not odd:
        return (f"all {len(tasks)} tasks succeeded, each with started_at and finished_at",)
    lines = [f"{name}: {', '.join(found)}" for name, found in odd.items()]
    rest = len(tasks) - len(odd)
    if rest:
        lines.append(f"the other {rest} succeeded, each with started_at and finished_at")
    return ("; ".join(lines),)


def _facts(
    job_id: str,
    job: Object,
    tasks: Mapping[str, Object],
    odd: Mapping[str, tuple[str, ...]],
) -> dict[str, str]:
    workflow = _object(job.get("workflow"))
    started, finished = _time(job.get("started_at")), _time(job.get("finished_at"))
    facts = {
        "job": job_id,
        "status": _text(job.get("status")),
        "workflow": f"{_text(workflow.get('name'))} (ID: {_text(workflow.get('id'))})",
    }
    if started and finished:
        facts["ran"] = f"{jst(started)} - {jst(finished)}"
    if odd:
        facts["odd"] = "; ".join(f"{name}: {', '.join(found)}" for name, found in odd.items())
    if good := [name for name in tasks if name not in odd]:
        facts["others"] = ", ".join(good)
    return facts


def _next(
    job_id: str, tasks: Mapping[str, Object], odd: Mapping[str, tuple[str, ...]]
) -> tuple[Call, ...]:
    """AWS knows why a task ended that it ran, and has the log of one that did not fail; Google
    Cloud what became of a pod; else what the platform noted, and what the first odd task wrote."""
    meant = [tasks[name] for name in odd] or [*tasks.values()]
    # What was never handed over left no trace anywhere: it only followed.
    begun = [task for task in meant if task.get("status") not in NOT_HANDED_OVER]
    on_ecs = any(_text(task.get("engine")) == "ecs" for task in begun or meant)
    traces = (calls.trace_job(job_id),) if on_ecs else ()
    if not odd:
        return traces
    pods = tuple(_pods(tasks[name] for name in odd))
    if traces:
        return (*traces, *pods)
    return (
        *pods,
        calls.call_operation("list_job_events", job_id=job_id),
        calls.call_operation("get_task_log", job_id=job_id, task=next(iter(odd))),
    )


def _pods(tasks: Iterable[Object]) -> tuple[Call, ...]:
    """What became of the pods of the first task that did not succeed though it was handed over:
    they are gone, their entries are not."""
    for task in tasks:
        name = _object(task.get("resources")).get("k8s_job")
        ran = task.get("engine") != "ecs" and task.get("status") not in GOOD | NOT_HANDED_OVER
        if isinstance(name, str) and ran:
            at = _time(task.get("finished_at")) or _time(task.get("started_at"))
            return (calls.trace_pod(name, around=at),)
    return ()


def _raw(value: Object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def _object(value: Json) -> Object:
    return value if isinstance(value, Mapping) else {}


def _text(value: Json) -> str:
    return "null" if value is None else str(value)


def _time(value: Json) -> datetime | None:
    try:
        return moment(value) if isinstance(value, str) else None
    except BadInput:
        return None


def _day(at: datetime | None) -> str:
    return "at an unknown time" if at is None else f"{at:%Y-%m-%d %H:%M:%S}Z ({jst(at)})"


def _seconds(start: datetime, end: datetime) -> str:
    total = int((end - start).total_seconds())
    minutes, seconds = divmod(total, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02}m{seconds:02}s" if hours else f"{minutes}m{seconds:02}s"
