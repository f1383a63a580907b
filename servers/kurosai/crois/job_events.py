"""What the platform recorded of a job beyond the times that the job itself tells: retries,
reschedules and the like, folded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kurosai.crois import pages
from kurosai.crois.fields import Object, known, raw, short, text, time
from kurosai.crois.pages import Refused
from kurosai.crois.platform import Crois
from kurosai.errors import Fault
from kurosai.logs.signature import signature
from kurosai.vocabulary import Coverage, Look, Row

PLAIN = frozenset({"JOB_CREATED", "JOB_STARTED", "TASK_STARTED", "TASK_FINISHED", "JOB_FINISHED"})
"""The events of every job: its own times and states say the same."""

MOST_PAGES = 3
MOST_KINDS = 8


@dataclass(frozen=True, slots=True)
class Events:
    """The telling events as rows, oldest kind first; `more` counts what the rows left out, and
    `look` says what could not be read, if any."""

    rows: tuple[Row, ...] = ()
    more: str = ""
    look: Look | None = None


def read(crois: Crois, job_id: str) -> Events:
    """The telling events of a job. Never raises: the job itself has been read, and counts."""
    path = f"/v1/jobs/{job_id}/events/"
    place = f"GET {path}"
    try:
        found = pages.read(crois, path, (), most=MOST_PAGES)
    except Refused as refused:
        status = refused.answer.status
        denied = Coverage.DENIED if status == 403 else Coverage.PARTIAL
        return Events(look=Look(place, denied, f"the API answers {status}"))
    except Fault as fault:
        return Events(look=Look(place, Coverage.PARTIAL, fault.what))
    telling = [one for one in found.items if known(one.get("kind")) not in PLAIN]
    look = None
    if not found.whole:
        look = Look(place, Coverage.TRUNCATED, f"the first {len(found.items)} of {found.total}")
    groups = _alike(telling)
    return Events(_rows(groups[:MOST_KINDS]), _more(groups[MOST_KINDS:]), look)


def _alike(events: Sequence[Object]) -> list[list[Object]]:
    """Events that say the same of the same task, by their first."""
    groups: dict[tuple[str, str, str], list[Object]] = {}
    for event in events:
        key = (known(event.get("kind")), known(event.get("task")), signature(_detail(event)))
        groups.setdefault(key, []).append(event)
    return list(groups.values())


def _rows(groups: Sequence[Sequence[Object]]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for alike in groups:
        first, last = alike[0], alike[-1]
        where = f" {text(first.get('task'))}" if first.get("task") else ""
        often = f" x {len(alike)}" if len(alike) > 1 else ""
        until = f" (last {_clock(last)})" if len(alike) > 1 else ""
        brief = f"{text(first.get('kind'))}{where}{often}{until}: {short(_detail(first), 240)}"
        whole = "\n".join(raw(one) for one in alike)
        rows.append(Row(whole, time(first.get("at")), "", brief))
    return tuple(rows)


def _more(groups: Sequence[Sequence[Object]]) -> str:
    if not groups:
        return ""
    kinds = Counter(text(event.get("kind")) for alike in groups for event in alike)
    listed = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common(MOST_KINDS))
    return f"the platform also recorded {listed}"


def _detail(event: Object) -> str:
    return known(event.get("detail"))


def _clock(event: Object) -> str:
    at: datetime | None = time(event.get("at"))
    return f"{at:%H:%M:%S}Z" if at else "at an unknown time"
