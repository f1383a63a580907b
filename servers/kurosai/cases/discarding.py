"""A case that was opened by mistake: it stays on record, and is no case of anything any more.

Nothing is deleted. Whoever looks it up reads that it was discarded, by whom and why; it is not
among the open ones, no alert is led to it, and no count holds it. What somebody has concluded is
not taken back so; a draft (a dry run) is no conclusion, and is told: docs/decisions/0015.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kurosai import calls
from kurosai.cases import left_open, story
from kurosai.cases.named_case import ids
from kurosai.cases.story import DISCARDED, Story
from kurosai.errors import BadInput, Refused
from kurosai.safety.clean import clean
from kurosai.safety.redact import redact
from kurosai.vocabulary import Call, Statement

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.evidence.ledger import Ledger

LEAST_LETTERS = 4
_LETTER = re.compile(r"[^\W_]")


def discard(desk: Desk, case: str, why: str) -> Statement:
    """Take back an open case. Raises Refused where something was concluded, BadInput for no why."""
    ledger, case = desk.ledger(), case.strip().upper()
    told = story.load(ledger, case)
    told.must_be_open()
    reason = " ".join(redact(clean(why))[0].split())
    if len(set(_LETTER.findall(reason))) < LEAST_LETTERS:
        raise BadInput(
            f"「{reason[:40]}」 does not say why case {case} was a mistake.",
            "Say in why how it came about, and the id of the right case if there is one.",
        )
    done = told.conclusion
    if done is not None:
        raise Refused(
            f"Case {case} is pending ({done.verdict.value}): what somebody has concluded is not "
            "taken back.",
            "Close it with close_case; a closed one that was wrong is corrected by a later case.",
        )
    other = left_open.beside(desk, case)
    ledger.append(case, DISCARDED, {"why": reason}, unless_after=told.last)
    left = story.load(ledger, case)
    right = offered(ledger, left)
    offers = (*right, *(one for one in other.next if one not in right))
    return Statement(f"case {case} · {left.discard}", (*lines(left), *other.lines), offers)


def lines(told: Story) -> Iterator[str]:
    """What discarded means, for whoever comes upon such a case."""
    if told.discard is None:
        return
    yield "it stays readable, counts in no list of open cases, and nothing goes on in it"
    draft = told.draft
    if draft is not None:
        blocks = f"{draft.blocks} block{'' if draft.blocks == 1 else 's'}"
        yield f"it had a draft: {draft.verdict.value} with {blocks}, by {draft.by}"


def offered(ledger: Ledger, told: Story) -> tuple[Call, ...]:
    """Where the case stands that the reason names."""
    why = told.discard.why if told.discard else ""
    right = (one for one in ids(why) if one != told.id and ledger.events(one))
    return tuple(calls.open_case(one) for one in right)[:1]
