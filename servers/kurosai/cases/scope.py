"""Which readings and which words of the runbook a case may rest on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kurosai.cases import indexing, source
from kurosai.cases.proof import RUNBOOKS
from kurosai.cases.trigger import Trigger
from kurosai.errors import Fault

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.cases.story import Story
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence

_NEVER = 2**62
"""After every event: who has left none in a case may begin with the next."""


def readings(
    ledger: Ledger, told: Story, cited: Iterable[str]
) -> tuple[tuple[Evidence, ...], frozenset[str]]:
    """What is cited and what was read for the case since it was opened, in ledger order; and those
    of the cited ids that there are.
    """
    found = {one.id: one for one in taken(ledger, told)}
    wanted = frozenset(cited)
    found |= ledger.get(wanted - found.keys())
    return tuple(sorted(found.values(), key=lambda one: one.sequence)), wanted & found.keys()


def taken(ledger: Ledger, told: Story) -> tuple[Evidence, ...]:
    """What those who worked on a case read for it, in ledger order; whoever acts now among them.

    A reading does not say which case it is for. Whoever opened the case reads for it from then
    on; who came to it later, since he last opened another one. What others read counts until they
    open their next case: two people on two cases must not find each other's readings in theirs.
    """
    index = indexing.of(ledger)
    found: list[Evidence] = []
    for operator, joined in {ledger.operator: 0, **dict(told.joined)}.items():
        begun = told.position
        if operator != told.opened_by:
            last = index.opened_beside(operator, before=joined or _NEVER)
            begun = max(begun, last or 0)
        until = None
        if operator != ledger.operator:
            until = index.opened_beside(operator, after=joined)
        found += ledger.since(begun, until=until, operator=operator)
    return tuple(sorted(found, key=lambda one: one.sequence))


def of_the_world(readings: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Those that prove something: a runbook's page is no observation, its samples least of all."""
    return tuple(one for one in readings if one.server != RUNBOOKS)


def pages(readings: Iterable[Evidence]) -> str:
    """The runbook pages that were read: their words may be quoted, their samples not."""
    return "\n".join(
        one.text
        for one in readings
        if one.server == RUNBOOKS and one.asked.get("part") != "samples"
    )


def runbook(desk: Desk, told: Story) -> tuple[str, bool]:
    """The pinned entry's words (its text only while it is still the pinned one); was it edited?"""
    if told.pin is None:
        return "", False
    own = f"{told.pin.title}\n{told.pin.chart}"
    try:
        entry = desk.library().entry(told.pin.entry)
    except Fault:
        return own, True
    if entry.digest != told.pin.digest:
        return own, True
    return f"{own}\n{entry.text}", False


def speaks_of(evidence: Evidence, trigger: Trigger) -> bool:
    """Whether a reading is of what the alert names; anything is when it names nothing."""
    wanted = [name for name in (trigger.name, *trigger.jobs) if name]
    text = source.source(evidence).all
    return not wanted or any(source.find(text, source.lower(name)) >= 0 for name in wanted)
