"""Leaving a runbook, which needs a reason that says what in it does not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.cases import scope, story
from kurosai.cases.proof import Proof
from kurosai.cases.sentences import mentions, wordings
from kurosai.cases.source import find
from kurosai.cases.story import Pin, Story
from kurosai.errors import Refused
from kurosai.library import mermaid
from kurosai.library.walk import walk as walk_chart
from kurosai.vocabulary import Statement

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk


def leave(desk: Desk, told: Story, why: str) -> Statement:
    """Note why the case follows its runbook no longer. Raises Refused for a reason without one."""
    ledger = desk.ledger()
    if told.pin is None:
        raise Refused(f"Case {told.id} follows no runbook.", "There is nothing to leave.")
    if not wordings.has_substance(why) or not _points(desk, told, told.pin, why):
        raise Refused(
            f"The reason names no node of {told.pin.entry}, and quotes nothing of it or of what "
            "was read.",
            "Say which node does not fit, by its id, and what was seen instead.",
        )
    path = ""
    if told.pin.chart:
        path = walk_chart(mermaid.parse(told.pin.chart), told.answers).path_text
    ledger.append(told.id, story.LEFT, {"why": why, "path": path}, unless_after=told.last)
    return Statement(
        f"case {told.id} · left {told.pin.entry} at {path or 'its start'}",
        (
            f"reason: {why}",
            "the investigation is free now: any verdict with its cause; no_action with a reason",
        ),
    )


def _points(desk: Desk, told: Story, pin: Pin, why: str) -> bool:
    """Whether it names a node, or quotes words that stand in the entry or in what was read."""
    if pin.chart and any(find(why, node) >= 0 for node in mermaid.parse(pin.chart).by_id):
        return True
    cited = [one for answer in told.answers for one in answer.evidence]
    read, _ = scope.readings(desk.ledger(), told, cited)
    seen = Proof(
        scope.of_the_world(read),
        alert=told.trigger.text,
        runbook=f"{scope.runbook(desk, told)[0]}\n{scope.pages(read)}",
    )
    return any(seen.quoted(quote) is not None for quote in mentions.quotes(why))
