"""What every answer of find_jobs says alike: what was asked, a job in a line, how much was seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kurosai.crois.fields import lasted, short
from kurosai.crois.job_details import Details
from kurosai.crois.job_record import Job, workflow_told
from kurosai.crois.job_search import Asked, Seen
from kurosai.vocabulary import Coverage, Window, stamp

MOST_KEPT = 1_000
"""So many single jobs are recorded, the newest: more would not be kept whole."""


def filters(asked: Asked) -> str:
    """What narrows the search, for the header."""
    given = [f"{name}={value}" for name, value in asked.filters]
    status = "" if asked.status == "failures" else f"status={asked.status}"
    text = f"error~{short(asked.text, 60)!r}" if asked.text else ""
    return " ".join(part for part in (*given, status, text) if part)


def job_told(job: Job, *, error: bool = True) -> str:
    """One job in a line, with its error unless that has been told."""
    ran = f" after {lasted(job.ran)}" if job.ran is not None else ""
    said = f": {short(job.error, 120)}" if job.error and error else ""
    by = f"schedule {job.schedule}" if job.schedule else f"{job.trigger} {job.by}"
    return f"job {job.id} {job.status}{ran} · workflow {workflow_told(job)} · by {by}{said}"


def coverage(seen: Seen) -> Coverage:
    """How much of the wanted jobs was read."""
    if seen.faults:
        return Coverage.PARTIAL
    return Coverage.COMPLETE if seen.rest is None else Coverage.TRUNCATED


def fitting(asked: Asked, seen: Seen, jobs: Sequence[Job]) -> int | None:
    """How many jobs are asked for in all; None where their texts were not all read."""
    if coverage(seen) is Coverage.COMPLETE:
        return len(jobs)
    if asked.text or seen.faults:
        return None
    return sum(count for status, count in seen.counts.items() if status in asked.wanted)


def cursor(window: Window, seen: Seen) -> str:
    """The same question about the part of the window that was not read."""
    return f"since={stamp(window.start)} until={stamp(seen.rest)}" if seen.rest else ""


def unread(seen: Seen, details: Details) -> Iterator[str]:
    """What could not be read, and what therefore was not compared."""
    for fault in seen.faults:
        yield f"not read: {fault}"
    for fault in details.faults:
        yield f"not compared: {fault}"
