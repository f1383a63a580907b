"""Which entry is *called* as an alert says: by a link to its page, by title, file name or id.

An alert that names its page leaves nothing to guess, so nothing is: after folding, and without
what separates words, names are equal (`EtcdNoLeader`, `etcd-no-leader`) or they are two names.
A name says which page is meant, never what happened.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kurosai.library.match import declared
from kurosai.library.match.spelling import key, of_link, of_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kurosai.library.card import Card
    from kurosai.library.match.declared import Pages

MOST_NAMES = 60
MOST_LINKS = 10
MOST_NAMED = 5
"""Entries that are given where several are called the same."""


@dataclass(frozen=True, slots=True)
class Named:
    """An entry that is called so, and `why`: what it is that is equal.

    `linked` says that a link led to it. Not `sure` is what a link to a file of that name in
    another folder leads to: it may be another page.
    """

    card: Card
    why: str
    linked: bool = False
    sure: bool = True


def named(library: Pages, names: Sequence[str], links: Sequence[str]) -> tuple[Named, ...]:
    """The entry that an alert's names and links mean, or all that they may mean.

    A name decides between the entries of one link. Where both lead to different entries, each is
    given. Empty where nothing is called so.
    """
    known = _known(library)
    said = {one.card.id: one for name in names[:MOST_NAMES] for one in known.called(name)}
    led = {one.card.id: one for link in links[:MOST_LINKS] for one in known.led(link)}
    sure = {entry: one for entry, one in led.items() if one.sure}
    both = [one for entry, one in sure.items() if entry in said]
    found = both or [*(sure | said).values()] or [*led.values()]
    return tuple(found[:MOST_NAMED])


class _Names:
    """What every entry of a library is called, by the keys of its names."""

    def __init__(self, library: Pages) -> None:
        self._library = library
        self._ids: dict[str, list[Card]] = {}
        self._paths: dict[str, list[Card]] = {}
        self._titles: dict[str, list[Card]] = {}
        self._stems: dict[str, list[tuple[Sequence[str], str]]] = {}
        self._pages: dict[str, list[Card]] = {}
        for card in library.cards:
            self._pages.setdefault(card.path, []).append(card)
        for path, cards in self._pages.items():
            segments = of_path(path)
            if segments:
                self._stems.setdefault(segments[-1], []).append((segments, path))
            _add(self._paths, path.rpartition(".")[0], cards)
            for card in cards:
                _add(self._ids, card.id, (card,))
                for title in dict.fromkeys((card.title, card.heading)):
                    _add(self._titles, title, self._meant(card))

    def called(self, name: str) -> Iterator[Named]:
        """The entries of a name: by id, by title or file, else as a page says itself."""
        mark = key(name)
        if not mark:
            return
        shown = " ".join(name.split())
        titled = self._titles.get(mark, ())
        known = {card.path for card in titled}
        files = [path for _, path in self._stems.get(mark, ()) if path not in known]
        own = declared.names(self._library, name, mark)
        # A title and another page's file name are two answers; what they are called otherwise is
        # asked only where they are silent.
        for ways in (
            ((self._ids.get(mark, ()), "its id"),),
            ((self._paths.get(mark, ()), "its page"),),
            (
                (titled, "its title"),
                ((card for path in files for card in self._pages[path]), "its file's name"),
            ),
            (((meant for card in own for meant in self._meant(card)), "a name it gives itself"),),
        ):
            found = {card.id: (card, what) for cards, what in ways for card in cards}
            if found:
                yield from (Named(card, f"{shown} is {what}") for card, what in found.values())
                return

    def led(self, link: str) -> Iterator[Named]:
        """The entries of the page that a link leads to, one if its anchor names one."""
        segments, anchor = of_link(link)
        if not segments:
            return
        pages = self._stems.get(segments[-1], ())
        # A page whose whole path stands in the link goes before one that has more in front.
        ranked = [(_common(own, segments), _common(own, segments) == len(own)) for own, _ in pages]
        for rank, (own, path) in zip(ranked, pages, strict=True):
            if rank < max(ranked):
                continue
            common = rank[0]
            cards = self._pages[path]
            exact = [card for card in cards if anchor and anchor in _anchors(card)]
            sure = common > 1 or common in (len(own), len(segments))
            why = f"the link's end is {path}" if sure else f"{path} has the name of the link's file"
            yield from (Named(card, why, linked=True, sure=sure) for card in exact or cards)

    def _meant(self, card: Card) -> Sequence[Card]:
        """An entry, or all of a page: what stands around its entries is none of them."""
        cards = self._pages[card.path]
        return cards if card.id == card.path.rpartition(".")[0] else (card,)


def _add(names: dict[str, list[Card]], name: str, cards: Sequence[Card]) -> None:
    mark = key(name)
    if mark:
        names.setdefault(mark, []).extend(cards)


def _common(own: Sequence[str], link: Sequence[str]) -> int:
    """How many of the last segments are the same."""
    count = 0
    for mine, other in zip(reversed(own), reversed(link), strict=False):
        if mine != other:
            break
        count += 1
    return count


def _anchors(card: Card) -> frozenset[str]:
    return frozenset(map(key, (card.slug, card.title, card.heading))) - {""}


@lru_cache(maxsize=4)
def _known(library: Pages) -> _Names:
    return _Names(library)
