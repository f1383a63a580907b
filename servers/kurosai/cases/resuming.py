"""A case taken up again: with which call; a pending one, when to look, too."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kurosai import calls
from kurosai.cases import story, uncalled
from kurosai.cases.story import Story
from kurosai.clock import jst
from kurosai.evidence import case_readings
from kurosai.vocabulary import Again, Call, Statement, moment, stamp

if TYPE_CHECKING:
    from kurosai.evidence.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Due:
    """What a walk of a pending case says first: a line, and the call once its time has come.

    `early` is whether it has not come yet.
    """

    lines: tuple[str, ...] = ()
    next: tuple[Call, ...] = ()
    early: bool = False

    def then(self, offered: Iterable[Call]) -> tuple[Call, ...]:
        """The calls to go on with, each once: no conclusion before there can be anything new."""
        kept = (one for one in offered if not (self.early and one.tool == "close_case"))
        return tuple({calls.line(one): one for one in (*self.next, *kept)}.values())


def due(ledger: Ledger, told: Story, now: datetime) -> Due:
    """The recheck that a pending case waits for; nothing once it was made, or without one."""
    done = told.conclusion
    if told.state != story.PENDING or done is None or not done.recheck:
        return Due()
    again = done.again
    if again is None:
        return Due((f"recheck: {done.recheck_text}",), early=now < moment(done.recheck))
    if _made(ledger, told, again):
        return Due()
    if now < again.at:
        return Due(
            (f"recheck: not before {stamp(again.at)} ({jst(again.at)}): {calls.line(again.call)}",),
            early=True,
        )
    return Due((f"recheck: due since {stamp(again.at)}; make the first next call",), (again.call,))


def call(told: Story) -> Call:
    """The call that shows where a case stands that is not closed."""
    if told.pin is not None and told.pin.chart and not told.left:
        return calls.walk(told.id)
    return calls.open_case(told.id)


def without_chart(told: Story, first: Due) -> Statement:
    """Where a pending case stands that follows no flowchart."""
    done = told.conclusion
    verdict = done.verdict.value if done else ""
    return Statement(
        f"case {told.id} · pending {verdict}, no flowchart",
        (*first.lines, "after the recheck: close_case, with what it showed"),
        first.then((calls.close_case(told.id, verdict, dry_run=True),)),
    )


def _made(ledger: Ledger, told: Story, again: Again) -> bool:
    """Whether the call was made since its time came, for whichever case: that proves nothing."""
    cited = ledger.get(one for answer in told.answers for one in answer.evidence).values()
    made = uncalled.made(ledger, told, (*cited, *case_readings.of(ledger, told.id)))
    return any(one.read_at >= again.at and uncalled.answers(one, again.call) for one in made)
