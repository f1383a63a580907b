"""When each of many files was last changed, in one pass over a clone's history.

Asking for each file by itself would walk the history as often as there are files. Here each
commit is compared with its parents once, only where their trees differ and a file is still open.
"""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from kurosai import deadline
from kurosai.github.wire.gitobjects import MOST_WALKED, kind_of, object_id

if TYPE_CHECKING:
    from dulwich.repo import Repo

MOST_SECONDS = 20.0
_KEPT = 20_000
_SHA_BYTES = 20


def of(repo: Repo, tip: str, folder: str, blobs: Mapping[str, str]) -> dict[str, datetime]:
    """The time of the newest commit that made each path (below `folder`) what it is now.

    A merge changes what it has from none of its parents. Paths whose commit is not reached in
    20,000 commits or twenty seconds, or lies behind the end of a shallow clone, are left out.
    """
    history = _History(repo, folder)
    left = _Left({path.encode(): blob.encode() for path, blob in blobs.items()})
    cut = repo.get_shallow()
    found: dict[str, datetime] = {}
    ends = time.monotonic() + MOST_SECONDS
    for sha, commit in history.newest_first(object_id(tip)):
        deadline.remaining(doing="reading when pages were changed")
        if not left.blobs or time.monotonic() > ends:
            break
        parents = [history.commit(parent).root for parent in commit.parents] or [None]
        if sha in cut or commit.root is None or commit.root in parents:
            continue
        changed = dict(history.differing(commit.root, parents[0], b"", left))
        for parent in parents[1:]:
            also = dict(history.differing(commit.root, parent, b"", left))
            changed = {path: blob for path, blob in changed.items() if path in also}
        for path, blob in changed.items():
            if left.blobs.get(path) == blob:
                left.take(path)
                found[path.decode()] = datetime.fromtimestamp(commit.time, UTC)
    return found


def below(repo: Repo, tree: str, folder: str) -> Any:
    """The sha of the tree of a folder, of the root for ""; None when there is none."""
    return _below(_History(repo, folder).items, object_id(tree), folder)


def _below(items: Any, sha: Any, folder: str) -> Any:
    for part in filter(None, folder.split("/")):
        mode, sha = items(sha).get(part.encode(), (0, None))
        if sha is None or kind_of(mode) != "directory":
            return None
    return sha


class _Left:
    """Files whose last change is not known yet, and in which folders they are."""

    def __init__(self, blobs: dict[bytes, bytes]) -> None:
        self.blobs = blobs
        self.folders = Counter(folder for path in blobs for folder in _folders(path))

    def take(self, path: bytes) -> None:
        del self.blobs[path]
        self.folders.subtract(_folders(path))


def _folders(path: bytes) -> Iterator[bytes]:
    """`a/`, `a/b/` of `a/b/c.md`."""
    at = path.find(b"/")
    while at >= 0:
        yield path[: at + 1]
        at = path.find(b"/", at + 1)


@dataclass(frozen=True, slots=True)
class _Commit:
    """Parents, committer's time, and the folder's tree (None when it has no such folder)."""

    parents: tuple[Any, ...]
    time: int
    root: Any


class _History:
    """Commits and trees as bytes: making an object of each would take several times as long."""

    def __init__(self, repo: Repo, folder: str) -> None:
        self._store = repo.object_store
        self._cut = repo.get_shallow()
        self._folder = folder
        self.items = lru_cache(_KEPT)(self._items)
        self.commit = lru_cache(_KEPT)(self._commit)

    def newest_first(self, tip: Any) -> Iterator[tuple[Any, _Commit]]:
        """Commits by the committer's time, as `git log` shows them; at most 20,000."""
        waiting = [(-self.commit(tip).time, tip)]
        seen = {tip}
        for _ in range(MOST_WALKED):
            if not waiting:
                return
            sha = heapq.heappop(waiting)[1]
            commit = self.commit(sha)
            yield sha, commit
            for parent in commit.parents:
                if parent not in seen:
                    seen.add(parent)
                    heapq.heappush(waiting, (-self.commit(parent).time, parent))

    def differing(
        self, own: Any, other: Any, before: bytes, left: _Left
    ) -> Iterator[tuple[bytes, Any]]:
        """Path and blob of each open file of `own` that `other` has not, or has otherwise."""
        mine = self.items(own)
        beside = self.items(other) if other is not None else {}
        for name, (mode, sha) in mine.items() - beside.items():
            path = before + name
            if kind_of(mode) != "directory":
                yield path, sha
            elif left.folders[path + b"/"] > 0:
                was_mode, was = beside.get(name, (0, None))
                inner = was if kind_of(was_mode) == "directory" else None
                yield from self.differing(sha, inner, path + b"/", left)

    def _commit(self, sha: Any) -> _Commit:
        raw = self._store.get_raw(sha)[1]
        head = raw.partition(b"\n\n")[0].split(b"\n")
        parents = tuple(line[7:] for line in head if line.startswith(b"parent "))
        committer = next((line for line in head if line.startswith(b"committer ")), b"0 +0000")
        root = _below(self.items, head[0][5:], self._folder)
        # A shallow clone names parents that it does not have.
        return _Commit(() if sha in self._cut else parents, int(committer.split(b" ")[-2]), root)

    def _items(self, sha: Any) -> dict[bytes, tuple[int, Any]]:
        from dulwich.objects import parse_tree  # noqa: PLC0415

        raw = self._store.get_raw(sha)[1]
        return {name: (mode, found) for name, mode, found in parse_tree(raw, _SHA_BYTES)}
