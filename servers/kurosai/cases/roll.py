"""Which cases there are, and in which state: what a person types an id of."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from mcp import MCPError

from kurosai.cases import story
from kurosai.errors import BadInput, Fault

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.evidence.ledger import Ledger

OPEN = "open"
UNDONE = (OPEN, story.PENDING)
CONCLUDED = (story.CLOSED, story.PENDING)
MOST = 1000
"""Of each kind of event those that are looked at: the newest."""
MOST_NAMED = 5
_INTERNAL_ERROR = -32603


def ids(ledger: Ledger, states: Collection[str]) -> list[str]:
    """The ids of the cases in one of these states, the newest first, of the newest 1,000."""
    closed = {one.case for one in ledger.events_of_kind(story.CLOSED, most=MOST)}
    pending = {one.case for one in ledger.events_of_kind(story.PENDING, most=MOST)}
    discarded = {one.case for one in ledger.events_of_kind(story.DISCARDED, most=MOST)}
    found: list[str] = []
    for event in ledger.events_of_kind(story.OPENED, most=MOST):
        case = event.case
        state = story.CLOSED if case in closed else story.PENDING if case in pending else OPEN
        if state in states and case not in discarded:
            found.append(case)
    return found


def begun(desk: Desk, states: Collection[str]) -> Callable[[str], list[str]]:
    """What completes an id of a case in one of these states while it is typed."""

    def values(typed: str) -> list[str]:
        try:
            found = ids(desk.ledger(), states)
        except Fault as fault:
            # No middleware stands behind a completion.
            raise MCPError(_INTERNAL_ERROR, f"{fault.code}: {fault}") from None
        return [one for one in found if one.startswith(typed.strip().upper())]

    return values


def find(desk: Desk, typed: str, states: Collection[str]) -> story.Story:
    """The case of an id as a person types it. Raises BadInput for one that is none, or in no such
    state; it names some that are.
    """
    ledger, case = desk.ledger(), typed.strip().upper()
    events = ledger.events(case)
    if not events or events[0].kind != story.OPENED:
        raise BadInput(f"There is no case {typed.strip()[:40]!r}.", _named(ledger, states))
    told = story.load(ledger, case)
    if told.state not in states:
        raise BadInput(f"Case {case} is {told.state}.", _named(ledger, states))
    return told


def _named(ledger: Ledger, states: Collection[str]) -> str:
    found = ids(ledger, states)[:MOST_NAMED]
    kinds = " or ".join(states)
    return f"The newest that are {kinds}: {', '.join(found)}." if found else f"None is {kinds}."
