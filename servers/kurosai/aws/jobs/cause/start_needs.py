"""What a task's definition needs at its start, where it was that which could not be had."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kurosai.aws import failed_look
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.jobs.cause.beside import Beside
from kurosai.aws.jobs.stop.causes import Cause
from kurosai.aws.jobs.task.task_plan import Plan
from kurosai.aws.platform import Logs
from kurosai.vocabulary import Coverage, Look

MOST: Final = 4
"""So many are named."""


def see(logs: Logs, cause: Cause, plan: Plan, family: str) -> Beside | None:
    """The volumes, secrets or log group that the definition names; None for other causes."""
    if cause is Cause.LOG_DRIVER:
        return _group(logs, plan.group) if plan.group else None
    named = {Cause.VOLUME: ("volumes", plan.volumes), Cause.SECRETS: ("secrets", plan.secrets)}
    if cause not in named:
        return None
    what, listed = named[cause]
    # The definition was not read, or is not the one that ran: then it says nothing.
    if not listed:
        return None
    return Beside(Look(f"{what} of {family}", Coverage.COMPLETE, _listed(listed)))


def _group(logs: Logs, group: str) -> Beside:
    place = f"log group {group}"
    try:
        there = any(one.name == group for one in logs.groups(group))
    except FAILURES as error:
        return Beside(failed_look.at(place, error))
    if there:
        return Beside(Look(place, Coverage.COMPLETE, "is there now"))
    return Beside(Look(place, Coverage.EMPTY, "is not there now"))


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"{', '.join(names[:MOST])}{more}"
