"""One workflow as an operator wants it: what it runs, when it is started, how it went, who changed
it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai import calls
from kurosai.crois import (
    described,
    edits,
    far_jobs,
    fired_twice,
    named_elsewhere,
    pages,
    project_failures,
    schedule,
    workflow_jobs,
)
from kurosai.crois.answers import meant, without_content
from kurosai.crois.failure_groups import created
from kurosai.crois.fields import Object, known, lasted, obj, raw, short, text, time
from kurosai.crois.fired_twice import Fired
from kurosai.crois.job_record import FAILED, SUCCEEDED, Job, job_of
from kurosai.crois.job_search import JOBS
from kurosai.crois.pages import Listing, Query, Refused
from kurosai.crois.platform import Crois
from kurosai.errors import Fault
from kurosai.parallel import both, each
from kurosai.vocabulary import Call, Coverage, Look, Reading, Row, overall

MOST_JOBS = 100
MOST_CHANGES = 5
SHOWN_SCHEDULES = 6
SHOWN_TASKS = 12
MOST_CALLS = 3
WEEK = timedelta(days=7)
_FUNCTION = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)+")


@dataclass(frozen=True, slots=True)
class _Place:
    """A list that belongs to a workflow, and how much of it is asked for."""

    name: str
    path: str
    query: Query
    size: int


def describe(crois: Crois, now: datetime, workflow_id: str) -> Reading:
    """The reading of one workflow; of its lists that cannot be read `looked` says why."""
    path = f"/v1/workflows/{workflow_id}/"
    answer = crois.get(path)
    source = f"GET {path}"
    nothing = without_content(
        answer,
        source=source,
        identity=crois.identity,
        unit="workflow",
        missing=f"There is no workflow {workflow_id} here. Check the digits and the environment.",
        instead=(calls.call_operation("list_workflows"),),
    )
    if nothing is not None:
        return nothing
    workflow = meant(answer, source=source, unit="workflow", asked=workflow_id)
    places = _places(path, workflow_id)
    listed, (named, others) = both(
        lambda: each(_reader(crois), places),
        lambda: both(
            lambda: named_elsewhere.of_workflow(crois, workflow),
            lambda: project_failures.read(crois, workflow, now),
        ),
    )
    found = dict(zip((one.name for one in places), listed, strict=True))
    jobs = tuple(sorted((job_of(one) for one in _items(found["jobs"])), key=created))
    schedules = tuple(schedule.of(one) for one in _items(found["schedules"]))
    alike = schedule.alike(schedules)
    twice = fired_twice.of(jobs)
    far = far_jobs.of(jobs, now)
    looks = tuple(_looks(source, places, found))
    asked = (*_next(workflow_id, jobs, twice, far, now), *_all_schedules(workflow_id, found, alike))
    left_open = [look for look in looks if look.leaves_open]
    return Reading(
        source=source,
        identity=crois.identity,
        coverage=overall(looks) if left_open else Coverage.COMPLETE,
        found=1,
        total=1,
        unit="workflow",
        lead=(_summary(jobs, found["jobs"]),),
        rows=(
            _workflow_row(workflow),
            *named.rows,
            *(schedule.row(one, now) for one in alike[:SHOWN_SCHEDULES]),
            *_changes(found["history"]),
            *workflow_jobs.rows(jobs, twice, far, now),
        ),
        tail=(
            *fired_twice.told(twice),
            *_findings(found, alike, jobs, now, time(workflow.get("updated_at"))),
            *named.told,
            *others.told,
        ),
        next=(*asked[:1], *named.next, *asked[1:], *others.next)[:MOST_CALLS],
        facts=_facts(workflow, schedules, jobs, twice),
        looks=(*(looks if left_open else ()), *named.looks, *others.looks),
    )


def _places(path: str, workflow_id: str) -> tuple[_Place, ...]:
    mine = (("workflow_id", workflow_id),)
    return (
        _Place("schedules", "/v1/schedules/", mine, pages.PAGE_SIZE),
        _Place("jobs", JOBS, mine, MOST_JOBS),
        _Place("history", f"{path}history/", (), MOST_CHANGES),
    )


def _reader(crois: Crois) -> Callable[[_Place], Listing | str]:
    def read(place: _Place) -> Listing | str:
        try:
            return pages.read(crois, place.path, place.query, most=1, size=place.size)
        except Refused as refused:
            detail = obj(refused.answer.body).get("detail")
            return f"{refused.answer.status}: {short(text(detail))}"
        except Fault as fault:
            return fault.what

    return read


def _items(found: Listing | str) -> tuple[Object, ...]:
    return found.items if isinstance(found, Listing) else ()


def _looks(
    source: str, places: Sequence[_Place], found: dict[str, Listing | str]
) -> Iterator[Look]:
    yield Look(source, Coverage.COMPLETE)
    for place in places:
        one = found[place.name]
        if isinstance(one, Listing):
            seen = Coverage.PARTIAL if one.fault else Coverage.COMPLETE
            yield Look(f"GET {place.path}", seen, one.fault)
        else:
            denied = Coverage.DENIED if one.startswith("403") else Coverage.PARTIAL
            yield Look(f"GET {place.path}", denied, one)


def _workflow_row(workflow: Object) -> Row:
    tasks = obj(workflow.get("tasks"))
    parts = [
        f"workflow {text(workflow.get('id'))} {short(text(workflow.get('name')), 80)}",
        f"project {text(workflow.get('project'))}",
        f"owner {text(workflow.get('owner'))}",
        f"updated_at={text(workflow.get('updated_at'))}",
        f"timeout {text(workflow.get('timeout_minutes'))} min",
        f"tasks {', '.join(_task(name, obj(one)) for name, one in [*tasks.items()][:SHOWN_TASKS])}",
    ]
    if len(tasks) > SHOWN_TASKS:
        parts.append(f"and {len(tasks) - SHOWN_TASKS} more")
    if said := described.of(workflow):
        parts.append(said)
    return Row(raw(workflow), brief=" · ".join(parts))


def _task(name: str, task: Object) -> str:
    waits = task.get("depends_on")
    after = [known(one) for one in waits] if isinstance(waits, list | tuple) else []
    behind = f" after {'+'.join(after)}" if after else ""
    return f"{name} ({text(task.get('module'))}, {text(task.get('engine'))}{behind})"


def _changes(found: Listing | str) -> list[Row]:
    rows = [edits.row(one) for one in _items(found)[:MOST_CHANGES]]
    return rows[::-1]


def _summary(jobs: Sequence[Job], found: Listing | str) -> str:
    if not isinstance(found, Listing) or (not jobs and found.fault):
        return "its jobs could not be read"
    if not jobs:
        return "it has never run a job that is still kept"
    counts = Counter(job.status for job in jobs)
    told = ", ".join(f"{count} {status}" for status, count in counts.most_common())
    last = {
        word: next((job for job in reversed(jobs) if job.status in states), None)
        for word, states in (("success", (SUCCEEDED,)), ("failure", FAILED))
    }
    ends = "; ".join(
        f"last {word} {job.created:%Y-%m-%d %H:%M}Z (job {job.id})"
        for word, job in last.items()
        if job is not None and job.created is not None
    )
    which = f"its newest {len(jobs)} of {found.total} jobs" if not found.whole else "all its jobs"
    return f"{which}: {told}{'; ' if ends else ''}{ends}"


def _findings(
    found: dict[str, Listing | str],
    alike: Sequence[schedule.Alike],
    jobs: Sequence[Job],
    now: datetime,
    changed: datetime | None,
) -> Iterator[str]:
    listed = found["jobs"]
    whole = isinstance(listed, Listing) and listed.whole
    since = now - 366 * timedelta(days=1) if whole or not jobs else created(jobs[0])
    # What was changed then may be when it is started.
    since = max(since, changed) if changed else since
    for several in alike[:SHOWN_SCHEDULES]:
        yield from schedule.findings(several, jobs, now, since)
    if hidden := _hidden(found, alike):
        yield f"{hidden} more schedules are not shown: call_operation list_schedules has all"
    if isinstance(found["schedules"], Listing) and not (alike or found["schedules"].fault):
        yield "it has no schedule"


def _hidden(found: dict[str, Listing | str], alike: Sequence[schedule.Alike]) -> int:
    """How many schedules have no row: of other kinds than those shown, or behind the first page."""
    listed = found["schedules"]
    if not isinstance(listed, Listing):
        return 0
    every = max(listed.total or 0, sum(map(len, alike)))
    return every - sum(map(len, alike[:SHOWN_SCHEDULES]))


def _all_schedules(
    workflow_id: str, found: dict[str, Listing | str], alike: Sequence[schedule.Alike]
) -> tuple[Call, ...]:
    if not _hidden(found, alike):
        return ()
    return (calls.call_operation("list_schedules", workflow_id=workflow_id),)


def _next(
    workflow_id: str,
    jobs: Sequence[Job],
    twice: Sequence[Fired],
    far: Mapping[str, str],
    now: datetime,
) -> tuple[Call, ...]:
    failed = [job for job in jobs if job.failed]
    if twice and not (failed and created(failed[-1]) > created(twice[-1][-1])):
        first, *_, last = twice[-1]
        asked = _started(last, last.created)
        return (calls.describe_job(last.id), calls.describe_job(first.id), *asked)
    if failed:
        # What takes too long now comes before what failed then.
        slow = [job for job in jobs if job.id in far and created(job) > created(failed[-1])]
        return (
            *(calls.describe_job(job.id) for job in slow[-1:]),
            calls.describe_job(failed[-1].id),
            calls.find_jobs(workflow_id=workflow_id, since=now - WEEK, until=now),
        )
    last = [calls.describe_job(one) for one in [*(job.id for job in jobs[-1:]), *far][-1:]]
    return (*_scheduler(jobs), *last)


def _scheduler(jobs: Sequence[Job]) -> tuple[Call, ...]:
    """Of a job that came late, what its scheduler says of the schedule at the time that was due."""
    for job in reversed(fired_twice.firsts(jobs)):
        late = job.lag is not None and job.lag > schedule.LATE
        if late and (asked := _started(job, job.fire_at)):
            return asked
    return ()


def _started(job: Job, around: datetime | None) -> tuple[Call, ...]:
    """What the function that started a job says of its schedule: Crois names the function, and
    Lambda's log groups have a name of one form."""
    if around is None or not _FUNCTION.fullmatch(job.by):
        return ()
    return (calls.find_logs(f"/aws/lambda/{job.by}", job.schedule, around=around),)


def _facts(
    workflow: Object,
    schedules: Sequence[schedule.Schedule],
    jobs: Sequence[Job],
    twice: Sequence[Fired],
) -> dict[str, str]:
    facts: dict[str, str] = {
        "workflow": f"{text(workflow.get('name'))} (ID: {text(workflow.get('id'))})"
    }
    if schedules:
        facts["schedules"] = "; ".join(
            f"{one.id}: {one.expression} {one.timezone}, created_via {one.via}"
            f"{'' if one.enabled else ', disabled'}"
            for one in schedules[:SHOWN_SCHEDULES]
        )
    lags = [job.lag for job in fired_twice.firsts(jobs) if job.lag is not None]
    if lags:
        facts["lag"] = f"at most {lasted(max(lags))} over {len(lags)} jobs"
    if twice:
        facts["fired twice"] = next(fired_twice.told(twice))
    return facts
