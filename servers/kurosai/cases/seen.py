"""What was read for a case, by everybody who worked on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.cases import judgement
from kurosai.cases.judgement import Judgement
from kurosai.cases.sentences import mentions
from kurosai.evidence import case_readings

if TYPE_CHECKING:
    from kurosai.cases.story import Story
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Evidence


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
    """What is cited, and what those who worked on the case read for it, oldest first."""
    found = {one.id: one for one in case_readings.of(ledger, told.id)}
    found |= ledger.get(cited(told))
    return tuple(sorted(found.values(), key=lambda one: one.sequence))
