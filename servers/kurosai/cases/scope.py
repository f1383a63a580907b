"""Which readings and which words of the runbook a case may rest on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kurosai.cases import source
from kurosai.cases.proof import RUNBOOKS
from kurosai.cases.trigger import Trigger
from kurosai.errors import Fault
from kurosai.evidence import case_readings

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.cases.story import Story
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence


def readings(
    ledger: Ledger, told: Story, cited: Iterable[str]
) -> tuple[tuple[Evidence, ...], frozenset[str]]:
    """What is cited and what was read for the case, in ledger order; and those of the cited ids
    that there are.
    """
    found = {one.id: one for one in case_readings.of(ledger, told.id, acting=ledger.operator)}
    wanted = frozenset(cited)
    found |= ledger.get(wanted - found.keys())
    return tuple(sorted(found.values(), key=lambda one: one.sequence)), wanted & found.keys()


def against(ledger: Ledger, told: Story, counted: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """What its operator read since the case was opened, for another one or for none, and what
    speaks of this one all the same: it proves nothing here, and what it leaves open is open here.
    """
    if not (told.trigger.name or told.trigger.jobs):
        return ()
    own = {one.id for one in counted}
    # By id first: nearly always there is nothing else, and a record takes long to be read.
    others = [one for one in ledger.ids_since(told.position) if one not in own]
    found = sorted(ledger.get(others).values(), key=lambda one: one.sequence)
    return tuple(one for one in of_the_world(found) if speaks_of(one, told.trigger))


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


def documents(readings: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The pages for users that were read: what they announce may be told of whoever cites them."""
    return tuple(one for one in readings if (one.server, one.tool) == (RUNBOOKS, "search_docs"))


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
