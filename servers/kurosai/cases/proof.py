"""What a judgement may rest on: the evidence in scope, and what stands in it.

The text of an alert counts as seen, because it was. The runbook's own words may be quoted, but
no time, id or log line of it (its samples are other days' errors) proves anything.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from kurosai import times
from kurosai.cases.mentions import EXIT_CODE, Kind, Name
from kurosai.evidence.record import Evidence
from kurosai.vocabulary import Coverage

RUNBOOKS = "runbooks"
"""The server whose readings are what somebody wrote once, not what was seen."""

_ELLIPSIS = re.compile(r"\s?(?:\.{3}|…)\s?")
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,}).*?^[ \t]*\1", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Source:
    """One place where words may stand, all texts plain: an evidence (`id` set) or the alert.

    `rows` is what the backend gave, with the facts drawn from it; `shown` the whole result as
    the model read it; `asked` the question. A question is no answer: words that stand in
    `shown` only because they were asked for are not quoted from the world.
    """

    id: str
    rows: str
    shown: str = ""
    asked: str = ""

    @cached_property
    def all(self) -> str:
        """Everything recorded, in lower case: where ids are looked up."""
        return f"{self.rows} {self.shown} {self.asked}".lower()

    @cached_property
    def timed(self) -> str:
        """The same in upper case: where times are looked up, with their T and Z."""
        return self.all.upper()

    def said(self, parts: Sequence[str]) -> bool:
        """Whether these parts were seen here, in this order."""
        if _in_order(self.rows, parts):
            return True
        return _in_order(self.shown, parts) and not _in_order(self.asked, parts)


@dataclass(frozen=True)
class Proof:
    """Everything that a judgement may rest on.

    `evidence` is in ledger order. `alert` is the text that opened the case; `runbook` the prose
    and the chart of the pinned entry ("" without one); `moments` are times that code itself
    knows (period, opening, recheck).
    """

    evidence: tuple[Evidence, ...]
    alert: str
    runbook: str = ""
    moments: tuple[datetime, ...] = ()

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """The evidence, then the alert: what was seen of the world."""
        return (*map(source, self.evidence), Source("", plain(self.alert)))

    def quoted(self, quote: str) -> str | None:
        """The id of the first evidence that holds the quote; "" alert or runbook; None nowhere.

        `...` or `…` inside the quote stands for what was left out; its parts must stand in one
        source, in this order.
        """
        parts = [part for part in _ELLIPSIS.split(plain(quote)) if part]
        if not parts:
            return ""
        for source in self.sources:
            if source.said(parts):
                return source.id
        prose = plain(_FENCE.sub(" ", self.runbook))
        return "" if _in_order(prose, parts) else None

    def logged(self, line: str) -> bool:
        """Whether a log line stands in what was seen; the runbook's samples do not count."""
        return any(source.said([plain(line)]) for source in self.sources)

    def knows(self, name: Name) -> bool:
        """Whether an id was seen; a sibling (`normal-9`) is wrong only if others of it were."""
        if self.carries(name):
            return True
        if name.kind is not Kind.SIBLING:
            return False
        stem = re.escape(name.text.lower().rpartition("-")[0])
        other = re.compile(rf"(?<![\w-]){stem}-\d", re.ASCII)
        return not any(other.search(source.all) for source in self.sources)

    def carries(self, name: Name) -> bool:
        """Whether an id stands in some source."""
        text = name.text.lower()
        if name.kind is Kind.PREFIX:
            begins = re.compile(rf"(?<![0-9a-z]){re.escape(text)}")
            return any(begins.search(source.all) for source in self.sources)
        return any(find(source.all, text) >= 0 for source in self.sources)

    def states(self, word: str) -> bool:
        """Whether a word in capitals (`FAILED`) was seen so written, not only asked for."""
        return any(source.said([word]) for source in self.sources)

    def exited(self, code: int) -> bool:
        """Whether a number was seen as an exit code."""
        return any(
            int(match["number"]) == code
            for source in self.sources
            for match in EXIT_CODE.finditer(f"{source.rows} {source.shown}")
        )

    def knows_time(self, mention: times.Mention) -> bool:
        """Whether a time was seen, or is one that was, in the other of UTC and JST."""
        if any(mention.fits(moment) for moment in self._known):
            return True
        if any(_written(source.timed, mention) for source in self.sources):
            return True
        # A result prints the day once and then times alone.
        days = {moment.date() for moment in mention.moments()}
        if not days or mention.hour is None:
            return False
        clock = mention.clock_only()
        return any(
            _written(source.timed, clock)
            for one, source in zip(self.evidence, self.sources, strict=False)
            if days & _days(one)
        )

    @cached_property
    def durations(self) -> frozenset[int]:
        """Whole seconds between any two known moments, at most of the first 300 moments."""
        known = sorted(self._known)[:300]
        return frozenset(
            round((later - earlier).total_seconds())
            for place, earlier in enumerate(known)
            for later in known[place + 1 :]
        )

    def only(self, ids: Iterable[str]) -> Proof:
        """The same with just these evidences; all of them when none of `ids` is among them."""
        cited = self.of(ids)
        return cited if cited.evidence else self

    def of(self, ids: Iterable[str]) -> Proof:
        """The same with just these evidences, none if none is among them."""
        wanted = set(ids)
        return replace(self, evidence=tuple(one for one in self.evidence if one.id in wanted))

    def shows_absence(self, *, over_time: bool) -> bool:
        """Whether some evidence saw everything it asked for (`over_time`: of a window)."""
        return any(
            one.saw_something_whole and (one.window is not None or not over_time)
            for one in self.evidence
        )

    @cached_property
    def _known(self) -> frozenset[datetime]:
        known = set(self.moments)
        for one in self.evidence:
            known.add(one.read_at)
            known.update(row.at for row in one.rows if row.at is not None)
            if one.window is not None:
                known.update((one.window.start, one.window.end))
            if one.again is not None:
                known.add(one.again.at)
        for text in [self.alert, *(_facts(one) for one in self.evidence)]:
            known.update(moment for one in times.mentions(text) for moment in one.moments())
        return frozenset(known)


def plain(text: str) -> str:
    """Text for comparing: one space for any run of white space, composed characters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def find(text: str, words: str, start: int = 0) -> int:
    """Where `words` stand in `text` as whole words, -1 nowhere.

    An ASCII letter or digit at an end of `words` must not go on in `text`: 1685293 does not
    stand in 16852935. Japanese has no such ends.
    """
    if not words:
        return -1
    at = text.find(words, start)
    while at >= 0:
        end = at + len(words)
        opens = at == 0 or not (_word(words[0]) and _word(text[at - 1]))
        closes = end == len(text) or not (_word(words[-1]) and _word(text[end]))
        if opens and closes:
            return at
        at = text.find(words, at + 1)
    return -1


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


def _word(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _in_order(text: str, parts: Sequence[str]) -> bool:
    at = 0
    for part in parts:
        at = find(text, part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _written(text: str, mention: times.Mention) -> bool:
    return any(
        times.zone_fits(text, match.end(), zone)
        for zone, pattern in mention.patterns()
        for match in pattern.finditer(text)
    )


def _days(evidence: Evidence) -> set[object]:
    """The UTC days an evidence speaks of."""
    moments: Iterable[datetime] = (row.at for row in evidence.rows if row.at is not None)
    days: set[object] = {moment.date() for moment in moments}
    if evidence.window is not None:
        days |= {evidence.window.start.date(), evidence.window.end.date()}
    return days


def _facts(evidence: Evidence) -> str:
    return "\n".join(f"{label}: {value}" for label, value in evidence.facts.items())


def source(evidence: Evidence) -> Source:
    """An evidence as a place where words may stand."""
    rows = "\n".join(row.text for row in evidence.rows)
    # A hint repeats what was asked, or proposes what was not; either way it saw nothing.
    shown = [line for line in evidence.text.split("\n") if not line.startswith("next: ")]
    asked = json.dumps(dict(evidence.asked), ensure_ascii=False, default=str)
    return Source(
        evidence.id,
        plain(f"{rows}\n{_facts(evidence)}"),
        plain("\n".join(shown)),
        plain(asked.replace('\\"', '"')),
    )
