"""YAML as a tree that remembers its lines, and one tree laid over another.

A scenario is written by hand and validated strictly; a fault without file and line would send
its author searching. Scalars keep YAML's meaning except times, which stay text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias, cast

import yaml

from kurosai.errors import BadInput
from kurosai.vocabulary import Json

REMOVE_TAG: Final = "!remove"
MAX_DEPTH: Final = 60
MAX_NODES: Final = 200_000  # aliases of aliases can name more than any file holds

_SCALARS: Final = {
    "tag:yaml.org,2002:null": "null",
    "tag:yaml.org,2002:bool": "bool",
    "tag:yaml.org,2002:int": "int",
    "tag:yaml.org,2002:float": "float",
    "tag:yaml.org,2002:str": "str",
    "tag:yaml.org,2002:timestamp": "str",
}


@dataclass(frozen=True, slots=True)
class Removed:
    """The value of a key that an overlay takes away (`key: !remove`)."""


Scalar: TypeAlias = "bool | int | float | str | None"
Value: TypeAlias = "Scalar | Mapping[str, Node] | Sequence[Node] | Removed"


@dataclass(frozen=True, slots=True)
class Node:
    """A value with the place it was written at; `line` counts from 1."""

    value: Value
    file: str
    line: int

    @property
    def place(self) -> str:
        """`file:line`, as editors open it."""
        return f"{self.file}:{self.line}"


def read(path: Path) -> Node:
    """The tree of a YAML file. BadInput when it cannot be read or is no mapping."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(
            f"The scenario file {path} cannot be read: {error}.", "Check the path."
        ) from None
    return parse(text, str(path))


def parse(text: str, file: str) -> Node:
    """The tree of a YAML text; `file` is what faults call it."""
    loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        root = yaml.compose(text, Loader=loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadInput(f"{file}:{line}: not YAML: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise BadInput(f"{file}:1: not YAML: {' '.join(str(error).split())}.") from None
    if not isinstance(root, yaml.MappingNode):
        raise BadInput(f"{file}:1: this is not a mapping.", "Start with `scenario: 1`.")
    return _Builder(file).build(root)


def plain(node: Node) -> Json:
    """The tree without its marks."""
    value = node.value
    if isinstance(value, Mapping):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, str | int | float | None):
        return value
    if isinstance(value, Removed):
        raise BadInput(f"{node.place}: there is nothing here to remove.", "Take the line out.")
    return [plain(child) for child in value]


def overlay(base: Node, over: Node) -> Node:
    """`over` laid on `base`: mappings merge by key, everything else is replaced."""
    below, above = base.value, over.value
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return over
    merged = dict(below)
    for key, node in above.items():
        if isinstance(node.value, Removed):
            if merged.pop(key, None) is None:
                raise BadInput(f"{node.place}: {key!r} is not there to be removed.")
        else:
            merged[key] = overlay(merged[key], node) if key in merged else node
    return replace(base, value=merged)


def nearest(node: Node, steps: Sequence[str | int]) -> Node:
    """The deepest node on the way that `steps` describe; steps that lead nowhere are passed."""
    for step in steps:
        value = node.value
        if isinstance(value, Mapping) and str(step) in value:
            node = value[str(step)]
        elif isinstance(value, Sequence) and not isinstance(value, str) and isinstance(step, int):
            node = value[step] if step < len(value) else node
    return node


@dataclass(slots=True)
class _Builder:
    file: str
    nodes: int = 0

    def build(self, node: yaml.Node, depth: int = 0) -> Node:
        line = node.start_mark.line + 1
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES:
            raise BadInput(f"{self.file}:{line}: too deep or too large.", "Check the aliases.")
        if isinstance(node, yaml.MappingNode):
            return Node(self._mapping(node, depth), self.file, line)
        if isinstance(node, yaml.SequenceNode):
            children = cast("list[yaml.Node]", node.value)
            return Node([self.build(child, depth + 1) for child in children], self.file, line)
        return Node(self._scalar(node, line), self.file, line)

    def _mapping(self, node: yaml.MappingNode, depth: int) -> Mapping[str, Node]:
        found: dict[str, Node] = {}
        for key, value in cast("list[tuple[yaml.Node, yaml.Node]]", node.value):
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.tag == "tag:yaml.org,2002:merge":
                raise BadInput(f"{self.file}:{line}: only plain keys; merge with `extends`.")
            name = str(key.value)
            if name in found:
                raise BadInput(f"{self.file}:{line}: {name!r} occurs twice in one mapping.")
            # The key's line, not the value's: a block value starts one line later.
            found[name] = replace(self.build(value, depth + 1), line=line)
        return found

    def _scalar(self, node: yaml.Node, line: int) -> Scalar | Removed:
        text = str(node.value)
        if node.tag == REMOVE_TAG:
            return Removed()
        kind = _SCALARS.get(str(node.tag))
        if kind is None:
            raise BadInput(f"{self.file}:{line}: the tag {node.tag} is unknown.")
        if kind == "str":
            return text
        value: object = yaml.safe_load(text)
        return value if isinstance(value, bool | int | float | None) else text
