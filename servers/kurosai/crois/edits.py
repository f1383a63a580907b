"""Who changed the definition of a workflow, and what was changed between a job of it that went
well and one that did not: the first suspect, or one that can be ruled out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kurosai.crois import pages
from kurosai.crois.fields import Object, lasted, raw, short, text, time
from kurosai.crois.pages import Refused
from kurosai.crois.platform import Crois
from kurosai.errors import Fault
from kurosai.vocabulary import Coverage, Look, Row

NEWEST = 20
"""So many of the newest changes are read: a job that failed long ago may have had others."""

MOST_SHOWN = 3
MOST_CHARACTERS = 160


@dataclass(frozen=True, slots=True)
class Edits:
    """`told` in a sentence, and each change as a row; `look` says what could not be read, if
    any."""

    told: str = ""
    rows: tuple[Row, ...] = ()
    look: Look | None = None


def row(change: Object) -> Row:
    """One entry of the history of a workflow."""
    summary = short(text(change.get("summary")), MOST_CHARACTERS)
    told = f"changed by {text(change.get('by'))}: {summary}"
    return Row(raw(change), time(change.get("at")), brief=told)


def between(crois: Crois, workflow: str, good: datetime, job: datetime) -> Edits:
    """The changes after `good` and up to `job`, the times when the two jobs were created.

    One small read. Never raises: both jobs are known, and count.
    """
    path = f"/v1/workflows/{workflow}/history/"
    place = f"GET {path}"
    try:
        found = pages.read(crois, path, (), most=1, size=NEWEST)
    except Refused as refused:
        status = refused.answer.status
        denied = Coverage.DENIED if status == 403 else Coverage.PARTIAL
        return Edits(look=Look(place, denied, f"the API answers {status}"))
    except Fault as fault:
        return Edits(look=Look(place, Coverage.PARTIAL, fault.what))
    dated = [(at, one) for one in found.items if (at := time(one.get("at"))) is not None]
    if len(dated) < len(found.items):
        return Edits(look=Look(place, Coverage.PARTIAL, "a change without a time"))
    if not found.whole and all(at > good for at, _ in dated):
        reason = f"the newest {len(dated)} of {found.total} changes, all since {good:%m-%d %H:%M}Z"
        return Edits(look=Look(place, Coverage.TRUNCATED, reason))
    meant = sorted(((at, one) for at, one in dated if good < at <= job), key=lambda pair: pair[0])
    shown = tuple(row(one) for _, one in meant)
    return Edits(_told([at for at, _ in meant], job), _marked(shown))


def _told(changed: Sequence[datetime], job: datetime) -> str:
    if not changed:
        return "its workflow was not changed in between"
    last = f"{lasted(job - changed[-1])} before this job"
    often = f"{len(changed)} times, the last " if len(changed) > 1 else ""
    return f"its workflow was changed in between, {often}{last}"


def _marked(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The last are shown, what was changed just before being what the job ran first; the others
    are recorded."""
    hidden = len(rows) - MOST_SHOWN
    return tuple(replace(one, mark=".") if at < hidden else one for at, one in enumerate(rows))
