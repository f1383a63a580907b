"""Which lines of a log are shown: the first of each kind of trouble, the end, or those around a
text; and how often what is shown once was written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kurosai.crois.fields import known, time
from kurosai.crois.pages import Listing
from kurosai.logs.condense import groups
from kurosai.logs.trouble import speaks_of_trouble
from kurosai.rendering import estimate_tokens
from kurosai.vocabulary import Row, stamp

MOST_TROUBLE = 8
MOST_MATCHED = 12
TAIL = 15
SHORT = 30
AROUND = 2
FEWEST_FOLDED = 4
PAGE_TOKENS = 1_200
MOST_KEPT = 96_000
"""Characters that are recorded beside what is shown, the newest first."""

LINE_CHARACTERS = 4_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line and where it stands in its log, from 1."""

    place: int
    at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class _Kind:
    """Lines of one pattern: the indices of the first and the last, and how many there are."""

    first: int
    last: int
    count: int


@dataclass(frozen=True, slots=True)
class Shown:
    """Indices of lines. `trouble` are the first of each kind, `matched` those with the text;
    `notes` is put behind a line; `until` is the index after the last that a page shows."""

    every: frozenset[int]
    trouble: tuple[int, ...] = ()
    matched: tuple[int, ...] = ()
    notes: Mapping[int, str] = field(default_factory=dict[int, str])
    kinds: int = 0
    until: int = 0


def of(found: Listing) -> tuple[Line, ...]:
    """The lines that were read, oldest first."""
    return tuple(
        Line(place, time(item.get("at")), known(item.get("text")))
        for place, item in zip(found.places, found.items, strict=True)
    )


def shown(lines: Sequence[Line], text: str, line: int) -> Shown:
    """What is shown for a text, from a line on, or (neither) of the log as a whole."""
    texts = [one.text for one in lines]
    numbers = groups(texts)
    kinds = _kinds(numbers)
    if text:
        return _around(lines, text, len(kinds))
    if line:
        return _from(lines, line, len(kinds))
    trouble = [one for one in kinds if speaks_of_trouble(texts[one.first])]
    first = tuple(one.first for one in trouble[:MOST_TROUBLE])
    tail = set(range(len(lines))) if len(lines) <= SHORT else set[int]()
    notes = {one.first: _times(one, lines) for one in trouble if one.count > 1}
    if not tail:
        # The end of a log in which one line comes again and again is what comes before them.
        tail, folded = _end(kinds, numbers, lines)
        notes |= folded
    return Shown(frozenset(tail | set(first)), first, first, notes, len(kinds), len(lines))


def rows(lines: Sequence[Line], shown: Shown) -> tuple[Row, ...]:
    """All lines that can be kept; those that are shown are seen."""
    kept = set(shown.every)
    left = MOST_KEPT
    for index in range(len(lines) - 1, -1, -1):
        left -= len(lines[index].text)
        if left <= 0:
            break
        kept.add(index)
    return tuple(_row(index, lines[index], shown) for index in sorted(kept))


def spans(places: Sequence[int]) -> str:
    """`lines 1-200 and 1801-3600`."""
    if not places:
        return "no line"
    told: list[str] = []
    start = places[0]
    for place, after in zip(places, [*places[1:], 0], strict=True):
        if after != place + 1:
            told.append(f"{start}-{place}")
            start = after
    return f"lines {' and '.join(told[:4])}"


def _around(lines: Sequence[Line], text: str, kinds: int) -> Shown:
    wanted = text.casefold()
    matched = tuple(index for index, line in enumerate(lines) if wanted in line.text.casefold())
    near = {
        index
        for hit in _ends(matched)
        for index in range(max(0, hit - AROUND), min(len(lines), hit + AROUND + 1))
    }
    return Shown(frozenset(near), (), matched, {}, kinds, len(lines))


def _ends(matched: Sequence[int]) -> Iterable[int]:
    """Of many the first ones, where it began, and the last ones."""
    if len(matched) <= MOST_MATCHED:
        return matched
    half = MOST_MATCHED // 2
    return (*matched[:half], *matched[-half:])


def _from(lines: Sequence[Line], line: int, kinds: int) -> Shown:
    every: list[int] = []
    left = PAGE_TOKENS
    until = len(lines)
    for index, one in enumerate(lines):
        if one.place < line:
            continue
        left -= estimate_tokens(one.text) + 6
        if left < 0 and every:
            until = index
            break
        every.append(index)
    return Shown(frozenset(every), (), (), {}, kinds, until)


def _end(
    kinds: Sequence[_Kind], numbers: Sequence[int], lines: Sequence[Line]
) -> tuple[set[int], dict[int, str]]:
    """The last lines, of a kind that comes often only the last one, with how often it came."""
    chosen: set[int] = set()
    notes: dict[int, str] = {}
    for index in range(len(lines) - 1, -1, -1):
        if len(chosen) >= TAIL:
            break
        kind = kinds[numbers[index]]
        if kind.count < FEWEST_FOLDED:
            chosen.add(index)
        elif index == kind.last:
            chosen.add(index)
            notes[index] = _times(kind, lines)
    return chosen, notes


def _kinds(numbers: Sequence[int]) -> tuple[_Kind, ...]:
    """The patterns by their number."""
    places: dict[int, list[int]] = {}
    for index, number in enumerate(numbers):
        places.setdefault(number, []).append(index)
    return tuple(_Kind(those[0], those[-1], len(those)) for those in places.values())


def _times(kind: _Kind, lines: Sequence[Line]) -> str:
    first, last = lines[kind.first].at, lines[kind.last].at
    span = f", {stamp(first)} to {stamp(last)}" if first and last and first != last else ""
    return f" [{kind.count} alike{span}]" if kind.count > 1 else ""


def _row(index: int, line: Line, shown: Shown) -> Row:
    text = line.text
    if len(text) > LINE_CHARACTERS:
        text = f"{text[:LINE_CHARACTERS]} [+{len(line.text) - LINE_CHARACTERS} characters not kept]"
    mark = "." if index not in shown.every else ">" if index in shown.matched else ""
    note = shown.notes.get(index, "")
    return Row(text, line.at, mark, f"{text}{note}" if note else "")
