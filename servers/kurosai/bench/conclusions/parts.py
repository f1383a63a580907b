"""A conclusion in parts, so that one thing in it can be changed and nothing else.

A sentence is words with slots in between; a slot knows what it stands for and, for a time, the
moment. What is sent to `close_case` is only the text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal

from kurosai.clock import JST
from kurosai.vocabulary import Verdict

Language = Literal["ja", "en"]
Clock = Literal["iso", "jst", "short", "kanji", "ampm", "noon"]
Field = Literal["cause", "actions", "ruled_out", "not_looked_at"]
FIELDS: tuple[Field, ...] = ("cause", "actions", "ruled_out", "not_looked_at")


class Slot(StrEnum):
    """What a part of a sentence stands for."""

    WORDS = "words"
    TIME = "time"
    JOB = "job"
    ID = "id"
    TASK = "task"
    QUOTE = "quote"
    STATE = "state"
    OUTCOME = "outcome"
    IN_A_ROW = "in a row"
    TOTAL = "total"
    DURATION = "duration"
    PLACE = "place"
    PATH = "path"
    CITED = "cited"


@dataclass(frozen=True, slots=True)
class Part:
    """Text with its meaning. `at` and `clock` of a time; `value` the bare thing of a slot whose
    text has marks around it (a quote) or a form (a count); `read` the evidence that shows it.
    """

    slot: Slot
    text: str
    value: str = ""
    read: str = ""
    at: datetime | None = None
    clock: Clock = "iso"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a field; `about` names the sight that it tells."""

    field: Field
    about: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """As it is sent."""
        return "".join(part.text for part in self.parts)

    def with_part(self, place: int, part: Part) -> Sentence:
        """The same with another part at a place."""
        return replace(self, parts=(*self.parts[:place], part, *self.parts[place + 1 :]))


Answers = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """What `close_case` gets, and how the case came there.

    `evidence` are ids that were read before the case was opened; `answers` its walk, `leave` why
    it left its runbook, `entry` the one that was chosen for it. `own_case` is the case during which
    everything was read, "" for one that is opened for this conclusion.
    """

    name: str
    language: Language
    verdict: Verdict
    sentences: tuple[Sentence, ...]
    evidence: tuple[str, ...] = ()
    reason: str = ""
    recheck: str = ""
    waiver: str = ""
    answers: Answers = ()
    leave: str = ""
    own_case: str = ""
    entry: str = ""

    def slots(self, *wanted: Slot) -> Iterator[tuple[int, int, Part]]:
        """Every part of these kinds, with the places of its sentence and in it."""
        for place, sentence in enumerate(self.sentences):
            for inside, part in enumerate(sentence.parts):
                if part.slot in wanted:
                    yield place, inside, part

    def with_part(self, place: int, inside: int, part: Part) -> Conclusion:
        """The same with one part changed."""
        return self.with_sentence(place, self.sentences[place].with_part(inside, part))

    def with_sentence(self, place: int, sentence: Sentence) -> Conclusion:
        """The same with another sentence at a place."""
        before, after = self.sentences[:place], self.sentences[place + 1 :]
        return replace(self, sentences=(*before, sentence, *after))

    def with_more(self, sentence: Sentence) -> Conclusion:
        """The same with one more sentence at the end."""
        return replace(self, sentences=(*self.sentences, sentence))

    def arguments(self) -> dict[str, Any]:
        """Arguments of `close_case`, without the case."""
        found: dict[str, Any] = {"verdict": self.verdict.value}
        for field in FIELDS:
            texts = [one.text for one in self.sentences if one.field == field]
            if texts:
                found[field] = texts
        if self.evidence:
            found["evidence"] = list(self.evidence)
        for name in ("reason", "recheck", "waiver"):
            if text := getattr(self, name):
                found[name] = text
        return found


def words(text: str) -> Part:
    """Text that stands for nothing."""
    return Part(Slot.WORDS, text)


def written(at: datetime, clock: Clock) -> str:
    """A UTC moment as people write it."""
    there = at.astimezone(JST)
    if clock == "jst":
        return f"{there:%Y-%m-%d %H:%M:%S} JST"
    if clock == "short":
        return f"{at:%H:%M}Z"
    if clock == "kanji":
        return f"{there.month}月{there.day}日{there.hour}時{there.minute:02d}分(JST)"
    if clock == "ampm":
        return (
            f"{at:%Y-%m-%d} {(at.hour - 1) % 12 + 1}:{at:%M} {'PM' if at.hour > 11 else 'AM'} UTC"
        )
    if clock == "noon":
        half = "午後" if there.hour > 11 else "午前"
        return f"{there.month}月{there.day}日{half}{there.hour % 12}時{there.minute:02d}分"
    return f"{at:%Y-%m-%dT%H:%M:%S}Z"


def time(at: datetime, clock: Clock, read: str) -> Part:
    """A slot for a time."""
    return Part(Slot.TIME, written(at, clock), read=read, at=at, clock=clock)
