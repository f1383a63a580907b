"""What was read for a case, by everybody who worked on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.cases import judgement, mentions, scope, story
from kurosai.cases.judgement import Judgement

if TYPE_CHECKING:
    from kurosai.cases.story import Story
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence

_MOST_CASES = 100
"""Newer cases that are looked at to tell whose a reading is."""


def judged(told: Story) -> Judgement | None:
    """What was concluded or drafted last; None before there was anything."""
    done = told.draft or told.conclusion
    return None if done is None else judgement.load(done.judgement)


def cited(told: Story) -> list[str]:
    """The ids that the walk and the last judgement rest on, in this order."""
    ids = [one for answer in told.answers for one in answer.evidence]
    given = judged(told)
    if given is not None:
        ids += given.evidence
        ids += [one for _, text in given.sentences() for one in mentions.evidence_ids(text)]
    return list(dict.fromkeys(ids))


def readings(ledger: Ledger, told: Story) -> tuple[Evidence, ...]:
    """What is cited, and what those who worked on the case read for it, oldest first.

    What somebody read after opening another case counts only if it speaks of what this one is
    about; what was read after the case was closed does not.
    """
    people = {one.operator for one in ledger.events(told.id)}
    named = ledger.get(cited(told))
    until = _next_case(ledger, told, people)
    found = dict(named)
    for one in (one for who in people for one in ledger.since(told.position, operator=who)):
        own = one.sequence <= until.get(one.operator, one.sequence)
        if _in_time(told, one) and (own or scope.speaks_of(one, told.trigger)):
            found[one.id] = one
    return tuple(sorted(found.values(), key=lambda one: one.sequence))


def _in_time(told: Story, one: Evidence) -> bool:
    done = told.conclusion
    return done is None or done.state != story.CLOSED or one.read_at <= done.at


def _next_case(ledger: Ledger, told: Story, people: set[str]) -> dict[str, int]:
    """By person: the newest reading before he opened the next case."""
    until: dict[str, int] = {}
    for event in ledger.events_of_kind(story.OPENED, most=_MOST_CASES):
        if event.case == told.id:
            break
        position = event.body.get("position")
        if event.operator in people and isinstance(position, int):
            until[event.operator] = position
    return until
