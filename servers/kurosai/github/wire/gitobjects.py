"""Git's own objects as our types: the one place that knows what dulwich calls them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from kurosai import deadline
from kurosai.github.wire.objects import Commit, Kind, Missing, Person, Tag

if TYPE_CHECKING:
    from dulwich.repo import Repo

MOST_WALKED = 20_000


def stored(repo: Repo, sha: str) -> Any:
    """An object by its full sha. Raises Missing."""
    try:
        return repo.object_store[object_id(sha)]
    except (KeyError, ValueError):
        raise Missing(sha) from None


def object_id(sha: str) -> Any:
    """A sha as dulwich wants it."""
    return sha.encode()


def default_branch(repo: Repo) -> str:
    """The server's default branch as the clone remembers it, else the branch checked out."""
    symbolic = repo.refs.get_symrefs()
    for head, prefix in (
        (b"refs/remotes/origin/HEAD", b"refs/remotes/origin/"),
        (b"HEAD", b"refs/heads/"),
    ):
        target = symbolic.get(head)  # pyright: ignore[reportArgumentType]
        if target is not None and target.startswith(prefix):
            return target.removeprefix(prefix).decode("utf-8", "replace")
    return "HEAD"


def resolved(repo: Repo, ref: str) -> Any:
    """The full sha of a commit; None when nothing is called so."""
    from dulwich.objects import Commit as GitCommit  # noqa: PLC0415
    from dulwich.objects import Tag  # noqa: PLC0415

    refs: dict[Any, Any] = dict(repo.get_refs())
    sha: Any = None
    for prefix in ("refs/remotes/origin/", "refs/tags/", "refs/heads/", "refs/", ""):
        sha = sha or refs.get(f"{prefix}{ref}".encode())
    if sha is None and re.fullmatch(r"[0-9a-f]{7,40}", ref):
        found = list(repo.object_store.iter_prefix(ref.encode()))
        commits = [one for one in found if isinstance(repo.object_store[one], GitCommit)]
        sha = commits[0] if len(commits) == 1 else None
    while sha is not None and isinstance(tag := repo.object_store[sha], Tag):
        sha = tag.object[1]
    return sha if sha is not None and isinstance(repo.object_store[sha], GitCommit) else None


def tags_of(repo: Repo) -> tuple[Tag, ...]:
    """The tags of commits; an annotated one knows when it was made."""
    from dulwich.objects import Tag as GitTag  # noqa: PLC0415

    found: list[Tag] = []
    for ref, sha in sorted(repo.get_refs().items()):
        if not ref.startswith(b"refs/tags/"):
            continue
        name = ref.removeprefix(b"refs/tags/").decode("utf-8", "replace")
        commit, made = resolved(repo, f"tags/{name}"), repo.object_store[sha]
        at = made.tag_time if isinstance(made, GitTag) else None
        if commit is not None:
            when = datetime.fromtimestamp(at, UTC) if at else None
            found.append(Tag(name, commit.decode(), when))
    return tuple(found)


def mainline(repo: Repo, sha: str) -> Iterator[Commit]:
    """Commits along first parents, newest first."""
    for _ in range(MOST_WALKED):
        deadline.remaining(doing="following the history")
        commit = commit_of(repo, repo.object_store[object_id(sha)])
        yield commit
        if not commit.parents:
            return
        sha = commit.parents[0]


def commit_of(repo: Repo, raw: Any) -> Commit:
    """A commit of dulwich's as ours."""
    return Commit(
        sha=raw.id.decode(),
        # A shallow clone names parents that it does not have.
        parents=tuple(sha.decode() for sha in repo.get_parents(raw.id, raw)),
        tree=raw.tree.decode(),
        author=_person(raw.author),
        written=datetime.fromtimestamp(raw.author_time, UTC),
        committer=_person(raw.committer),
        committed=datetime.fromtimestamp(raw.commit_time, UTC),
        message=raw.message.decode("utf-8", "replace"),
    )


def _person(raw: bytes) -> Person:
    name, _, email = raw.decode("utf-8", "replace").partition(" <")
    return Person(name, email.rstrip(">"))


def kind_of(mode: int) -> Kind:
    """What a tree's entry of this mode is."""
    kinds: dict[int, Kind] = {0o040000: "directory", 0o120000: "symlink", 0o160000: "submodule"}
    return kinds.get(mode & 0o170000, "file")


def size_of(repo: Repo, sha: Any) -> int:
    """Bytes of a blob."""
    return int(repo.object_store[sha].raw_length())


def files_of(repo: Repo, tree: str) -> Iterator[tuple[str, str, Kind]]:
    """Path, sha and kind of every file, links included, in the order of the tree."""
    for item in repo.object_store.iter_tree_contents(object_id(tree)):
        path, mode, sha = item.path, item.mode, item.sha
        assert path is not None
        assert mode is not None
        assert sha is not None
        kind = kind_of(mode)
        if kind in ("file", "symlink"):
            yield path.decode("utf-8", "replace"), sha.decode(), kind
