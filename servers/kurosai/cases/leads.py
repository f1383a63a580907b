"""Which runbook entry a trigger leads to, how surely, and what open_case says of it.

What was logged goes first: an entry whose sample is the error line is pinned. A name comes next,
since it says which page is meant and not what happened. Words come last and pin nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kurosai import alerts
from kurosai.cases import chart as charts
from kurosai.cases import titled, unread, worded
from kurosai.cases.called import Called
from kurosai.cases.story import Pin
from kurosai.cases.trigger import Trigger
from kurosai.library import search
from kurosai.library.match import Band, Match, match
from kurosai.library.match.names import Named, named
from kurosai.vocabulary import Json

if TYPE_CHECKING:
    from kurosai.library.card import Card
    from kurosai.library.page import Entry
    from kurosai.library.shelf import Library

MOST = 3
_CHOOSE = (
    "none is pinned; to follow one of them: walk with entry (its id), and leave (why it is the one)"
)


@dataclass(frozen=True, slots=True)
class Lead:
    """What was found: by sample, by name, and where nothing else leads anywhere by words (`weak`:
    in pages that do not name what the alert does), or of a question by titles that are about what
    it names.

    `entry` is the one to pin, None where none is sure; `unwalkable` says why it has no chart.
    """

    match: Match
    named: tuple[Named, ...] = ()
    words: tuple[Card, ...] = ()
    weak: tuple[Card, ...] = ()
    titled: tuple[Card, ...] = ()
    entry: Entry | None = None
    unwalkable: str = ""

    @property
    def pin(self) -> Pin | None:
        """The entry as the case keeps it."""
        return None if self.entry is None else pinned(self.entry)

    @property
    def first(self) -> Card | None:
        """The entry to read first where none is pinned."""
        found = (one.card for one in (*self.named, *self.match.candidates))
        cards = [*found, *self.titled, *self.words, *self.weak]
        return cards[0] if cards else None

    @property
    def by_name(self) -> Named | None:
        """The name by which the entry is pinned, None where a sample decided."""
        sure = self.entry is not None and self.match.band is not Band.MATCHED
        return self.named[0] if sure else None


def pinned(entry: Entry) -> Pin:
    """An entry as a case keeps it."""
    source = entry.chart.source if entry.chart is not None else ""
    return Pin(entry.id, entry.title, entry.digest, source)


def find(library: Library, told: Trigger, called: Called) -> Lead:
    """Where a trigger leads."""
    found = Lead(_matched_by_sample(library, told), named(library, called.names, called.links))
    if found.match.band is Band.MATCHED:
        card = found.match.candidates[0].card
    elif len(found.named) == 1 and found.named[0].sure:
        card = found.named[0].card
    else:
        if not found.named and found.match.band is Band.NONE and called.told:
            hits = search.search(library, called.told, most=MOST)
            own, weak = worded.parted(library, [hit.card for hit in hits], told)
            found = replace(found, words=own, weak=weak)
        elif not found.named and found.match.band is Band.NONE:
            found = replace(found, titled=titled.cards(library, told.text))
        return found
    entry = library.opened(card)
    return replace(found, entry=entry, unwalkable=unread.why(library, entry))


def _matched_by_sample(library: Library, told: Trigger) -> Match:
    """By what was logged; where that decides nothing by what pages make of such an alert: its
    resource, condition and error side by side in one line."""
    lines = told.lines or alerts.error_lines(told.text)
    found = match(library, "\n".join(lines))
    if found.band is Band.MATCHED or not (told.alert and told.condition):
        return found
    if not told.lines:
        # What is called by its name and condition alone: a page shows the mail as it came.
        came = match(library, told.text)
        if came.band is Band.MATCHED:
            return came
    head = f"{told.name} {told.condition}".strip()
    beside = [f"{head} {line}" for line in told.lines[:MOST]]
    whole = match(library, "\n".join([*lines, head, *beside]))
    return whole if whole.band is Band.MATCHED else found


def body(found: Lead) -> dict[str, Json]:
    """What the ledger keeps of it, for people who read it."""
    kept: dict[str, Json] = {
        "band": found.match.band.value,
        "candidates": [
            {"entry": one.card.id, "score": one.score, "differing": list(one.differing)}
            for one in found.match.candidates
        ],
    }
    told = (one.card for one in (*found.match.candidates[:MOST], *found.named[:MOST]))
    kept["offered"] = {
        card.id: card.title for card in (*told, *found.titled, *found.words, *found.weak)
    }
    if found.named:
        kept["named"] = [{"entry": one.card.id, "why": one.why} for one in found.named]
    return kept


def lines(found: Lead, *, leads: bool) -> Iterator[str]:
    """What open_case says of the runbook; `leads`: whether its calls read something better than an
    entry that shares only words with the alert."""
    entry, by_name = found.entry, found.by_name
    if entry is not None:
        yield f'runbook: {_matched(by_name)} {entry.id} "{entry.title}"'
        if by_name is not None:
            yield f"  {by_name.why}; no sample shows this error: see whether the page fits it"
        yield from _others(found, entry)
        if found.unwalkable:
            yield f"{found.unwalkable}: follow its steps (read_runbook)"
        elif entry.chart is not None:
            yield "flowchart, to be answered with walk (each decision with evidence ids):"
            yield from (f"  {line}" for line in charts.outline(entry.chart, entry.title))
        return
    if found.named:
        for one in found.named[:MOST]:
            yield f'runbook: candidates {one.card.id} "{one.card.title}" ({one.why})'
        if len(found.named) > MOST:
            yield f"  and {len(found.named) - MOST} more: find_runbook with other words"
    yield from _near(found)
    if found.titled:
        yield "runbook: about such questions by its title; read it, and see whether it fits:"
        yield from (f'  {card.id} "{card.title}"' for card in found.titled)
    yield from _by_words(found, leads=leads)
    if found.first is None:
        yield "runbook: none fits; investigate freely, or find_runbook with other words"
        return
    if found.match.band is Band.LIKELY:
        yield "not the same error until the difference is explained: nothing is pinned, no walk"
    yield _CHOOSE


def _by_words(found: Lead, *, leads: bool) -> Iterator[str]:
    if found.words or (found.weak and not leads):
        yield "runbook: by words only, none is known to be about this error:"
        for card in (*found.words, *(() if leads else found.weak)):
            named = ", its page names the resource" if card in found.words else ""
            yield f'  {card.id} "{card.title}"{named}'
    if found.weak and leads:
        each = ", ".join(f'{card.id} "{card.title}"' for card in found.weak)
        other = "others share" if found.words else "none is known to be about this; some share"
        yield f"runbook: {other} words alone, to be read last: {each}"


def _matched(by_name: Named | None) -> str:
    if by_name is None:
        return "matched"
    return "matched by the alert's link" if by_name.linked else "matched by name"


def _others(found: Lead, entry: Entry) -> Iterator[str]:
    """What speaks for another entry than the pinned one."""
    for one in found.named[:MOST]:
        if one.card.id != entry.id:
            yield f'the error line decided; by name it would be {one.card.id} "{one.card.title}"'
    if found.match.band is not Band.MATCHED:
        for line in _near(found):
            yield f"by its error line: {line.removeprefix('runbook: ')}"


def _near(found: Lead) -> Iterator[str]:
    for one in found.match.candidates[:MOST]:
        band = found.match.band.value
        yield f'runbook: {band} {one.card.id} "{one.card.title}" ({one.score:.2f})'
        yield from (f"  differs: {difference}" for difference in one.differing[:MOST])
