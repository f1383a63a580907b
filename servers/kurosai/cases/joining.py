"""Whoever comes back to a case, or comes to another person's, works on it from then on.

It is written down, because what he reads next is for that case (`evidence.case_readings`).
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from kurosai.cases import story
from kurosai.errors import LedgerFailed
from kurosai.evidence import case_readings, kinds

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.cases.story import Story


def join(desk: Desk, told: Story) -> Story:
    """The case with its operator at work on it; nothing is written if he is already, or if it is
    closed.
    """
    ledger = desk.ledger()
    if told.state == story.CLOSED:
        return told
    if case_readings.at_work(ledger, ledger.operator, since=told.first) == told.id:
        return told
    # Where nothing can be written, nothing can be concluded either; it can still be looked at.
    with suppress(LedgerFailed):
        event = ledger.append(told.id, kinds.JOINED, {})
        return replace(told, last=event.sequence)
    return told
