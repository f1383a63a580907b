"""One place where words may stand, made ready to be asked many times.

A conclusion has a hundred quotes, ids and times, and a case up to 500 readings: what is looked up
of a text is found once and kept.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from kurosai import times
from kurosai.cases import notation, recorded
from kurosai.cases.notation import Pair
from kurosai.cases.recorded import Record
from kurosai.cases.sentences.mentions import EXIT_CODE, Kind, Name

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence

_BEFORE = len("2025-11-04T")
_BEHIND = 64
"""How far around its clock a time is written: its day before, its zone behind."""


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
        return lower(f"{self.rows} {self.shown} {self.asked}")

    @cached_property
    def timed(self) -> str:
        """The same in upper case: where times are looked up, with their T and Z."""
        return _bytewise(self.all, bytes.upper)

    @cached_property
    def exit_codes(self) -> frozenset[int]:
        """The numbers that were seen as an exit code."""
        found = EXIT_CODE.finditer(f"{self.rows} {self.shown}")
        return frozenset(
            int(match["number"] or match["short"] or match["ended"]) for match in found
        )

    @cached_property
    def _answers(self) -> dict[tuple[str, ...], bool]:
        # A sentence's words are looked for by the rule, and by the report that lists readings.
        return {}

    def said(self, parts: Sequence[str]) -> bool:
        """Whether these parts were seen here, in this order."""
        key = tuple(parts)
        if key not in self._answers:
            self._answers[key] = in_order(self.rows, parts) or (
                in_order(self.shown, parts) and not in_order(self.asked, parts)
            )
        return self._answers[key]

    def holds(self, name: str) -> bool:
        """Whether these words in lower case, an id, stand anywhere in it."""
        key = ("", name)
        if key not in self._answers:
            self._answers[key] = find(self.all, name) >= 0
        return self._answers[key]

    def names(self, name: Name) -> bool:
        """Whether an id stands in it; of one that may be cut, its beginning."""
        text = name.text.lower()
        if name.kind is not Kind.PREFIX:
            return self.holds(text)
        begins = rf"(?<![0-9a-z]){re.escape(text)}"
        return text in self.all and re.search(begins, self.all) is not None

    def writes(self, written: Sequence[times.Writing]) -> bool:
        """Whether a time is written here, in one of its ways (`times.written`)."""
        return any(
            times.zone_fits(self.timed, match.end(), zone)
            for zone, pattern, clock in written
            for match in self._matches(pattern, clock)
        )

    def found(self, mention: times.Mention) -> bool:
        """Whether a time is written in what was seen, and not only in what was asked for."""
        return Source("", self.rows).writes(times.written(mention))

    def _matches(self, pattern: re.Pattern[str], clock: str) -> Iterator[re.Match[str]]:
        """Where a time stands: near its hour and minute, which are few, not in the whole text."""
        if not clock:
            yield from pattern.finditer(self.timed)
            return
        at = self.timed.find(clock)
        while at >= 0:
            yield from pattern.finditer(self.timed, max(0, at - _BEFORE), at + _BEHIND)
            at = self.timed.find(clock, at + 1)


class Moments:
    """Known moments, to be asked for those that a written time means."""

    def __init__(self, known: Iterable[datetime]) -> None:
        self.known = frozenset(known)
        self._by_minute: dict[int, list[datetime]] = {}
        for one in self.known:
            self._by_minute.setdefault(60 * one.hour + one.minute, []).append(one)

    def fit(self, mention: times.Mention, minutes: Sequence[int] | None) -> bool:
        """Whether one of them is what is meant, at the precision written.

        `minutes` are those of the day that it may be, by `minutes_of`.
        """
        if minutes is None:
            return any(map(mention.fits, self.known))
        for minute in minutes:
            near = self._by_minute.get(minute)
            if near is not None and any(map(mention.fits, near)):
                return True
        return False


def minutes_of(mention: times.Mention) -> Sequence[int] | None:
    """The minutes of the UTC day that a written time may mean; None where no hour is written."""
    if mention.hour is None:
        return None
    first, most = (mention.minute, 1) if mention.minute is not None else (0, 60)
    return [
        (60 * mention.hour + first + minute - int(offset.total_seconds() // 60)) % 1440
        for offset in mention.offsets
        for minute in range(most)
    ]


class Seen:
    """An evidence with what is looked up of it."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._pairs: dict[str, bool] = {}

    @cached_property
    def source(self) -> Source:
        """It as a place where words may stand."""
        return source(self.evidence)

    @cached_property
    def page(self) -> Source:
        """Its rows alone as such a place, without what was asked for."""
        return replace(self.source, shown="", asked="")

    def pairs(self, quote: str) -> bool:
        """Whether a quote is of pairs that stand in what was seen in another notation."""
        if quote not in self._pairs:
            self._pairs[quote] = self._has(notation.pairs(quote))
        return self._pairs[quote]

    def _has(self, wanted: tuple[Pair, ...]) -> bool:
        one = self.evidence
        texts = (*(row.text for row in one.rows), facts(one))
        if not wanted or any(notation.stand(text, wanted) for text in texts):
            return bool(wanted)
        words = [word for pair in wanted for word in (pair.key, pair.value)]
        if all(find(self.source.asked, word) >= 0 for word in words):
            return False
        return any(notation.stand(line, wanted) for line in _answered(one))

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """Its rows, each plain."""
        return tuple(plain(row.text) for row in self.evidence.rows)

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """What it records of things, field by field."""
        return tuple(recorded.of(self.evidence))

    @cached_property
    def moments(self) -> Moments:
        """When it was read, its rows' times, its window and its facts."""
        one = self.evidence
        known = {one.read_at, *(row.at for row in one.rows if row.at is not None)}
        if one.window is not None:
            known |= {one.window.start, one.window.end}
        if one.again is not None:
            known.add(one.again.at)
        known.update(
            moment for mention in times.mentions(facts(one)) for moment in mention.moments()
        )
        return Moments(known)

    @cached_property
    def days(self) -> frozenset[object]:
        """The UTC days it speaks of."""
        one = self.evidence
        found: set[object] = {row.at.date() for row in one.rows if row.at is not None}
        if one.window is not None:
            found |= {one.window.start.date(), one.window.end.date()}
        return frozenset(found)


def source(evidence: Evidence) -> Source:
    """An evidence as a place where words may stand."""
    rows = "\n".join(row.text for row in evidence.rows)
    asked = json.dumps(dict(evidence.asked), ensure_ascii=False, default=str)
    return Source(
        evidence.id,
        plain(f"{rows}\n{facts(evidence)}"),
        plain("\n".join(_answered(evidence))),
        plain(asked.replace('\\"', '"')),
    )


def _answered(evidence: Evidence) -> list[str]:
    # A hint repeats what was asked, or proposes what was not; either way it saw nothing.
    return [line for line in evidence.text.split("\n") if not line.startswith("next: ")]


def facts(evidence: Evidence) -> str:
    """What was drawn from it, a line each."""
    return "\n".join(f"{label}: {value}" for label, value in evidence.facts.items())


def plain(text: str) -> str:
    """Text for comparing: one space for any run of white space, composed characters."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def lower(text: str) -> str:
    """The text with its ASCII letters in lower case: ids have no others."""
    return _bytewise(text, bytes.lower)


def _bytewise(text: str, change: Callable[[bytes], bytes]) -> str:
    # Ten times as fast as str.lower where there is Japanese in it.
    return change(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")


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


def in_order(text: str, parts: Sequence[str]) -> bool:
    """Whether all parts stand in a text as whole words, one behind the other."""
    at = 0
    for part in parts:
        at = find(text, part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _word(character: str) -> bool:
    return character.isascii() and character.isalnum()
