"""What a conclusion is drawn from: the case, its walk, and the evidence in scope."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from kurosai.cases import mentions, walking
from kurosai.cases.claims import Route
from kurosai.cases.faults import Finding
from kurosai.cases.judgement import Judgement
from kurosai.cases.proof import Proof
from kurosai.cases.story import Story
from kurosai.cases.walking import Place
from kurosai.errors import Fault, Refused
from kurosai.library import mermaid

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence

MOST_SHOWN = 10
"""Readings a report prints when neither a walk nor a person says which matter."""


@dataclass(frozen=True, slots=True)
class Basis:
    """The case, where its walk stands (None without one), the proof, and what is printed of it.

    `known` are the ids of evidence and cases that a sentence may cite; `broken` what is wrong
    with the walk itself.
    """

    told: Story
    place: Place | None
    proof: Proof
    shown: tuple[Evidence, ...]
    known: frozenset[str]
    edited: bool
    broken: tuple[Finding, ...]
    now: datetime

    @property
    def route(self) -> Route:
        """The walk as the sentences are held against it."""
        if self.place is None:
            return Route()
        steps = tuple((step.node.id, step.choice) for step in self.place.walk.path)
        return Route(steps, frozenset(self.place.chart.by_id))


def gather(desk: Desk, told: Story, judgement: Judgement) -> Basis:
    """Collect what `judgement` may rest on. Raises Refused for evidence ids that do not exist."""
    ledger = desk.ledger()
    place, broken = _place(ledger, told)
    named = [one for _, text in judgement.sentences() for one in mentions.evidence_ids(text)]
    walked = [one for answer in told.answers for one in answer.evidence]
    cited = ledger.get([*walked, *judgement.evidence, *named])
    missing = [one for one in judgement.evidence if one not in cited]
    if missing:
        raise Refused(
            f"There is no evidence {', '.join(missing)}.",
            "Use the ids at the start of results, as they stand there.",
        )
    since = ledger.since(told.position)
    scope = {one.id: one for one in (*cited.values(), *since)}
    ordered = tuple(sorted(scope.values(), key=lambda one: one.sequence))
    runbook, edited = _runbook(desk, told)
    trigger = told.trigger
    period = (trigger.period.start, trigger.period.end) if trigger.period else ()
    proof = Proof(
        ordered, alert=trigger.text, runbook=runbook, moments=(*period, told.opened_at, desk.now())
    )
    cases = {one for one in named if one not in cited and ledger.events(one)}
    return Basis(
        told=told,
        place=place,
        proof=proof,
        shown=_shown(ordered, frozenset(cited), judgement, proof),
        known=frozenset(cited) | cases | {told.id},
        edited=edited,
        broken=broken,
        now=desk.now(),
    )


def _place(ledger: Ledger, told: Story) -> tuple[Place | None, tuple[Finding, ...]]:
    """Where the walk stands; its answers are held against their evidence once more."""
    if told.pin is None or told.left or not told.pin.chart:
        return None, ()
    chart = mermaid.parse(told.pin.chart)
    try:
        return walking.locate(ledger, told, chart, told.answers), ()
    except Refused as fault:
        return None, (Finding("decision", "walk", fault.what, fault.do),)


def _runbook(desk: Desk, told: Story) -> tuple[str, bool]:
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


def _shown(
    ordered: tuple[Evidence, ...], cited: frozenset[str], judgement: Judgement, proof: Proof
) -> tuple[Evidence, ...]:
    """What the report prints: evidence that is cited, or that a quote was found in."""
    wanted = {one.id for one in ordered if one.id in cited}
    enough = proof.only(wanted) if wanted else replace(proof, evidence=())
    quotes = (one for _, text in judgement.sentences() for one in mentions.quotes(text))
    found = {proof.quoted(quote) for quote in quotes if enough.quoted(quote) is None}
    chosen = tuple(one for one in ordered if one.id in wanted | found)
    return chosen or ordered[-MOST_SHOWN:]
