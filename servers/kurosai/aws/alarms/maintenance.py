"""Which maintenance windows were open: what alarms in one may be somebody's work, and over with
it."""

from __future__ import annotations

from typing import Final

from kurosai.aws import failed_look
from kurosai.aws.alarms.health_events import Said
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import MaintenanceWindows
from kurosai.aws.wire.maintenance import Maintenance
from kurosai.errors import NotConfigured
from kurosai.parallel import each
from kurosai.vocabulary import Coverage, Look, Row, Window, stamp

PLACE: Final = "maintenance windows"
MOST_SHOWN: Final = 4
MOST_ASKED: Final = 20


def said(source: MaintenanceWindows, window: Window) -> Said:
    """The executions that touch the window; nothing where what answers in AWS's place has no such
    call."""
    try:
        names, whole = source.windows()
        asked = list(names.items())[:MOST_ASKED]
        found = each(lambda one: source.runs(*one, window), asked)
    except NotConfigured:
        return Said()
    except FAILURES as error:
        return Said(look=failed_look.at(PLACE, error))
    open_then = sorted((run for one in found for run in one.runs), key=lambda run: run.started)
    complete = whole and len(asked) == len(names) and all(one.complete for one in found)
    told = f"{len(open_then) or 'none'} open, of {len(asked)}" if names else "there is none"
    look = Look(PLACE, Coverage.COMPLETE if complete else Coverage.TRUNCATED, told)
    return Said(tuple(_row(one) for one in open_then[-MOST_SHOWN:]), look)


def _row(one: Maintenance) -> Row:
    until = f"open until {stamp(one.ended)}" if one.ended else "still open"
    brief = f"maintenance window {one.name} {one.window} {until}: {one.status}"
    return Row(brief, one.started, ">")
