"""What a repository holds, as plain types: the same whether an API or a clone told them.

Times are UTC. Shas are 40 hex digits. Paths have no leading slash; "" is the root.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["file", "directory", "symlink", "submodule"]
Status: TypeAlias = Literal["added", "modified", "removed", "renamed"]


class Denied(Exception):
    """The backend does not let this identity see it: an answer, to be recorded as such."""


class Missing(Exception):
    """It is not there, or not for this identity: an answer, to be recorded as such."""


class NoCommits(Exception):
    """The repository is there and has nothing in it: an answer, to be recorded as such."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote or committed; `login` is "" where only Git told."""

    name: str
    email: str
    login: str = ""

    def fits(self, text: str) -> bool:
        """Whether `text` is part of the name, the email or the login."""
        return any(text.lower() in one.lower() for one in (self.name, self.email, self.login))


@dataclass(frozen=True, slots=True)
class Commit:
    """`written` is when the author made it, `committed` when it came to be as it is."""

    sha: str
    parents: tuple[str, ...]
    tree: str
    author: Person
    written: datetime
    committer: Person
    committed: datetime
    message: str

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.strip("\n").partition("\n")[0]


@dataclass(frozen=True, slots=True)
class Place:
    """A repository at one commit. `branch` is "" when `ref` named no branch.

    `fetched` is when a clone last heard of its server, None where it is the server that answers.
    `asked` is the name that was asked for, other than `repository` when it has been renamed.
    """

    repository: str
    asked: str
    default: str
    branch: str
    tip: Commit
    fetched: datetime | None = None


@dataclass(frozen=True, slots=True)
class Readable:
    """Full names of repositories; `complete` is False when more may be read than are named."""

    names: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """Commits newest first; `complete` is False when older ones were not read."""

    commits: tuple[Commit, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """One file of a change. `patch` holds its hunks ("" for binary files and very large ones).

    `before` is the old path of a renamed file, "" otherwise.
    """

    path: str
    status: Status
    added: int
    removed: int
    patch: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A commit with its files against its first parent; not `complete` when there are more."""

    commit: Commit
    files: tuple[Touched, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request. `merged_at` is None while it is not merged; `merge` is then ""."""

    number: int
    title: str
    body: str
    author: str
    state: str
    base: str
    head: str
    merged_at: datetime | None
    merged_by: str
    merge: str
    counted: int | None = None
    """How many files it changes, where that is told."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and its commit; `at` is when an annotated one was made, None of any other."""

    name: str
    sha: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment of a `ref`, made `at`. `state` is "" until it was asked; then `at` is when it
    came to be so, of one that succeeded when it did, `made` when it was made and `begun` when it
    first was in progress, None where that was not told."""

    id: int
    ref: str
    sha: str
    environment: str
    at: datetime
    state: str = ""
    made: datetime | None = None
    begun: datetime | None = None


@dataclass(frozen=True, slots=True)
class Shipped:
    """The newest tags and deployments of a repository, a hundred of each."""

    tags: tuple[Tag, ...]
    deployments: tuple[Deployment, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a directory lists; `size` is None where it is not told."""

    name: str
    kind: Kind
    sha: str
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Blob:
    """The bytes of a file; `data` is None when it is larger than we read."""

    sha: str
    size: int
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A file in which the words occur; `commit` is the one it was seen at."""

    repository: str
    path: str
    blob: str
    commit: str


@dataclass(frozen=True, slots=True)
class Hits:
    """Found files. `total` as the backend counts; `complete` is False when it gave up early.

    `searched` says in words what was looked at, `limits` what such a search cannot see.
    """

    hits: tuple[Hit, ...]
    total: int
    complete: bool
    searched: str
    limits: str
