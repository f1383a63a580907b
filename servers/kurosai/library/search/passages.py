"""The piece of a page that answers a question: verbatim, bounded, with the headings above it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.library.page import Lines
from kurosai.library.search.tokenizer import terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kurosai.library.page import Entry

MOST = 800
"""Characters of a passage: three of them, with their headings, are read at a glance."""

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.+?)[ \t#]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_FENCE = re.compile(r"\s*(?:[-*+]|\d+[.)])?\s*(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Passage:
    """Lines of a page as they stand there; `headings` are those above, the outermost first."""

    headings: tuple[str, ...]
    text: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, list or code block: its section (by number), and lines from 0, end excluded."""

    section: int
    headings: tuple[str, ...]
    start: int
    end: int


def passage(entry: Entry, worth: Mapping[str, float]) -> Passage:
    """The passage with most of a question's words, each counted for what it is worth.

    Once in the text and once in the headings above it: those speak for everything below them.
    The whole section is given where it is short, else it begins with the best paragraph. An
    entry without text gives an empty one.
    """
    lines = entry.text.split("\n")
    blocks = [piece for block in _blocks(lines) for piece in _bounded(block, lines)]
    if not blocks:
        return Passage((), "", Lines(entry.lines.start, entry.lines.start))
    own = [set(terms("\n".join(lines[block.start : block.end]))) for block in blocks]

    def value(at: int) -> tuple[float, float]:
        above = set(terms("\n".join(blocks[at].headings)))
        named = _sum(worth, above)
        return named + _sum(worth, own[at]), named

    best = blocks[max(range(len(blocks)), key=value)]
    section = [block for block in blocks if block.section == best.section]
    start = section[0].start if _size(lines, section[0].start, section[-1].end) else best.start
    end = max((block.end for block in section if _size(lines, start, block.end)), default=best.end)
    text = "\n".join(lines[start:end])
    if len(text) > MOST:
        text = f"{text[:MOST].rstrip()} …"
    first = entry.lines.start
    return Passage(best.headings, text, Lines(first + start, first + end - 1))


def _sum(worth: Mapping[str, float], words: set[str]) -> float:
    # In a fixed order: a set's own would make equal passages differ from run to run.
    return sum(value for word, value in worth.items() if word in words)


def _size(lines: Sequence[str], start: int, end: int) -> bool:
    """Whether these lines fit into one passage."""
    return start < end and sum(len(line) + 1 for line in lines[start:end]) <= MOST


def _bounded(block: _Block, lines: Sequence[str]) -> Iterator[_Block]:
    """A block, or its lines where it is too long to be shown."""
    if _size(lines, block.start, block.end):
        yield block
        return
    for place in range(block.start, block.end):
        yield _Block(block.section, block.headings, place, place + 1)


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    """What blank lines and headings divide; a fenced block stays whole."""
    above: dict[int, str] = {}
    section = 0
    start: int | None = None
    fence = ""
    underline = -1
    for place, line in enumerate(lines):
        opened = _FENCE.match(line)
        if place == underline:
            continue
        if fence:
            fence = "" if line.strip().startswith(fence) else fence
            continue
        title = _title(lines, place)
        if not title and line.strip():
            start = place if start is None else start
            fence = opened[1] if opened else ""
            continue
        if start is not None:
            yield _Block(section, tuple(above.values()), start, place)
            start = None
        if title:
            level, text = title
            above = {**{up: kept for up, kept in above.items() if up < level}, level: text}
            section += 1
            underline = place if _HEADING.match(line) else place + 1
    if start is not None:
        yield _Block(section, tuple(above.values()), start, len(lines))


def _title(lines: Sequence[str], place: int) -> tuple[int, str] | None:
    """The level and text of a heading on this line; an underline is part of the one above it."""
    line = lines[place]
    if found := _HEADING.match(line):
        return len(found[1]), found[2]
    under = _UNDERLINE.match(lines[place + 1]) if place + 1 < len(lines) else None
    alone = line.strip() and (place == 0 or not lines[place - 1].strip())
    if under and alone:
        return (1 if under[1][0] == "=" else 2), line.strip()
    return None
