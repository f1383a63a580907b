"""What many log lines are condensed to: few patterns, each with how often and when it was written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kurosai.vocabulary import Window


@dataclass(frozen=True, slots=True)
class Pattern:
    """Lines that one statement wrote.

    `template` is the message (without time, level, request id): what is the same in all of its
    lines stands as it is, what varies as `<kind>` (`<n>`, `<uuid>`, `<name>`, ...; `<*>` for what
    is of no known kind). `varied` are for each such place, in order, up to three values of it.
    `sample` is the earliest line as it came. `first_place` and `last_place` count the lines of the
    input from 0. `first` and `last` are times, None where no line had one. `spread` are the counts
    in each of the equal parts of the condensed span, empty without times. `level` is as written
    ("ERROR"), "" where the lines tell none; `trouble` whether it says that something went wrong.
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


@dataclass(frozen=True, slots=True)
class Form:
    """A line with everything variable masked, and how many came: what two condensed logs are
    compared by. One pattern has one or more of them."""

    level: str
    mark: str
    count: int


@dataclass(frozen=True, slots=True)
class Condensed:
    """So many lines as patterns, the most telling first; every line is of exactly one.

    `span` is the time that was asked for, or from the first to the last line; None without times.
    `part` is how long one part of each pattern's `spread` is.
    """

    lines: int
    patterns: tuple[Pattern, ...]
    span: Window | None = None
    part: timedelta = timedelta(0)
    forms: tuple[tuple[Form, ...], ...] = field(default=(), repr=False)
