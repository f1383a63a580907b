"""One job as an operator wants it: what it is, each task on a line, what is odd, where to look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from kurosai import calls
from kurosai.clock import jst
from kurosai.crois import described, environments, job_events, sizes, success_before, time_limit
from kurosai.crois.answers import meant, without_content
from kurosai.crois.described import Described
from kurosai.crois.fields import Object, day, lasted, obj, raw, text, time
from kurosai.crois.job_events import Events
from kurosai.crois.platform import Crois
from kurosai.crois.success_before import Before
from kurosai.parallel import both
from kurosai.vocabulary import Call, Coverage, Look, Reading, Row, overall

FEW = 3
"""Of so few tasks each is told with its environment; of more, the odd ones."""

MOST_CALLS = 3

GOOD = frozenset({"SUCCEEDED"})
UNFINISHED = frozenset({"WAITING", "QUEUED", "RUNNING"})
NOT_HANDED_OVER = frozenset({"WAITING", "SKIPPED"})
ASKS_FOR_ROOM = frozenset({"WAITING", "QUEUED", "FAILED", "TIMED_OUT"})
NEVER_STARTED = frozenset({"WAITING", "QUEUED", "SKIPPED", "CANCELED"})


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
        instead=(),
    )
    if nothing is not None:
        return nothing
    job = meant(answer, source=source, unit="job", asked=job_id)
    tasks = {name: obj(task) for name, task in obj(job.get("tasks")).items()}
    events, before, words = _beside(crois, job_id, job, tasks)
    itself = Look(source, Coverage.COMPLETE)
    looks = tuple(look for look in (itself, events.look, *before.looks, words.look) if look)
    odd = {name: found for name, task in tasks.items() if (found := _oddities(task))}
    same, shared = _same_module(tasks)
    return Reading(
        source=source,
        identity=crois.identity,
        # What became of other jobs is no part of this one.
        coverage=overall((itself, events.look)) if events.look else Coverage.COMPLETE,
        found=1,
        total=1,
        unit="job",
        lead=(_ran(job),),
        rows=(
            _job_row(job, shared),
            *(
                _task_row(name, task, odd.get(name, ()), alone=len(tasks) <= FEW, same=same)
                for name, task in tasks.items()
            ),
            *events.rows,
            *before.rows,
            *words.rows,
        ),
        tail=(
            *_findings(job, tasks, odd),
            *time_limit.told(job, tasks, words.limit),
            *filter(None, (*before.told, events.more)),
        ),
        next=_once(
            *_waits(job),
            *_next(job_id, tasks, odd),
            *time_limit.next_calls(job, tasks, words.limit),
            *_scheduled(job, odd),
            *before.next,
        )[:MOST_CALLS],
        facts=_facts(job_id, job, tasks, odd),
        looks=looks[1:] and looks,
    )


def _beside(
    crois: Crois, job_id: str, job: Object, tasks: Mapping[str, Object]
) -> tuple[Events, Before, Described]:
    """What else is read of a job that did not simply go well, side by side."""
    if _ordinary(job, tasks):
        return Events(), Before(), Described()

    def platform() -> tuple[Events, Described]:
        return job_events.read(crois, job_id), described.read(crois, job)

    (events, words), before = both(platform, lambda: success_before.read(crois, job))
    return events, before, words


def _ordinary(job: Object, tasks: Mapping[str, Object]) -> bool:
    """Whether all went well at once: then the platform recorded nothing that is not told here."""
    every = (job, *tasks.values())
    return all(one.get("status") in GOOD and one.get("attempt") in (None, 1) for one in every)


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


def _started_by(trigger: Object, created: datetime | None) -> str:
    """`by ui t-yamada`; of a schedule, its time and how much later the job was created."""
    due = time(trigger.get("fire_at"))
    if trigger.get("schedule_id") is None or due is None or created is None:
        return f"by {text(trigger.get('kind'))} {text(trigger.get('by'))}"
    schedule = text(trigger.get("schedule_id"))
    return f"by schedule {schedule}, {lasted(created - due)} after its time {due:%H:%M:%S}Z"


def _scheduled(job: Object, odd: Mapping[str, tuple[str, ...]]) -> tuple[Call, ...]:
    """Of a job that a schedule started and that went well, what there is to ask: the schedule."""
    workflow = obj(job.get("workflow")).get("id")
    if odd or workflow is None or obj(job.get("trigger")).get("schedule_id") is None:
        return ()
    return (calls.describe_workflow(text(workflow)),)


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


def _oddities(task: Object) -> tuple[str, ...]:
    """What is unusual about a task, in words; empty for one that simply succeeded."""
    status = text(task.get("status"))
    found: list[str] = []
    if status not in GOOD:
        found.append(status)
    if task.get("started_at") is None and status not in NEVER_STARTED:
        found.append("no started_at")
    if task.get("finished_at") is None and status not in UNFINISHED | {"SKIPPED"}:
        found.append("no finished_at")
    return tuple(found)


def _ran(job: Object) -> str:
    created, started, finished = (time(job.get(f"{key}_at")) for key in _TIMES)
    if started is None:
        return f"created {day(created)}, never started"
    if finished is None:
        return f"started {day(started)}, not finished"
    same = started.date() == finished.date()
    end = f"{finished:%H:%M:%S}Z" if same else day(finished)
    return f"ran {day(started)} to {end}, {lasted(finished - started)}"


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
    workflow = obj(job.get("workflow"))
    started, finished = time(job.get("started_at")), time(job.get("finished_at"))
    facts = {
        "job": job_id,
        "status": text(job.get("status")),
        "workflow": f"{text(workflow.get('name'))} (ID: {text(workflow.get('id'))})",
    }
    if started and finished:
        facts["ran"] = f"{jst(started)} - {jst(finished)}"
    if odd:
        facts["odd"] = "; ".join(f"{name}: {', '.join(found)}" for name, found in odd.items())
    if good := [name for name in tasks if name not in odd]:
        facts["others"] = ", ".join(good)
    return facts


def _once(*several: Call) -> tuple[Call, ...]:
    return tuple(one for index, one in enumerate(several) if one not in several[:index])


def _waits(job: Object) -> tuple[Call, ...]:
    """Of a job that has not begun, who waits beside it: the trace of one that AWS has not got yet
    says no more than how long its queue is."""
    if job.get("status") != "QUEUED" or time(job.get("started_at")) is not None:
        return ()
    return (calls.find_jobs(status="QUEUED"),)


def _next(
    job_id: str, tasks: Mapping[str, Object], odd: Mapping[str, tuple[str, ...]]
) -> tuple[Call, ...]:
    """AWS knows why a task ended that it ran, and has the log of one that did not fail; Google
    Cloud what became of a pod; else what the first odd task wrote."""
    meant = [tasks[name] for name in odd] or [*tasks.values()]
    # What was never handed over left no trace anywhere: it only followed.
    begun = [task for task in meant if task.get("status") not in NOT_HANDED_OVER]
    on_ecs = any(text(task.get("engine")) == "ecs" for task in begun or meant)
    traces = (calls.trace_job(job_id),) if on_ecs else ()
    if not odd:
        return traces
    pods = tuple(_pods(tasks[name] for name in odd))
    if traces:
        return (*traces, *pods)
    return (*pods, calls.read_task_log(job_id, next(iter(odd))))


def _pods(tasks: Iterable[Object]) -> tuple[Call, ...]:
    """What became of the pods of the first task that did not succeed though it was handed over:
    they are gone, their entries are not."""
    for task in tasks:
        name = obj(task.get("resources")).get("k8s_job")
        ran = task.get("engine") != "ecs" and task.get("status") not in GOOD | NOT_HANDED_OVER
        if isinstance(name, str) and ran:
            at = time(task.get("finished_at")) or time(task.get("started_at"))
            return (calls.trace_pod(name, around=at),)
    return ()
