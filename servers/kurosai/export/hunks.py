"""A patch as the lines that it takes away and puts there, and where a line stood before it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HEAD = re.compile(r"^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines from `old` before and from `new` after, counted from 1; `kinds` has " ", "-" or "+"
    for each of `lines`. `ends_open`: a side of it ends the file without a newline."""

    old: int
    new: int
    kinds: str
    lines: tuple[str, ...]
    old_open: bool = False
    new_open: bool = False

    @property
    def before(self) -> list[str]:
        """What stood there."""
        return [line for kind, line in zip(self.kinds, self.lines, strict=True) if kind != "+"]

    @property
    def after(self) -> list[str]:
        """What stands there then."""
        return [line for kind, line in zip(self.kinds, self.lines, strict=True) if kind != "-"]

    @property
    def added(self) -> int:
        """Lines that come."""
        return self.kinds.count("+")

    @property
    def removed(self) -> int:
        """Lines that go."""
        return self.kinds.count("-")


def parse(patch: str) -> tuple[Hunk, ...]:
    """The hunks of a patch; what is none is left out."""
    found: list[Hunk] = []
    at: tuple[int, int] | None = None
    kinds, lines, open_sides = "", list[str](), ""

    def end() -> Iterator[Hunk]:
        if at is not None and lines:
            old, new = "-" in open_sides, "+" in open_sides
            yield Hunk(*at, kinds, tuple(lines), old, new)

    for line in patch.split("\n"):
        head = _HEAD.match(line)
        if head is not None:
            found += end()
            # An empty side says the line before it.
            old = int(head[1]) + (head[2] == "0")
            new = int(head[3]) + (head[4] == "0")
            at, kinds, lines, open_sides = (old, new), "", [], ""
        elif line.startswith("\\"):
            open_sides += {"-": "-", "+": "+"}.get(kinds[-1:], "-+")
        elif at is not None and line[:1] in (" ", "-", "+"):
            kinds += line[0]
            lines.append(line[1:])
        elif at is not None and not line:
            # An empty line of context, whose blank was lost on the way; or the end of the text.
            kinds += " "
            lines.append("")
    if lines and not patch.endswith("\n ") and patch.endswith("\n"):
        kinds, lines = kinds[:-1], lines[:-1]
    found += end()
    return tuple(found)


def line_before(hunks: tuple[Hunk, ...], number: int) -> int | None:
    """Which line a line after the patch was before it; None for one that it put there."""
    shift = 0
    for hunk in hunks:
        if number < hunk.new:
            break
        new, old = hunk.new, hunk.old
        for kind in hunk.kinds:
            if kind == "-":
                old += 1
                continue
            if new == number:
                return None if kind == "+" else old
            new += 1
            old += kind == " "
        shift = old - new
    return number + shift
