"""Which jobs failed inside a window though they were created before it.

The API bounds a list by the time of creation. Who asks what failed from 02:00 to 03:00 means the
end: a job of 23:50 that failed at 02:30 is in no list of that hour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai import calls, deadline
from kurosai.crois import failure_groups, pages
from kurosai.crois.beside import Beside
from kurosai.crois.failure_groups import created
from kurosai.crois.fields import raw
from kurosai.crois.job_record import FAILED, Job, job_of
from kurosai.crois.job_search import JOBS, Asked, Seen
from kurosai.crois.pages import Listing, Refused
from kurosai.crois.platform import Crois
from kurosai.crois.search_words import job_told
from kurosai.errors import Fault
from kurosai.parallel import each
from kurosai.vocabulary import Coverage, Look, Row, Window, stamp
from kurosai.windows import EARLIEST

REACH = timedelta(days=1)
"""So long before the window a job is looked for: what runs longer is not found so."""

MOST_PAGES = 2
MOST_SHOWN = 5
SECONDS = 5.0
"""What the reads may take: the jobs of the window are not to be late for them."""


@dataclass(frozen=True, slots=True)
class Early:
    """The jobs, by their end; `since` is how far back all were read, None where nothing was."""

    jobs: tuple[Job, ...] = ()
    since: datetime | None = None
    faults: tuple[str, ...] = ()


def read(crois: Crois, asked: Asked, window: Window) -> Early:
    """Those with the filters and the text that are asked for: of failures only, at most two pages
    for each of their statuses. It never raises while the call has time."""
    statuses = [one for one in asked.wanted if one in FAILED]
    if not statuses:
        return Early()
    since = max(window.start - REACH, EARLIEST)
    bounds = (("since", stamp(since)), ("until", stamp(window.start)))

    def listed(status: str) -> Listing | str:
        query = (*asked.filters, ("status", status), *bounds)
        try:
            return pages.read(crois, JOBS, query, most=MOST_PAGES)
        except Refused as refused:
            return f"the API answers {refused.answer.status}"
        except Fault as fault:
            return fault.what

    with deadline.running(deadline.Deadline(deadline.remaining(SECONDS))):
        answers = each(listed, statuses)
    found: list[Job] = []
    faults: list[str] = []
    for status, one in zip(statuses, answers, strict=True):
        name = f"{status} jobs created before the window"
        if isinstance(one, str):
            faults.append(f"{name}: {one}")
            continue
        try:
            jobs = [job_of(item) for item in one.items]
        except Fault as fault:
            faults.append(f"{name}: {fault.what}")
            continue
        found += jobs
        if one.fault:
            faults.append(f"{name}: {one.fault}")
        if not one.whole:
            since = max(since, min(map(created, jobs), default=window.start))
    ended = [job for job in found if _inside(job, window) and failure_groups.says(job, asked.text)]
    ended.sort(key=lambda job: job.finished or window.end)
    return Early(tuple(ended), None if len(faults) == len(statuses) else since, tuple(faults))


def told(early: Early, asked: Asked, window: Window, seen: Seen, jobs: Sequence[Job]) -> Beside:
    """What is to be said of them beside `jobs`, the failures of the window, and of those of these
    that ended after it; nothing where creation and end are of the same window."""
    instead = early.jobs[-1:] if not jobs else ()
    return Beside(
        tuple(_sentences(early, asked, window, seen, jobs)),
        rows=tuple(_rows(early)),
        next=tuple(calls.describe_job(job.id) for job in instead),
    )


def looks(early: Early, source: str, coverage: Coverage) -> tuple[Look, ...]:
    """What could not be read of them, beside what was of the window; nothing if all was: such a
    reading is of one place."""
    if not early.faults:
        return ()
    missed = (Look(f"{JOBS} before", Coverage.PARTIAL, fault) for fault in early.faults)
    return (Look(source, coverage), *missed)


def _inside(job: Job, window: Window) -> bool:
    """Whether it ended in the window, and was created before it."""
    before = job.created is not None and job.created < window.start
    return before and job.finished is not None and window.start <= job.finished <= window.end


def _sentences(
    early: Early, asked: Asked, window: Window, seen: Seen, jobs: Sequence[Job]
) -> Iterator[str]:
    late = sum(1 for job in jobs if job.failed and job.finished and job.finished > window.end)
    back = f"those created after {stamp(early.since)} were read" if early.since else ""
    if early.jobs:
        count = len(early.jobs)
        more = f"{count} more {'job' if count == 1 else 'jobs'} failed in it, created before it"
        yield f"the window is of creation: {more}, told apart and not counted ({back})"
    elif not jobs and seen.total and early.since and not early.faults:
        # Where there is no job at all the name may be another thing's: then this says nothing.
        text = " with this text" if asked.text else ""
        yield f"nor did one that was created before it fail in this window{text} ({back})"
    if late:
        yield f"{late} of the failures ended after the window, which is of creation"


def _rows(early: Early) -> Iterator[Row]:
    hidden = len(early.jobs) - MOST_SHOWN
    for index, job in enumerate(early.jobs):
        line = f"created before ({created(job):%m-%d %H:%M:%S}Z): {job_told(job)}"
        yield (
            Row(raw(job.body), job.finished, "", line)
            if index >= hidden
            else Row(line, job.finished, ".")
        )
