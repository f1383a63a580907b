"""The parts of one entry: what stands in its sections, each with its lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kurosai.library import procedures, sample_blocks, typed_lines
from kurosai.library.page import Code, Lines, Part
from kurosai.library.sections import Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from kurosai.library.entry_bounds import Bounds
    from kurosai.library.outline import Outline
    from kurosai.library.page import Link, Step
    from kurosai.library.sections import Sections

Ranges: TypeAlias = "Sequence[tuple[int, int]]"
"""Places in the token list: first included, last not."""

_TABLE = ("thead_open", "thead_close", "tbody_open", "tbody_close")


@dataclass(frozen=True, slots=True)
class Parts:
    """What an entry's sections hold; names as in Entry."""

    summary: Part | None
    background: Part | None
    steps: tuple[Step, ...]
    resources: tuple[Part, ...]
    commands: tuple[Code, ...]
    judgement: tuple[Part, ...]
    samples: tuple[Code, ...]
    links: tuple[Link, ...]


def read(
    outline: Outline,
    bounds: Bounds,
    sections: Sections,
    charts: AbstractSet[Lines],
    *,
    links: bool,
) -> Parts:
    """The parts of the entry within some bounds. The blocks on the lines of `charts` are drawn.

    Links are what costs most of them: they are left out where nobody asks.
    """
    by_role = _by_role(outline, bounds, sections)
    samples = sample_blocks.find(
        outline, bounds.ranges, by_role.get(Role.SAMPLES, ()), sections, charts
    )
    shown = {code.lines for code in samples}
    asked = {code.lines for code in _codes(outline, by_role.get(Role.COMMANDS, ()))}
    commands = [
        code
        for code in _codes(outline, bounds.ranges)
        if code.lines not in shown and code.lines not in charts
        if code.lines in asked or _is_command(code)
    ]
    return Parts(
        summary=_verbatim(outline, [_top(outline, bounds)]),
        background=_verbatim(outline, by_role.get(Role.BACKGROUND, ())),
        steps=_steps(outline, bounds, by_role),
        resources=_items(outline, by_role.get(Role.RESOURCES, ())),
        commands=tuple(commands),
        judgement=_items(outline, by_role.get(Role.JUDGEMENT, ())),
        samples=tuple(samples),
        links=tuple(
            link
            for first, last in (bounds.ranges if links else ())
            for link in outline.links(first, last)
            if not link.image
        ),
    )


def _by_role(
    outline: Outline, bounds: Bounds, sections: Sections
) -> Mapping[Role, list[tuple[int, int]]]:
    """The token ranges of the entry's sections, by the role of their headings.

    A section within one of the same role is part of it; an entry inside is not.
    """
    found: dict[Role, list[tuple[int, int]]] = {}
    until: dict[Role, int] = {}
    claimed: list[tuple[int, int]] = []
    title = outline.headings[0] if not bounds.heading.level and outline.headings else None
    for place, (first, last) in enumerate(bounds.ranges):
        for heading in outline.headings_in(first, last):
            if heading.first == bounds.heading.first and bounds.heading.level:
                continue
            role = sections.role(heading.text)
            if role and heading is not title and heading.first >= until.get(role, 0):
                until[role] = heading.last
                claimed.append((heading.first, heading.last))
                known = found.setdefault(role, [])
                known.append((heading.body, min(heading.last, last)))
                for begin, end in bounds.ranges[place + 1 :]:
                    if begin >= heading.last:
                        break
                    known.append((begin, min(end, heading.last)))
    named = sections.role(title.text) if title else None
    if title and named and named not in found:
        # "How to restore": the title names the page, and its sections what is in it.
        found[named] = _without(_clipped(bounds.ranges, title.body, title.last), claimed)
    return found


def _clipped(ranges: Ranges, first: int, last: int) -> list[tuple[int, int]]:
    return [
        (max(begin, first), min(end, last)) for begin, end in ranges if begin < last and end > first
    ]


def _top(outline: Outline, bounds: Bounds) -> tuple[int, int]:
    """What stands between an entry's heading, or a page's title, and the next heading."""
    first, last = bounds.ranges[0]
    body = bounds.heading.body
    if not bounds.heading.level:
        title = outline.headings_in(first, last)[:1]
        body = title[0].body if title and title[0].first == first else first
    return body, outline.next_heading(body, last)


def _steps(
    outline: Outline, bounds: Bounds, by_role: Mapping[Role, list[tuple[int, int]]]
) -> tuple[Step, ...]:
    """The steps of the sections for them; without one, the entry's numbered lists."""
    named = by_role.get(Role.STEPS, ())
    if named:
        return tuple(step for pair in named for step in procedures.steps(outline, *pair))
    taken = [pair for ranges in by_role.values() for pair in ranges]
    return tuple(
        step
        for first, last in _without(bounds.ranges, taken)
        for step in procedures.numbered(outline, first, last)
    )


def _without(ranges: Ranges, taken: Ranges) -> list[tuple[int, int]]:
    """The ranges that remain without others; both may be in any order."""
    left: list[tuple[int, int]] = []
    gaps = sorted(taken)
    place = 0
    for first, last in sorted(ranges):
        begin = first
        while place < len(gaps) and gaps[place][0] < last:
            start, end = gaps[place]
            if start > begin:
                left.append((begin, start))
            begin = max(begin, end)
            place += 1
        if begin < last:
            left.append((begin, last))
    return left


def _verbatim(outline: Outline, ranges: Ranges) -> Part | None:
    pieces = [
        lines
        for first, end in ranges
        if (lines := outline.content_lines(first, end)) and outline.source(lines).strip()
    ]
    if not pieces:
        return None
    return Part(
        "\n\n".join(map(outline.source, pieces)),
        Lines(pieces[0].start, pieces[-1].end),
        tuple(pieces) if len(pieces) > 1 else (),
    )


def _items(outline: Outline, ranges: Ranges) -> tuple[Part, ...]:
    """Each list item, paragraph or table row of some sections; the head of a table is none."""
    found: list[Part] = []
    table = ""
    for first, end in ranges:
        for place, token in enumerate(outline.tokens[first:end], first):
            if token.type in _TABLE:
                table = token.type
            if not token.map:
                continue
            lines = Lines(token.map[0] + 1, token.map[1])
            if token.type == "tr_open" and table == "tbody_open":
                row = outline.source(lines).strip()
                found.append(Part(row.removeprefix("|").removesuffix("|").strip(), lines))
            elif (
                token.type == "inline"
                and token.content.strip()
                and not table.endswith("_open")
                and outline.tokens[place - 1].type != "heading_open"
            ):
                found.append(Part(token.content, lines))
    return tuple(found)


def _codes(outline: Outline, ranges: Ranges) -> list[Code]:
    return [code for first, end in ranges for code in outline.codes_in(first, end)]


def _is_command(code: Code) -> bool:
    if code.language:
        return code.language in sample_blocks.SHELLS
    lines = (line.strip() for line in code.text.split("\n", 20))
    first = next((line for line in lines if line and not line.startswith("#")), "")
    return bool(typed_lines.COMMAND.match(first) or first.startswith(("$", "%", "> ")))
