"""A case taken up again by its id, in another chat or by another person: where it stands.

open_case says it when it is given the id of a case instead of an alert.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai import calls
from kurosai.cases import (
    choosing,
    discarding,
    finding,
    joining,
    resuming,
    scope,
    seen,
    story,
    strayed,
    walking,
)
from kurosai.cases.faults import short
from kurosai.cases.story import Story
from kurosai.errors import BadInput, Refused
from kurosai.evidence import case_readings
from kurosai.library import mermaid
from kurosai.vocabulary import Call, Statement, stamp

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.evidence.record import Evidence

MOST_READINGS = 5


def stands(desk: Desk, told: Story) -> Statement:
    """Where a case stands, what was read for it, and the calls to go on with."""
    told = joining.join(desk, told.id)
    done = told.conclusion
    head = f"case {told.id} · {told.state}"
    if done is not None:
        head += f" {done.verdict.value} {stamp(done.at)} by {done.by}"
    head += f" · opened {stamp(told.opened_at)} by {told.opened_by} · {told.trigger.title}"
    if told.discard is not None:
        head = f"case {told.id} · {told.discard} · opened {stamp(told.opened_at)} by "
        head += f"{told.opened_by} · {told.trigger.title}"
        offered = discarding.offered(desk.ledger(), told)
        return Statement(head, tuple(discarding.lines(told)), offered)
    if told.state == story.CLOSED:
        index = desk.index().answers(finding.SECONDS)
        row = index.case(told.id)
        cause = row.cause if row else ""
        lines = (
            *finding.missing(index),
            *(cause, finding.graded(row) if row else "", _corrected(told)),
        )
        after = told.correction.case if told.correction else told.id
        return Statement(head, tuple(one for one in lines if one), (calls.read_evidence(after),))
    first = resuming.due(desk.ledger(), told, desk.now())
    lines, offered = _to_do(desk, told)
    # A walk says itself what it waits for.
    rest = (one for one in lines if one not in first.lines)
    lines = (*first.lines, *rest, *_drafted(told), *_readings(desk, told))
    return Statement(head, lines, first.then(offered)[:3])


def _corrected(told: Story) -> str:
    return str(told.correction) if told.correction else ""


def _to_do(desk: Desk, told: Story) -> tuple[tuple[str, ...], tuple[Call, ...]]:
    """What is left to do: the walk, the steps of a page, or the conclusion."""
    draft = told.last_draft.digest if told.last_draft else ""
    close = calls.close_case(told.id, _verdict(told), draft=draft, dry_run=True)
    if told.left:
        return (f"runbook left: {told.left}", "investigate freely, then close_case"), (close,)
    if told.pin is None:
        return ("no runbook: investigate freely, then close_case",), (close,)
    said = choosing.said(told.pin) or (f'runbook: {told.pin.entry} "{told.pin.title}"',)
    if not told.pin.chart:
        read = calls.read_runbook(told.pin.entry)
        return (*said, "it has no flowchart: follow its steps, then close_case"), (read, close)
    try:
        walked = walking.advance(desk, told.id, (), "")
    except (BadInput, Refused) as fault:
        return (*said, f"its walk: {fault}"), (close,)
    at = walked.head.partition(" · ")[2]
    stood = walking.locate(
        desk.ledger(), told, mermaid.parse(told.pin.chart), told.answers
    ).walk.ended
    shown = walked.lines if stood or told.answers else walked.lines[-1:]
    offered = walked.next if stood else (*walked.next, calls.walk(told.id))
    return (*said, f"walked: {at}", *shown), offered


def _drafted(told: Story) -> tuple[str, ...]:
    """The draft that still holds, which is mended by its id."""
    done = told.draft
    if done is None:
        return ()
    stops = f"{done.blocks} block{'' if done.blocks == 1 else 's'}"
    return (f"draft {done.digest} by {done.by}: {done.verdict.value}, {stops}; not a conclusion",)


def _verdict(told: Story) -> str:
    done = told.draft or told.conclusion
    return done.verdict.value if done else "unknown"


def _readings(desk: Desk, told: Story) -> tuple[str, ...]:
    """What was read for it, newest last: who goes on need not ask again."""
    ledger = desk.ledger()
    found = case_readings.of(ledger, told.id, acting=ledger.operator)
    wrong = strayed.lines(
        ledger, told, found, scope.against(ledger, told, found), frozenset(seen.cited(told))
    )
    if not found:
        return wrong
    more = len(found) - MOST_READINGS
    kept = [_reading(one) for one in found[-MOST_READINGS:]]
    return (
        *wrong,
        f"read so far{f' (the last {MOST_READINGS} of {len(found)})' if more > 0 else ''}:",
        *kept,
    )


def _reading(one: Evidence) -> str:
    who = f" by {one.operator}" if one.operator else ""
    return f"  {one.id} {one.server}.{one.tool} {short(one.source)} {one.coverage.value}{who}"
