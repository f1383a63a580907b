"""The histories as Git repositories in memory. The same scenario gives the same shas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dulwich.objects import Blob, Commit, Tree
from dulwich.repo import MemoryRepo

from kurosai.sandbox.github.history import unfold
from kurosai.sandbox.github.planned import File, History, Planned
from kurosai.sandbox.github.publishing import NOTHING, Published, published_at
from kurosai.sandbox.schema_github import GitHub, Person, Pull, Repository


@dataclass(frozen=True, slots=True)
class HostedPull:
    """A pull request with its shas; `merge` is "" while it is open."""

    number: int
    told: Pull
    base: str
    head: str
    commits: tuple[str, ...]
    merge: str

    @property
    def merged(self) -> bool:
        """Whether it has been merged by the world's now."""
        return bool(self.merge)


@dataclass(frozen=True, slots=True)
class Hosted:
    """A repository as it is served. `id` is its number, `repo` holds objects and refs."""

    id: int
    name: str
    told: Repository
    repo: Any
    pulls: Mapping[int, HostedPull]
    created_at: datetime
    pushed_at: datetime
    published: Published = NOTHING


def hosted(github: GitHub, now: datetime) -> dict[str, Hosted]:
    """All repositories of a world at `now`, by full name."""
    return {
        name: _hosted(github, 1001 + index, name, unfold(github, name, now), now)
        for index, name in enumerate(github.repositories)
    }


def _hosted(github: GitHub, number: int, name: str, history: History, now: datetime) -> Hosted:
    told = github.repositories[name]
    repo = MemoryRepo()
    trees = _Trees(repo)
    shas: list[str] = []
    for planned in history.commits:
        shas.append(_commit(repo, planned, [shas[at] for at in planned.parents], trees))
    refs: Any = repo.refs
    if history.tip >= 0:
        branch = f"refs/heads/{told.default_branch}".encode()
        refs[branch] = shas[history.tip].encode()
        refs.set_symbolic_ref(b"HEAD", branch)
    pulls: dict[int, HostedPull] = {}
    for one in history.pulls.values():
        pull = told.pulls[one.number]
        head = shas[one.commits[-1]]
        refs[f"refs/pull/{one.number}/head".encode()] = head.encode()
        if one.merge is None:
            refs[f"refs/heads/{pull.branch}".encode()] = head.encode()
        pulls[one.number] = HostedPull(
            one.number,
            pull,
            shas[one.base],
            head,
            tuple(shas[at] for at in one.commits),
            shas[one.merge] if one.merge is not None else "",
        )
    times = [planned.at for planned in history.commits] or [now]
    marks = published_at(github, told, history, shas, now, repo)
    return Hosted(number, name, told, repo, pulls, min(times), max(times), marks)


class _Trees:
    """Nested trees from flat paths; what is there already is not made again."""

    def __init__(self, repo: MemoryRepo) -> None:
        self._store = repo.object_store
        self._blobs: dict[bytes, Any] = {}

    def sha(self, files: Mapping[str, File]) -> Any:
        """The tree of these files."""
        tree = Tree()
        below: dict[str, dict[str, File]] = {}
        for path, file in files.items():
            first, slash, rest = path.partition("/")
            if slash:
                below.setdefault(first, {})[rest] = file
            else:
                tree.add(first.encode(), file.mode, self._file(file))
        for name, inside in below.items():
            tree.add(name.encode(), 0o040000, self.sha(inside))
        self._store.add_object(tree)
        return tree.id

    def _file(self, file: File) -> Any:
        if file.mode == 0o160000:
            return file.data
        if file.data not in self._blobs:
            blob = Blob.from_string(file.data)
            self._store.add_object(blob)
            self._blobs[file.data] = blob.id
        return self._blobs[file.data]


def _commit(repo: MemoryRepo, planned: Planned, parents: list[str], trees: _Trees) -> str:
    commit: Any = Commit()
    commit.tree = trees.sha(planned.tree)
    commit.parents = [sha.encode() for sha in parents]
    commit.author, commit.committer = _person(planned.author), _person(planned.committer)
    commit.author_time = commit.commit_time = int(planned.at.timestamp())
    commit.author_timezone = commit.commit_timezone = 0
    commit.encoding = b"UTF-8"
    commit.message = planned.message.encode()
    repo.object_store.add_object(commit)
    return commit.id.decode()


def _person(person: Person) -> bytes:
    return f"{person.name} <{person.email}>".encode()
