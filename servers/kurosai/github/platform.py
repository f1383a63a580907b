"""What the knowledge needs of the code, whoever provides it: an API or clones on this machine."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from kurosai.github.wire.objects import (
    Blob,
    Change,
    Commit,
    Deployment,
    Entry,
    Hits,
    Listed,
    Place,
    Pull,
    Readable,
    Shipped,
    Touched,
)


class Code(Protocol):
    """Repositories that can be read. All raise Denied, Missing or a Fault."""

    @property
    def identity(self) -> str:
        """Who looks where."""
        ...

    @property
    def search_is_exact(self) -> bool:
        """Whether a search that finds nothing proves that nothing is there."""
        ...

    def repositories(self) -> Readable:
        """Those that may be read, archived ones left out."""
        ...

    def place(self, repository: str, ref: str = "") -> Place:
        """A repository at a branch, tag or sha, else at its default branch; also NoCommits."""
        ...

    def refs(self, repository: str) -> tuple[str, ...]:
        """Some of its branches and tags."""
        ...

    def commits(self, place: Place, *, path: str, since: datetime, most: int) -> Listed:
        """Commits since a time that led to the place; of `path` if one is given, as Git sees it."""
        ...

    def change(self, place: Place, sha: str) -> Change:
        """One commit, by full or short sha, with what it changed."""
        ...

    def holds(self, place: Place, sha: str) -> bool:
        """Whether the place's commit is or follows `sha`."""
        ...

    def pull(self, place: Place, number: int) -> Pull:
        """A pull request."""
        ...

    def pull_files(self, place: Place, pull: Pull) -> tuple[tuple[Touched, ...], bool]:
        """What a pull request changes, and whether that is all."""
        ...

    def pull_commits(self, place: Place, pull: Pull) -> tuple[Commit, ...]:
        """The commits of a pull request, oldest first, a hundred at most; none if not known."""
        ...

    def pull_of(self, place: Place, commit: Commit) -> Pull | None:
        """The pull request that brought a commit, if any is known."""
        ...

    def shipped(self, place: Place) -> Shipped:
        """Its newest tags and deployments."""
        ...

    def outcome(self, place: Place, deployment: Deployment) -> Deployment:
        """The same with what became of it, and when."""
        ...

    def entries(self, place: Place, tree: str) -> tuple[Entry, ...]:
        """What a tree lists."""
        ...

    def paths(self, place: Place) -> tuple[tuple[str, ...], bool]:
        """All file paths at the place, and whether these are all."""
        ...

    def blob(self, repository: str, sha: str) -> Blob:
        """The bytes of a file."""
        ...

    def search(self, repository: str, words: tuple[str, ...], *, most: int) -> Hits:
        """Files that contain all words; in all repositories when none is named."""
        ...
