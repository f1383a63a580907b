"""Property selectors of JSON patterns: `$.a.b`, `$.a[0]`, `$.a[*]`, `$.*.b`, `$.['a.b']`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, cast

from kurosai.sandbox.cloudwatch.faults import InvalidParameter

SELECTOR = (
    r"SELECTOR: /\$(?:\.\*|\.[A-Za-z0-9_-]+|\.?\[(?:'[^']+'|\"[^\"]+\")\])"
    r"(?:\.\*|\.[A-Za-z0-9_-]+|\.?\[(?:'[^']+'|\"[^\"]+\"|[0-9]{1,6}|\*)\])*/"
)
"""The terminal: a property first, then properties and elements."""
_STEP = re.compile(r"\.?\[(?:'([^']+)'|\"([^\"]+)\")\]|\[([0-9]+)\]|\.([A-Za-z0-9_-]+)|(.*?\*\]?)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number as JSON writes it."""

    text: str


@dataclass(frozen=True, slots=True)
class Selector:
    """A way into an event: names, places in lists, and at most one step (None) to anything."""

    steps: tuple[str | int | None, ...]

    def nodes(self, event: dict[str, Any]) -> list[Any]:
        """Everything that it leads to."""
        found: list[Any] = [event]
        for step in self.steps:
            found = [inner for node in found for inner in _inside(node, step)]
        return found

    def texts(self, event: dict[str, Any]) -> list[str]:
        """The strings and numbers that it leads to; nothing else has a value to compare."""
        return [
            node.text if isinstance(node, Number) else node
            for node in self.nodes(event)
            if isinstance(node, str | Number)
        ]


def selector(text: str) -> Selector:
    """The selector in `text`. Raises InvalidParameter for a second wildcard."""
    steps: list[str | int | None] = []
    for single, double, index, name, _ in _STEP.findall(text[1:]):
        if index:
            steps.append(int(index))
        else:
            steps.append(single or double or name or None)
    if steps.count(None) > 1:
        raise InvalidParameter(
            f"Invalid filter pattern: {text} has more than one wildcard; a selector takes one."
        )
    return Selector(tuple(steps))


def read_object(message: str) -> dict[str, Any] | None:
    """The JSON object that a message is, numbers as they are written; None for any other."""
    if not message.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(message, parse_int=Number, parse_float=Number, parse_constant=_not_json)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", found)


def _not_json(constant: str) -> None:
    raise ValueError(constant)


def _inside(node: Any, step: str | int | None) -> list[Any]:
    if step is None:
        if isinstance(node, dict):
            return list(cast("dict[str, Any]", node).values())
        return cast("list[Any]", node) if isinstance(node, list) else []
    if isinstance(step, str):
        return [node[step]] if isinstance(node, dict) and step in node else []
    if isinstance(node, list) and step < len(cast("list[Any]", node)):
        return [node[step]]
    return []
