"""YAML read as plain texts with the line of each: so that a fault can say where it is.

No types are guessed (`no`, `1e3` and `2025-01-01` stay texts), no key may stand twice, anchors
are refused, and depth and size are bounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import yaml

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
        node = _root(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if isinstance(mark, yaml.Mark) else 1
        what = getattr(error, "problem", None) or "this is no YAML"
        raise YamlFault(str(what), line) from None
    except RecursionError:
        raise YamlFault("the file is nested too deeply", 1) from None
    if node is None:
        raise YamlFault("the file is empty", 1)
    return _place(node, 0)


def _root(text: str) -> yaml.Node | None:
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        if isinstance(token, yaml.AnchorToken | yaml.AliasToken):
            mark = token.start_mark
            raise YamlFault("anchors and aliases are not used here", mark.line + 1 if mark else 1)
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _place(node: yaml.Node, depth: int) -> Place:
    line = node.start_mark.line + 1
    if depth > MAX_DEPTH:
        raise YamlFault("this is nested too deeply", line)
    if isinstance(node, yaml.ScalarNode):
        return Place(line, text=str(node.value))
    if isinstance(node, yaml.SequenceNode):
        return Place(line, items=tuple(_place(item, depth + 1) for item in node.value))
    mapping: dict[str, Place] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise YamlFault("a key must be a text", line)
        name = str(key.value)
        at = key.start_mark.line + 1
        if name in mapping:
            raise YamlFault(f"{name!r} stands here twice", at)
        mapping[name] = _place(value, depth + 1)
    return Place(line, mapping=mapping)
