"""A case in short, as those see it who look over many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from kurosai.cases import branch, grade, story
from kurosai.cases.branch import Branch, Exit
from kurosai.cases.grade import Grade, Marks
from kurosai.cases.story import Conclusion, Pin
from kurosai.evidence import histories
from kurosai.evidence.kinds import GRADED

if TYPE_CHECKING:
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Event

CORRECTED: Final = "corrected"
"""The event of a case that another one corrects; its body names that case in `by`."""

_AFTERWARDS = (GRADED, CORRECTED)
_TOLD = (
    story.WALKED,
    story.LEFT,
    story.CHOSEN,
    story.PENDING,
    story.CLOSED,
    story.DISCARDED,
    *_AFTERWARDS,
)


@dataclass(frozen=True, slots=True)
class Left:
    """That a case left a runbook entry of this version, where, and why."""

    case: str
    at: datetime
    entry: str
    digest: str
    way: str
    why: str
    taken: tuple[Exit, ...] = ()


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One case. `what` says what arrived in a few words.

    `marks` are None where nobody graded it; `grades` hold all that were given. `corrected` is the
    case that corrects it, `waiver` a person's words who let faults pass, both "" for none.
    """

    id: str
    alert: bool
    what: str
    signature: str
    opened_at: datetime
    pin: Pin | None
    branch: Branch
    lefts: tuple[Left, ...]
    done: Conclusion | None
    grades: tuple[Grade, ...]
    marks: Marks | None
    corrected: str
    waiver: str
    graded_early: bool
    """Each grade that counts was of a pending report, and the case went on."""

    @property
    def entry(self) -> str:
        """The id of its runbook entry, "" without one."""
        return self.pin.entry if self.pin else ""

    @property
    def remarks(self) -> tuple[str, ...]:
        """What nobody who reads its grade should miss."""
        return (
            *((f"waived ({self.waiver})",) if self.waiver else ()),
            *((f"corrected by {self.corrected}",) if self.corrected else ()),
            *(("graded before it was concluded anew",) if self.graded_early else ()),
        )


def cases(
    ledger: Ledger, *, since: datetime | None = None, until: datetime | None = None
) -> Iterator[Reviewed]:
    """Every case that was opened from `since` on and before `until`, one at a time.

    What was discarded is none: nothing follows it, so that is its last event.
    """
    for events in histories.of_cases(ledger, story.OPENED, _TOLD, since=since, until=until):
        # What was written to an id that no case has (a login) has no beginning.
        if events[0].kind == story.OPENED and events[-1].kind != story.DISCARDED:
            yield review(events)


def review(events: Sequence[Event]) -> Reviewed:
    """A case by its events, oldest first."""
    lefts: list[Left] = []
    own = [event for event in events if event.kind not in _AFTERWARDS]
    told = None
    for event, told in zip(own, story.course(own), strict=True):
        if event.kind == story.LEFT and told.pin is not None:
            pin, at = told.pin, branch.of(told)
            left = Left(told.id, event.at, pin.entry, pin.digest, at.way, told.left, at.taken)
            lefts.append(left)
    assert told is not None
    grades = tuple(Grade.of(event) for event in events if event.kind == GRADED)
    done = told.conclusion
    return Reviewed(
        id=told.id,
        alert=told.trigger.alert,
        what=told.trigger.line or told.trigger.condition or told.trigger.text,
        signature=told.signature,
        opened_at=told.opened_at,
        pin=told.pin,
        branch=branch.of(told),
        lefts=tuple(lefts),
        done=done,
        grades=grades,
        marks=grade.settled(grades),
        corrected=_corrected(events),
        waiver=str(done.judgement.get("waiver", "")) if done and done.blocks else "",
        graded_early=done is not None
        and bool(grades)
        and all(one.at < done.at for one in grade.latest(grades)),
    )


def _corrected(events: Sequence[Event]) -> str:
    """The last case that corrects it."""
    by = [str(event.body["by"]) for event in events if event.kind == CORRECTED]
    return by[-1] if by else ""
