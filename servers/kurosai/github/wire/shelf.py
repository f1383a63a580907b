"""Which clones lie on this machine, and how one is opened.

Only objects and refs are read. No git command is run, no hook, filter or alias is obeyed, nothing
is checked out, and a symbolic link is a file whose text is where it points.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kurosai.environment import Environment
from kurosai.errors import BadInput, NotConfigured, Unavailable
from kurosai.github.wire.allowed import VARIABLE, Allowed, listed

if TYPE_CHECKING:
    from dulwich.repo import Repo

CLONES = "KUROSAI_GIT_CLONES"
MOST_CLONES = 200
_CLONE_LEAVES = ("packed-refs", "HEAD", "description", "config")


class Shelf:
    """The clones in the folders of `KUROSAI_GIT_CLONES`, by name.

    A folder is a clone, or holds clones, or holds owners that hold clones. Several folders are
    separated as in PATH. A clone is called `owner/name` after its origin, else after its folder.
    """

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._names: dict[tuple[Path, int], str] = {}

    @property
    def identity(self) -> str:
        """`git clones`: there is nobody who asks."""
        return "git clones"

    def login(self) -> str:
        """See whether the folders hold clones; the identity."""
        self.names()
        return self.identity

    def names(self) -> tuple[str, ...]:
        """What may be read, in alphabetic order."""
        return tuple(sorted(self._found()))

    def full(self, given: str) -> str:
        """`core-v2` or `crois/core-v2` as the name of a clone. Raises BadInput."""
        found = self._found()
        wanted = given.strip("/").lower()
        fitting = [
            name
            for name in found
            if name.lower() == wanted
            or ("/" not in wanted and name.lower().rpartition("/")[2] == wanted)
        ]
        if len(fitting) != 1:
            raise BadInput(
                f"There is {'more than one' if fitting else 'no'} clone called {given!r} here.",
                f"Clones: {listed(fitting or sorted(found)) or 'none'} ({CLONES}).",
            )
        return fitting[0]

    @contextmanager
    def opened(self, repository: str) -> Generator[Repo]:
        """The clone, for as long as the block runs. Objects it lacks are Missing or Unavailable."""
        name = self.full(repository)
        with opened(self._found()[name], name, CLONES) as repo:
            yield repo

    def _found(self) -> dict[str, Path]:
        setting = self._environment.need(CLONES, "a folder that holds clones")
        allowed = Allowed.of(self._environment.get(VARIABLE))
        found: dict[str, Path] = {}
        for text in filter(None, setting.split(os.pathsep)):
            folder = Path(text).expanduser()
            if not folder.is_dir():
                raise NotConfigured(f"{CLONES}: there is no folder {folder}.", "Mend the path.")
            for clone in _clones(folder):
                found.setdefault(self._name(clone, folder), clone)
        kept = {name: path for name, path in found.items() if allowed.allows(name)}
        if not kept:
            raise NotConfigured(f"{CLONES} holds no clone that may be read.", "Mend the path.")
        return kept

    def _name(self, clone: Path, root: Path) -> str:
        """The clone's name; its configuration is read again when the file has changed."""
        for config in (clone / ".git" / "config", clone / "config"):
            if config.is_file():
                key = (config, config.stat().st_mtime_ns)
                if key not in self._names:
                    self._names[key] = _origin(config)
                if self._names[key]:
                    return self._names[key]
        plain = clone.name.removesuffix(".git")
        return plain if root in (clone.parent, clone) else f"{clone.parent.name}/{plain}"


@contextmanager
def opened(folder: Path, name: str, setting: str) -> Generator[Repo]:
    """A clone in a folder that `setting` names. What cannot be read is Unavailable."""
    from dulwich.errors import NotGitRepository, ObjectMissing  # noqa: PLC0415
    from dulwich.repo import (  # noqa: PLC0415
        InvalidWorktreeConfiguration,
        Repo,
        UnsupportedExtension,
        UnsupportedVersion,
    )

    unreadable = (UnsupportedVersion, UnsupportedExtension, InvalidWorktreeConfiguration)
    try:
        with Repo(str(folder)) as repo:
            yield repo
    except (NotGitRepository, OSError, ValueError, StopIteration, *unreadable) as error:
        raise Unavailable(
            f"The clone of {name} cannot be read ({type(error).__name__}).",
            f"See whether {setting} names a Git repository that this user may read.",
        ) from None
    except (KeyError, ObjectMissing) as error:
        raise Unavailable(
            f"The clone of {name} lacks an object ({str(error)[:60]}).",
            "It is shallow, partial or damaged: fetch it whole.",
        ) from None


def name_of(clone: Path) -> str:
    """`owner/name` of the clone's origin, else its folder's name."""
    for config in (clone / ".git" / "config", clone / "config"):
        if config.is_file() and (name := _origin(config)):
            return name
    return clone.name.removesuffix(".git")


def fetched(repo: Repo) -> datetime:
    """When the clone last heard of its server: what a fetch leaves behind, else what cloning left.

    Of the latter the oldest: a checkout writes HEAD again and `git gc` packed-refs, without a word
    with the server.
    """
    folder = Path(repo.commondir())
    fetch = folder / "FETCH_HEAD"
    made = (folder / name for name in _CLONE_LEAVES)
    left = [fetch] if fetch.is_file() else [path for path in made if path.is_file()]
    oldest = min((path.stat().st_mtime for path in left), default=0.0)
    return datetime.fromtimestamp(oldest, UTC).replace(microsecond=0)


def _clones(folder: Path, depth: int = 2) -> Iterator[Path]:
    if is_clone(folder):
        yield folder
    elif depth:
        for child in sorted(folder.iterdir())[:MOST_CLONES]:
            if child.is_dir() and not child.name.startswith("."):
                yield from _clones(child, depth - 1)


def is_clone(folder: Path) -> bool:
    """Whether a folder is a clone, bare or with files checked out."""
    bare = all((folder / name).exists() for name in ("HEAD", "objects", "refs"))
    return bare or (folder / ".git").exists()


def _origin(config: Path) -> str:
    """`owner/name` of the address that the clone was made from, "" if it tells none."""
    from dulwich.config import ConfigFile  # noqa: PLC0415

    try:
        url = ConfigFile.from_path(str(config)).get((b"remote", b"origin"), b"url").decode()
    except (OSError, KeyError, ValueError):
        return ""
    # Of an address only the path names a repository: before it stand host, user and token.
    scheme, separator, rest = url.partition("://")
    path = rest.partition("/")[2] if separator and scheme != "file" else url.rpartition(":")[2]
    parts = path.rstrip("/").removesuffix(".git").split("/")
    return "/".join(parts[-2:]) if len(parts) >= 2 and all(parts[-2:]) else ""
