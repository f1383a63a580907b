"""Copies of a repository's pages on this machine: one folder for each commit, never changed.

A copy is written beside its place and renamed, behind a lock that all processes share, so that
there is a whole one or none. `current.json` says which was confirmed last and when; that one is
what is served while the repository is down, also after a restart.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from kurosai import deadline
from kurosai.errors import BadInput, Unavailable
from kurosai.library import picking
from kurosai.library.origin import Leaf, Repository, Tip
from kurosai.library.page import PageFault
from kurosai.vocabulary import moment, stamp

KEPT = 3
"""Copies besides the current one: a process that is some commits behind may still be loading."""

MOST_WAITED = 120.0
MOST_BYTES = 512 * 1024 * 1024
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Copy:
    """The pages of one commit of `repository` below `pages`; `blobs` are Git's ids by path.

    `aside` are the bytes, by blob id, of what came and is no page: links, Git LFS pointers.
    """

    repository: str
    pages: Path
    tip: Tip
    blobs: Mapping[str, str]
    faults: tuple[PageFault, ...]
    aside: Mapping[str, bytes]
    confirmed: datetime | None = None


class Copies:
    """The copies of one address in a folder of their own. OSError means that it cannot be used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Copy | None:
        """The last good copy; None when there is none, or it is damaged."""
        told = _json(self.folder / "current.json")
        try:
            copy = self.of(str(told["commit"]))
            confirmed, mark = moment(str(told["confirmed"])), str(told["mark"])
        except (KeyError, BadInput):
            return None
        if copy is None:
            return None
        return replace(copy, tip=replace(copy.tip, mark=mark), confirmed=confirmed)

    def of(self, commit: str) -> Copy | None:
        """The copy of a commit, if every file of it is there."""
        folder = self.folder / commit
        told = _json(folder / "copy.json")
        try:
            if told["format"] != FORMAT or told["commit"] != commit:
                return None
            files: dict[str, Any] = dict(told["files"])
            pages = folder / "pages"
            if any((pages / path).stat().st_size != size for path, (_, size) in files.items()):
                return None
            tip = Tip(commit, moment(str(told["committed"])), str(told["tree"]))
            blobs = {path: str(blob) for path, (blob, _) in files.items()}
            aside = {blob: text.encode("latin-1") for blob, text in told["aside"].items()}
            faults = tuple(picking.fault(path, rule, what) for path, rule, what in told["faults"])
        except (KeyError, ValueError, TypeError, AttributeError, BadInput, OSError):
            return None
        return Copy(str(told["repository"]), pages, tip, blobs, faults, aside)

    def confirm(self, copy: Copy, now: datetime) -> Copy:
        """Note that the repository named this commit just now."""
        told = {
            "commit": copy.tip.commit,
            "confirmed": stamp(now.replace(microsecond=0)),
            "mark": copy.tip.mark,
        }
        _replaced(self.folder / "current.json", told)
        return replace(copy, confirmed=now)

    def add(self, repository: Repository, tip: Tip) -> Copy:
        """The copy of a commit, brought unless another process has. Raises what `Repository` does.

        Bytes that the last copy has are taken from there.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        waits = deadline.remaining(MOST_WAITED, doing=f"waiting for a copy of {repository.name}")
        try:
            with FileLock(self.folder / "lock", timeout=waits):
                made = self.of(tip.commit) or self._brought(repository, tip)
                self._prune(tip.commit)
        except Timeout:
            raise Unavailable(
                f"Another process has been copying {repository.name} for {waits:.0f} s.",
                "Ask again in a minute.",
            ) from None
        return replace(made, tip=tip)

    def _brought(self, repository: Repository, tip: Tip) -> Copy:
        place = self.folder / tip.commit
        shutil.rmtree(place, ignore_errors=True)
        made = Path(tempfile.mkdtemp(prefix="new-", dir=self.folder))
        try:
            writing = _Writing(made / "pages", self.current())
            writing.write(repository, tip)
            told = {
                "format": FORMAT,
                "repository": repository.name,
                "commit": tip.commit,
                "committed": stamp(tip.committed),
                "tree": tip.tree,
                "files": writing.files,
                "aside": {blob: data.decode("latin-1") for blob, data in writing.aside.items()},
                "faults": [[one.path, one.rule, one.what] for one in writing.faults],
            }
            (made / "copy.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
            made.rename(place)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        copy = self.of(tip.commit)
        if copy is None:
            raise OSError(f"what was written to {place} is not there")
        return copy

    def _prune(self, newest: str) -> None:
        """Remove old copies, and what a process that died left; what cannot be, stays."""
        told = _json(self.folder / "current.json")
        spared = {newest, str(told.get("commit", ""))}
        with suppress(OSError):
            folders = [one for one in self.folder.iterdir() if one.is_dir()]
            left = [one for one in folders if one.name.startswith("new-")]
            old = [one for one in folders if one not in left and one.name not in spared]
            old.sort(key=lambda one: one.stat().st_mtime, reverse=True)
            for one in (*left, *old[KEPT:]):
                shutil.rmtree(one, ignore_errors=True)


class _Writing:
    """One copy while it is written: `files` are blob id and size by path."""

    def __init__(self, pages: Path, before: Copy | None) -> None:
        self._pages = pages
        self._before = before
        self._written = 0
        self.files: dict[str, tuple[str, int]] = {}
        self.faults: list[PageFault] = []
        self.aside: dict[str, bytes] = {}

    def write(self, repository: Repository, tip: Tip) -> None:
        """Everything of the commit that belongs to a library."""
        self._pages.mkdir()
        picked = picking.pick(repository.leaves(tip))
        self.faults += picked.faults
        known: dict[str, Path] = {}
        if self._before is not None:
            for path, blob in self._before.blobs.items():
                known.setdefault(blob, self._before.pages / path)
        wanted: dict[str, list[Leaf]] = {}
        for leaf in picked.leaves:
            if leaf.kind == "file" and leaf.blob in known:
                self._put(leaf, known[leaf.blob])
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
        aside: Mapping[str, bytes] = self._before.aside if self._before else dict[str, bytes]()
        had = {blob: aside[blob] for blob in wanted if blob in aside}
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


def _json(path: Path) -> dict[str, Any]:
    try:
        body: Any = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return body if isinstance(body, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _replaced(path: Path, body: Mapping[str, str]) -> None:
    descriptor, name = tempfile.mkstemp(prefix="current-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump(body, stream)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
