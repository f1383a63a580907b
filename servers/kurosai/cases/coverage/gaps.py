"""Where the library and the work do not meet: what cases made of it, held against its pages now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kurosai.cases import branch, leads, story
from kurosai.cases.called import called
from kurosai.cases.coverage.using import Alike, Usage, Use, Way
from kurosai.cases.reviewed import Left

if TYPE_CHECKING:
    from datetime import datetime

    from kurosai.cases.branch import Exit
    from kurosai.evidence.ledger import Ledger
    from kurosai.library.card import Card
    from kurosai.library.shelf import Library

MOST_MATCHED: Final = 50
"""So many signatures, the most frequent, are matched against the library as it is now."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Alerts that no entry matched. `now` is the one that does by now, "" if none does.

    `looked` is false beyond the most frequent, where nobody looked.
    """

    alike: Alike
    now: str
    looked: bool


@dataclass(frozen=True, slots=True)
class Untaken:
    """The exits of an entry's decisions, as its chart is now, that none of its walks took.

    Where nobody walked it, `walks` is 0 and `exits` are all it has.
    """

    entry: str
    title: str
    walks: int
    exits: tuple[Exit, ...]
    in_all: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """An entry that cases left. `edited` says whether its page has changed since the last one."""

    entry: str
    lefts: int
    reasons: tuple[Left, ...]
    edited: bool
    gone: bool


@dataclass(frozen=True, slots=True)
class LowWay:
    """A branch (entry "" without one) with cases that were graded low."""

    entry: str
    way: Way


@dataclass(frozen=True, slots=True)
class Changed:
    """A page that has changed since cases followed it; `now` of its cases follow it as it is.

    `gone` if there is no such entry any more; `newest` is the last case of an earlier version.
    """

    entry: str
    before: int
    now: int
    newest: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Gaps:
    """All of them, in each list what matters most first.

    `silent` are entries that no alert can lead to: they have neither a sample nor a flowchart.
    """

    alerts: int
    inquiries: int
    others: int
    unmatched: tuple[Unmatched, ...]
    chosen: tuple[Alike, ...]
    unused: tuple[Card, ...]
    silent: int
    untaken: tuple[Untaken, ...]
    wrong: tuple[Wrong, ...]
    low: tuple[LowWay, ...]
    changed: tuple[Changed, ...]


def find(usage: Usage, library: Library, ledger: Ledger, now: datetime) -> Gaps:
    """Compare what was counted with the library."""
    cards = {card.id: card for card in library.cards}
    led = [card for card in cards.values() if card.chart or card.samples]
    return Gaps(
        alerts=usage.alerts,
        inquiries=usage.inquiries,
        others=usage.others,
        unmatched=tuple(_unmatched(usage, library, ledger, now)),
        chosen=tuple(sorted(usage.chosen.values(), key=_often)),
        unused=tuple(card for card in led if card.id not in usage.entries),
        silent=len(cards) - len(led),
        untaken=tuple(_untaken(usage, library, led)),
        wrong=tuple(_wrong(usage, cards)),
        low=tuple(_low(usage)),
        changed=tuple(_changed(usage, cards)),
    )


def _often(one: Alike) -> tuple[int, float, str]:
    """The most frequent first, of equals the one that came last."""
    newest = one.newest_at.timestamp() if one.newest_at else 0.0
    return -one.count, -newest, one.newest


def _unmatched(
    usage: Usage, library: Library, ledger: Ledger, now: datetime
) -> Iterator[Unmatched]:
    ordered = sorted(usage.unmatched.values(), key=_often)
    found = [
        Unmatched(one, _leads_to(one.newest, library, ledger, now), looked=True)
        for one in ordered[:MOST_MATCHED]
    ]
    # What somebody has written a page for since is no gap any more, but stays to be seen.
    yield from (one for one in found if not one.now)
    yield from (Unmatched(one, "", looked=False) for one in ordered[MOST_MATCHED:])
    yield from (one for one in found if one.now)


def _leads_to(case: str, library: Library, ledger: Ledger, now: datetime) -> str:
    told = story.load(ledger, case).trigger
    found = leads.find(library, told, called(told.text, now))
    return found.entry.id if found.entry is not None else ""


def _untaken(usage: Usage, library: Library, led: Sequence[Card]) -> Iterator[Untaken]:
    found: list[Untaken] = []
    for card in led:
        use = usage.entries.get(card.id)
        chart = library.opened(card).chart if use is not None and card.chart else None
        if use is None or chart is None or not (use.cases or use.walked):
            # What was only left is among those.
            continue
        every = branch.exits(chart)
        missing = tuple(one for one in every if one not in use.taken)
        if missing:
            found.append(Untaken(card.id, card.title, use.walked, missing, len(every)))
    # Of an entry that many walked, an exit that nobody took says most.
    yield from sorted(found, key=lambda one: (-one.walks, one.entry))


def _wrong(usage: Usage, cards: dict[str, Card]) -> Iterator[Wrong]:
    left = [use for use in usage.entries.values() if use.lefts]
    for use in sorted(left, key=lambda one: (-one.lefts, one.entry)):
        reasons = tuple(one for *_, one in sorted(use.reasons, reverse=True))
        card = cards.get(use.entry)
        edited = card is not None and card.digest != reasons[0].digest
        yield Wrong(use.entry, use.lefts, reasons, edited, card is None)


def _low(usage: Usage) -> Iterator[LowWay]:
    ways = [LowWay(use.entry, way) for use in usage.entries.values() for way in use.ways.values()]
    free = (LowWay("", way) for way in usage.free.values())
    low = [one for one in (*ways, *free) if one.way.low]
    yield from sorted(low, key=lambda one: (-one.way.low, one.way.graded, one.entry, one.way.way))


def _changed(usage: Usage, cards: dict[str, Card]) -> Iterator[Changed]:
    found = [one for use in usage.entries.values() if (one := _earlier(use, cards.get(use.entry)))]
    # Nobody has followed the first ones as they are now.
    yield from sorted(found, key=lambda one: (one.now > 0, -one.before, one.entry))


def _earlier(use: Use, card: Card | None) -> Changed | None:
    digest = card.digest if card is not None else ""
    now = use.versions[digest]
    before = sum(use.versions.values()) - now
    if not before:
        return None
    newest = max(at for version, at in use.newest.items() if version != digest)[1]
    return Changed(use.entry, before, now, newest, card is None)
