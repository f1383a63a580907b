"""What the ledger remembers around a new case: others like it, and the last logins."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kurosai.cases import story
from kurosai.cases.story import Pin, Story
from kurosai.errors import BadInput
from kurosai.serving import logins as logins_kept
from kurosai.vocabulary import Window, stamp

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.evidence.ledger import Ledger
    from kurosai.evidence.record import Event

MOST_ALIKE = 3


def alike(desk: Desk, signature: str, period: Window | None, pin: Pin | None) -> tuple[str, ...]:
    """One line for each of the newest cases of this signature; a duplicate says how to go on.

    `pin` is what a case opened now follows.
    """
    if not signature:
        return ()
    ledger = desk.ledger()
    lines: list[str] = []
    for event in ledger.events_of_kind(story.OPENED):
        if event.body.get("signature") != signature:
            continue
        other = story.load(ledger, event.case)
        lines.append(_line(other, period, _hinders(desk, other, pin)))
        if len(lines) == MOST_ALIKE:
            break
    return tuple(lines)


def _hinders(desk: Desk, other: Story, pin: Pin | None) -> str:
    """Why nobody should go on in another case, although it is of the same alert; "" if he can."""
    own = other.pin
    if own is None:
        return "it was opened without a runbook" if pin is not None else ""
    try:
        digest = desk.library().card(own.entry).digest
    except BadInput:
        return "its page is no longer there"
    if digest != own.digest:
        return "its page has changed since"
    if pin is None or pin.entry == own.entry:
        return "" if own.chosen or other.left or pin is not None else f"it follows {own.entry}"
    return f"it {'left' if other.left else 'follows'} {own.entry}"


def logins(ledger: Ledger) -> tuple[str, ...]:
    """How the last login of each server went: `aws ok 20:58Z`; nothing for one that never did."""
    latest: dict[str, Event] = {}
    for event in ledger.events_of_kind(logins_kept.KIND):
        latest.setdefault(str(event.body.get("server")), event)
    return tuple(_login(server, event) for server, event in sorted(latest.items()))


_IN_PLACES = ("aws",)


def _line(other: Story, period: Window | None, hinders: str) -> str:
    done = other.conclusion
    what = other.state if done is None else f"{other.state} {done.verdict.value}"
    if done is not None and done.recheck:
        what += f" until {done.recheck}"
    line = f"{other.id} opened {stamp(other.opened_at)}, {what}"
    same = period is not None and other.trigger.period == period
    if same and other.state != story.CLOSED:
        if hinders:
            return f"{line}: the same alert, but {hinders}: go on here"
        return f"{line}: the same alert; go on there instead of here"
    if same:
        line += " (the same alert)"
    return line if done is None else f"{line} · read_evidence of its id shows the report"


def _login(server: str, event: Event) -> str:
    body = event.body
    at = _clock(event.at)
    if body.get("ok"):
        place = str(body.get("identity", "")).removeprefix(server).strip()
        # Of several accounts and regions, it matters which is asked; of others it is an address.
        return f"{server} ok {at}{f' as {place}' if place and server in _IN_PLACES else ''}"
    return f"{server} FAILED {at} ({body.get('why')})"


def _clock(at: datetime) -> str:
    return f"{at:%m-%d %H:%M}Z"
