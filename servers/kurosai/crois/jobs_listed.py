"""The answer of find_jobs where no failure is to be grouped: the jobs, or what there is instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from kurosai import calls
from kurosai.crois import failure_groups, job_search
from kurosai.crois.beside import Beside
from kurosai.crois.job_details import Details
from kurosai.crois.job_record import Job, row
from kurosai.crois.job_search import Asked, Seen
from kurosai.crois.platform import Crois
from kurosai.crois.search_words import MOST_KEPT, coverage, cursor, fitting, job_told, unread
from kurosai.vocabulary import Call, Coverage, Reading, Row, Window, stamp

MOST_GROUPS = 6
MOST_WORKFLOWS = 3
MOST_CALLS = 3
NOT_IN_ERRORS = (
    " in its own error, the platform's short form: why a container stopped, what a task wrote and "
    "attempts that were retried (such a job may have SUCCEEDED) do not stand there, so that this "
    "is no proof that nobody else was hit; the logs of the state machine and of the tasks have them"
)


def listed(
    crois: Crois,
    asked: Asked,
    window: Window,
    source: str,
    seen: Seen,
    jobs: Sequence[Job],
    beside: Beside,
) -> Reading:
    """No failure of the kind asked for: the jobs of the status, or what there is instead."""
    looked = asked.status == "failures"
    shown = jobs or (seen.newest if looked and not asked.text else ())
    limit = asked.limit
    rows = [
        row(job, mark="", told=job_told(job))
        if limit and index >= len(shown) - limit
        else Row(job_told(job), job.created, ".")
        for index, job in enumerate(shown[-MOST_KEPT:], max(0, len(shown) - MOST_KEPT))
    ]
    seen_so_far = coverage(seen)
    if seen_so_far is Coverage.COMPLETE and not (jobs or beside.rows):
        seen_so_far = Coverage.EMPTY
    instead = (one for one in _instead(asked, window, seen, jobs) if one not in beside.next)
    return Reading(
        source=source,
        identity=crois.identity,
        coverage=seen_so_far,
        window=window,
        found=len(jobs),
        total=fitting(asked, seen, jobs),
        unit="job",
        lead=(*_nothing_lead(asked, seen, jobs), *beside.told),
        rows=(*_other_errors(asked, seen), *beside.rows, *rows),
        tail=(*unread(seen, Details()), *beside.unread),
        next=(*beside.next, *instead)[:MOST_CALLS],
        cursor=cursor(window, seen),
        facts={"jobs": f"{len(jobs)} of {seen.total} ({window})"},
    )


def _nothing_lead(asked: Asked, seen: Seen, jobs: Sequence[Job]) -> tuple[str, ...]:
    counts = ", ".join(f"{count} {status}" for status, count in seen.counts.items() if count)
    if jobs:
        return (counts, *_whose(asked, seen, jobs))
    missed = sum(seen.counts.get(status, 0) for status in asked.wanted)
    if seen.faults and missed and not seen.jobs:
        return (f"none of the {missed} jobs that are asked for could be read; {counts}",)
    if seen.total == 0 and not counts:
        narrowed = " for these filters" if asked.filters else ""
        instead = "see whether the name is right, or give an earlier since"
        return (f"no job at all was created in this window{narrowed}: {instead}",)
    what = "failed" if asked.status == "failures" else f"is {asked.status}"
    part = "" if seen.rest is None else f" among those after {stamp(seen.rest)}, which were read"
    nothing = f"no job {what}{part}"
    if asked.text:
        nothing = (
            _none_has_it(asked, seen, part) if seen.jobs else f"{nothing}, so none has this text"
        )
    text = NOT_IN_ERRORS if asked.text else ""
    newest = "; the newest:" if asked.status == "failures" and not asked.text else ""
    others = "how many there are of all is not known"
    if seen.total is not None:
        others = f"{seen.total} in other states"
    return (f"{nothing}{text}; {counts or others}{newest}",)


def _none_has_it(asked: Asked, seen: Seen, part: str) -> str:
    """`none of 8 failed jobs (all were read) has this text`, or of how many of them it is said."""
    count = len(seen.jobs)
    said = "failed" if asked.status == "failures" else asked.status
    every = f"{count} {said} job{'' if count == 1 else 's'}"
    whole = " that were read" if seen.faults else " (all were read)"
    return f"none of {every}{part or whole} has this text"


def _whose(asked: Asked, seen: Seen, jobs: Sequence[Job]) -> Iterator[str]:
    """Which workflows they are of, and since when the first of them is there."""
    if len(jobs) <= asked.limit:
        return
    if told := by_workflow(jobs):
        read = "" if seen.rest is None else " (of those read)"
        yield f"by workflow{read}: {told}"
    first = min((job.created for job in jobs if job.created), default=None)
    if first is not None and seen.rest is None:
        yield f"the first of them was created {stamp(first)}"


def by_workflow(jobs: Sequence[Job]) -> str:
    """`9 of 15202 NAME, 2 of 15201 NAME, 1 of 1 other`; "" where all are of one."""
    many = Counter(job.workflow for job in jobs).most_common()
    if len(many) < 2:
        return ""
    names = {job.workflow: job.workflow_name for job in jobs}
    shown = [f"{count} of {one} {names[one]}".rstrip() for one, count in many[:MOST_WORKFLOWS]]
    if rest := many[MOST_WORKFLOWS:]:
        others = "1 other" if len(rest) == 1 else f"{len(rest)} others"
        shown.append(f"{sum(count for _, count in rest)} of {others}")
    return ", ".join(shown)


def _other_errors(asked: Asked, seen: Seen) -> Iterator[Row]:
    """What the failures say instead of the text that none has."""
    if not asked.text:
        return
    for group in failure_groups.of([job for job in seen.jobs if job.failed])[:MOST_GROUPS]:
        yield Row(f"without the text: {group.told()}")


def _instead(asked: Asked, window: Window, seen: Seen, jobs: Sequence[Job]) -> tuple[Call, ...]:
    if jobs:
        job = calls.describe_job(jobs[-1].id)
        [(most, count)] = Counter(one.workflow for one in jobs).most_common(1)
        whose = not asked.workflow_id and len(jobs) > asked.limit and count * 2 >= len(jobs)
        return (calls.describe_workflow(most), job) if whose else (job,)
    workflow = (calls.describe_workflow(asked.workflow_id),) if asked.workflow_id else ()
    if asked.text and (seen.jobs or seen.newest):
        # A longer window would not find either what an error does not hold.
        return workflow
    wider = calls.find_jobs(
        workflow_id=asked.workflow_id,
        project=asked.project,
        module=asked.module,
        since=window.end - job_search.DAY * 7,
        # Without an end it would run to now, and of an old window be refused as too long.
        until=window.end,
    )
    narrow = window.end - window.start < job_search.DAY * 7
    return (*workflow, *((wider,) if narrow else ()))
