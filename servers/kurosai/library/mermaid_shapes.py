"""The brackets that give a node its shape, and the `@{...}` settings that may."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

import yaml

TEXT = re.compile(r'[^\[\](){}|"]+')
_NO_DASH_TEXT = re.compile(r'(?!-)[^\[\](){}|"]+')
_ROUND_TEXT = re.compile(r'(?:(?![-/)]\))[^()\[\]{}"])+')
# Once such a text has begun, a quote is one of its characters.
_SLANTED_TEXT = re.compile(r'(?:[^\\\[\](){}/"][^\\\[\](){}/]*|/(?!\])|\\(?!\]))+')
FIELD = re.compile(r"[A-Za-z0-9]+:[A-Za-z0-9]+\|")
DATA = re.compile(r'@\{((?:"[^"]*"|[^}"^])*)\}')
_PAIR = r"[A-Za-z]+[ ]*:[ ]+(?:\"[^\"\\\n]*\"|[A-Za-z][A-Za-z0-9_-]*|[0-9]+)"
_PAIRS = re.compile(rf"\s*{_PAIR}\s*(?:,\s*{_PAIR}\s*)*")
_SETTING = re.compile(r'([A-Za-z]+)[ ]*:[ ]+(?:"([^"]*)"|([A-Za-z0-9_-]+))')
_QUOTED = re.compile(r'"[^"]*"')
_NEWLINE = re.compile(r"\n\s*")
# What settings may hold at most; no chart comes near.
_LONGEST = 20_000
_DEEPEST = 20


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


def settings(data: str) -> dict[str, str] | None:
    """The `key: value` pairs between the braces of `@{...}`, as text; None where it is no YAML."""
    data = _QUOTED.sub(lambda quoted: _NEWLINE.sub("<br/>", quoted[0]), data)
    if _PAIRS.fullmatch(data):
        return {key: quoted or bare for key, quoted, bare in _SETTING.findall(data)}
    if len(data) > _LONGEST or data.count("[") + data.count("{") > _DEEPEST:
        return None
    try:
        # A mapping over several lines needs no braces: that is how Mermaid tells.
        block = data if "\n" in data else f"{{\n{data}\n}}"
        # The base loader makes nothing but texts, lists and mappings.
        found: object = yaml.load(block, yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError:
        return None
    if not isinstance(found, dict):
        return {} if found is None or not data.strip() else None
    table = cast("dict[object, object]", found)
    return {str(key): value for key, value in table.items() if isinstance(value, str)}
