"""Many log lines as few patterns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from kurosai.logs.condensed import Condensed, Form, Pattern
from kurosai.logs.patterns import speaks_of_trouble
from kurosai.logs.signature import signature
from kurosai.vocabulary import Window

Entry: TypeAlias = tuple[datetime | None, str]
"""When it was written, where that is known, and the text (with line breaks in it: one entry)."""

PARTS = 12


def condense(entries: Iterable[Entry], window: Window | None = None) -> Condensed:
    """The patterns of some lines, read once as a stream, in any order.

    `window` is the time that was asked for: it may begin before the first line.
    """
    found: dict[str, list[tuple[int, datetime | None, str]]] = {}
    place = -1
    for place, (at, text) in enumerate(entries):
        found.setdefault(signature(text), []).append((place, at, text))
    times = [at for rows in found.values() for _, at, _ in rows if at]
    span = window or (Window(min(times), max(times)) if times else None)
    part = (span.end - span.start) / PARTS if span else timedelta(0)
    patterns: list[Pattern] = []
    for mark, rows in found.items():
        ats = [at for _, at, _ in rows if at]
        spread = [0] * PARTS
        for at in ats:
            if span and part:
                spread[max(0, min(PARTS - 1, int((at - span.start) / part)))] += 1
        patterns.append(
            Pattern(
                template=mark,
                count=len(rows),
                sample=rows[0][2],
                first_place=rows[0][0],
                last_place=rows[-1][0],
                first=min(ats, default=None),
                last=max(ats, default=None),
                trouble=speaks_of_trouble(rows[0][2]),
                spread=tuple(spread) if ats else (),
            )
        )
    patterns.sort(key=lambda one: (not one.trouble, one.count, one.first_place))
    forms = tuple((Form(one.level, one.template, one.count),) for one in patterns)
    return Condensed(place + 1, tuple(patterns), span, part, forms)


def groups(texts: Sequence[str]) -> tuple[int, ...]:
    """For each text the number of its pattern, counted from 0 in the order they first came."""
    numbers: dict[str, int] = {}
    return tuple(numbers.setdefault(signature(text), len(numbers)) for text in texts)
