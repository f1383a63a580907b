"""Which other workflows of a project failed in the last day: what one does late or wrong, another
one of the same people may fail of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai import calls, deadline
from kurosai.crois import pages
from kurosai.crois.failure_groups import created
from kurosai.crois.fields import Object, known, short
from kurosai.crois.job_record import FAILED, Job, job_of
from kurosai.crois.job_search import JOBS
from kurosai.crois.pages import Listing, Query, Refused
from kurosai.crois.platform import Crois
from kurosai.errors import Fault
from kurosai.parallel import each
from kurosai.vocabulary import Call, Coverage, Look, stamp

SECONDS = 6.0
"""What the reads may take: the workflow itself is not to be late for want of them."""

DAY = timedelta(days=1)
SIZE = 50
MOST_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Failures:
    """`told` in a sentence, nothing where none failed; `looks` say what could not be read."""

    told: tuple[str, ...] = ()
    next: tuple[Call, ...] = ()
    looks: tuple[Look, ...] = ()


def read(crois: Crois, workflow: Object, now: datetime) -> Failures:
    """The others than `workflow`: one small read for each status, side by side. It never raises."""
    project = known(workflow.get("project"))
    if not project:
        return Failures()
    since = now - DAY
    base: Query = (("project", project), ("since", stamp(since)), ("until", stamp(now)))

    def one(status: str) -> tuple[tuple[Job, ...], int] | Look:
        try:
            with deadline.running(deadline.Deadline(deadline.remaining(SECONDS))):
                found = pages.read(crois, JOBS, (*base, ("status", status)), most=1, size=SIZE)
            return tuple(map(job_of, found.items)), _unseen(found)
        except Refused as refused:
            denied = refused.answer.status == 403
            why = f"the API answers {refused.answer.status}"
            return _unread(project, status, why, Coverage.DENIED if denied else Coverage.PARTIAL)
        except Fault as fault:
            return _unread(project, status, fault.what, Coverage.PARTIAL)

    seen = each(one, FAILED)
    looks = tuple(one for one in seen if isinstance(one, Look))
    lists = [one for one in seen if not isinstance(one, Look)]
    newest: dict[str, Job] = {}
    for job in sorted((job for jobs, _ in lists for job in jobs), key=created):
        if job.workflow != known(workflow.get("id")):
            newest[job.workflow] = job
    if not newest:
        return Failures(looks=looks)
    told = _told(project, since, list(newest.values()), sum(unseen for _, unseen in lists))
    return Failures((told,), (_next(project, since, now, list(newest.values())),), looks)


def _unseen(found: Listing) -> int:
    return max(0, found.total - len(found.items))


def _unread(project: str, status: str, why: str, coverage: Coverage) -> Look:
    place = f"GET {JOBS} project={project} status={status}"
    return Look(place, coverage, f"whether its other workflows failed: {why}")


def _told(project: str, since: datetime, newest: list[Job], unseen: int) -> str:
    newest = sorted(newest, key=created, reverse=True)
    shown = "; ".join(map(_one, newest[:MOST_SHOWN]))
    more = len(newest) - MOST_SHOWN
    count = f"{len(newest)} other workflow{'' if len(newest) == 1 else 's'} of project {project}"
    also = f" and {more} more" if more > 0 else ""
    cut = f" ({unseen} older failures were not read)" if unseen else ""
    return f"{count} failed since {since:%Y-%m-%d %H:%M}Z: {shown}{also}{cut}"


def _one(job: Job) -> str:
    at = f" at {job.created:%m-%d %H:%M}Z" if job.created else ""
    return f"{job.workflow} {short(job.workflow_name, 40)} (job {job.id} {job.status}{at})"


def _next(project: str, since: datetime, now: datetime, newest: list[Job]) -> Call:
    if len(newest) == 1:
        return calls.describe_job(newest[0].id)
    return calls.find_jobs(project=project, since=since, until=now)
