"""The brackets that give a node its shape, and the `@{...}` settings that may."""

from __future__ import annotations

import re
from dataclasses import dataclass

TEXT = re.compile(r'[^\[\](){}|"]+')
_NO_DASH_TEXT = re.compile(r'(?!-)[^\[\](){}|"]+')
_ROUND_TEXT = re.compile(r"(?:(?![-/)]\))[^()\[\]{}])+")
_SLANTED_TEXT = re.compile(r'(?:[^\\\[\](){}/"]|/(?!\])|\\(?!\]))+')
FIELD = re.compile(r"[A-Za-z0-9]+:[A-Za-z0-9]+\|")
DATA = re.compile(r'@\{((?:"[^"]*"|[^}"])*)\}')
_SETTING = re.compile(
    r"""\s*(?P<key>[A-Za-z]+)\s*:\s+(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^,\n"']*))"""
)
_NEWLINE = re.compile(r"\n\s*")


@dataclass(frozen=True, slots=True)
class Shape:
    """An opening bracket, the text it allows, and what each closing bracket makes of it."""

    opens: str
    inside: re.Pattern[str]
    closes: tuple[tuple[str, str], ...]
    field: bool = False


# In Mermaid's order: the first that fits is meant.
_SHAPES = (
    Shape("(-", _ROUND_TEXT, (("-)", "ellipse"), ("/)", "ellipse"), ("))", "ellipse"))),
    Shape("([", TEXT, (("])", "stadium"),)),
    Shape("[[", TEXT, (("]]", "subroutine"),)),
    Shape("[|", TEXT, (("]", "rect"),), field=True),
    Shape(">", TEXT, (("]", "odd"),)),
    Shape("[(", TEXT, ((")]", "cylinder"),)),
    Shape("(((", TEXT, ((")))", "doublecircle"),)),
    Shape("[/", _SLANTED_TEXT, (("\\]", "trapezoid"), ("/]", "lean_right"))),
    Shape("[\\", _SLANTED_TEXT, (("/]", "inv_trapezoid"), ("\\]", "lean_left"))),
    Shape("((", _NO_DASH_TEXT, (("))", "circle"),)),
    Shape("(", TEXT, ((")", "round"),)),
    Shape("[", TEXT, (("]", "square"),)),
    Shape("{{", TEXT, (("}}", "hexagon"),)),
    Shape("{", TEXT, (("}", "diamond"),)),
)
# Closing brackets that Mermaid's scanner takes as one, whatever was opened.
_GLUED = ("])", "]]", ")]")


def opening(text: str) -> Shape | None:
    """The shape that the next three characters open."""
    return next((shape for shape in _SHAPES if text.startswith(shape.opens)), None)


def glued(closes: str, following: str) -> bool:
    """Whether the closing bracket is part of a longer one (`A[x])`), which Mermaid refuses."""
    return (len(closes) == 1 and following in _GLUED) or following == ")))" != closes


def settings(data: str) -> dict[str, str]:
    """The `key: value` pairs between the braces of `@{...}`; what is none is passed over."""
    found: dict[str, str] = {}
    at = 0
    while at < len(data):
        match = _SETTING.match(data, at)
        if not match:
            at += 1
            continue
        text = match["double"]
        value = _NEWLINE.sub("<br/>", text) if text is not None else match["single"]
        found[match["key"]] = value if value is not None else match["bare"].strip()
        at = match.end()
    return found
