"""One job as an operator wants it: what it is, each task on a line, what is odd, where to look."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kurosai.clock import jst
from kurosai.crois import (
    described,
    job_events,
    job_next,
    job_rows,
    slow,
    success_before,
    time_limit,
)
from kurosai.crois.answers import meant, without_content
from kurosai.crois.described import Described
from kurosai.crois.fields import Object, day, lasted, obj, text, time
from kurosai.crois.job_events import Events
from kurosai.crois.job_rows import GOOD
from kurosai.crois.platform import Crois
from kurosai.crois.slow import Slow
from kurosai.crois.success_before import Before
from kurosai.parallel import both
from kurosai.vocabulary import Coverage, Look, Reading, overall

MOST_CALLS = 3

UNFINISHED = frozenset({"WAITING", "QUEUED", "RUNNING"})
NEVER_STARTED = frozenset({"WAITING", "QUEUED", "SKIPPED", "CANCELED"})


def describe(crois: Crois, job_id: str, now: datetime | None = None) -> Reading:
    """The reading of one job: rows are the job and its tasks, odd ones marked. Without `now` it is
    not told how long a job that still runs has run."""
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
    events, before, words, late = _beside(crois, job_id, job, tasks, now)
    itself = Look(source, Coverage.COMPLETE)
    looks = tuple(
        look for look in (itself, events.look, *before.looks, words.look, *late.looks) if look
    )
    odd = {name: found for name, task in tasks.items() if (found := _oddities(task))}
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
            *job_rows.of(job, tasks, odd),
            *events.rows,
            *before.rows,
            *words.rows,
        ),
        tail=(
            *_findings(job, tasks, odd),
            *late.told,
            *time_limit.told(job, tasks, words.limit),
            *time_limit.ends(job, words.limit, now),
            *filter(None, (*before.told, events.more)),
        ),
        next=job_next.once(
            *job_next.waits(job),
            *job_next.traces(job_id, tasks, odd),
            *time_limit.next_calls(job, tasks, words.limit),
            *late.next,
            *job_next.scheduled(job, odd),
            *before.next,
            *job_next.executions(job_id, job),
        )[:MOST_CALLS],
        facts=_facts(job_id, job, tasks, odd),
        looks=looks[1:] and looks,
    )


def _beside(
    crois: Crois, job_id: str, job: Object, tasks: Mapping[str, Object], now: datetime | None
) -> tuple[Events, Before, Described, Slow]:
    """What else is read of a job that did not simply go well, side by side; of one that did only
    whether it was slow."""
    if _ordinary(job, tasks):
        return Events(), Before(), Described(), slow.read(crois, job, now)

    def platform() -> tuple[Events, Described]:
        return job_events.read(crois, job_id), described.read(crois, job)

    def earlier() -> tuple[Before, Slow]:
        return both(lambda: success_before.read(crois, job), lambda: slow.read(crois, job, now))

    (events, words), (before, late) = both(platform, earlier)
    return events, before, words, late


def _ordinary(job: Object, tasks: Mapping[str, Object]) -> bool:
    """Whether all went well at once: then the platform recorded nothing that is not told here."""
    every = (job, *tasks.values())
    return all(one.get("status") in GOOD and one.get("attempt") in (None, 1) for one in every)


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
