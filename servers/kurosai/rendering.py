"""A reading as the text a model reads, within a budget of tokens.

    header      id · who · where · window · N of M · coverage        (`header`)
    lead        our sentences: what the rows are part of
    looked      each place, where there are several: how much was seen there, and what
    rows        inside a fence that text from outside cannot close
    tail        our sentences: what follows from the whole
    next:       at most three calls, best first

Cut is between lines, the rows that were asked for last.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kurosai import calls
from kurosai.tokens import estimate_tokens
from kurosai.vocabulary import Coverage, Look, Reading, Row, Statement, stamp

ROW_BUDGET = 1_500
"""Tokens the rows of one result may take; with header, lead, tail and calls under 8 KB."""

QUIET = "."
"""The mark of rows that are recorded without being shown."""

LINE_CHARACTERS = 1_200
"""One row's line longer than this is cut, and says so."""

WHOLE_CHARACTERS = 4_800
"""As much of a row is shown where it is read for itself: what a result may be long, and no more."""

_OURS = re.compile(r"\W*(?:next\s*:|looked (?!at )|<<\s*data|more behind cursor )", re.IGNORECASE)
"""How lines begin that only code here writes, and what a reader could take for them."""

_LONG_IDS = re.compile(
    r"\barn:aws[\w-]*:[^\s\"',]{20,}|\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """The body of a result (all but the header line), and how many rows it shows."""

    body: str
    rows: int


def header(reading: Reading, label: str) -> str:
    """The citation line; `label` is the evidence id, or why there is none."""
    parts = [label, reading.identity, reading.source]
    if reading.window is not None:
        parts.append(str(reading.window))
    total = "?" if reading.total is None else str(reading.total)
    if reading.coverage not in (Coverage.DENIED, Coverage.EXPIRED):
        unit = reading.unit if total == "1" else _plural(reading.unit)
        found = len(reading.rows) if reading.found is None else reading.found
        parts.append(f"{found} of {total} {unit}")
    return " · ".join([*(part for part in parts if part), reading.coverage.value])


def _plural(unit: str) -> str:
    return f"{unit[:-1]}ies" if unit.endswith("y") else f"{unit}s"


def render(
    reading: Reading, *, evidence: str, budget: int = ROW_BUDGET, line: int = LINE_CHARACTERS
) -> Shown:
    """Everything below the header; `evidence` is the id under which all rows are kept, if any, and
    `line` how many characters of a row are shown."""
    wanted = tuple(row for row in reading.rows if row.mark != QUIET)
    rows = _within(wanted, budget, line)
    lines = [*map(_own_words, reading.lead), *map(_look_line, reading.looks)]
    if rows:
        lines += _fence(_row_lines(rows, reading, line))
    shown = {id(row) for row in rows if len(row.brief or row.text) > line}
    cut = next((at for at, row in enumerate(reading.rows, 1) if id(row) in shown), 0)
    if cut and evidence:
        lines.append(f"a row that is cut, whole: {calls.line(calls.read_evidence(evidence, cut))}")
    hidden = len(wanted) - len(rows)
    if hidden:
        rest = f"; all: {calls.line(calls.read_evidence(evidence))}" if evidence else ""
        lines.append(f"{hidden} more rows were read{rest}")
    if reading.cursor:
        lines.append(f"more behind cursor {reading.cursor}")
    lines += map(_own_words, reading.tail)
    lines += _next_lines(reading.next)
    return Shown("\n".join(_aliased(lines)), len(rows))


def _own_words(line: str) -> str:
    """A sentence of ours that begins with a name from outside cannot pass for another line."""
    return f"· {line}" if _OURS.match(unicodedata.normalize("NFKC", line)) else line


def _look_line(look: Look) -> str:
    told = f": {look.told}" if look.told else ""
    instead = f" (told by {look.instead})" if look.instead else ""
    return f"looked {look.place} {look.coverage.value}{instead}{told}"


def render_statement(statement: Statement) -> str:
    """What a tool says of our own records, as text."""
    return "\n".join([statement.head, *statement.lines, *_next_lines(statement.next)])


def _next_lines(offered: Sequence[calls.Call]) -> list[str]:
    return [f"next: {calls.line(call)}" for call in offered]


def _within(rows: tuple[Row, ...], budget: int, line: int) -> tuple[Row, ...]:
    """The rows that fit: all that are marked first, then the earliest of the others."""
    kept: set[int] = set()
    for wanted in (True, False):
        for index, row in enumerate(rows):
            if bool(row.mark) is not wanted:
                continue
            # Counted one by one: of thousands of rows only the first few can be shown.
            cost = estimate_tokens(_text(row, line)) + 4
            if cost > budget and kept:
                break
            budget -= cost
            kept.add(index)
    return tuple(row for index, row in enumerate(rows) if index in kept)


def fitting(rows: Sequence[Row]) -> int:
    """How many of some rows, all of them asked for, have room in one result."""
    wanted = tuple(row for row in rows if row.mark != QUIET)
    return len(_within(wanted, ROW_BUDGET, LINE_CHARACTERS))


def _row_lines(rows: Iterable[Row], reading: Reading, line: int) -> list[str]:
    window = reading.window
    day: date | None = window.start.date() if window else None
    if window and window.end.date() != day:
        day = None
    lines: list[str] = []
    repeats = 0
    last: Row | None = None
    for row in rows:
        if last is not None and _text(row, line) == _text(last, line) and row.mark == last.mark:
            repeats += 1
            last = row
            continue
        lines += _repeated(repeats, last)
        repeats = 0
        last = row
        if row.at is not None and row.at.date() != day:
            day = row.at.date()
            lines.append(f"{day}")
        text = _text(row, line)
        lines.append(f"{row.at:%H:%M:%S}Z {text}" if row.at else text)
    return lines + _repeated(repeats, last)


def _repeated(times: int, last: Row | None) -> list[str]:
    if not times or last is None:
        return []
    until = f", last {stamp(last.at)}" if last.at else ""
    return [f"  the same {times} more{'' if times == 1 else ' times'}{until}"]


def _text(row: Row, line: int) -> str:
    text = (row.brief or row.text).strip("\n")
    if len(text) > line:
        text = f"{text[:line]} [+{len(text) - line} characters]"
    return text.replace("\n", "\n  ")


def _fence(lines: list[str]) -> list[str]:
    # Drawn after the text was written, so no text can hold it but by a chance of 2**-24.
    mark = secrets.token_hex(3)
    return [f"<<data {mark}", *lines, f"{mark}>>"]


def _aliased(lines: Iterable[str]) -> list[str]:
    """Long ids in full where they come first, then by their beginning; never inside a call."""
    seen: set[str] = set()

    def alias(match: re.Match[str]) -> str:
        whole = match.group()
        if whole not in seen:
            seen.add(whole)
            return whole
        return f"{whole[:8]}…" if not whole.startswith("arn:") else f"arn…{whole[-24:]}"

    return [line if line.startswith("next: ") else _LONG_IDS.sub(alias, line) for line in lines]
