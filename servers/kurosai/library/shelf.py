"""A library of runbook pages: every entry, and what could not be read.

A page that cannot be used is a fault; the rest is served. Pages stay as bytes, in memory or in
the snapshot, and are parsed when somebody reads them; lists, search and match need only what was
taken from them once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kurosai.library import extract, loading
from kurosai.library.extract import FIELDS
from kurosai.library.names import Names
from kurosai.library.numbering import Numbering
from kurosai.library.page import PageFault
from kurosai.library.sections import of_folder
from kurosai.library.snapshot import Contents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kurosai.library.card import Card
    from kurosai.library.extract import Extract
    from kurosai.library.inverted import Index
    from kurosai.library.loading import Progress
    from kurosai.library.origin import Origin
    from kurosai.library.page import Entry, Page
    from kurosai.library.sections import Sections
    from kurosai.library.snapshot import Filed, Snapshot

NOTHING: Mapping[str, Filed] = {}


# Compared by identity: two loads are two libraries.
@dataclass(frozen=True, eq=False)
class Library:
    """The pages below one root, as they were when loaded; see `refreshed`.

    `files` are in order of path. Those in `fresh` were read in this process; the others are as
    `snapshot` has them, which is kept at `cache`. `sections` are the phrases by which headings
    were understood, `origin` is the repository that the pages come from, None for a plain folder;
    `note` is for whoever reads anything of it.
    """

    root: Path
    files: Mapping[str, Filed]
    fresh: Mapping[str, Extract]
    sections: Sections
    snapshot: Snapshot | None = None
    cache: Path | None = None
    origin: Origin | None = None
    note: str = ""

    @classmethod
    def load(
        cls, root: Path, cache: Path | None = None, progress: Progress = loading.silently
    ) -> Library:
        """Read every page below a folder. Raises NotConfigured if there is no such folder.

        `cache` is a file where what was found is kept for the next start; it may be missing,
        outdated or damaged, and is made anew. `progress` is told pages done and pages in all.
        """
        sections = of_folder(root)[0]
        with loading.alone(cache), loading.uncollected():
            snapshot = loading.opened(cache, sections)
            known = snapshot.files if snapshot else NOTHING
            files, fresh = loading.read(root, known, {}, sections, progress)
            return cls(root, files, fresh, sections, snapshot, cache)._kept()

    def refreshed(self, root: Path | None = None, progress: Progress = loading.silently) -> Library:
        """The library as the folder is now: itself if no page changed, else with those read again.

        A file counts as unchanged while its stamp or its bytes are the same. `root` is another
        folder that holds the same pages, or newer ones.
        """
        place = root or self.root
        damaged = self.snapshot is not None and self.snapshot.damaged
        if damaged or of_folder(place)[0].digest != self.sections.digest:
            return replace(Library.load(place, self.cache, progress), origin=self.origin)
        files, fresh = loading.read(place, self.files, self.fresh, self.sections, progress)
        if place == self.root and loading.same(files, self.files):
            return self
        return replace(self, root=place, files=files, fresh=fresh)._kept()

    def _kept(self) -> Library:
        """The library over a new snapshot, if one is due and can be written; else itself."""
        if self.cache is None or not loading.is_due(self.files, self.snapshot):
            return self
        filed = (replace(one, place=place) for place, one in enumerate(self.files.values()))
        contents = Contents(
            files=((one, self.data(one.path)) for one in filed),
            records=map(self.record, range(len(self.owners))),
            indexes={field: self.index(field) for field in FIELDS},
        )
        snapshot = loading.kept(self.cache, self.sections, contents)
        if snapshot is None:
            return self
        return replace(self, files=snapshot.files, fresh={}, snapshot=snapshot)

    # What there is

    @property
    def cards(self) -> Sequence[Card]:
        """Every entry's card, in order of path and place: the documents of the indexes."""
        return self._cards

    @cached_property
    def _cards(self) -> Sequence[Card]:
        return tuple(card for filed in self.files.values() for card in filed.cards)

    @property
    def faults(self) -> tuple[PageFault, ...]:
        """What could not be read or used: whole files first by path, then parts of pages."""
        # Looked at each time: phrases that cannot be used leave the library as it is.
        own = of_folder(self.root)[1]
        return (own, *self._faults) if own else self._faults

    @cached_property
    def _faults(self) -> tuple[PageFault, ...]:
        whole = [fault for one in self.files.values() if not one.cards for fault in one.faults]
        parts = [fault for one in self.files.values() if one.cards for fault in one.faults]
        lost = self.origin.faults if self.origin else ()
        return (*whole, *lost, *self._twice(), *parts)

    def _twice(self) -> Iterator[PageFault]:
        """Entries of different files that have one id: neither can be read by it."""
        first: dict[str, Card] = {}
        for card in self.cards:
            other = first.setdefault(card.id, card)
            if other is not card:
                what = f"{card.id} is also the entry at {other.path}:{other.start}; rename a file"
                yield PageFault("duplicate_id", card.path, card.start, what)

    @property
    def pages(self) -> Iterator[Page]:
        """Every page, parsed one after the other, in order of path."""
        for filed in self.files.values():
            if filed.cards:
                yield self.page(filed.path)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every entry, in order of path and place; its page is parsed for it."""
        return tuple(entry for page in self.pages for entry in page.entries)

    def page(self, path: str) -> Page:
        """The page of a file that is one; KeyError for any other path."""
        return extract.page(path, self.data(path), self.sections)

    def data(self, path: str) -> bytes:
        """A page's bytes; empty for a file that is no page."""
        filed = self.files[path]
        if filed.place < 0 or self.snapshot is None:
            return self.fresh[path].data
        return self.snapshot.page(filed.place)

    def opened(self, card: Card) -> Entry:
        """The entry of a card."""
        return next(entry for entry in self.page(card.path).entries if entry.id == card.id)

    @cached_property
    def unseen(self) -> tuple[PageFault, ...]:
        """The faults by which something is not searched: it might be there and not be found.

        A page with a broken chart or a second heading of the same name is searched all the same,
        and one that holds no text hides none.
        """
        lost = self.origin.faults if self.origin else ()
        whole = [fault for one in self.files.values() if not one.cards for fault in one.faults]
        return (*(fault for fault in whole if fault.rule != "no_entry"), *lost)

    def faults_of(self, path: str) -> tuple[PageFault, ...]:
        """The faults of one page."""
        filed = self.files.get(path)
        return filed.faults if filed else ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader has to know of it now: that its repository is down, or that it is empty."""
        own = (self.note,) if self.note else ()
        told = (*own, *(self.origin.notes() if self.origin else ()))
        if self.cards:
            return told
        return (*told, "no page of this library has an entry: is its folder the right one?")

    def entry(self, name: str) -> Entry:
        """The entry of a full id ("gke-health-checker#004"), a number ("004", "#004") or a slug.

        Raises BadInput, listing the ids, when no entry or more than one is called so.
        """
        return self.opened(self.card(name))

    def card(self, name: str) -> Card:
        """As `entry`, without opening the page."""
        return self._names.card(name)

    @cached_property
    def _names(self) -> Names:
        return Names(self.cards)

    # What it is searched and matched by

    def index(self, field: str) -> Index:
        """One of the fields that `extract` names: over the cards, or over the records."""
        return self._numbering.index(field)

    @property
    def owners(self) -> Sequence[int]:
        """For each record the number of the card that it belongs to."""
        return self._numbering.owners

    def record(self, number: int) -> str:
        """The body of a record, as `extract` made it."""
        return self._numbering.record(number)

    @cached_property
    def _numbering(self) -> Numbering:
        return Numbering(self.files, self.fresh, self.snapshot)
