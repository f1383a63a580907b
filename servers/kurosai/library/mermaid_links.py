"""Mermaid's arrows: how one is spelled, and what the spelling means."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A whole arrow, or the first half of one that has its label in the middle. Order matters.
ARROW = re.compile(
    r"(?P<whole>[xo<]?--+[-xo>]|[xo<]?==+[=xo>]|[xo<]?-?\.+-[xo>]?|~~~+)"
    r"|(?P<half>[xo<]?(?:--|==|-\.))"
)
NAME = re.compile(r"([^\s\"@]{1,200})@(?=[xo<]?[-=.~])")
_HEADS = {"x": "arrow_cross", "o": "arrow_circle", ">": "arrow_point"}
_TAILS = {"x": "arrow_cross", "o": "arrow_circle", "<": "arrow_point"}
_MAX_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Stroke:
    """How the second half of a labelled arrow is found: `mark` is what no label may contain.

    `barred` is a character that Mermaid 12 takes in no unquoted label of this stroke.
    """

    mark: str
    closing: re.Pattern[str]
    barred: str


STROKES = {
    "--": Stroke("--", re.compile(r"[xo<]?--+[-xo>]"), "\n\n"),
    "==": Stroke("==", re.compile(r"[xo<]?==+[=xo>]"), "="),
    "-.": Stroke(".-", re.compile(r"[xo<]?-?\.+-[xo>]?"), "."),
}


def other_half(text: str, start: int, stroke: Stroke) -> tuple[int, int] | None:
    """Where the second half of a labelled arrow begins and ends; None if it does not come."""
    mark = text.find(stroke.mark, start)
    if mark < 0:
        return None
    begin = mark
    if stroke.mark == ".-":
        while begin > start and text[begin - 1] == ".":
            begin -= 1
        if begin > start and text[begin - 1] == "-":
            begin -= 1
    if begin > start and text[begin - 1] in "xo<":
        begin -= 1
    match = stroke.closing.match(text, begin)
    return match.span() if match else None


def meaning(arrow: str, head: str = "") -> tuple[str, int]:
    """Mermaid's ("stroke head", length) of an arrow, given its first half if it had a label."""
    kind, stroke, length = _end(arrow)
    if head:
        opened = _TAILS.get(head[0], "arrow_open")
        if opened != "arrow_open":
            if opened != kind:
                return "INVALID INVALID", 1
            kind = f"double_{kind}"
    return f"{stroke} {kind}", min(length, _MAX_LENGTH)


def _end(arrow: str) -> tuple[str, str, int]:
    last = arrow[-1]
    kind = _HEADS.get(last, "arrow_open")
    line = arrow[:-1]
    if kind != "arrow_open" and _TAILS.get(arrow[0]) == kind:
        kind = f"double_{kind}"
        line = line[1:]
    dots = line.count(".")
    if dots:
        return kind, "dotted", dots
    stroke = {"=": "thick", "~": "invisible"}.get(line[:1], "normal")
    return kind, stroke, len(line) - 1
