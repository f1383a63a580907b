"""A closed case that turned out wrong: it stays as it is, and a later case says otherwise.

The later one is investigated and checked like any other. What is closed is not touched; beside it
stands from then on which case corrects it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kurosai.cases import story
from kurosai.cases.faults import Finding
from kurosai.cases.story import CLOSED, CORRECTED, Story
from kurosai.errors import Refused
from kurosai.evidence.record import NewEvent

if TYPE_CHECKING:
    from kurosai.cases.judgement import Judgement
    from kurosai.evidence.ledger import Ledger
    from kurosai.vocabulary import Json

_SAYING = ("verdict", "cause", "actions", "ruled_out", "reason", "impact", "urgency")


def old(ledger: Ledger, told: Story, given: Judgement) -> Story | None:
    """The case that a conclusion of `told` corrects, None if it corrects none.

    Raises Refused for one that cannot be corrected: none, a reading, itself, not closed, or
    corrected already.
    """
    name = given.corrects
    if not name:
        return None
    if name == told.id:
        raise Refused(f"{name} cannot correct itself.", "Name the closed case that was wrong.")
    if not ledger.events(name):
        what = "is a reading, not a case" if ledger.get([name]) else "is no case"
        raise Refused(
            f"corrects: {name[:40]} {what}.", "Give the id of the closed case, or leave it out."
        )
    before = story.load(ledger, name)
    if before.discard is not None:
        before.must_be_open()
    if before.state != CLOSED:
        raise Refused(
            f"Case {name} is {before.state}, not closed: there is nothing to correct yet.",
            f"Go on in it: open_case with {name} says where it stands.",
        )
    if before.correction is not None and before.correction.case != told.id:
        raise Refused(
            f"Case {name} was {before.correction}.",
            f"If that is wrong as well, give corrects {before.correction.case}.",
        )
    if before.conclusion is not None and _says(given.redacted().body()) == _says(
        before.conclusion.judgement
    ):
        raise Refused(
            f"This says what case {name} says already: the same verdict, cause and actions.",
            "Say what is otherwise; or leave corrects out if nothing is.",
        )
    return before


def _says(judgement: Mapping[str, Json]) -> tuple[object, ...]:
    """What a conclusion says: without how sure it is, and on which readings it rests."""
    return tuple(
        [" ".join(str(one).split()) for one in value] if isinstance(value, list) else value
        for value in (judgement.get(name) for name in _SAYING)
    )


def event(told: Story, before: Story, verdict: str) -> NewEvent:
    """What is written beside the old case when the new one is closed."""
    done = before.conclusion
    body: dict[str, Json] = {
        "by": told.id,
        "verdict": verdict,
        "was": done.verdict.value if done else "",
        "digest": done.digest if done else "",
    }
    return NewEvent(before.id, CORRECTED, body, unless_after=before.last)


def doubts(told: Story, before: Story | None) -> Iterator[Finding]:
    """A warning where the two have nothing in common: an id is easily mistaken."""
    if before is None:
        return
    one, other = told.trigger, before.trigger
    same = (
        (told.signature and told.signature == before.signature)
        or (one.name and one.name == other.name)
        or set(one.jobs) & set(other.jobs)
    )
    if not same:
        yield Finding(
            "correction",
            "corrects",
            f"{before.id} is about {other.title}: no signature, resource or job in common",
            "See whether it is the case that is meant.",
            blocks=False,
        )
