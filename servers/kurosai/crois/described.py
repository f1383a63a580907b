"""What its owner set and wrote of the workflow of a job that did not go well, or still runs.

Whether it may be run again ("not idempotent, once a day") stands nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

from kurosai import deadline
from kurosai.crois import time_limit
from kurosai.crois.fields import Object, obj, short, text
from kurosai.crois.job_record import FAILED
from kurosai.crois.platform import Crois
from kurosai.errors import Fault
from kurosai.vocabulary import Coverage, Look, Row

SECONDS = 6.0
"""What the read may take: what the job itself says is not to be late for want of it."""

MOST = 300


@dataclass(frozen=True, slots=True)
class Described:
    """One row, none where nobody wrote anything; `limit` in minutes, None where none is told;
    `look` says why it could not be read."""

    rows: tuple[Row, ...] = ()
    look: Look | None = None
    limit: int | None = None


def read(crois: Crois, job: Object) -> Described:
    """One small read; nothing of a job that neither failed nor runs. It never raises: the job
    counts."""
    number = text(obj(job.get("workflow")).get("id"))
    if job.get("status") not in (*FAILED, "RUNNING") or not number:
        return Described()
    path = f"/v1/workflows/{number}/"
    try:
        with deadline.running(deadline.Deadline(deadline.remaining(SECONDS))):
            answer = crois.get(path)
    except Fault as fault:
        return Described(look=Look(f"GET {path}", Coverage.PARTIAL, fault.what))
    if answer.status >= 300:
        denied = Coverage.DENIED if answer.status == 403 else Coverage.PARTIAL
        return Described(look=Look(f"GET {path}", denied, f"the API answers {answer.status}"))
    workflow = obj(answer.body)
    said = of(workflow)
    rows = (Row(f"its workflow's {said}"),) if said else ()
    return Described(rows, limit=time_limit.of_workflow(workflow))


def of(workflow: Object) -> str:
    """`description: not idempotent`; "" where nobody wrote one."""
    words = text(workflow.get("description"))
    return f"description: {short(words, MOST)}" if words and workflow.get("description") else ""
