"""Many hits as few patterns, each with how often and from when to when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from kurosai.aws.logs.lines import shown_form
from kurosai.aws.wire.logs import LogEvent
from kurosai.logs.condense import condense, groups
from kurosai.logs.condensed import Pattern
from kurosai.vocabulary import Window

FEWEST = 12
"""So many hits are shown one by one."""

MOST_PATTERNS = 12


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of some hits: what is shown in the place of each one's first line, by event id.
    `count` is how many there are, `hidden` are the hits that are not shown by themselves."""

    count: int
    instead: dict[str, str]
    hidden: frozenset[str]

    def told(self) -> str:
        """Our sentence above the rows."""
        more = f", {MOST_PATTERNS} of them shown" if self.count > MOST_PATTERNS else ""
        plural = "" if self.count == 1 else "s"
        return f"{self.count} pattern{plural}{more}, xN = so many hits (<kind> where they vary)"


def of(hits: Sequence[LogEvent], window: Window, meant: LogEvent) -> Patterns | None:
    """None for few hits. `meant` is shown as it is, and stands for its pattern."""
    if len(hits) <= FEWEST:
        return None
    patterns = [*_patterns(hits, window, meant)]
    # All of them are what was asked for: what there is most of says most.
    patterns.sort(key=lambda one: (-one[1].count, one[0].at))
    shown = {event.id: (event, pattern) for event, pattern in patterns[:MOST_PATTERNS]}
    own = next(pattern for event, pattern in patterns if event.id == meant.id)
    shown[meant.id] = (meant, own)
    instead = {
        event.id: _row(pattern, event, whole=event.id == meant.id)
        for event, pattern in shown.values()
        if pattern.count > 1
    }
    return Patterns(len(patterns), instead, frozenset(event.id for event in hits) - shown.keys())


def _patterns(
    hits: Sequence[LogEvent], window: Window, meant: LogEvent
) -> Iterator[tuple[LogEvent, Pattern]]:
    """Each pattern with the hit that stands for it. It is of one group: its row says which."""
    by_group: dict[str, list[LogEvent]] = {}
    for event in hits:
        by_group.setdefault(event.group, []).append(event)
    for its in by_group.values():
        texts = [shown_form.grouped(one.message) for one in its]
        numbers = groups(texts)
        own = next((numbers[at] for at, one in enumerate(its) if one.id == meant.id), None)
        entries = [(one.at, text) for one, text in zip(its, texts, strict=True)]
        for one in condense(entries, window).patterns:
            is_own = numbers[one.first_place] == own
            yield meant if is_own else its[one.first_place], one


def _row(pattern: Pattern, event: LogEvent, *, whole: bool) -> str:
    """Behind the time of its line: `x31 until 18:40:02Z [ERROR] no answer from <host>`."""
    if whole:
        text = shown_form.short(event.message)
    else:
        named = pattern.level and pattern.level not in pattern.template
        text = f"[{pattern.level}] {pattern.template}" if named else pattern.template
    return f"x{pattern.count}{_when(pattern, event.at)} {text}"


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
