"""Many log lines as few patterns: which statements wrote them, how often, when, with what values.

message     what an entry says, without its logger's prefix
marks       the message with every piece that has a digit taken out
forms       lines of one mark; most lines find theirs without being read
statements  the words of a mark, and what of them varies by its looks
names       which of them are of one statement: in places of many words, or of values (values)
gathering   forms as statements, with what varies
condense    statements as patterns, the most telling first
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from kurosai.logs.condensed import Condensed, Pattern, PatternKey
from kurosai.logs.gathering import REST, Named, Statement, named, statement_of
from kurosai.logs.intake import Entry, Intake
from kurosai.logs.tally import PARTS
from kurosai.logs.trouble import Weight, weight
from kurosai.vocabulary import Window

_OTHERS = "(lines of kinds that were too many to keep apart)"
_EMPTY = "(empty)"

__all__ = ["Entry", "condense", "groups"]


def condense(entries: Iterable[Entry], window: Window | None = None) -> Condensed:
    """The patterns of some lines, read once as a stream, in any order.

    `window` is the time that was asked for: it may begin before the first line.
    """
    intake = Intake(window)
    intake.read(entries)
    found = intake.statements()
    firsts = [one.tally.first for one in found if one.tally.first]
    lasts = [one.tally.last for one in found if one.tally.last]
    span = window or (Window(min(firsts), max(lasts)) if firsts else None)
    numbers: dict[Named, int] = {}
    told: list[tuple[Pattern, PatternKey]] = []
    for one in sorted(found, key=lambda one: one.tally.first_place):
        number = numbers.setdefault((one.level, statement_of(one.key)), len(numbers))
        spread = intake.cells.spread(one.tally.cells, span) if span and one.tally.cells else ()
        which = PatternKey(one.level, one.key, one.wide)
        told.append((_pattern(one, number, spread), which))
    told.sort(key=lambda one: _telling(one[0]))
    patterns, keys = tuple(one for one, _ in told), tuple(one for _, one in told)
    part = (span.end - span.start) / PARTS if span else timedelta(0)
    return Condensed(intake.lines, patterns, span, part, keys)


def groups(texts: Sequence[str], *, codes: bool = True) -> tuple[int, ...]:
    """For each text the number of its pattern, counted from 0 in the order they first came.

    Without `codes`, patterns of one statement that differ in codes only are one.
    """
    marks = list(Intake().marks(texts))
    names = named(set(marks))
    numbers: dict[Named, int] = {}
    found: list[int] = []
    for one in marks:
        level, key = names[one]
        which = (level, key if codes else statement_of(key))
        found.append(numbers.setdefault(which, len(numbers)))
    return tuple(found)


def _pattern(one: Statement, number: int, spread: tuple[int, ...]) -> Pattern:
    template, varied, ends = _template(one)
    told = weight(one.level, template)
    tally = one.tally
    return Pattern(
        template=template or (_OTHERS if (one.level, one.key) == REST else _EMPTY),
        count=tally.count,
        sample=one.sample,
        first_place=tally.first_place,
        last_place=tally.last_place,
        first=tally.first,
        last=tally.last,
        varied=varied,
        level=one.level,
        trouble=told >= Weight.WARNED,
        spread=spread,
        statement=number,
        weight=int(told),
        ends=ends,
    )


def _template(one: Statement) -> tuple[str, tuple[tuple[str, ...], ...], tuple[int, ...]]:
    text = ""
    varied: list[tuple[str, ...]] = []
    ends: list[int] = []
    for gap, span in zip(one.gaps, one.spans, strict=True):
        shown = span.shown()
        text += gap if text else ""
        if shown.values:
            varied.append(shown.values)
            ends.append(len(text) + shown.end)
        text += shown.text
    return text, tuple(varied), tuple(ends)


def _telling(one: Pattern) -> tuple[int, int, int]:
    """Failures first, of those the most frequent; of all else the rarest."""
    often = -one.count if one.weight >= Weight.WARNED else one.count
    return -one.weight, often, one.first_place
