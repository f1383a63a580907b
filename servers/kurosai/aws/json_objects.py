"""JSON of unknown shape as objects: whatever is none is left out, never an error."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, cast

Object = Mapping[str, Any]


def parse(text: object) -> Object:
    """The object that a text holds; {} when it holds none."""
    if not isinstance(text, str) or not text.lstrip().startswith("{"):
        return {}
    try:
        return one(json.loads(text))
    except (ValueError, RecursionError):
        return {}


def salvaged(text: object) -> Object:
    """The whole members of an object whose text was cut; {} when there is none."""
    if not isinstance(text, str) or not text.lstrip().startswith("{"):
        return {}
    depth, end, quoted, escaped = 0, 0, False, False
    for at, character in enumerate(text):
        if quoted:
            quoted = escaped or character != '"'
            escaped = character == "\\" and not escaped
        elif character == '"':
            quoted = True
        elif character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
        elif character == "," and depth == 1:
            end = at
    return parse(f"{text[:end]}}}") if end else {}


def one(value: object) -> Object:
    """The value if it is an object, else {}."""
    return cast("Object", value) if isinstance(value, Mapping) else {}


def each(value: object) -> list[Object]:
    """The objects in a list; [] of anything else."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    items = cast("Sequence[object]", value)
    return [cast("Object", item) for item in items if isinstance(item, Mapping)]
