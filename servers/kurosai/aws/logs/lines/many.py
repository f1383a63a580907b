"""Many hits as few patterns, each with how often and from when to when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from kurosai.aws.logs.lines import event_words, shown_form
from kurosai.aws.wire.logs import LogEvent
from kurosai.logs import condensed_rows, varied
from kurosai.logs.condense import condense, groups
from kurosai.logs.condensed import Pattern
from kurosai.logs.varied import Varied
from kurosai.vocabulary import Window

FEWEST = 12
"""So many hits are shown one by one."""

MOST_PATTERNS = 12
MOST_OF_EVENTS = 850
"""Characters of the patterns of events together: each is as long as three of other lines."""

FEWEST_PATTERNS = 5


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of some hits: what is shown in the place of each one's first line, by event id.
    `count` is how many there are, of which so many are `shown`; `hidden` are the hits that are not
    shown by themselves."""

    count: int
    shown: int
    instead: dict[str, str]
    hidden: frozenset[str]

    def told(self) -> str:
        """Our sentence above the rows."""
        more = f", {self.shown} of them shown" if self.count > self.shown else ""
        plural = "" if self.count == 1 else "s"
        varies = "<kind: some values> where they vary"
        return f"{self.count} pattern{plural}{more}, xN = so many hits ({varies})"


def of(hits: Sequence[LogEvent], window: Window, meant: LogEvent) -> Patterns | None:
    """None for few hits. `meant` is shown as it is, and stands for its pattern."""
    if len(hits) <= FEWEST:
        return None
    found = [*_patterns(hits, window, meant)]
    of_all = {event.id: counted for event, _, counted in found}
    patterns = [(event, pattern) for event, pattern, _ in found]
    # All of them are what was asked for: what there is most of says most.
    patterns.sort(key=lambda one: (-one[1].count, one[0].at))
    patterns, also = _by_cause(patterns, meant)
    told = {
        event.id: _row(pattern, event, of_all[event.id], whole=event.id == meant.id)
        + also.get(event.id, "")
        for event, pattern in patterns
    }
    shown = _that_fit(patterns, told, meant)
    instead = {
        event.id: told[event.id]
        for event, pattern in shown
        if pattern.count > 1 or event.id in also
    }
    hidden = frozenset(event.id for event in hits) - {event.id for event, _ in shown}
    return Patterns(len(patterns), len(shown), instead, hidden)


_One = tuple[LogEvent, Pattern]


def _by_cause(patterns: Sequence[_One], meant: LogEvent) -> tuple[list[_One], dict[str, str]]:
    """Events of several kinds that came by the same cause as one: which stand for the others, and
    by their ids what is said of those: `; x11 as ExecutionFailed`."""
    kept: list[_One] = []
    stands: dict[tuple[str, str], str] = {}
    also: dict[str, str] = {}
    for event, pattern in sorted(patterns, key=lambda one: one[0].id != meant.id):
        kind, why = event_words.kind_and_why(event.message)
        stand = stands.setdefault((event.group, why), event.id) if kind and why else event.id
        if stand == event.id:
            kept.append((event, pattern))
        else:
            also[stand] = f"{also.get(stand, '')}; x{pattern.count} as {kind}"
    kept.sort(key=lambda one: (-one[1].count, one[0].at))
    return kept, also


def _that_fit(
    patterns: Sequence[_One], told: Mapping[str, str], meant: LogEvent
) -> tuple[_One, ...]:
    """The most frequent, and that of the hit that is meant."""
    events = bool(event_words.told(meant.message))
    left = MOST_OF_EVENTS - len(told[meant.id])
    shown: list[_One] = []
    for one in patterns[:MOST_PATTERNS]:
        left -= len(told[one[0].id]) if one[0].id != meant.id else 0
        if events and left < 0 and len(shown) >= FEWEST_PATTERNS:
            break
        shown.append(one)
    own = next(one for one in patterns if one[0].id == meant.id)
    return tuple(shown if own in shown else [*shown, own])


def _patterns(
    hits: Sequence[LogEvent], window: Window, meant: LogEvent
) -> Iterator[tuple[LogEvent, Pattern, Sequence[Varied]]]:
    """Each pattern with the hit that stands for it, and what its places have in all of its lines.
    It is of one group: its row says which."""
    by_group: dict[str, list[LogEvent]] = {}
    for event in hits:
        by_group.setdefault(event.group, []).append(event)
    for its in by_group.values():
        texts = [shown_form.grouped(one.message) for one in its]
        numbers = groups(texts)
        own = next((numbers[at] for at, one in enumerate(its) if one.id == meant.id), None)
        entries = [(one.at, text) for one, text in zip(its, texts, strict=True)]
        for one in condense(entries, window).patterns:
            number = numbers[one.first_place]
            lines = [text for which, text in zip(numbers, texts, strict=True) if which == number]
            yield meant if number == own else its[one.first_place], one, varied.of(one, lines)


def _row(pattern: Pattern, event: LogEvent, of_all: Sequence[Varied], *, whole: bool) -> str:
    """Behind the time of its line: `x31 until 18:40:02Z [ERROR] no answer from <host>`. A line that
    is shown `whole` is one of those alike: what all of them say stands behind it."""
    named = pattern.level and pattern.level not in pattern.template
    said = condensed_rows.with_values(pattern, of_all)
    text = f"[{pattern.level}] {said}" if named else said
    times = f"x{pattern.count}{_when(pattern, event.at)}"
    if not whole:
        return f"{times} {text}"
    own = shown_form.short(event.message)
    return f"{own} · {times} {text}" if pattern.varied else f"{times} {own}"


def _when(pattern: Pattern, at: datetime) -> str:
    """From the first to the last, without what is the time of its line."""
    since = pattern.first is not None and pattern.first < at
    until = pattern.last is not None and pattern.last > at
    return (f" since {_stamp(pattern.first, at)}" if since else "") + (
        f" until {_stamp(pattern.last, at)}" if until else ""
    )


def _stamp(time: datetime | None, at: datetime) -> str:
    """With its date where that is another than that of the line."""
    if time is None:
        return ""
    return f"{time:%H:%M:%S}Z" if time.date() == at.date() else f"{time:%m-%d %H:%M:%S}Z"
