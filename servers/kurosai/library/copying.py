"""Writing one copy of a commit's pages: what is new is brought, what the last copy has is linked.

Bytes are what Git's own id says, or there is no copy.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kurosai.errors import Unavailable
from kurosai.library import picking
from kurosai.library.origin import Leaf, Repository, Tip
from kurosai.library.page import PageFault

MOST_BYTES = 512 * 1024 * 1024
_OF_THE_NAME = frozenset({errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL})
"""What a file system says of a name that it cannot keep."""


class Copying:
    """One copy while it is written: `files` are blob id and size by path, `aside` as in `Copy`.

    `known` are files, and `aside` bytes, that the last copy has, by blob id.
    """

    def __init__(self, pages: Path, known: Mapping[str, Path], aside: Mapping[str, bytes]) -> None:
        self._pages = pages
        self._known = known
        self._had = aside
        self._written = 0
        self.files: dict[str, tuple[str, int]] = {}
        self.faults: list[PageFault] = []
        self.aside: dict[str, bytes] = {}

    def write(self, repository: Repository, tip: Tip) -> None:
        """Everything of the commit that belongs to a library."""
        self._pages.mkdir()
        picked = picking.pick(repository.leaves(tip))
        self.faults += picked.faults
        wanted: dict[str, list[Leaf]] = {}
        for leaf in picked.leaves:
            if leaf.kind == "file" and leaf.blob in self._known:
                self._put(leaf, self._known[leaf.blob])
            else:
                wanted.setdefault(leaf.blob, []).append(leaf)
        links: list[tuple[Leaf, bytes]] = []
        for blob, data in self._bodies(repository, tip, wanted):
            for leaf in wanted.pop(blob, ()):
                if leaf.kind == "symlink":
                    self.aside[blob] = data
                    links.append((leaf, data))
                else:
                    self._file(leaf, data)
        if wanted:
            raise Unavailable(
                f"{repository.name} did not send {len(wanted)} files that it has.",
                "Try again in a minute.",
            )
        for leaf, link in links:
            self._link(leaf, link)

    def _bodies(
        self, repository: Repository, tip: Tip, wanted: Mapping[str, Sequence[Leaf]]
    ) -> Iterator[tuple[str, bytes]]:
        had = {blob: self._had[blob] for blob in wanted if blob in self._had}
        several = [leaves[0] for blob, leaves in wanted.items() if blob not in had]
        yield from had.items()
        for blob, data in repository.bodies(tip, several) if several else ():
            if blob_id(data) != blob:
                raise Unavailable(
                    f"What came for blob {blob[:10]} is something else.", "Try again."
                )
            yield blob, data

    def _file(self, leaf: Leaf, data: bytes) -> None:
        flaw = picking.flaw(leaf.path, data)
        if flaw is not None:
            self.faults.append(flaw)
            if flaw.rule == picking.LFS:
                self.aside[leaf.blob] = data
            return
        self._written += len(data)
        if self._written > MOST_BYTES:
            raise Unavailable(
                f"The pages are more than {MOST_BYTES // 2**20} MiB.",
                "Name the folder of the runbooks in KUROSAI_RUNBOOKS.",
            )
        self._put(leaf, data)

    def _link(self, leaf: Leaf, link: bytes) -> None:
        meant = picking.target(
            leaf.path, link, {path: blob for path, (blob, _) in self.files.items()}
        )
        if not meant:
            what = "the link leads to no page of the folder"
            self.faults.append(picking.fault(leaf.path, "outside", what))
            return
        blob = self.files[meant][0]
        self._put(Leaf(leaf.path, "file", blob), self._pages / meant)

    def _put(self, leaf: Leaf, source: bytes | Path) -> None:
        path = self._pages / leaf.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(source, bytes):
                with path.open("xb") as stream:
                    stream.write(source)
            else:
                _linked(source, path)
        except (FileExistsError, NotADirectoryError):
            # Two paths of Git that are one on this machine: README.md and readme.md.
            what = "on this machine another file of the commit has this name"
            self.faults.append(picking.fault(leaf.path, "same_name", what))
            return
        except OSError as error:
            if error.errno not in _OF_THE_NAME:
                raise
            self.faults.append(picking.bad_path(leaf.path))
            return
        self.files[leaf.path] = (leaf.blob, path.stat().st_size)


def blob_id(data: bytes) -> str:
    """Git's id of these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _linked(source: Path, path: Path) -> None:
    try:
        # The same file again keeps its time, by which a library knows that it has read it.
        os.link(source, path)
    except FileExistsError:
        raise
    except OSError:
        with path.open("xb"):
            pass
        shutil.copy2(source, path)
