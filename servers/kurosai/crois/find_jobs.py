"""Which jobs failed, how they are alike, and what sets them apart from those that did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from kurosai import calls
from kurosai.crois import compared as compares
from kurosai.crois import (
    contrast,
    contrast_told,
    elsewhere,
    ended_inside,
    failure_groups,
    failure_rows,
    job_details,
    job_search,
    job_times,
    jobs_listed,
    misnamed,
    pairs,
    running_long,
    success_before,
    waiting,
)
from kurosai.crois.answers import without_content
from kurosai.crois.beside import Beside
from kurosai.crois.compared import Compared
from kurosai.crois.elsewhere import Resources
from kurosai.crois.failure_groups import Group
from kurosai.crois.fields import short
from kurosai.crois.job_details import Details
from kurosai.crois.job_record import FAILED, SUCCEEDED, Job
from kurosai.crois.job_search import Asked, Seen
from kurosai.crois.pages import Refused
from kurosai.crois.platform import Crois
from kurosai.crois.search_words import (
    coverage,
    cursor,
    filters,
    fitting,
    unread,
)
from kurosai.errors import Fault
from kurosai.parallel import both
from kurosai.vocabulary import Call, Reading, Window, stamp

MOST_SCOPES = 3


def find(crois: Crois, now: datetime, asked: Asked, resources: Resources | None = None) -> Reading:
    """The reading: contrast, groups and the newest jobs; every job that was read is recorded.

    `resources` reads the map by which the logs of such jobs are named; it is not asked where the
    jobs themselves answer."""
    window = asked.window(now)
    source = f"GET {job_search.JOBS} {filters(asked)}".rstrip()
    try:
        seen, early = both(
            lambda: job_search.read(crois, asked, window),
            lambda: ended_inside.read(crois, asked, window),
        )
    except Refused as refused:
        misnamed.rejected(crois, asked, window, refused.answer)
        nothing = without_content(
            refused.answer,
            source=source,
            identity=crois.identity,
            unit="job",
            missing="The API has no list of jobs for these filters.",
            instead=(calls.find_operations("list jobs"),),
        )
        assert nothing is not None
        return nothing
    jobs = [job for job in seen.jobs if failure_groups.says(job, asked.text)]
    groups = failure_groups.of(jobs) if any(one in FAILED for one in asked.wanted) else ()
    ended = ended_inside.told(early, asked, window, seen, jobs)
    if not groups:
        nobody = seen.total == 0 and not jobs
        look = misnamed.look(crois, asked, window) if nobody else Beside()
        beside = ended.and_also(look).and_also(running_long.read(crois, asked, jobs, now))
        beside = beside.and_also(waiting.read(crois, asked, window, jobs))
        if asked.text and not jobs:
            beside = beside.and_also(elsewhere.look(crois, asked, window, seen, resources))
        listed = jobs_listed.listed(crois, asked, window, source, seen, jobs, beside)
        return replace(listed, looks=ended_inside.looks(early, source, listed.coverage))
    good, where = seen.good, compares.INSIDE
    if len(good) < contrast.FEWEST_GOOD:
        where = compares.BOTH if good else compares.BEFORE
        earlier, faults = job_search.before(crois, asked, window)
        good = (*earlier, *good)
        seen = replace(seen, faults=(*seen.faults, *faults))
    before = _before(crois, groups, seen) if len(jobs) < contrast.FEWEST_FAILED else None
    details = job_details.read(crois, groups, good, also=before)
    pair = pairs.told(groups[0], before, details) if before is not None else ()
    compared = tuple(compares.of(groups, good, details, window, where))
    tail = (
        *job_times.told(jobs, seen.good),
        *unread(seen, details),
    )
    return Reading(
        source=source,
        identity=crois.identity,
        coverage=coverage(seen),
        window=window,
        found=len(jobs),
        total=fitting(asked, seen, jobs),
        unit="job",
        lead=(
            *_lead(asked, seen, jobs, groups),
            *ended.told,
            *contrast_told.lead(compared, asked, good, seen.counts.get(SUCCEEDED), details),
            *_whose(asked, groups, good),
        ),
        rows=failure_rows.of(asked, jobs, groups, compared, details, pair, ended),
        tail=tail,
        next=_next(asked, window, groups, details, alone=len(good) < contrast.FEWEST_GOOD),
        cursor=cursor(window, seen),
        facts=_facts(seen, jobs, groups, compared),
        looks=ended_inside.looks(early, source, coverage(seen)),
    )


def _before(crois: Crois, groups: Sequence[Group], seen: Seen) -> Job | None:
    """The last good job of the newest failure's workflow before it. Of many successes a part is
    listed, and the last of these need not be the last: then it is asked for."""
    whole = len(seen.good) == seen.counts.get(SUCCEEDED)
    listed = pairs.good_before(groups, seen.good) if whole else None
    if listed is not None:
        return listed
    try:
        return success_before.last(crois, groups[0].example)
    except (Refused, Fault):
        # What differs is told of a few failures beside the rest, which is all there.
        return None


def _lead(
    asked: Asked, seen: Seen, jobs: Sequence[Job], groups: Sequence[Group]
) -> tuple[str, ...]:
    counts = ", ".join(f"{count} {status}" for status, count in seen.counts.items() if count)
    other = (seen.total or 0) - sum(seen.counts.values())
    states = "in states that could not be read" if seen.faults else "in other states"
    more = f", {other} {states}" if seen.total is not None and other > 0 else ""
    plural = "s" if len(groups) > 1 else ""
    text = f"; {len(jobs)} of the failures have this text" if asked.text else ""
    read = "" if seen.rest is None else f"; read are those after {stamp(seen.rest)}"
    return (f"{counts}{more}{text}{read}; {len(groups)} kind{plural} of failure",)


def _whose(asked: Asked, groups: Sequence[Group], good: Sequence[Job]) -> tuple[str, ...]:
    """Which workflows of a project or a module go well: those that do not fail are a control."""
    if asked.workflow_id or not asked.filters:
        return ()
    failing = {job.workflow for group in groups for job in group.jobs}
    told = jobs_listed.by_workflow(good)
    return (f"those successes by workflow: {told}",) if told and len(failing) == 1 else ()


def _next(
    asked: Asked, window: Window, groups: Sequence[Group], details: Details, *, alone: bool
) -> tuple[Call, ...]:
    """The best example, what its engine knows of it, and the workflow that they all are of; where
    the filter leaves nothing to compare with, the same question without it."""
    group = groups[0]
    job = next((one for one in reversed(group.jobs) if one.id in details.tasks), group.example)
    offered = [calls.describe_job(job.id)]
    task = next((one for one in details.tasks.get(job.id, ()) if one.failed), None)
    if task is not None and task.engine == "ecs":
        offered.append(calls.trace_job(job.id))
    elif task is not None and task.k8s_job:
        offered.append(calls.trace_pod(task.k8s_job, around=job.finished))
    if alone and asked.filters:
        offered.append(calls.find_jobs(since=window.start, until=window.end))
        return tuple(offered)
    workflows = {one.workflow for several in groups for one in several.jobs}
    if len(workflows) == 1:
        offered.append(calls.describe_workflow(job.workflow))
    elif not asked.workflow_id:
        since = group.jobs[0].created or window.start
        offered.append(calls.find_jobs(workflow_id=job.workflow, since=since, until=window.end))
    return tuple(offered[:3])


def _facts(
    seen: Seen, jobs: Sequence[Job], groups: Sequence[Group], compared: Sequence[Compared]
) -> Mapping[str, str]:
    facts = {"failures": f"{len(jobs)} of {seen.total}"}
    facts["errors"] = "; ".join(
        f"{len(group.jobs)} x {short(group.example.error, 120) or failure_groups.NO_ERROR}"
        for group in groups[:MOST_SCOPES]
    )
    told = contrast_told.rows(compared)
    if told:
        facts["contrast"] = told[0]
    return facts
