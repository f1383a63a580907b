"""The rows of find_jobs where jobs failed: what sets them apart, their groups, and single ones."""

from __future__ import annotations

from collections.abc import Sequence

from kurosai.crois import contrast_told
from kurosai.crois.beside import Beside
from kurosai.crois.compared import Compared
from kurosai.crois.failure_groups import Group
from kurosai.crois.fields import short
from kurosai.crois.job_details import Details
from kurosai.crois.job_record import Job, row
from kurosai.crois.job_search import Asked
from kurosai.crois.search_words import MOST_KEPT, job_told
from kurosai.logs.signature import signature
from kurosai.vocabulary import Row

MOST_GROUPS = 6
MOST_TASK_ERRORS = 2


def of(
    asked: Asked,
    jobs: Sequence[Job],
    groups: Sequence[Group],
    compared: Sequence[Compared],
    details: Details,
    pair: Sequence[str],
    ended: Beside,
) -> tuple[Row, ...]:
    """What sets apart, then the groups, then those that only ended in the window, then the newest
    jobs; the others are recorded."""
    told = [Row(line, mark=">") for line in (*contrast_told.rows(compared), *pair)]
    numbered = len(groups) > 1
    for index, group in enumerate(groups[:MOST_GROUPS], 1):
        label = f"group {index}: " if numbered else ""
        told.append(Row(f"{label}{group.told(_task_errors(group, details))}", mark=">"))
    rest = groups[MOST_GROUPS:]
    if rest:
        count = sum(len(group.jobs) for group in rest)
        told.append(Row(f"{len(rest)} more groups with {count} failures together", mark=">"))
    # What a group of one says needs no second line.
    single = {group.example.id for group in groups[:MOST_GROUPS] if len(group.jobs) == 1}
    shown = {job.id for job in [one for one in jobs if one.id not in single][-asked.limit :]}
    if not asked.limit:
        shown = set[str]()
    return (
        *told,
        *ended.rows,
        *(_member(job, groups, shown=job.id in shown) for job in jobs[-MOST_KEPT:]),
    )


def _member(job: Job, groups: Sequence[Group], *, shown: bool) -> Row:
    """A job of a group, whose error has been told; one that is not shown is kept in brief."""
    if not shown:
        return Row(job_told(job), job.created, ".")
    place = next(index for index, one in enumerate(groups, 1) if job in one.jobs)
    said = f" · group {place}" if len(groups) > 1 and place <= MOST_GROUPS else ""
    return row(job, mark="", told=f"{job_told(job, error=not said and len(groups) > 1)}{said}")


def _task_errors(group: Group, details: Details) -> str:
    """What tasks of the group say that the jobs' own errors do not, and of which jobs that is: two
    that failed alike for the platform may have failed for two reasons."""
    read = [job for job in group.jobs if job.id in details.tasks]
    alike: dict[str, list[tuple[Job, str]]] = {}
    for job in reversed(read):
        said = next(
            (
                f"{task.name}: {task.error}"
                for task in details.tasks[job.id]
                if task.failed and task.error and task.error not in job.error
            ),
            "",
        )
        if said:
            alike.setdefault(signature(said), []).append((job, said))
    kinds = sorted(alike.values(), key=len, reverse=True)[:MOST_TASK_ERRORS]
    whole = len(kinds) == 1 and len(kinds[0]) == len(group.jobs)
    told = [_of_tasks(one, "" if whole else f" of {len(read)} read") for one in kinds]
    return "".join(f" · {one}" for one in told)


def _of_tasks(alike: Sequence[tuple[Job, str]], of: str) -> str:
    """`its task: crawl: OutOfMemoryError`, or of how many of those read it is, and of which."""
    job, said = alike[0]
    if not of:
        return f"its task: {short(said, 200)}"
    return f"its task, in {len(alike)}{of} (job {job.id}): {short(said, 200)}"
