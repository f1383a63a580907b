"""Repositories as they were cloned onto this machine: the same questions, no server."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from kurosai import deadline
from kurosai.github.wire import diffs, merges
from kurosai.github.wire.gitobjects import (
    commit_of,
    default_branch,
    files_of,
    kind_of,
    mainline,
    object_id,
    resolved,
    size_of,
    stored,
    tags_of,
)
from kurosai.github.wire.objects import (
    Blob,
    Change,
    Commit,
    Deployment,
    Entry,
    Hit,
    Hits,
    Listed,
    Missing,
    NoCommits,
    Place,
    Pull,
    Readable,
    Shipped,
    Touched,
)
from kurosai.github.wire.shelf import Shelf, fetched

if TYPE_CHECKING:
    from dulwich.repo import Repo

MOST_PATHS = 100_000
MOST_SEARCHED_BYTES = 400 * 1024 * 1024
MOST_BLOB_BYTES = 2_000_000
LIMITS = "every text file up to 2 MB of the cloned default branch, exactly as it stands"


class Clones:
    """A `Code` over the clones of a shelf. A clone is opened for each question."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @property
    def identity(self) -> str:
        """Who looks where."""
        return self._shelf.identity

    @property
    def search_is_exact(self) -> bool:
        """Every file is looked at."""
        return True

    def repositories(self) -> Readable:
        """All clones that may be read."""
        return Readable(self._shelf.names(), complete=True)

    def place(self, repository: str, ref: str = "") -> Place:
        """What `ref` names: a branch as the server had it, a tag, a sha, or a local branch."""
        name = self._shelf.full(repository)
        with self._shelf.opened(name) as repo:
            default = default_branch(repo)
            sha = resolved(repo, ref or default)
            if sha is None:
                if not repo.get_refs():
                    raise NoCommits(name)
                raise Missing(f"ref {ref or default}")
            tip = commit_of(repo, repo.object_store[sha])
            branch = "" if ref and tip.sha.startswith(ref) else ref or default
            return Place(name, name, default, branch, tip, fetched(repo))

    def refs(self, repository: str) -> tuple[str, ...]:
        """Branches of the server, tags, local branches."""
        with self._shelf.opened(repository) as repo:
            names = (ref.decode("utf-8", "replace") for ref in repo.get_refs())
            short = (re.sub(r"^refs/(?:remotes/origin|heads|tags)/", "", one) for one in names)
            return tuple(dict.fromkeys(one for one in short if one != "HEAD"))

    def commits(self, place: Place, *, path: str, since: datetime, most: int) -> Listed:
        """As `git log` lists them: with a path, merges that changed nothing there are left out."""
        with self._shelf.opened(place.repository) as repo:
            walker = repo.get_walker(
                include=[object_id(place.tip.sha)],
                paths=[path.encode()] if path else None,
                since=int(since.timestamp()),
                simplify_history=bool(path),
            )
            found: list[Commit] = []
            cut = {sha.decode() for sha in repo.get_shallow()}
            for entry in walker:
                deadline.remaining(doing=f"reading the history of {place.repository}")
                found.append(commit_of(repo, entry.commit))
                if len(found) > most:
                    return Listed(tuple(found[:most]), complete=False)
            return Listed(tuple(found), complete=not cut.intersection(one.sha for one in found))

    def change(self, place: Place, sha: str) -> Change:
        """One commit with its files against its first parent."""
        with self._shelf.opened(place.repository) as repo:
            full = resolved(repo, sha)
            if full is None:
                raise Missing(f"commit {sha}")
            commit = commit_of(repo, repo.object_store[full])
            before = stored(repo, commit.parents[0]).tree if commit.parents else None
            files, complete = diffs.between(repo, before, object_id(commit.tree))
            return Change(commit, files, complete and full not in repo.get_shallow())

    def holds(self, place: Place, sha: str) -> bool:
        """Whether nothing of `sha` is missing at the place."""
        with self._shelf.opened(place.repository) as repo:
            return self._holds(repo, sha, place.tip)

    def pull(self, place: Place, number: int) -> Pull:
        """A merged pull request, by what its merge says. Others are not in a clone."""
        with self._shelf.opened(place.repository) as repo:
            for commit in mainline(repo, place.tip.sha):
                found = _merged(repo, commit, place.default)
                if found is not None and found.number == number:
                    return found
        raise Missing(f"pull request #{number}")

    def pull_files(self, place: Place, pull: Pull) -> tuple[tuple[Touched, ...], bool]:
        """What its merge changed."""
        found = self.change(place, pull.merge)
        return found.files, found.complete

    def pull_commits(self, place: Place, pull: Pull) -> tuple[Commit, ...]:
        """What its merge brought; none of one that was squashed, whose commits are not here."""
        with self._shelf.opened(place.repository) as repo:
            merge = commit_of(repo, repo.object_store[object_id(pull.merge)])
            if len(merge.parents) < 2:
                return ()
            walker = repo.get_walker(
                include=[object_id(merge.parents[1])],
                exclude=[object_id(merge.parents[0])],
                max_entries=100,
            )
            found = [commit_of(repo, entry.commit) for entry in walker]
        return tuple(reversed(found))

    def pull_of(self, place: Place, commit: Commit) -> Pull | None:
        """The pull request whose merge on the first-parent line first holds the commit."""
        with self._shelf.opened(place.repository) as repo:
            own = _merged(repo, commit, place.default)
            if own is not None:
                return own
            later: Commit | None = None
            for one in mainline(repo, place.tip.sha):
                if one.sha == commit.sha:
                    return None
                if not self._holds(repo, commit.sha, one):
                    break
                later = one
            return _merged(repo, later, place.default) if later else None

    def shipped(self, place: Place) -> Shipped:
        """Its tags: of deployments a clone knows nothing."""
        with self._shelf.opened(place.repository) as repo:
            return Shipped(tags_of(repo))

    def outcome(self, place: Place, deployment: Deployment) -> Deployment:
        """There is none."""
        raise Missing(f"deployment {deployment.id} of {place.repository}")

    def entries(self, place: Place, tree: str) -> tuple[Entry, ...]:
        """What a tree lists."""
        with self._shelf.opened(place.repository) as repo:
            return tuple(
                Entry(
                    item.path.decode("utf-8", "replace"),
                    kind_of(item.mode),
                    item.sha.decode(),
                    size_of(repo, item.sha) if kind_of(item.mode) in ("file", "symlink") else None,
                )
                for item in stored(repo, tree).iteritems()
            )

    def paths(self, place: Place) -> tuple[tuple[str, ...], bool]:
        """All file paths."""
        found: list[str] = []
        with self._shelf.opened(place.repository) as repo:
            for path, _, _ in files_of(repo, place.tip.tree):
                found.append(path)
                if len(found) > MOST_PATHS:
                    return tuple(found[:MOST_PATHS]), False
        return tuple(found), True

    def blob(self, repository: str, sha: str) -> Blob:
        """The bytes of a file."""
        with self._shelf.opened(repository) as repo:
            data: bytes = stored(repo, sha).as_raw_string()
            return Blob(sha, len(data), data if len(data) <= MOST_BLOB_BYTES else None)

    def search(self, repository: str, words: tuple[str, ...], *, most: int) -> Hits:
        """Files in which all words occur, capitals or not; every one of them is looked at."""
        names = (self._shelf.full(repository),) if repository else self._shelf.names()
        # Of both sides only ASCII loses its capitals: full-width letters are found as they stand.
        wanted = [word.encode("utf-8", "replace").lower() for word in words]
        hits: list[Hit] = []
        looked, left, large = 0, MOST_SEARCHED_BYTES, 0
        for name in names:
            try:
                place = self.place(name)
            except NoCommits:
                continue
            with self._shelf.opened(name) as repo:
                for path, sha, kind in files_of(repo, place.tip.tree):
                    deadline.remaining(doing=f"searching {name}")
                    data = stored(repo, sha).as_raw_string() if kind == "file" else b""
                    left -= len(data)
                    if left < 0:
                        return _hits(hits, most, looked, names, complete=False)
                    if b"\0" in data[:8_000]:
                        continue
                    if len(data) > MOST_BLOB_BYTES:
                        large += 1
                        continue
                    looked += 1
                    lower = data.lower()
                    if all(word in lower for word in wanted):
                        hits.append(Hit(name, path, sha, place.tip.sha))
        return _hits(hits, most, looked, names, complete=not large)

    @staticmethod
    def _holds(repo: Repo, sha: str, later: Commit) -> bool:
        from dulwich.graph import can_fast_forward  # noqa: PLC0415

        deadline.remaining(doing="walking the history")
        return can_fast_forward(repo, object_id(sha), object_id(later.sha))


def _merged(repo: Repo, commit: Commit, base: str) -> Pull | None:
    others: Sequence[str] = commit.parents[1:] if merges.number(commit.subject) else ()
    brought = commit_of(repo, stored(repo, others[0])) if others else None
    return merges.pull_of(commit, base, brought)


def _hits(
    hits: list[Hit], most: int, looked: int, names: tuple[str, ...], *, complete: bool
) -> Hits:
    searched = f"{looked} text files of {', '.join(names)}"
    return Hits(tuple(hits[:most]), len(hits), complete, searched, LIMITS)
