"""Texts of a scenario that lie in files beside it: `{ from: handler.py }`.

A commit's file, the resource map and any one page may be a text file; all pages of a world, a
folder.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from kurosai.errors import BadInput
from kurosai.sandbox.marks import Node

_COMMITTED = ("world", "github", "repositories", "*", "*", "*")
"""Down to a commit on the branch, or to a pull request."""

MAX_PAGES = 2_000
PAGES = (".md", ".yaml", ".yml", ".txt")
"""What a library of runbooks or documents is made of; pictures and the like are left out."""


def filled(root: Node) -> Node:
    """The tree with the texts in place of the files' names. BadInput for one that is not there."""
    root = _down(root, _COMMITTED, lambda one: _commit(_at(one, "commits", _commits)))
    for name in ("runbooks", "documents"):
        root = _down(root, ("world", name), _pages)
        root = _down(root, ("world", name, "*"), _file)
    return _down(root, ("world", "resource_map"), _file)


def _down(node: Node, way: Sequence[str], change: Callable[[Node], Node]) -> Node:
    if not way:
        return change(node)
    return _at(node, way[0], lambda child: _down(child, way[1:], change))


def _commits(node: Node) -> Node:
    return _at(node, "*", _commit)


def _commit(node: Node) -> Node:
    return _at(node, "files", lambda files: _at(files, "*", _file))


def _file(node: Node) -> Node:
    name = _named(node)
    return node if name is None else replace(node, value=_text(node, _beside(node, name)))


def _pages(node: Node) -> Node:
    """A folder's pages by their path below it, and over them those that are told by themselves."""
    value = node.value
    if not isinstance(value, Mapping) or "from" not in value:
        return node
    name = str(value["from"].value)
    folder = _beside(node, name)
    if not folder.is_dir():
        raise BadInput(f"{node.place}: there is no folder {name!r} beside the scenario.")
    found = sorted(path for path in folder.rglob("*") if path.suffix in PAGES and path.is_file())
    if not 0 < len(found) <= MAX_PAGES:
        raise BadInput(
            f"{node.place}: {name!r} has {len(found)} pages.",
            f"A world has 1 to {MAX_PAGES:,} of them, as {', '.join(PAGES)}.",
        )
    texts = {
        path.relative_to(folder).as_posix(): replace(node, value=_text(node, path))
        for path in found
    }
    alone = {path: text for path, text in value.items() if path != "from"}
    return replace(node, value={**texts, **alone})


def _named(node: Node) -> str | None:
    """What `{from: NAME}` names; None for anything else."""
    value = node.value
    if not isinstance(value, Mapping) or list(value) != ["from"]:
        return None
    return str(value["from"].value)


def _beside(node: Node, name: str) -> Path:
    """Under a scenario's folder only: an overlay is no way to read the rest of the machine."""
    base = Path(node.file).parent
    path = base / name
    if not path.resolve().is_relative_to(base.resolve()):
        raise BadInput(
            f"{node.place}: {name!r} is not beside the scenario.",
            "Name a file or folder in the scenario's own folder.",
        )
    return path


def _text(node: Node, path: Path) -> str:
    # A link inside a folder of pages may lead anywhere.
    if not path.resolve().is_relative_to(Path(node.file).parent.resolve()):
        raise BadInput(
            f"{node.place}: {path.name!r} is a link that leads out of the scenario's folder.",
            "Put the page itself there.",
        )
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise BadInput(
            f"{node.place}: {path.name!r} cannot be read ({type(error).__name__}).",
            "Name a UTF-8 file beside the scenario.",
        ) from None


def _at(node: Node, key: str, change: Callable[[Node], Node]) -> Node:
    """The node with `change` made to its child `key`, or to all children for "*"."""
    value = node.value
    if isinstance(value, Mapping):
        chosen = value.keys() if key == "*" else {key} & value.keys()
        return replace(node, value={k: change(v) if k in chosen else v for k, v in value.items()})
    if isinstance(value, Sequence) and not isinstance(value, str) and key == "*":
        return replace(node, value=[change(child) for child in value])
    return node
