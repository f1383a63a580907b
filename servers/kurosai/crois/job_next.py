"""What to ask next of a job: who knows why it ended as it did, or why it has not begun."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from kurosai import calls
from kurosai.crois.fields import Object, obj, text, time
from kurosai.crois.job_rows import GOOD
from kurosai.vocabulary import Call

NOT_HANDED_OVER = frozenset({"WAITING", "SKIPPED"})


def waits(job: Object) -> tuple[Call, ...]:
    """Of a job that has not begun, who waits beside it: the trace of one that AWS has not got yet
    says no more than how long its queue is."""
    if job.get("status") != "QUEUED" or time(job.get("started_at")) is not None:
        return ()
    return (calls.find_jobs(status="QUEUED"),)


def traces(
    job_id: str, tasks: Mapping[str, Object], odd: Mapping[str, tuple[str, ...]]
) -> tuple[Call, ...]:
    """AWS knows why a task ended that it ran, and has the log of one that did not fail; Google
    Cloud what became of a pod; else what the first odd task wrote."""
    meant = [tasks[name] for name in odd] or [*tasks.values()]
    # What was never handed over left no trace anywhere: it only followed.
    begun = [task for task in meant if task.get("status") not in NOT_HANDED_OVER]
    on_ecs = any(text(task.get("engine")) == "ecs" for task in begun or meant)
    aws = (calls.trace_job(job_id),) if on_ecs else ()
    if not odd:
        return aws
    pods = tuple(_pods(tasks[name] for name in odd))
    if aws:
        return (*aws, *pods)
    return (*pods, calls.read_task_log(job_id, next(iter(odd))))


def _pods(tasks: Iterable[Object]) -> tuple[Call, ...]:
    """What became of the pods of the first task that did not succeed though it was handed over:
    they are gone, their entries are not."""
    for task in tasks:
        name = obj(task.get("resources")).get("k8s_job")
        ran = task.get("engine") != "ecs" and task.get("status") not in GOOD | NOT_HANDED_OVER
        if isinstance(name, str) and ran:
            at = ended(task)
            return (calls.trace_pod(name, around=at),)
    return ()


def ended(task: Object) -> datetime | None:
    """The time around which its pod is looked for; None of one that still runs, which is looked for
    up to now: around its start the window would end long before what it does today."""
    if task.get("status") == "RUNNING":
        return None
    return time(task.get("finished_at")) or time(task.get("started_at"))


def executions(job_id: str, job: Object) -> tuple[Call, ...]:
    """Of a job that runs as an execution, what AWS waits for: it is there whatever runs its
    tasks."""
    runs = job.get("status") == "RUNNING" and job.get("execution_arn")
    return (calls.trace_job(job_id),) if runs else ()


def scheduled(job: Object, odd: Mapping[str, tuple[str, ...]]) -> tuple[Call, ...]:
    """Of a job that a schedule started and that went well, what there is to ask: the schedule."""
    workflow = obj(job.get("workflow")).get("id")
    if odd or workflow is None or obj(job.get("trigger")).get("schedule_id") is None:
        return ()
    return (calls.describe_workflow(text(workflow)),)


def once(*several: Call) -> tuple[Call, ...]:
    """Each of them where it comes first."""
    return tuple(one for index, one in enumerate(several) if one not in several[:index])
