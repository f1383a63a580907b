"""What a task's container wrote, as far as a reader needs it: the trouble, the end, or a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from urllib.parse import quote

from kurosai import calls
from kurosai.crois import (
    good_log,
    job_next,
    log_lines,
    named_elsewhere,
    pages,
    silence,
    task_meant,
)
from kurosai.crois.answers import meant, without_content
from kurosai.crois.fields import known
from kurosai.crois.good_log import Good, Unlike
from kurosai.crois.job_record import RUNNING, Job, Task, job_of, tasks_of
from kurosai.crois.log_lines import Line
from kurosai.crois.pages import Listing, Refused
from kurosai.crois.platform import Crois
from kurosai.logs import raised
from kurosai.parallel import both
from kurosai.vocabulary import Call, Coverage, Json, Reading

MOST_PAGES = 10
MOST_SEARCHED = 25
"""Pages of a search for a text: it has to see every line."""

_WARNS = re.compile(r"\bWARN(?:ING)?\b")
_EXPIRED = re.compile(r"(?i:\bkept\b|retention|expired|deleted|no longer)")


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments as they came. `attempt` 0: all; `line` 0: the trouble and the end."""

    job_id: str
    task: str = ""
    attempt: int = 0
    text: str = ""
    line: int = 0


def read(crois: Crois, asked: Asked, now: datetime | None = None) -> Reading:
    """The reading of one task's log. Raises BadInput for a task that the job does not have. Without
    `now` it is not told that a running one has written nothing for long."""
    path = f"/v1/jobs/{asked.job_id}/"
    answer = crois.get(path)
    missing = f"There is no job {asked.job_id} here. Check the digits and the environment."
    nothing = without_content(
        answer,
        source=f"GET {path}",
        identity=crois.identity,
        unit="line",
        missing=missing,
        instead=(),
    )
    if nothing is not None:
        return nothing
    body = meant(answer, source=f"GET {path}", unit="job", asked=asked.job_id)
    task = task_meant.of(tasks_of(body), asked.job_id, asked.task)
    return _of_task(
        crois, asked, job_of(body), task, f"{path}tasks/{quote(task.name, safe='')}/log/", now
    )


def _of_task(
    crois: Crois, asked: Asked, job: Job, task: Task, path: str, now: datetime | None
) -> Reading:
    source = f"GET {path}" + (f" attempt {asked.attempt}" if asked.attempt else "")
    try:
        found, good = both(
            partial(_read, crois, asked, path), partial(_good, crois, asked, job, task)
        )
    except Refused as refused:
        nothing = without_content(
            refused.answer,
            source=source,
            identity=crois.identity,
            unit="line",
            missing=f"The log of task {task.name} has no such part.",
            instead=_elsewhere(asked.job_id, task),
        )
        assert nothing is not None
        return nothing
    if asked.line and found.count and asked.line > found.count:
        return _beyond(crois.identity, source, asked, task, found.count)
    if not found.items and not found.fault:
        return _nothing(crois.identity, source, asked, job, task, found)
    lines = log_lines.of(found)
    shown = log_lines.shown(lines, asked.text, asked.line)
    unlike = _unlike(good, task, lines, found, now if not (asked.text or asked.line) else None)
    shown = _marked(shown, unlike.here)
    cursor = _cursor(asked, lines, shown, found)
    # What it reads it tells at its start, which of a long log is not shown.
    in_turn = sorted(range(len(lines)), key=lambda index: index not in shown.every)
    named = named_elsewhere.of_lines(crois, job, (lines[index].text for index in in_turn))
    return Reading(
        source=source,
        identity=crois.identity,
        coverage=_coverage(asked, found, lines, more=bool(cursor)),
        found=len(shown.matched) if asked.text else len(lines),
        total=_total(asked, found, shown),
        unit="line",
        lead=(*_lead(asked, task, lines, shown, found), *unlike.told),
        rows=(*unlike.rows, *log_lines.rows(lines, shown), *named.rows),
        tail=(*((f"not read: {found.fault}",) if found.fault else ()), *named.told),
        next=(
            *(_elsewhere(asked.job_id, task)[:1] if task.failed or not shown.matched else ()),
            # Counts are left out of what differs: how much it was given then stands there alone.
            *([calls.read_task_log(good.job.id, task.name)] if good.job and good.found else ()),
            *named.next,
        ),
        cursor=cursor,
        facts={
            "task": f"{task.name} {task.status}",
            "log": f"{found.total} lines",
            **_trouble(lines, shown),
        },
        looks=(*((good.look,) if good.look else ()), *named.looks),
    )


def _marked(shown: log_lines.Shown, otherwise: Iterable[int]) -> log_lines.Shown:
    """With the lines that say otherwise than the good run's, marked so."""
    notes = {index: f"{shown.notes.get(index, '')} [otherwise]" for index in otherwise}
    return replace(shown, every=shown.every | notes.keys(), notes={**shown.notes, **notes})


def _unlike(
    good: Good, task: Task, lines: Sequence[Line], found: Listing, now: datetime | None
) -> Unlike:
    """What a failed one says otherwise. What one that runs lacks may still come: of it only what
    the good run wrote next."""
    if task.failed:
        return good_log.unlike(good, lines, whole=found.whole and not found.fault)
    return silence.of(good, lines, now) if task.status == RUNNING else Unlike()


def _good(crois: Crois, asked: Asked, job: Job, task: Task) -> Good:
    """The log of the last good run, where one that failed or runs is asked for as a whole."""
    return Good() if asked.text or asked.line else good_log.read(crois, job, task)


def _read(crois: Crois, asked: Asked, path: str) -> Listing:
    attempt = (("attempt", str(asked.attempt)),) if asked.attempt else ()
    start = (asked.line - 1) // pages.PAGE_SIZE + 1 if asked.line else 1
    if asked.text and start == 1:
        return pages.read(crois, path, attempt, most=MOST_SEARCHED)
    if asked.line:
        most = MOST_SEARCHED if asked.text else 2
        return pages.read(
            crois,
            path,
            attempt,
            most=most,
            start=start,
            choose=lambda several, most: list(range(start, min(several, start + most - 1) + 1)),
        )
    return pages.read(crois, path, attempt, most=MOST_PAGES, choose=pages.ends)


def _trouble(lines: Sequence[Line], shown: log_lines.Shown) -> dict[str, str]:
    if not shown.trouble:
        return {}
    # Of a stack the frames come first: a report would state where it was, not what.
    return {"first trouble": raised.line(lines[shown.trouble[0]].text)[:300]}


def _total(asked: Asked, found: Listing, shown: log_lines.Shown) -> int | None:
    """Of a text the lines that have it, unknown while not all were read; else all lines."""
    if not asked.text:
        return found.total
    return len(shown.matched) if found.whole and not asked.line else None


def _coverage(asked: Asked, found: Listing, lines: Sequence[Line], *, more: bool) -> Coverage:
    if found.fault:
        return Coverage.PARTIAL
    if more or not found.whole:
        return Coverage.TRUNCATED
    if asked.text and not any(asked.text.casefold() in line.text.casefold() for line in lines):
        return Coverage.EMPTY
    return Coverage.COMPLETE


def _lead(
    asked: Asked,
    task: Task,
    lines: Sequence[Line],
    shown: log_lines.Shown,
    found: Listing,
) -> tuple[str, ...]:
    which = ""
    if task.attempt > 1:
        whole = f"attempts 1 to {task.attempt}"
        which = f", attempt {asked.attempt} of {task.attempt}" if asked.attempt else f", {whole}"
    times = [line.at for line in lines if line.at]
    span = f", {times[0]:%Y-%m-%d %H:%M:%S}Z to {times[-1]:%Y-%m-%d %H:%M:%S}Z" if times else ""
    read = "" if found.whole else f"; read were {log_lines.spans(found.places)}"
    kinds = f"{shown.kinds} kind{'' if shown.kinds == 1 else 's'}"
    first = f"{task.status}{which}: {kinds} of lines{span}{read}"
    if asked.text:
        count = len(shown.matched)
        said = f"{count} line{'' if count == 1 else 's'} with the text"
        return (first, f"{said} among the {len(lines)} that were read")
    if asked.line:
        return (first,)
    trouble = len(shown.trouble)
    if trouble:
        return (first, f"{trouble} of the kinds speak of trouble")
    # A warning is no trouble by itself, and may be the reason of all that follows.
    warned = sum(_WARNS.search(line.text) is not None for line in lines)
    also = f"; {warned} warn{'s' if warned == 1 else ''}, found by the text WARN" if warned else ""
    return (first, f"none speaks of trouble{also}")


def _cursor(asked: Asked, lines: Sequence[Line], shown: log_lines.Shown, found: Listing) -> str:
    """Where the lines go on that are not shown: after a page, or after the head of a long log."""
    if asked.line and not asked.text:
        last = lines[shown.until - 1].place if shown.until else 0
        return f"line={last + 1}" if last < found.total else ""
    if found.whole:
        return ""
    gap = next(
        (
            place
            for place, after in zip(found.places, found.places[1:], strict=False)
            if after != place + 1
        ),
        found.places[-1] if found.places else 0,
    )
    return f"line={gap + 1}" if gap < found.total else ""


def _beyond(identity: str, source: str, asked: Asked, task: Task, count: int) -> Reading:
    """A line that the log does not have: that says nothing of those it has."""
    plural = "" if count == 1 else "s"
    return Reading(
        source=source,
        identity=identity,
        coverage=Coverage.EMPTY,
        found=0,
        total=0,
        unit="line",
        lead=(
            f"line {asked.line} is beyond the end: the log has {count} line{plural}",
            "ask for an earlier line, or for none to see the trouble and the end",
        ),
        facts={"task": f"{task.name} {task.status}", "log": f"{count} lines"},
    )


def _nothing(
    identity: str, source: str, asked: Asked, job: Job, task: Task, found: Listing
) -> Reading:
    """No line: never written, not written yet, no longer kept."""
    available = found.beside.get("available")
    reason = known(found.beside.get("reason"))
    expired = available is False and _EXPIRED.search(reason) is not None
    return Reading(
        source=source,
        identity=identity,
        coverage=Coverage.EXPIRED if expired else Coverage.EMPTY,
        total=found.count,
        unit="line",
        lead=_why(task, job, available, reason),
        next=_elsewhere(asked.job_id, task),
        facts={"task": f"{task.name} {task.status}", "log": reason or "no line"},
    )


def _why(task: Task, job: Job, available: Json, reason: str) -> tuple[str, ...]:
    state = f"{task.status}, attempt {task.attempt}"
    if available is False:
        said = f"no log of this task ({state}): the API says: {reason or 'no reason'}"
        if task.body.get("started_at") is None and not _EXPIRED.search(reason):
            return (said, "no container of it is recorded as started: why, its engine knows")
        return (said,)
    if task.status in ("RUNNING", "QUEUED", "WAITING"):
        return (f"no line yet ({state})",)
    ran = "it is recorded as started" if task.body.get("started_at") else "no start is recorded"
    ended = f"; job {job.status}" if job.status else ""
    return (f"the log is there and has no line ({state}): {ran}{ended}",)


def _elsewhere(job_id: str, task: Task) -> tuple[Call, ...]:
    """Who knows why a container wrote nothing, and keeps its lines longer."""
    if task.engine == "ecs":
        return (calls.trace_job(job_id),)
    if task.k8s_job:
        return (calls.trace_pod(task.k8s_job, around=job_next.ended(task.body)),)
    return (calls.describe_job(job_id),)
