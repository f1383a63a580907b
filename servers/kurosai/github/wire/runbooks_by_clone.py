"""A repository of runbooks in a clone on this machine: what is committed, not what is checked out.

Nobody fetches here: the commit is the one that the clone's ref names now.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kurosai.errors import NotConfigured, Unavailable
from kurosai.github.wire import last_changes
from kurosai.github.wire.gitobjects import commit_of, default_branch, kind_of, resolved, stored
from kurosai.github.wire.objects import Missing
from kurosai.github.wire.shelf import is_clone, name_of, opened
from kurosai.library.address import VARIABLE
from kurosai.library.origin import Leaf, Tip

if TYPE_CHECKING:
    from dulwich.repo import Repo


class RunbooksByClone:
    """A `library.origin.Repository` over a clone, which is opened for each question."""

    def __init__(self, clone: Path, ref: str, folder: str) -> None:
        self._clone = clone
        self._ref = ref
        self._folder = folder

    @property
    def name(self) -> str:
        """`crois/runbooks` after the clone's origin, else the folder's name."""
        try:
            return name_of(self._clone)
        except OSError:
            return self._clone.name

    @property
    def tells_changes(self) -> bool:
        """One pass over the history tells of all."""
        return True

    def tip(self, known: Tip | None) -> Tip:
        """The branch as the clone's server had it, a tag, a sha, or a local branch."""
        with self._opened() as repo:
            ref = self._ref or default_branch(repo)
            sha = resolved(repo, ref)
            if sha is None and not repo.get_refs():
                raise Unavailable(f"{self._clone} has no commits yet.", "Commit the runbooks.")
            if sha is None:
                raise NotConfigured(
                    f"{self._clone} has no branch, tag or commit {ref}.",
                    f"Mend the @ref in {VARIABLE}, or fetch it.",
                )
            commit = commit_of(repo, repo.object_store[sha])
        if known is not None and known.commit == commit.sha:
            return known
        return Tip(commit.sha, commit.committed, commit.tree)

    def leaves(self, tip: Tip) -> Sequence[Leaf]:
        """Everything below the folder."""
        with self._opened() as repo:
            tree = last_changes.below(repo, tip.tree, self._folder)
            if not tree:
                raise NotConfigured(
                    f"{self._clone} has no folder {self._folder} at {tip.commit[:7]}.",
                    f"Mend the folder in {VARIABLE}.",
                )
            found: list[Leaf] = []
            for item in repo.object_store.iter_tree_contents(tree):
                assert item.path is not None
                assert item.mode is not None
                assert item.sha is not None
                kind = kind_of(item.mode)
                if kind != "directory":
                    path = item.path.decode("utf-8", "replace")
                    found.append(Leaf(path, kind, item.sha.decode()))
            return found

    def bodies(self, tip: Tip, leaves: Sequence[Leaf]) -> Iterator[tuple[str, bytes]]:
        """Blob by blob."""
        with self._opened() as repo:
            for leaf in leaves:
                try:
                    data: bytes = stored(repo, leaf.blob).as_raw_string()
                except Missing:
                    raise Unavailable(
                        f"The clone {self._clone} lacks {leaf.path} at {tip.commit[:7]}.",
                        "It is partial or damaged: fetch it whole.",
                    ) from None
                yield leaf.blob, data

    def changed(self, tip: Tip, blobs: Mapping[str, str]) -> Mapping[str, datetime]:
        """From the history, as far back as it is short enough to be read."""
        with self._opened() as repo:
            return last_changes.of(repo, tip.commit, self._folder, blobs)

    @contextmanager
    def _opened(self) -> Generator[Repo]:
        if not self._clone.is_dir() or not is_clone(self._clone):
            raise NotConfigured(
                f"{self._clone} is no Git clone.",
                f"Mend the path in {VARIABLE}: a clone, bare or not.",
            )
        with opened(self._clone, self.name, VARIABLE) as repo:
            yield repo
