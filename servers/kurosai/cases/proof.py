"""What a judgement may rest on: the evidence in scope, and what stands in it.

The text of an alert counts as seen, because it was. The runbook's own words may be quoted, but
no time, id or log line of it (its samples are other days' errors) proves anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from kurosai import times
from kurosai.cases import notation
from kurosai.cases.beforehand import Told
from kurosai.cases.recorded import Record
from kurosai.cases.sentences.mentions import Kind, Name
from kurosai.cases.source import Seen, Source, find, in_order, minutes_of, plain
from kurosai.evidence.record import Evidence
from kurosai.vocabulary import Coverage

RUNBOOKS = "runbooks"
"""The server whose readings are what somebody wrote once, not what was seen."""

MOST_MOMENTS = 300
_ELLIPSIS = re.compile(r"\s?(?:\.{3}|…)\s?")


@dataclass(frozen=True)
class Proof:
    """Everything that a judgement may rest on.

    `evidence` is in ledger order. `alert` is the text that opened the case; `runbook` the prose
    and the chart of the pinned entry ("" without one); `documents` are pages for users, which prove
    nothing, and `pages` those of them that are cited here: what they name may be named. `moments`
    are times that code itself knows (period, opening, recheck).
    """

    evidence: tuple[Evidence, ...]
    alert: str
    runbook: str = ""
    moments: tuple[datetime, ...] = ()
    documents: tuple[Evidence, ...] = ()
    pages: tuple[Evidence, ...] = ()
    _kept: dict[str, Seen] = field(default_factory=dict[str, Seen], repr=False, compare=False)
    """What is found of each evidence, shared by the proofs that are made of this one."""
    _before: dict[tuple[object, ...], Told] = field(
        default_factory=dict[tuple[object, ...], Told], repr=False, compare=False
    )
    """The same of what is not evidence."""

    @cached_property
    def seen(self) -> tuple[Seen, ...]:
        """The evidence, each with what is looked up of it."""
        return tuple(map(self.ready, self.evidence))

    def ready(self, evidence: Evidence) -> Seen:
        """One evidence with what is looked up of it, also one that proves nothing here."""
        return self._kept.get(evidence.id) or self._kept.setdefault(evidence.id, Seen(evidence))

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The evidence, then the alert: what was seen of the world."""
        return (*(one.source for one in self.seen), self._told.source)

    @property
    def records(self) -> Iterator[Record]:
        """What the evidence records of things, in order."""
        return (record for one in self.seen for record in one.records)

    @cached_property
    def _told(self) -> Told:
        key = (self.alert, self.runbook, self.moments)
        return self._before.setdefault(key, Told(*key))

    def quoted(self, quote: str) -> str | None:
        """The id of the first evidence that holds the quote; "" alert or runbook; None nowhere.

        `...` or `…` inside the quote stands for what was left out; its parts must stand in one
        source, in this order. A pair (`k=v`) may stand there in another notation (`"k": "v"`).
        """
        parts = [part for part in _ELLIPSIS.split(plain(quote)) if part]
        if not parts:
            return ""
        for source in self.sources:
            if source.said(parts):
                return source.id
        if in_order(self._told.prose, parts) or notation.stand(self.alert, notation.pairs(quote)):
            return ""
        return next((one.evidence.id for one in self.seen if one.pairs(quote)), None)

    def logged(self, *pieces: str) -> bool:
        """Whether a log line stands in what was seen, its pieces in this order; the runbook's
        samples do not count.
        """
        parts = [plain(piece) for piece in pieces]
        return any(source.said(parts) for source in self.sources)

    def knows(self, name: Name) -> bool:
        """Whether an id was seen; a sibling (`normal-9`) is wrong only if others of it were."""
        if self.carries(name):
            return True
        if name.kind is not Kind.SIBLING:
            return False
        stem = f"{name.text.lower().rpartition('-')[0]}-"
        other = re.compile(rf"(?<![\w-]){re.escape(stem)}\d", re.ASCII)
        return not any(stem in one.all and other.search(one.all) for one in self.sources)

    def carries(self, name: Name) -> bool:
        """Whether an id stands in some source, or in a page that is cited for it."""
        return any(one.names(name) for one in self.sources) or bool(self.told_by(name))

    def told_by(self, name: Name) -> str:
        """The first of the cited pages that names an id; "" none. What was asked is no page's."""
        return next(
            (one.evidence.id for one in map(self.ready, self.pages) if one.page.names(name)), ""
        )

    def holds(self, word: str) -> bool:
        """Whether a word in lower case was seen, or asked for."""
        return any(source.holds(word) for source in self.sources)

    def stands(self, word: str) -> bool:
        """Whether a word in lower case stands anywhere: seen, asked for, or in the runbook."""
        return self.holds(word) or find(self._told.words, word) >= 0

    def names_entry(self, number: str) -> bool:
        """Whether what was told of the runbooks names an entry of this number: `sfn-ecs#007`."""
        form = re.compile(rf"[a-z0-9_]{re.escape(number)}(?!\d)", re.ASCII)
        return form.search(self._told.words) is not None

    def written(self, before: str, behind: str, *, inside: bool) -> Iterator[str]:
        """The words in lower case that were seen between these two, as one name; `inside` also in
        the middle of a longer one.
        """
        longest = max(before, behind, key=len)
        edge = r"[^\W_]" if inside else r"[\w-]"
        form = re.compile(
            rf"(?<!{edge}){re.escape(before)}([^\W_]+){re.escape(behind)}(?!{edge})", re.ASCII
        )
        for source in self.sources:
            if longest in source.all:
                yield from form.findall(source.all)

    def states(self, word: str) -> bool:
        """Whether a word in capitals (`FAILED`) was seen so written, not only asked for."""
        return any(source.said([word]) for source in self.sources)

    def exited(self, code: int) -> bool:
        """Whether a number was seen as an exit code."""
        return any(code in source.exit_codes for source in self.sources)

    def calls_status(self, word: str) -> bool:
        """Whether a word in lower case was seen behind one that says how something stands."""
        form = re.compile(rf"(?:status|state|outcome|result)\W{{1,4}}{re.escape(word)}(?![a-z0-9])")
        return any("stat" in one.all and form.search(one.all) for one in self.sources)

    def knows_time(self, mention: times.Mention) -> bool:
        """Whether a time was seen, or is one that was, in the other of UTC and JST."""
        minutes = minutes_of(mention)
        if self._told.known_moments.fit(mention, minutes):
            return True
        if any(one.moments.fit(mention, minutes) for one in self.seen):
            return True
        written = times.written(mention)
        if any(source.writes(written) for source in self.sources):
            return True
        # A result prints the day once and then times alone.
        days = {moment.date() for moment in mention.moments()}
        if not days or mention.hour is None:
            return False
        clock = times.written(mention.clock_only())
        return any(days & one.days and one.source.writes(clock) for one in self.seen)

    def announced(self, mention: times.Mention, ids: Iterable[str]) -> bool:
        """Whether one of these, if it is a page for users, says that time: a maintenance, an end of
        service. A page tells no more than that it was to be."""
        cited = frozenset(ids)
        return any(
            seen.moments.fit(mention, minutes_of(mention))
            or seen.source.writes(times.written(mention))
            for seen in map(self.ready, self.documents)
            if seen.evidence.id in cited
        )

    def writes(self, mention: times.Mention) -> bool:
        """Whether a time stands in what was read, with its day as it is said."""
        minutes = minutes_of(mention)
        if any(one.moments.fit(mention, minutes) for one in self.seen):
            return True
        written = times.written(mention)
        return any(source.writes(written) for source in self.sources)

    @cached_property
    def first_moments(self) -> Sequence[datetime]:
        """The first known moments, in order."""
        each = (one.moments.known for one in self.seen)
        return sorted(self._told.known_moments.known.union(*each))[:MOST_MOMENTS]

    def only(self, ids: Iterable[str]) -> Proof:
        """The same with just these evidences; all of them when none of `ids` is among them."""
        cited = self.of(ids)
        return cited if cited.evidence else self

    def of(self, ids: Iterable[str]) -> Proof:
        """The same with just these evidences, none if none is among them."""
        wanted = frozenset(ids)
        if wanted not in self._parts:
            chosen = tuple(one for one in self.evidence if one.id in wanted)
            pages = tuple(one for one in self.documents if one.id in wanted)
            self._parts[wanted] = replace(self, evidence=chosen, pages=pages)
        return self._parts[wanted]

    def first(self, ids: Iterable[str]) -> Proof:
        """The same, but these evidences are asked first: what a text cites mostly holds it."""
        wanted = frozenset(ids)
        if not wanted:
            return self
        if wanted not in self._orders:
            ordered = sorted(self.evidence, key=lambda one: one.id not in wanted)
            pages = tuple(one for one in self.documents if one.id in wanted)
            self._orders[wanted] = replace(self, evidence=tuple(ordered), pages=pages)
        return self._orders[wanted]

    @cached_property
    def _parts(self) -> dict[frozenset[str], Proof]:
        # Every rule asks of the same sentences, and each has to make its proof ready.
        return {}

    @cached_property
    def _orders(self) -> dict[frozenset[str], Proof]:
        return {}

    @cached_property
    def alone(self) -> tuple[Proof, ...]:
        """Each evidence with nothing beside it, in order."""
        return tuple(
            replace(self, evidence=(one,), alert="", runbook="", moments=(), pages=())
            for one in self.evidence
        )


def decides(evidence: Evidence) -> bool:
    """Whether a decision may rest on it alone.

    Not on a failure, nor on a runbook's page. Nor on a look-up that found nothing: that a job is
    not there does not tell what its fields are. A search over a window that found nothing does.
    """
    if evidence.server == RUNBOOKS:
        return False
    if evidence.coverage is Coverage.EMPTY:
        return evidence.window is not None
    return evidence.coverage in (Coverage.COMPLETE, Coverage.TRUNCATED)
