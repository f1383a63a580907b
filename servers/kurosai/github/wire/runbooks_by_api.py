"""A repository of runbooks over GitHub's API, in few calls.

One conditional call says whether anything moved. Then one or two name every file, and what is
new comes by itself while it is little, else in one archive.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import quote

from kurosai.errors import BadInput, Fault, NotConfigured, Unavailable
from kurosai.github.wire import archive, parsed
from kurosai.github.wire.door import Door
from kurosai.github.wire.objects import Denied, Kind, Missing, NoCommits
from kurosai.library.address import VARIABLE
from kurosai.library.copying import blob_id
from kurosai.library.origin import Leaf, Tip

FEW = 6
"""Files that are fetched by themselves; more come with the archive of the whole repository."""

MOST_LEFT_OUT = 40
MOST_TREES = 60
MOST_BYTES = 2_000_000
_KINDS: Mapping[str, Kind] = {"120000": "symlink", "160000": "submodule", "040000": "directory"}


class RunbooksByApi:
    """A `library.origin.Repository` over `Door`."""

    def __init__(self, door: Door, repository: str, ref: str, folder: str) -> None:
        self._door = door
        self._repository = repository
        self._ref = ref
        self._folder = folder
        self._path = f"/repos/{quote(repository, safe='/')}"

    @property
    def name(self) -> str:
        """`crois/runbooks`."""
        return self._repository

    @property
    def tells_changes(self) -> bool:
        """Each path is a question of its own."""
        return False

    def tip(self, known: Tip | None) -> Tip:
        """The commit now, by a conditional call, which counts for no limit while nothing moved."""
        query = {"per_page": 1, **({"sha": self._ref} if self._ref else {})}
        with self._told():
            told = self._door.changed(f"{self._path}/commits", query, known.mark if known else "")
            if told is None:
                assert known is not None
                return known
            with parsed.shaped("list of commits"):
                if not told.body:
                    raise NoCommits
                commit = parsed.commit(told.body[0])
        return Tip(commit.sha, commit.committed, commit.tree, told.mark)

    def leaves(self, tip: Tip) -> Sequence[Leaf]:
        """Everything below the folder; a list that GitHub cuts is asked for in parts."""
        asked = _Trees(self._door, self._path)
        with self._told(tip):
            tree = tip.tree
            for part in filter(None, self._folder.split("/")):
                below = [one for one in asked.tree(tree) if one["path"] == part]
                if not below or below[0]["type"] != "tree":
                    raise NotConfigured(
                        f"{self._repository} has no folder {self._folder} at {tip.commit[:7]}.",
                        f"Mend the folder in {VARIABLE}.",
                    )
                tree = str(below[0]["sha"])
            return tuple(asked.leaves(tree, ""))

    def bodies(self, tip: Tip, leaves: Sequence[Leaf]) -> Iterator[tuple[str, bytes]]:
        """Single files, or the archive; what that leaves out or alters comes by itself."""
        left = list(leaves)
        if len(left) > FEW:
            before = f"{self._folder}/" if self._folder else ""
            wanted = {f"{before}{leaf.path}": leaf for leaf in left}
            with (
                self._told(tip),
                self._door.stream(f"{self._path}/tarball/{tip.commit}") as stream,
            ):
                for path, data in archive.files(stream, wanted, most=MOST_BYTES):
                    # `export-subst` in .gitattributes alters files on their way.
                    if path in wanted and wanted[path].blob == blob_id(data):
                        yield wanted.pop(path).blob, data
            left = list(wanted.values())
        if len(left) > MOST_LEFT_OUT:
            raise Unavailable(
                f"The archive of {self._repository} lacks {len(left)} of {len(leaves)} files.",
                "Try again; see that .gitattributes does not keep them out (export-ignore).",
            )
        for leaf in left:
            with self._told(tip):
                yield leaf.blob, self._blob(leaf)

    def changed(self, tip: Tip, blobs: Mapping[str, str]) -> Mapping[str, datetime]:
        """A call for each path."""
        found: dict[str, datetime] = {}
        for path in blobs:
            whole = f"{self._folder}/{path}".lstrip("/")
            query = {"sha": tip.commit, "path": whole, "per_page": 1}
            with self._told(tip):
                told = self._door.changed(f"{self._path}/commits", query)
                assert told is not None
                with parsed.shaped("list of commits"):
                    for one in told.body[:1]:
                        found[path] = parsed.commit(one).committed
        return found

    def _blob(self, leaf: Leaf) -> bytes:
        told = self._door.get(f"{self._path}/git/blobs/{leaf.blob}")
        return parsed.body(told, leaf.blob)

    @contextmanager
    def _told(self, tip: Tip | None = None) -> Generator[None]:
        """Refusals as what to mend; what is missing of a known `tip` went away meanwhile."""
        try:
            yield
        except NoCommits:
            raise Unavailable(
                f"{self._repository} has no commits yet.", "Push the runbooks."
            ) from None
        except Denied as why:
            raise NotConfigured(
                f"GitHub does not let this token read {self._repository}: {why}.",
                "Give it Contents: read on the repository.",
            ) from None
        except (Missing, BadInput):
            if tip is None:
                raise self._lacking() from None
            raise Unavailable(
                f"GitHub does not have all of {self._repository}@{tip.commit[:7]} (404).",
                "Try again in a minute.",
            ) from None

    def _lacking(self) -> Fault:
        try:
            self._door.get(self._path)
        except (Missing, Denied):
            return NotConfigured(
                f"There is no {self._repository} for this token (404): a private repository looks "
                "the same to one that may not read it.",
                f"See whether {VARIABLE} names it as GitHub does, and give the token "
                "Contents: read on it.",
            )
        return NotConfigured(
            f"{self._repository} has no branch, tag or commit {self._ref or 'of its own'}.",
            f"Mend the @ref in {VARIABLE}.",
        )


class _Trees:
    """Trees of one repository; bounded in calls."""

    def __init__(self, door: Door, path: str) -> None:
        self._door = door
        self._path = path
        self._left = MOST_TREES
        self._whole = True

    def tree(self, sha: str, **query: str) -> Sequence[Mapping[str, Any]]:
        """The items of a tree; `_whole` says whether these are all."""
        self._left -= 1
        if self._left < 0:
            raise Unavailable(
                f"The repository is too large to be listed in {MOST_TREES} calls.",
                f"Name the folder of the runbooks in {VARIABLE}.",
            )
        told = self._door.get(f"{self._path}/git/trees/{sha}", query)
        self._whole = not told.get("truncated")
        with parsed.shaped("tree"):
            return [dict(one) for one in told["tree"]]

    def leaves(self, sha: str, before: str) -> Iterator[Leaf]:
        """All files below a tree, their paths behind `before`."""
        items = self.tree(sha, recursive="1")
        cut = not self._whole
        if cut:
            items = self.tree(sha)
            if not self._whole:
                raise Unavailable("GitHub cuts the list of a folder.", "Split it into several.")
        for one in items:
            with parsed.shaped("tree"):
                path, mode, blob = str(one["path"]), str(one["mode"]), str(one["sha"])
                size = one.get("size")
            kind = _KINDS.get(mode, "file")
            if kind != "directory":
                yield Leaf(f"{before}{path}", kind, blob, size)
            elif cut:
                yield from self.leaves(blob, f"{before}{path}/")
