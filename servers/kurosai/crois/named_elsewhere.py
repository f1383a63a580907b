"""Which other workflows name the same table or folder: who writes what a job reads.

It lies beside the question: a few reads, and what cannot be read takes nothing from the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kurosai import calls, deadline
from kurosai.crois import data_names, pages, workflow_list
from kurosai.crois.data_names import Name
from kurosai.crois.fields import Object, known, lasted, short
from kurosai.crois.job_record import Job, job_of
from kurosai.crois.job_search import JOBS
from kurosai.crois.pages import Listing, Query, Refused
from kurosai.crois.platform import Crois
from kurosai.errors import Fault
from kurosai.parallel import each
from kurosai.vocabulary import Call, Coverage, Look, Row, stamp

SECONDS = 6.0
"""What the reads may take: what was asked for is not to be late for want of them."""

MOST_PAGES = 13
MOST_SHOWN = 3
MOST_TOLD = 3
MOST_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Named:
    """`told` in sentences, the other workflows as rows (beside a log, whose rows are what the asker
    himself has written, in sentences too), the call that shows the first of them; `looks` say what
    could not be read."""

    told: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    next: tuple[Call, ...] = ()
    looks: tuple[Look, ...] = ()


@dataclass(frozen=True, slots=True)
class _Other:
    workflow: Object
    shared: tuple[Name, ...]

    @property
    def id(self) -> str:
        return known(self.workflow.get("id"))


def of_workflow(crois: Crois, workflow: Object) -> Named:
    """The others that name what the name or description of this one names. It never raises."""
    names = data_names.of(workflow_list.written(workflow), written=True)
    return _named(crois, names, known(workflow.get("id")), None, silent=False)


def of_lines(crois: Crois, job: Job, lines: Iterable[str]) -> Named:
    """The others that name what a task of the job wrote of, each with its last job until this one
    ended. Nothing is said where nobody does: a log is full of names. It never raises."""
    names = data_names.of(lines, written=False)
    return _named(crois, names, job.workflow, job, silent=True)


def _named(
    crois: Crois, names: Sequence[Name], itself: str, job: Job | None, *, silent: bool
) -> Named:
    if not names:
        return Named()
    what = _list([name.told for name in names])
    place = f"GET {workflow_list.WORKFLOWS}"
    try:
        with deadline.running(deadline.Deadline(deadline.remaining(SECONDS))):
            listed = workflow_list.read(crois, most=MOST_PAGES)
            others = _others(listed, names, itself)
            last = each(lambda one: _last(crois, one, job), others[:MOST_SHOWN])
    except Refused as refused:
        status = refused.answer.status
        denied = Coverage.DENIED if status == 403 else Coverage.PARTIAL
        return Named(looks=(_unread(place, denied, what, f"the API answers {status}"),))
    except Fault as fault:
        return Named(looks=(_unread(place, Coverage.PARTIAL, what, fault.what),))
    looks = [look for _, look in last if look]
    if listed.fault:
        why = f"{workflow_list.extent(listed)} were read: {listed.fault}"
        looks.append(_unread(place, Coverage.PARTIAL, what, why))
    elif not listed.whole:
        why = f"{workflow_list.extent(listed)} were read"
        looks.append(_unread(place, Coverage.TRUNCATED, what, why))
    if not others:
        nobody = not (silent or looks)
        none = f"no other workflow's name or description has {what}"
        return Named((f"{none} ({_read(listed)})",) if nobody else (), looks=tuple(looks))
    lines = [
        _line(one, told, whole=job is None) for one, (told, _) in zip(others, last, strict=False)
    ]
    return Named(
        (*(lines if job else ()), _told(others, listed)),
        # Not as the API's object: what a workflow is made of would pass for the asker's own.
        () if job else tuple(map(Row, lines)),
        _next(others),
        tuple(looks),
    )


def _others(listed: Listing, names: Sequence[Name], itself: str) -> list[_Other]:
    """Those that name the most of it first."""
    found: list[_Other] = []
    for workflow in listed.items:
        theirs = data_names.of(workflow_list.written(workflow), written=True)
        shared = tuple(one for one in names if any(one.same(other) for other in theirs))
        if shared and known(workflow.get("id")) != itself:
            found.append(_Other(workflow, shared))
    return sorted(found, key=lambda one: -len(one.shared))


def _last(crois: Crois, other: _Other, job: Job | None) -> tuple[str, Look | None]:
    """What is told of its last job: of the last that was there when `job` ended."""
    until: Query = (("until", stamp(job.finished)),) if job and job.finished else ()
    which = "its last job when this one ended" if until else "its last job"
    try:
        found = pages.read(crois, JOBS, (("workflow_id", other.id), *until), most=1, size=1)
        if not found.items:
            return f"{which}: none is kept", None
        return f"{which}: {_ended(job_of(found.items[0]), job)}", None
    except Refused as refused:
        why = f"the API answers {refused.answer.status}"
    except Fault as fault:
        why = fault.what
    about = f"the last job of workflow {other.id}: {why}"
    return "", Look(f"GET {JOBS} workflow_id={other.id}", Coverage.PARTIAL, about)


def _ended(theirs: Job, job: Job | None) -> str:
    told = f"{theirs.id} {theirs.status}"
    if theirs.finished is None:
        begun = f", created {stamp(theirs.created)}" if theirs.created else ""
        return f"{told}{begun}, has not ended"
    told += f", ended {stamp(theirs.finished)}"
    if job is None or job.finished is None:
        return told
    if theirs.finished > job.finished:
        return f"{told}, {lasted(theirs.finished - job.finished)} after this job had ended"
    begun = job.started or job.created
    if begun is None:
        return told
    if theirs.finished > begun:
        return f"{told}, while this job ran"
    return f"{told}, {lasted(begun - theirs.finished)} before this job began"


def _line(other: _Other, last: str, *, whole: bool) -> str:
    name, description = workflow_list.written(other.workflow)
    parts = (
        f"also named by workflow {other.id} {short(name, 60)}",
        f"project {known(other.workflow.get('project'))}",
        f"owner {known(other.workflow.get('owner'))}" if whole else "",
        f"description: {_around(description, other.shared)}" if whole and description else "",
        last,
    )
    return " · ".join(part for part in parts if part)


def _around(description: str, shared: Sequence[Name]) -> str:
    """Of a long description the part that names it."""
    line = " ".join(description.split())
    at = max(line.casefold().find(shared[0].told.casefold()), 0)
    start = at - 40 if at + len(shared[0].told) > MOST_CHARACTERS else 0
    return f"{'…' if start else ''}{short(line[start:], MOST_CHARACTERS)}"


def _told(others: Sequence[_Other], listed: Listing) -> str:
    shared = dict.fromkeys(
        f"{name.told} (or a folder above or below)" if name.folder else name.told
        for one in others
        for name in one.shared
    )
    numbers = ", ".join(one.id for one in others[:MOST_SHOWN])
    more = len(others) - MOST_SHOWN
    also = f" and {more} more" if more > 0 else ""
    plural = "s" if len(others) > 1 else ""
    which = f"workflow{plural} {numbers}{also}"
    return f"{_list([*shared])}: named in the name or description of {which} too ({_read(listed)})"


def _read(listed: Listing) -> str:
    return f"{workflow_list.extent(listed)} were read"


def _next(others: Sequence[_Other]) -> tuple[Call, ...]:
    first = calls.describe_workflow(others[0].id)
    if len(others) <= MOST_SHOWN:
        return (first,)
    return (first, calls.describe_workflow(others[0].shared[0].told))


def _list(names: Sequence[str]) -> str:
    shown = ", ".join(short(one, 110) for one in names[:MOST_TOLD])
    return f"{shown} and {len(names) - MOST_TOLD} more" if len(names) > MOST_TOLD else shown


def _unread(place: str, coverage: Coverage, what: str, why: str) -> Look:
    return Look(place, coverage, f"whether other workflows name {what}: {why}")
