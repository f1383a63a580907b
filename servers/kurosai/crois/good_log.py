"""The log of the last good run of a task that failed or runs, held against its own: two reads
beside it.

It lies beside the question: what cannot be read of it takes nothing from the log that was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from kurosai import deadline
from kurosai.crois import log_contrast, log_lines, pages, success_before
from kurosai.crois.job_record import RUNNING, Job, Task
from kurosai.crois.log_lines import Line
from kurosai.crois.pages import Listing, Refused
from kurosai.crois.platform import Crois
from kurosai.errors import Fault
from kurosai.vocabulary import Coverage, Look, Row

SECONDS = 6.0
"""What the reads may take: the log that was asked for is not to be late for want of them."""

SHOWN = 400
"""Characters of a line: it is there to be held against another one."""

MOST_PAGES = 3
"""How a program begins, and how it ended."""


@dataclass(frozen=True, slots=True)
class Good:
    """The last good job before and the log of its task; `look` says what could not be read."""

    job: Job | None = None
    found: Listing | None = None
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Unlike:
    """`told` in a sentence, the lines of the good run as rows, and the indices of those lines of
    the failed one that say otherwise."""

    told: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    here: frozenset[int] = frozenset()


def read(crois: Crois, job: Job, task: Task) -> Good:
    """The log of a task of this name in the last good job of the workflow before this one. Nothing
    of a task that neither failed nor runs. It never raises."""
    if not (task.failed or task.status == RUNNING):
        return Good()
    good: Job | None = None
    place = "GET /v1/jobs/"
    try:
        with deadline.running(deadline.Deadline(deadline.remaining(SECONDS))):
            good = success_before.last(crois, job)
            if good is None:
                return Good()
            path = f"/v1/jobs/{good.id}/tasks/{quote(task.name, safe='')}/log/"
            place = f"GET {path}"
            found = pages.read(crois, path, (), most=MOST_PAGES, choose=pages.ends)
    except Refused as refused:
        status = refused.answer.status
        denied = Coverage.DENIED if status == 403 else Coverage.PARTIAL
        return Good(good, look=_unread(place, denied, f"the API answers {status}"))
    except Fault as fault:
        return Good(good, look=_unread(place, Coverage.PARTIAL, fault.what))
    if not found.items:
        told = found.fault or "no line of it is there any more"
        return Good(good, look=_unread(place, Coverage.PARTIAL, told))
    return Good(good, found)


def unlike(good: Good, lines: Sequence[Line], *, whole: bool) -> Unlike:
    """What `lines`, the log of the failed run as far as it was read, say otherwise."""
    job, found = good.job, good.found
    if job is None or found is None or not lines:
        return Unlike()
    theirs = log_lines.of(found)
    contrast = log_contrast.of(
        [one.text for one in lines],
        [one.text for one in theirs],
        whole=whole,
        whole_there=found.whole and not found.fault,
    )
    shown = sorted({*contrast.there, *contrast.missing})
    rows = tuple(row(job, theirs[index]) for index in shown)
    return Unlike((_told(job, contrast, found),), rows, frozenset(contrast.here))


def row(job: Job, line: Line) -> Row:
    """A line of the good run."""
    # Whose line it is belongs to the line: what is quoted of it must not pass for the failed run's.
    text = f"(good job {job.id}) {line.text[: log_lines.LINE_CHARACTERS]}"
    return Row(text, line.at, brief=f"{text[:SHOWN]}…" if len(text) > SHOWN else "")


def which(job: Job, found: Listing) -> str:
    """`the last good job 17019882 (2026-12-07 17:10:03Z)`, and how much of its log was read."""
    at = f" ({job.created:%Y-%m-%d %H:%M:%S}Z)" if job.created else ""
    read = "" if found.whole else f", of which {log_lines.spans(found.places)} were read"
    return f"the last good job {job.id}{at}{read}"


def _told(job: Job, contrast: log_contrast.Contrast, found: Listing) -> str:
    if not contrast.here and not contrast.missing:
        apart = "trouble, times, ids, counts and what comes often"
        no_line = "no line" if contrast.whole else "no line that was compared"
        return f"but for {apart} {no_line} says otherwise than {which(job, found)}"
    parts = [
        f"{_counted(len(contrast.here))} otherwise" if contrast.here else "",
        f"{_counted(len(contrast.missing))} of that one never came" if contrast.missing else "",
    ]
    said = ", ".join(filter(None, parts))
    return f"unlike {which(job, found)}, whose lines are marked so: {said}"


def _counted(count: int) -> str:
    return f"{count} line{'' if count == 1 else 's'}"


def _unread(place: str, coverage: Coverage, why: str) -> Look:
    return Look(place, coverage, f"the log of the last good job, to hold it against: {why}")
