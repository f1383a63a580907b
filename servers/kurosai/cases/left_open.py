"""What else somebody is at work on: once a case ends, what he reads is for none until he goes back.

Nothing else would tell him (docs/decisions/0014).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kurosai import calls
from kurosai.cases import faults, story
from kurosai.evidence import case_readings
from kurosai.vocabulary import Call

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk

LATELY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Other:
    """A line about the other case and the call that goes on there; nothing where there is none."""

    lines: tuple[str, ...] = ()
    next: tuple[Call, ...] = ()


def beside(desk: Desk, case: str) -> Other:
    """The open or pending case on which the operator worked last within a day, other than `case`.

    To be asked before the event that ends `case` is written: what fails afterwards would hide that
    it was. Raises LedgerFailed.
    """
    ledger = desk.ledger()
    since = desk.now() - LATELY
    others = case_readings.undone(ledger, ledger.operator, but=case, since=since)
    if not others:
        return Other()
    other = others[0]
    told = story.load(ledger, other)
    line = f"you have case {other} {told.state}, too: {faults.short(told.trigger.title)}"
    return Other((line,), (calls.open_case(other),))
