"""Whoever comes back to a case, or comes to another person's, works on it from then on.

It is written down, because what he reads next is for that case (`evidence.case_readings`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kurosai.cases import story
from kurosai.errors import LedgerFailed, Overtaken
from kurosai.evidence import case_readings, kinds

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.cases.story import Story

_TRIES = 5
"""As often as others may come between in a row."""


def join(desk: Desk, case: str) -> Story:
    """The case as it is now, with its operator at work on it.

    Nothing is written if he is already, or if nothing goes on there any more. Raises Refused where
    there is no such case.
    """
    ledger = desk.ledger()
    for _ in range(_TRIES):
        told = story.load(ledger, case)
        if told.state in kinds.ENDS or case_readings.at_work(ledger, ledger.operator) == case:
            return told
        try:
            event = ledger.append(case, kinds.JOINED, {}, unless_after=told.last)
        except Overtaken:
            continue
        except LedgerFailed:
            # Where nothing can be written, nothing can be concluded; it can still be looked at.
            return told
        return replace(told, last=event.sequence)
    return story.load(ledger, case)
