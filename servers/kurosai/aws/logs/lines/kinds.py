"""Lines by what they say: which are of one kind though they name other clients, paths, ids, and
from when to when each kind came."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kurosai.aws.wire.logs import LogEvent
from kurosai.logs import condensed_rows
from kurosai.logs.condense import condense, groups
from kurosai.logs.signature import signature

LONGEST = 200
LEAST_SHARED = 20
"""Characters with which all lines of a kind begin that are enough to find them by."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Lines of one statement, oldest first, what each says (`texts`), and what all of them say."""

    events: tuple[LogEvent, ...]
    texts: tuple[str, ...]
    said: str

    def told(self) -> str:
        """`x4 06:03:11Z-06:31:07Z: no answer from <host>`, with dates over more than a day."""
        return f"x{len(self.events)} {span(self.events)}: {shortened(self.said)}"

    @property
    def shared(self) -> str:
        """The words with which all of them begin, where no mask would find one by another; "" where
        one would, or these are too few."""
        if len({signature(text) for text in self.texts}) < 2:
            return ""
        first, last = min(self.texts), max(self.texts)
        same = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
        begin = whole_words(first[: min(same, LONGEST)])
        return begin if len(begin) >= LEAST_SHARED else ""


def of(events: Sequence[LogEvent], text_of: Callable[[LogEvent], str]) -> tuple[Kind, ...]:
    """The kinds of some lines in order of time, the most frequent first."""
    texts = [text_of(event) for event in events]
    numbers = groups(texts)
    entries = [(event.at, text) for event, text in zip(events, texts, strict=True)]
    found: list[Kind] = []
    for pattern in condense(entries).patterns:
        own = [n for n, number in enumerate(numbers) if number == numbers[pattern.first_place]]
        its = tuple(events[n] for n in own)
        said = condensed_rows.with_values(pattern)
        found.append(Kind(its, tuple(texts[n] for n in own), said))
    return tuple(sorted(found, key=lambda kind: (-len(kind.events), kind.events[0].at)))


def span(events: Sequence[LogEvent]) -> str:
    """From the first to the last: `06:03:11Z-06:31:07Z`."""
    first, last = events[0].at, events[-1].at
    form = "%H:%M:%S" if first.date() == last.date() else "%m-%d %H:%M:%S"
    return f"{first:{form}}Z" if first == last else f"{first:{form}}Z-{last:{form}}Z"


def shortened(text: str) -> str:
    """Statements that begin alike often end apart: both ends, on one line."""
    text = " ".join(text.split())
    tail = LONGEST // 3
    return text if len(text) <= LONGEST else f"{text[: LONGEST - tail]}…{text[-tail:]}"


def whole_words(text: str) -> str:
    """A beginning of a line without the word in which it was cut."""
    return text[: max(text.rfind(" "), 0)].rstrip()
