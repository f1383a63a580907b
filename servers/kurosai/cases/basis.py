"""What a conclusion is drawn from: the case, its walk, and the evidence in scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kurosai.cases import (
    continued,
    correcting,
    drawn,
    offered,
    outlook,
    peeked,
    placed,
    ranked,
    scope,
    walking,
)
from kurosai.cases.faults import Finding
from kurosai.cases.judgement import Judgement
from kurosai.cases.proof import Proof
from kurosai.cases.sentences import mentions, wordings
from kurosai.cases.story import Story
from kurosai.cases.walking import Place
from kurosai.errors import Refused
from kurosai.library import mermaid
from kurosai.vocabulary import Look

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence

MOST_SHOWN = 10
"""Readings a report prints when neither a walk nor a person says which matter."""


Steps = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Route:
    """The walk as (node, choice) steps, and all nodes of its chart; empty without a walk."""

    steps: Steps = ()
    nodes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Basis:
    """The case, where its walk stands (None without one), the proof, and what is printed of it.

    `known` are the ids of evidence and cases that a sentence may cite; `broken` what is wrong
    with the walk itself; `waiting` a reading that says that the next run is yet to come. `people`
    are those who worked on it, the one who concludes among them; `read` is all in scope, pages too,
    which prove nothing; `corrected` is the closed case
    that the conclusion says otherwise than; `against` are readings that prove nothing here and may
    still leave something open (`scope.against`).
    """

    told: Story
    place: Place | None
    proof: Proof
    shown: tuple[Evidence, ...]
    waiting: Evidence | None
    known: frozenset[str]
    edited: bool
    broken: tuple[Finding, ...]
    now: datetime
    people: tuple[str, ...] = ()
    corrected: Story | None = None
    against: tuple[Evidence, ...] = ()
    read: tuple[Evidence, ...] = ()

    @property
    def follows_runbook(self) -> bool:
        """Whether an entry says what is to be done: one was matched and not left."""
        return self.told.pin is not None and not self.told.left

    def unnamed(self, judgement: Judgement) -> tuple[tuple[Evidence, Look], ...]:
        """What readings in scope left open, place by place, and not_looked_at does not name."""
        read = (*self.proof.evidence, *self.against)
        cut = self._cited_for_rows(judgement)
        named = {one for _, text in judgement.sentences() for one in mentions.evidence_ids(text)}
        named |= {
            *judgement.evidence,
            *(one for each in self.told.answers for one in each.evidence),
        }
        cited = [one for one in read if one.id in named]
        return tuple(
            (one, look)
            for one in read
            if not continued.to_its_end(one, read)
            and not peeked.without_use(one, cited, self.told.trigger)
            and one.id not in cut
            for look in ranked.left_open(one)
            if not any(placed.is_told(one, look, text) for text in judgement.not_looked_at)
        )

    def _cited_for_rows(self, judgement: Judgement) -> frozenset[str]:
        """The readings that were cut and of which sentences say no more than they show. Where a
        walk rests on one, or it is listed as a whole, nobody can say for what.
        """
        whole = {*judgement.evidence, *(id_ for one in self.told.answers for id_ in one.evidence)}
        said = [one for _, text in judgement.sentences() for one in wordings.sentences(text)]
        return frozenset(
            one.id
            for one in self.proof.evidence
            if one.id not in whole and peeked.for_its_rows(one, said, self.told.trigger, self.proof)
        )

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
    ordered, cited = scope.readings(ledger, told, [*walked, *judgement.evidence, *named])
    missing = [one for one in judgement.evidence if one not in cited]
    if missing:
        raise Refused(
            f"There is no evidence {', '.join(missing)}.",
            "Use the ids at the start of results, as they stand there.",
        )
    runbook, edited = scope.runbook(desk, told)
    trigger = told.trigger
    period = (trigger.period.start, trigger.period.end) if trigger.period else ()
    proof = Proof(
        scope.of_the_world(ordered),
        alert=trigger.text,
        runbook="\n".join([runbook, offered.words(ledger, told), scope.pages(ordered)]),
        documents=scope.documents(ordered),
        moments=(*period, told.opened_at, desk.now()),
    )
    against = scope.against(ledger, told, ordered)
    cases = {one for one in named if one not in cited and ledger.events(one)}
    return Basis(
        told=told,
        place=place,
        proof=proof,
        shown=drawn.listed(ordered, cited, judgement, proof, most=MOST_SHOWN),
        against=against,
        read=tuple(ordered),
        waiting=outlook.awaited(
            sorted((*ordered, *against), key=lambda one: one.sequence), trigger
        ),
        known=cited | cases | {told.id},
        edited=edited,
        broken=broken,
        now=desk.now(),
        people=tuple(dict.fromkeys((*told.people, ledger.operator))),
        corrected=correcting.old(ledger, told, judgement),
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
