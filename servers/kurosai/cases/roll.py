"""Which cases there are, and in which state: what a person types an id of."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mcp import MCPError

from kurosai.cases import indexing, story
from kurosai.errors import BadInput, Fault
from kurosai.evidence.case_terms import Wanted

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk

OPEN = "open"
UNDONE = (OPEN, story.PENDING)
CONCLUDED = (story.CLOSED, story.PENDING)
MOST = 1000
"""Ids that are listed: the newest."""
MOST_NAMED = 5
SECONDS = 2.0
"""For what was written without the index."""
_INTERNAL_ERROR = -32603


@dataclass(frozen=True, slots=True)
class Listed:
    """Ids, the newest first; `behind` says why some may be missing, "" when none is."""

    ids: tuple[str, ...]
    behind: str


def listed(desk: Desk, states: Collection[str]) -> Listed:
    """The cases in one of these states, however old; the newest 1,000 of more."""
    index = desk.index().answers(SECONDS)
    wanted = Wanted((tuple(indexing.term("s", state) for state in states),))
    return Listed(tuple(row.case_id for row in index.page(wanted, most=MOST)), index.behind)


def begun(desk: Desk, states: Collection[str]) -> Callable[[str], list[str]]:
    """What completes an id of a case in one of these states while it is typed."""

    def values(typed: str) -> list[str]:
        try:
            found = listed(desk, states)
        except Fault as fault:
            # No middleware stands behind a completion.
            raise MCPError(_INTERNAL_ERROR, f"{fault.code}: {fault}") from None
        if found.behind:
            # Nor is there room for a note, and an id that is missing looks like none.
            raise MCPError(_INTERNAL_ERROR, found.behind)
        return [one for one in found.ids if one.startswith(typed.strip().upper())]

    return values


def find(desk: Desk, typed: str, states: Collection[str]) -> story.Story:
    """The case of an id as a person types it. Raises BadInput for one that is none, or in no such
    state; it names some that are.
    """
    ledger, case = desk.ledger(), typed.strip().upper()
    events = ledger.events(case)
    if not events or events[0].kind != story.OPENED:
        raise BadInput(f"There is no case {typed.strip()[:40]!r}.", _named(desk, states))
    told = story.load(ledger, case)
    if told.state not in states:
        raise BadInput(f"Case {case} is {told.state}.", _named(desk, states))
    return told


def _named(desk: Desk, states: Collection[str]) -> str:
    found, kinds = listed(desk, states), " or ".join(states)
    missing = f" ({found.behind})" if found.behind else ""
    if not found.ids:
        return f"None is {kinds}{missing}."
    return f"The newest that are {kinds}{missing}: {', '.join(found.ids[:MOST_NAMED])}."
