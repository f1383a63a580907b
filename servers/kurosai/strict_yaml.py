"""YAML read as plain texts with the line of each: so that a fault can say where it is.

No types are guessed (`no`, `1e3` and `2025-01-01` stay texts), no key may stand twice, anchors
are refused, and depth and size are bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_CHARACTERS = 1_000_000
MAX_DEPTH = 20


class YamlFault(Exception):
    """A fault in a YAML text: what is wrong, and the line (from 1). Callers add the file."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(f"line {line}: {what}")
        self.what = what
        self.line = line


@dataclass(frozen=True, slots=True)
class Place:
    """A value and the line it begins on; exactly one of `text`, `items`, `mapping` is set."""

    line: int
    text: str | None = None
    items: tuple[Place, ...] | None = None
    mapping: Mapping[str, Place] | None = None


def compose(text: str) -> Place:
    """Read a YAML text with one document. Raises YamlFault, and nothing else."""
    if len(text) > MAX_CHARACTERS:
        raise YamlFault(f"the file has more than {MAX_CHARACTERS:,} characters", 1)
    try:
        return _document(yaml.parse(text, Loader=_FAST))
    except yaml.YAMLError:
        # Once more by the slow one: it says better what is wrong, and on which line.
        return _explained(text)


# libyaml where it is there, ten times as fast: by its events, as its own nodes come by recursion
# in C, which a deeply nested file ends the process with.
_FAST = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _explained(text: str) -> Place:
    try:
        return _document(yaml.parse(text, Loader=yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if isinstance(mark, yaml.Mark) else 1
        what = getattr(error, "problem", None) or "this is no YAML"
        raise YamlFault(str(what), line) from None


def _document(events: Iterator[yaml.Event]) -> Place:
    found: Place | None = None
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if found:
                raise YamlFault("the file holds a second document", _line(event))
            found = _place(next(events), events, 0)
    if found is None:
        raise YamlFault("the file is empty", 1)
    return found


def _place(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> Place:
    """The value that an event begins, taking the events up to its end."""
    line = _line(event)
    if depth > MAX_DEPTH:
        raise YamlFault("this is nested too deeply", line)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise YamlFault("anchors and aliases are not used here", line)
    if isinstance(event, yaml.ScalarEvent):
        return Place(line, text=str(event.value))
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Place] = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            items.append(_place(item, events, depth + 1))
        return Place(line, items=tuple(items))
    mapping: dict[str, Place] = {}
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        named = _place(key, events, depth + 1)
        if named.text is None:
            raise YamlFault("a key must be a text", line)
        if named.text in mapping:
            raise YamlFault(f"{named.text!r} stands here twice", named.line)
        mapping[named.text] = _place(next(events), events, depth + 1)
    return Place(line, mapping=mapping)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1
