"""A runbook that the investigator chooses, where nothing matched one: it is never said to match."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kurosai import calls
from kurosai.cases import chart as charts
from kurosai.cases import leads, leaving, story, unread
from kurosai.cases.story import Pin, Story
from kurosai.errors import BadInput, Refused
from kurosai.library import mermaid, search
from kurosai.library.match.names import named
from kurosai.vocabulary import Statement

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.library.card import Card
    from kurosai.library.shelf import Library

MOST_NEAR = 5


def choose(desk: Desk, told: Story, name: str, why: str) -> Story:
    """The case with the entry of this name; `why` it is the one may be "".

    What was matched (or chosen before) has to be left for another one, and `why` then says why.
    Raises BadInput for a name of no entry or of several, Refused for an entry that is followed.
    """
    library, ledger = desk.library(), desk.ledger()
    entry = library.opened(_card(library, name))
    own = told.pin
    if own is not None and not told.left:
        same = (own.entry, own.digest) == (entry.id, entry.digest)
        if same and (not own.chosen or not why or why == own.why):
            return told
        # Of a page without a chart no node can fail to fit: it is exchanged as it was chosen.
        followed = not same and bool(own.chart or not own.chosen)
        if followed and not why:
            how = "chosen before" if own.chosen else "matched"
            raise Refused(
                f"Case {told.id} follows {own.entry}, which was {how} and not left.",
                "Give leave as well: which node of it does not fit (its id), and what was seen "
                "instead.",
            )
        if followed:
            leaving.leave(desk, told, why)
            told = story.load(ledger, told.id)
    pin = replace(leads.pinned(entry), why=why)
    ledger.append(told.id, story.CHOSEN, story.chosen_body(pin), unless_after=told.last)
    return story.load(ledger, told.id)


def said(pin: Pin) -> tuple[str, ...]:
    """The line that stands wherever a case follows an entry that nothing matched."""
    if not pin.chosen:
        return ()
    why = f" (why: {pin.why})" if pin.why else " (no reason was given)"
    return (f'runbook chosen by the investigator, not matched: {pin.entry} "{pin.title}"{why}',)


def outline(pin: Pin) -> tuple[str, ...]:
    """The flowchart of an entry that was just chosen."""
    drawn = charts.outline(mermaid.parse(pin.chart), pin.title)
    return (*said(pin), "flowchart:", *(f"  {line}" for line in drawn))


def without_chart(desk: Desk, told: Story, pin: Pin) -> Statement:
    """What is left of an entry that nobody can walk: its steps."""
    why = unread.of(desk.library(), pin.entry)
    return Statement(
        f"case {told.id} · {pin.entry} is noted for the report; there is nothing to walk",
        (*said(pin), f"{why}: follow its steps (read_runbook), then close_case"),
        (calls.read_runbook(pin.entry),),
    )


def _card(library: Library, name: str) -> Card:
    try:
        return library.card(name)
    except BadInput as fault:
        found = named(library, (name,), (name,) if "/" in name else ())
        if len(found) == 1 and found[0].sure:
            return found[0].card
        near = [one.card.id for one in found] or _near(library, name)
        if not near:
            raise
        raise BadInput(fault.what, f"Nearest: {', '.join(near)}. Give the full id.") from fault


def _near(library: Library, name: str) -> list[str]:
    hits = search.search(library, name, most=MOST_NEAR)
    if hits:
        return [hit.card.id for hit in hits]
    return get_close_matches(name, [card.id for card in library.cards], MOST_NEAR)
