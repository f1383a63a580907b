"""When each of many files was last changed, in one pass over a clone's history.

Asking for each file by itself would walk the history as often as there are files. Here each
commit is compared with its parents once, and only where their trees differ.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kurosai import deadline
from kurosai.github.wire.gitobjects import MOST_WALKED, kind_of, object_id

if TYPE_CHECKING:
    from dulwich.repo import Repo

MOST_SECONDS = 10.0
_TREES = 20_000


def of(repo: Repo, tip: str, folder: str, blobs: Mapping[str, str]) -> dict[str, datetime]:
    """The time of the newest commit that made each path (below `folder`) what it is now.

    A merge changes what it has from none of its parents. Paths whose commit is not reached in
    20,000 commits or ten seconds, or lies behind the end of a shallow clone, are left out.
    """
    trees = _Trees(repo, folder)
    left = {path.encode(): blob.encode() for path, blob in blobs.items()}
    cut = repo.get_shallow()
    found: dict[str, datetime] = {}
    ends = time.monotonic() + MOST_SECONDS
    walker = repo.get_walker(include=[object_id(tip)], max_entries=MOST_WALKED)
    for entry in walker:
        deadline.remaining(doing="reading when pages were changed")
        if not left or time.monotonic() > ends:
            break
        commit: Any = entry.commit
        if commit.id in cut:
            continue
        own = trees.root(commit.id)
        parents = [trees.root(parent) for parent in commit.parents] or [None]
        if own is None or own in parents:
            continue
        changed = dict(trees.differing(own, parents[0], b""))
        for parent in parents[1:]:
            also = dict(trees.differing(own, parent, b""))
            changed = {path: blob for path, blob in changed.items() if path in also}
        for path, blob in changed.items():
            if left.get(path) == blob:
                del left[path]
                found[path.decode()] = datetime.fromtimestamp(commit.commit_time, UTC)
    return found


def below(repo: Repo, tree: str, folder: str) -> Any:
    """The sha of the tree of a folder, "" for the root; None when it is none."""
    sha: Any = object_id(tree)
    for part in filter(None, folder.split("/")):
        items: Any = repo.object_store[sha]
        if part.encode() not in items:
            return None
        mode, sha = items[part.encode()]
        if kind_of(mode) != "directory":
            return None
    return sha


class _Trees:
    """Trees of one clone, each read once while they are compared."""

    def __init__(self, repo: Repo, folder: str) -> None:
        self._repo = repo
        self._folder = folder
        self._items = lru_cache(_TREES)(self._read)
        self.root = lru_cache(_TREES)(self._root)

    def _root(self, commit: Any) -> Any:
        """The folder's tree at a commit; None when it has none."""
        told: Any = self._repo.object_store[commit]
        return below(self._repo, told.tree.decode(), self._folder)

    def _read(self, sha: Any) -> dict[bytes, tuple[bool, Any]]:
        tree: Any = self._repo.object_store[sha]
        return {
            item.path: (kind_of(item.mode) == "directory", item.sha) for item in tree.iteritems()
        }

    def differing(self, own: Any, other: Any, before: bytes) -> Iterator[tuple[bytes, Any]]:
        """Path and blob of each file of `own` that `other` has not, or has otherwise."""
        beside = self._items(other) if other is not None else {}
        for name, (is_tree, sha) in self._items(own).items():
            was = beside.get(name)
            if was == (is_tree, sha):
                continue
            if is_tree:
                inner = was[1] if was is not None and was[0] else None
                yield from self.differing(sha, inner, before + name + b"/")
            else:
                yield before + name, sha
