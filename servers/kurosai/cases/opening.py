"""Opening a case: what arrived, what the runbook says to it, and where to look first."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kurosai import alerts, calls
from kurosai.cases import (
    acting,
    first_calls,
    leads,
    named_case,
    past,
    related,
    story,
    taking_up,
    told_reads,
    trigger,
    uncalled,
    unreachable,
    urgency,
)
from kurosai.cases.called import called
from kurosai.cases.indexing import signature_of
from kurosai.cases.leads import Lead
from kurosai.cases.related import Related
from kurosai.cases.trigger import Trigger
from kurosai.clock import JST, jst
from kurosai.errors import LedgerFailed, NotConfigured
from kurosai.evidence.ids import new_id
from kurosai.library import notices
from kurosai.resource_map import Location, identify
from kurosai.vocabulary import Call, Statement

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.library.page import Entry
    from kurosai.library.shelf import Library

MOST_OFFERED = 3


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of a trigger before anything was read of the world."""

    lead: Lead
    place: Location | None
    """Where what the alert names writes its log, None if the map does not tell."""
    notes: tuple[str, ...] = ()
    commit: str = ""
    """`crois/runbooks@` and the full sha, where the library comes from a repository."""
    workflows: tuple[str, ...] = ()
    """The ids of workflows that the text names."""
    log: str = ""
    """That place as a line tells it."""
    acted: tuple[Call, ...] = ()
    """What leads to who acted, where the text names a session of a role."""
    related: Related = related.NOTHING
    """What the entry lists, where the alert names nothing whose log is known."""
    told: tuple[Call, ...] = ()
    """What the entry tells its reader to read."""


def open_case(desk: Desk, text: str) -> Statement:
    """Make a case of an alert or a question; of a case's id, say where that one stands.

    Raises BadInput when nothing in it can be read, Refused for an id that no case has.
    """
    now = desk.now()
    other = named_case.named(desk, text)
    if other is not None:
        return taking_up.stands(desk, other)
    told = trigger.parse(text, desk.language(), now)
    found = _find(desk, told, text)
    if found.lead.entry is not None:
        reads = told_reads.of(found.lead.entry, told, uncalled.resource_map(desk))
        found = replace(found, told=tuple(_further(reads, told, desk.absent())))
    try:
        case, remembered, instead = _record(desk, told, found)
        head = f"case {case}"
    except LedgerFailed as fault:
        # Where to look is worth knowing even when nothing can be written down.
        case, remembered, head, instead = "", [], f"no case ({fault})", None
    noted = tuple(_notes(desk, told, found))
    offers = [first_calls.there(told, one) for one in _next(case, told, found, instead, noted)]
    if not told.alert and desk.documented():
        # What a person asks may be answered to everybody already; what happened comes first, and
        # what the text or its runbook leads to.
        offers[2:2] = [calls.search_docs(told.text[: first_calls.SEARCHED_CHARACTERS])]
    offered = tuple(offers[:MOST_OFFERED])
    lines = [
        *leads.lines(found.lead, leads=any(one.server not in uncalled.OURS for one in offered)),
        *([f"runbooks: {_short(found.commit)}"] if found.commit else []),
        *(f"note: {note}" for note in (*told.notes, *found.notes)),
        *_known(told, found, offered),
        *remembered,
        *unreachable.lines(desk.absent()),
    ]
    return Statement(f"{head} · {_arrived(told, now)}", tuple(lines), offered)


def _record(desk: Desk, told: Trigger, found: _Found) -> tuple[str, list[str], Call | None]:
    """The new case's id, what the ledger remembers around it, and where rather to go on.

    Raises LedgerFailed.
    """
    ledger, pin = desk.ledger(), found.lead.pin
    mark = signature_of(told)
    remembered = past.around(desk, told, mark, pin)
    logins = ", ".join(past.logins(ledger, desk.now())) or "none yet"
    how_bad = urgency.said(told.text, found.lead.entry)
    often = f"; {remembered.often}" if remembered.often else ""
    case = new_id()
    body = story.opened_body(
        told,
        signature=mark,
        match={**({"commit": found.commit} if found.commit else {}), **leads.body(found.lead)},
        pin=pin,
        position=ledger.newest(),
    )
    ledger.append(case, story.OPENED, body)
    known = f"impact and urgency: {how_bad}{often} · logins: {logins}"
    named = [
        f"case {one} is named in it: open_case with that id alone says where it stands"
        for one in named_case.beside(desk, told.text)
    ]
    return case, [*remembered.lines, *named, known], remembered.instead


def _find(desk: Desk, told: Trigger, text: str) -> _Found:
    library = desk.library()
    lead = leads.find(library, told, called(text, desk.now()))
    origin = library.origin
    commit = f"{origin.repository}@{origin.commit}" if origin is not None else ""
    try:
        resources = desk.resources()
        named = identify(resources, told.text)
        workflows = tuple(one.value for one in named if one.kind == "workflow")
        place = first_calls.place(resources, told)
        log = first_calls.log(resources, place) if place else ""
        acted = tuple(acting.of(resources, told))
        listed = related.NOTHING
        if lead.entry is not None and first_calls.names_nothing(told, place) and not acted:
            listed = related.of(lead.entry, resources, _page(library, lead.entry))
        return _Found(lead, place, library.notes, commit, workflows, log, acted, listed)
    except NotConfigured as fault:
        notes, acted = (*library.notes, str(fault)), tuple(acting.of(None, told))
        return _Found(lead, None, notes, commit, acted=acted)


def _page(library: Library, entry: Entry) -> Entry | None:
    """What stands outside of all entries of the page that an entry is of."""
    whole = (card for card in library.cards if card.path == entry.path and "#" not in card.id)
    card = next(whole, None)
    return None if card is None or card.id == entry.id else library.opened(card)


def _arrived(told: Trigger, now: datetime) -> str:
    parts = ["alert" if told.alert else "inquiry"]
    if told.name:
        parts.append(told.title)
    if told.condition:
        parts.append(told.condition)
    if told.period is not None:
        ago = _ago(now - told.period.end)
        parts.append(f"{told.period} ({jst(told.period.start)}), {ago}")
    if told.jobs:
        parts.append(f"job {', '.join(told.jobs)}")
    if not told.alert or told.period is None:
        # An alert's "23 min ago" tells it; a question may be due at some time, or tell of none.
        parts.append(f"now {now:%Y-%m-%d %H:%M}Z ({now.astimezone(JST):%m-%d %H:%M} JST)")
    return " · ".join(parts)


def _known(told: Trigger, found: _Found, offered: Sequence[Call]) -> Iterator[str]:
    if found.log and any(dict(one.arguments).get("group") == found.log for one in offered):
        return  # The call that reads it says where it is.
    if found.place is not None:
        yield f"log: {found.log}"
    elif found.related.place is not None:
        yield "log: the alert names none; the first call reads that of what the entry lists"
    elif told.kind in first_calls.PODS:
        yield "log: Google Cloud's, which trace_pod reads"
    elif told.name:
        yield "log: the resource map does not know where it logs"


def _notes(desk: Desk, told: Trigger, found: _Found) -> Iterator[Call]:
    """The list of the notes on call, where the entry sends its reader there and there are some."""
    entry = found.lead.entry
    if entry is not None and notices.sends(entry.text) and desk.noted():
        yield first_calls.notes(told, entry.title)


def _next(
    case: str, told: Trigger, found: _Found, instead: Call | None, noted: Sequence[Call]
) -> list[Call]:
    """The calls that bring most, best first; `instead` goes on in a case of the same alert, and
    `noted` reads what the entry sends its reader to.
    """
    listed = found.related
    offered = list(first_calls.of(told, found.place or listed.place, found.workflows))
    if listed.alarm and not told.alarm:
        offered.append(calls.find_alarms(listed.alarm, around=first_calls.worth_seeing(told)))
    # An error of something whose log or job is known names a session in passing. Where nothing
    # else is known, what the session did is what the alert is about.
    passing = any(one.tool != "find_alarms" for one in offered)
    offered = offered if passing else [*found.acted, *offered]
    pin = found.lead.pin
    if instead is not None:
        # What was read for it is there: who opens the alert again need not look again first.
        return [instead, *offered]
    if pin is not None:
        walk = [calls.walk(case)] if case and pin.chart else []
        shown = found.told[:1] if passing else found.told[:2]
        # What the chart asks stands above: where its page says what to read, that answers it.
        walk = [] if shown else walk
        read = calls.read_runbook(pin.entry)
        if not (offered or shown) and told.name and told.system:
            # Of a thing of the platform's whose kind no map knows, at least what watches it.
            offered = [calls.find_alarms(told.name, around=first_calls.worth_seeing(told))]
        # Who can read nothing yet has nothing to answer with either.
        last = [*walk, *noted, read] if passing else [*noted, read, *walk]
        # The alert's own first call leads to its others; nothing else leads back to the page.
        return [*(offered[:1] if shown and passing else offered), *shown, *last]
    first = found.lead.first
    if first is not None and not (offered and first in found.lead.weak):
        # Where anything of the world can be read, a page that only shares words is read last.
        offered.append(calls.read_runbook(first.id))
    if first is None and len(offered) == bool(told.alarm):
        # Nothing else: then at least the library's words, which the match has not weighed.
        words = told.line or "\n".join(alerts.error_lines(told.text))
        offered.append(calls.find_runbook(words[: first_calls.SEARCHED_CHARACTERS]))
    return offered


def _further(reads: Sequence[Call], told: Trigger, absent: Collection[str]) -> Iterator[Call]:
    """Those of a server that is there, and which ask for more than the alert's own line."""
    for one in reads:
        text = one.arguments.get("text")
        if one.server not in absent and not (isinstance(text, str) and text and text in told.line):
            yield one


def _short(commit: str) -> str:
    """As people write a commit, and as the readings of the runbooks name it."""
    repository, _, sha = commit.rpartition("@")
    return f"{repository}@{sha[:7]}"


def _ago(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 1:
        return "now"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min ago" if hours else f"{minutes} min ago"
