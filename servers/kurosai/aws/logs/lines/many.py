"""Many hits as few patterns, each with how often and from when to when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kurosai.aws.logs.lines import shown_form
from kurosai.aws.wire.logs import LogEvent
from kurosai.logs.condense import condense
from kurosai.logs.condensed import Pattern
from kurosai.vocabulary import Window

FEWEST = 12
"""So many hits are shown one by one."""

MOST_PATTERNS = 12


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of some hits: what is shown in the place of each one's first line, by event id.
    `count` is how many there are, `hidden` how many hits are not shown by themselves."""

    count: int
    instead: dict[str, str]
    hidden: frozenset[str]

    def told(self) -> str:
        """Our sentence above the rows."""
        more = f", {MOST_PATTERNS} of them shown" if self.count > MOST_PATTERNS else ""
        patterns = "pattern" if self.count == 1 else "patterns"
        return f"{self.count} {patterns}{more}: how often, when, the line (<kind> where it varies)"


def of(hits: Sequence[LogEvent], window: Window, whole: Collection[str]) -> Patterns | None:
    """None for few hits. Those in `whole`, by event id, are shown as they are all the same."""
    if len(hits) <= FEWEST:
        return None
    by_group: dict[str, list[LogEvent]] = {}
    for event in hits:
        by_group.setdefault(event.group, []).append(event)
    # A pattern is of one group: its row says which.
    patterns = [
        (its[one.first_place].id, one)
        for its in by_group.values()
        for one in condense(
            [(it.at, shown_form.grouped(it.message)) for it in its], window
        ).patterns
    ]
    # All of them are what was asked for: what there is most of says most.
    patterns.sort(key=lambda pair: -pair[1].count)
    shown = dict(patterns[:MOST_PATTERNS])
    instead = {place: _row(one) for place, one in shown.items() if one.count > 1}
    hidden = frozenset(event.id for event in hits) - shown.keys() - frozenset(whole)
    return Patterns(len(patterns), instead, hidden)


def _row(pattern: Pattern) -> str:
    """Behind the time of its first line: `x31 until 18:40:02Z [ERROR] no answer from <host>`."""
    until = f" until {pattern.last:%H:%M:%S}Z" if pattern.last else ""
    level = f" [{pattern.level}]" if pattern.level and pattern.level not in pattern.template else ""
    return f"x{pattern.count}{until}{level} {pattern.template}"
