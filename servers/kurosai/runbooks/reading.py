"""One entry as it stands in its page, or the part of it that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from kurosai.library import search
from kurosai.library.card import Card
from kurosai.library.page import Entry, Lines, Step
from kurosai.library.shelf import Library
from kurosai.runbooks import kept_lines, notes
from kurosai.runbooks.finding import faults, identity
from kurosai.runbooks.parts import Part
from kurosai.vocabulary import Coverage, Reading, Row, stamp

MOST_LISTED = 30


def read(
    library: Library,
    name: str,
    part: Part,
    about: str = "",
    docs: Callable[[], Library] | None = None,
) -> Reading:
    """The reading of one entry by id, number or title; BadInput names what is near.

    Where an entry is longer than a result may be, the passage `about` some words is shown. `docs`
    is the documentation, where the notes are that an entry may send to; None without one.
    """
    entry = library.entry(name)
    found = list(_parts(entry, part))
    where = f"{entry.path}:{entry.lines}"
    title = f"{entry.heading} · version {entry.digest[:12]}"
    at = last_change(library, entry, ask=True)
    title += f" · last changed {at}" if at else ""
    if not found:
        return Reading(
            source=f"{where} {part}",
            identity=identity(library),
            coverage=Coverage.EMPTY,
            total=0,
            unit="line",
            lead=(
                title,
                f"The entry has no {part}. It has: {', '.join(_present(entry)) or 'text only'}.",
                *library.notes,
            ),
        )
    noted = notes.sent_to(entry, about, docs)
    numbers = () if part else tuple(number for number, line in entry.numbered() if line.strip())
    if about and not part:
        passage, rows, numbers = _around(library, entry, about)
        first = f"first what is about these words: {passage}; then the entry from its beginning"
        lead = (title, first)
    else:
        lead = (title,)
        rows = tuple(Row(line) for text in found for line in text.split("\n") if line.strip())
    return Reading(
        source=f"{where} {part}".rstrip(),
        identity=identity(library),
        coverage=Coverage.COMPLETE,
        rows=rows,
        kept=(kept_lines.of(entry, numbers),) if numbers else (),
        total=len(rows),
        unit="line",
        lead=(*lead, *_faults(library, entry, part)),
        tail=(*_others(library, entry), *noted.lines),
        next=noted.next,
        facts={"entry": entry.id, "version": entry.digest[:12]},
    )


def _others(library: Library, entry: Entry) -> Iterator[str]:
    """The entries of a page, for whoever has read what stands beside them."""
    if not entry.is_page:
        return
    others = [card for card in library.cards if card.path == entry.path and card.id != entry.id]
    if others:
        yield "entries of this page, each to be read by its id:"
        yield from (f'  {card.id} "{card.title}"' for card in others[:MOST_LISTED])
    if len(others) > MOST_LISTED:
        yield f"  and {len(others) - MOST_LISTED} more: find_runbook with words"


def _around(
    library: Library, entry: Entry, about: str
) -> tuple[str, tuple[Row, ...], tuple[int, ...]]:
    """Where the passage stands that fits the words, and all lines, its own first, with their
    numbers."""
    best = search.answer(library, entry, about)
    heading = f", {' > '.join(best.headings)}" if best.headings else ""
    lines = [(number, line) for number, line in entry.numbered() if line.strip()]
    own = range(best.lines.start, best.lines.end + 1)
    inside = [line for number, line in lines if number in own]
    others = [line for number, line in lines if number not in own]
    numbers = sorted((number for number, _ in lines), key=lambda number: number not in own)
    if others:
        # No row of its own: it is no line of the page, and would be counted and kept as one.
        inside[-1] += "\n..."
    rows = (*(Row(line, mark=">") for line in inside), *map(Row, others))
    return f"lines {best.lines}{heading}", rows, tuple(numbers)


def _faults(library: Library, entry: Entry, part: Part) -> Iterator[str]:
    """What is wrong in this page, where it concerns what is read, and then in the library."""
    for fault in library.faults_of(entry.path):
        if entry.lines.start <= fault.line <= entry.lines.end and part in ("", "flowchart"):
            yield f"line {fault.line}: {fault.rule}: {fault.what}"
    yield from library.notes if part else faults(library)


def _parts(entry: Entry, part: Part) -> Iterator[str]:
    match part:
        case "":
            yield entry.text
        case "background":
            yield from (one.text for one in (entry.summary, entry.background) if one)
        case "flowchart":
            yield from (one.text for one in (entry.chart_source,) if one)
        case "steps":
            yield from steps_text(entry.steps)
        case "judgement":
            yield from (one.text for one in entry.judgement)
        case "samples":
            yield from ("\n".join(sample.log) for sample in entry.samples)


def steps_text(steps: tuple[Step, ...], depth: int = 0) -> Iterator[str]:
    """Steps as lines, numbered as in the page, indented by depth, with their code."""
    for step in steps:
        indent = "  " * depth
        number = f"{step.number}." if step.number is not None else "-"
        yield f"{indent}{number} {step.text}"
        for code in step.code:
            yield from (f"{indent}   {line}" for line in code.text.rstrip("\n").split("\n"))
        yield from steps_text(step.steps, depth + 1)


def _present(entry: Entry) -> list[str]:
    names: tuple[Part, ...] = ("background", "flowchart", "steps", "judgement", "samples")
    return [name for name in names if any(True for _ in _parts(entry, name))]


def last_change(library: Library, entry: Entry | Card, *, ask: bool) -> str:
    """When the entry's page was last changed, "" when unknown; `ask` may cost a call."""
    if library.origin is not None:
        at = library.origin.changed(entry.path, ask=ask)
        return stamp(at) if at else ""
    try:
        seconds = int((library.root / entry.path).stat().st_mtime)
    except OSError:
        return ""
    return stamp(datetime.fromtimestamp(seconds, UTC))


def span(lines: Lines) -> list[int]:
    """A line range as JSON: first and last, both included."""
    return [lines.start, lines.end]
