"""A job and its tasks as rows: what each is, and of an odd one where it ran and with what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from kurosai.crois import environments, sizes
from kurosai.crois.fields import Object, lasted, obj, raw, text, time
from kurosai.vocabulary import Row

FEW = 3
"""Of so few tasks each is told with its environment; of more, the odd ones."""

GOOD = frozenset({"SUCCEEDED"})
ASKS_FOR_ROOM = frozenset({"WAITING", "QUEUED", "FAILED", "TIMED_OUT"})


def of(
    job: Object, tasks: Mapping[str, Object], odd: Mapping[str, tuple[str, ...]]
) -> tuple[Row, ...]:
    """The row of the job, then one for each task; `odd` says by name what is unusual about it."""
    same, shared = _same_module(tasks)
    alone = len(tasks) <= FEW
    return (
        _job_row(job, shared),
        *(
            _task_row(name, task, odd.get(name, ()), alone=alone, same=same)
            for name, task in tasks.items()
        ),
    )


def _job_row(job: Object, module: str) -> Row:
    workflow = obj(job.get("workflow"))
    trigger = obj(job.get("trigger"))
    parts = [
        f"job {text(job.get('id'))} {text(job.get('status'))}",
        f"workflow {text(workflow.get('id'))} {text(workflow.get('name'))}",
        f"project {text(job.get('project'))}",
        f"attempt {text(job.get('attempt'))}",
        _started_by(trigger, time(job.get("created_at"))),
    ]
    if module:
        parts.append(module)
    if job.get("error"):
        parts.append(f"error: {text(job.get('error'))}")
    told = {key: value for key, value in job.items() if key != "tasks"}
    mark = "" if job.get("status") in GOOD else ">"
    return Row(text=raw(told), brief=" · ".join(parts), mark=mark)


def _task_row(name: str, task: Object, odd: tuple[str, ...], *, alone: bool, same: str) -> Row:
    """`same` is the module that the job's row tells: of tasks that went well it is left out."""
    parts = [
        f"{name} {text(task.get('status'))}",
        f"{text(task.get('engine'))}",
        f"started_at={text(task.get('started_at'))}",
        f"finished_at={text(task.get('finished_at'))}",
    ]
    if task.get("attempt") not in (None, 1):
        parts.append(f"attempt {text(task.get('attempt'))}")
    module = _module(task)
    if module and (module != same or task.get("status") not in GOOD):
        parts.append(module)
    if task.get("status") in ASKS_FOR_ROOM:
        parts += sizes.told(task)
    if odd:
        parts += [f"{key}={text(value)}" for key, value in obj(task.get("resources")).items()]
    if task.get("error"):
        parts.append(f"error: {text(task.get('error'))}")
    if odd or alone:
        parts += environments.told(task)
    return Row(text=raw({"task": name, **task}), brief=" ".join(parts), mark=">" if odd else "")


def _same_module(tasks: Mapping[str, Object]) -> tuple[str, str]:
    """What every one of several tasks runs, or most of many, and how the job's row says so; "" each
    where they differ, or it is not known."""
    ran = Counter(map(_module, tasks.values()))
    module, count = ran.most_common(1)[0] if ran else ("", 0)
    if module and len(tasks) > 1 and count == len(tasks):
        return module, f"every task: {module}"
    return (module, f"other tasks: {module}") if module and count > FEW else ("", "")


def _module(task: Object) -> str:
    """`module pos-load v12`, by which it is known what ran; "" where the API tells none."""
    name, version = task.get("module"), task.get("module_version")
    return f"module {text(name)} {text(version)}" if name or version else ""


def _started_by(trigger: Object, created: datetime | None) -> str:
    """`by ui t-yamada`; of a schedule, its time and how much later the job was created."""
    due = time(trigger.get("fire_at"))
    if trigger.get("schedule_id") is None or due is None or created is None:
        return f"by {text(trigger.get('kind'))} {text(trigger.get('by'))}"
    schedule = text(trigger.get("schedule_id"))
    return f"by schedule {schedule}, {lasted(created - due)} after its time {due:%H:%M:%S}Z"
