"""What many log lines are condensed to: few patterns, with how often and when each was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kurosai.vocabulary import Window


@dataclass(frozen=True, slots=True)
class Pattern:
    """Lines that one statement wrote with the same codes (status, exit code, number of an error).

    `template` is the message (without time, level, request id): what is the same in all of its
    lines stands as it is, what varies as `<kind>` (`<n>`, `<uuid>`, `<time>`, ...; `<*>` for what
    is of no one kind). `varied` are for each such place, in order, up to three values of it; place
    i ends at `template[ends[i]]`, its ">". `sample` is the first line that came, as it came, cut
    at 4,000 characters. `first_place` and `last_place` count the lines of the input from 0.
    `first` and `last` are the earliest and the latest time, None where no line had one. `spread`
    are the counts in each of the equal parts of the condensed span, empty without times. `level`
    is one of TRACE, DEBUG, INFO, WARN, ERROR, FATAL, "" where the lines tell none. `trouble`:
    something went wrong or was warned of; `weight` how much (4 died, 3 failed, 2 warned, 1 spoke
    of, 0). Patterns with the same `statement` differ in codes only.
    """

    template: str
    count: int
    sample: str
    first_place: int
    last_place: int
    first: datetime | None = None
    last: datetime | None = None
    varied: tuple[tuple[str, ...], ...] = ()
    level: str = ""
    trouble: bool = False
    spread: tuple[int, ...] = ()
    statement: int = 0
    weight: int = 0
    ends: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PatternKey:
    """What a pattern is told by: its level and its words, and whether others that fit are of it."""

    level: str
    words: tuple[str, ...]
    wide: bool


@dataclass(frozen=True, slots=True)
class Condensed:
    """So many lines as patterns, the most telling first; every line is of exactly one.

    `span` is the time that was asked for, or from the first to the last line; None without times.
    `part` is how long one part of each pattern's `spread` is. `keys` are what each pattern is
    told by, for comparing.
    """

    lines: int
    patterns: tuple[Pattern, ...]
    span: Window | None = None
    part: timedelta = timedelta(0)
    keys: tuple[PatternKey, ...] = field(default=(), repr=False)
