"""Texts of a scenario that lie in files beside it: `{ from: handler.py }` in a commit's `files`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kurosai.errors import BadInput
from kurosai.sandbox.marks import Node, Scalar

_WAY = ("world", "github", "repositories", "*", "*", "*")
"""Down to a commit on the branch, or to a pull request."""


def filled(root: Node) -> Node:
    """The tree with the texts in place of the files' names. BadInput for one that is not there."""
    return _down(root, _WAY)


def _down(node: Node, way: Sequence[str]) -> Node:
    if not way:
        return _commit(_at(node, "commits", _commits))
    return _at(node, way[0], lambda child: _down(child, way[1:]))


def _commits(node: Node) -> Node:
    return _at(node, "*", _commit)


def _commit(node: Node) -> Node:
    return _at(node, "files", lambda files: _at(files, "*", _file))


def _file(node: Node) -> Node:
    value = node.value
    if not isinstance(value, Mapping) or list(value) != ["from"]:
        return node
    name = value["from"].value
    path = Path(node.file).parent / str(name)
    try:
        # Under a scenario's folder only: an overlay is no way to read the rest of the machine.
        path.resolve().relative_to(Path(node.file).parent.resolve())
        text: Scalar = path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{node.place}: {name!r} cannot be read ({type(error).__name__}).",
            "Name a UTF-8 file beside the scenario.",
        ) from None
    return replace(node, value=text)


def _at(node: Node, key: str, change: Callable[[Node], Node]) -> Node:
    """The node with `change` made to its child `key`, or to all children for "*"."""
    value = node.value
    if isinstance(value, Mapping):
        chosen = value.keys() if key == "*" else {key} & value.keys()
        return replace(node, value={k: change(v) if k in chosen else v for k, v in value.items()})
    if isinstance(value, Sequence) and not isinstance(value, str) and key == "*":
        return replace(node, value=[change(child) for child in value])
    return node
