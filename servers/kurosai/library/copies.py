"""Copies of a repository's pages on this machine: one folder for each commit, never changed.

A copy is written beside its place and renamed, behind a lock that all processes share, so that
there is a whole one or none. `current.json` says which was confirmed last and when; that one is
what is served while the repository is down, also after a restart.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from kurosai import deadline
from kurosai.errors import BadInput, Unavailable
from kurosai.library import picking
from kurosai.library.copying import Copying
from kurosai.library.origin import Repository, Tip
from kurosai.library.page import PageFault
from kurosai.vocabulary import moment, stamp

KEPT = 3
"""Copies besides the current one: a process that is some commits behind may still be loading."""

MOST_WAITED = 120.0
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
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
        if not _COMMIT.fullmatch(tip.commit):
            # It becomes the name of a folder.
            raise Unavailable(f"{repository.name} names a commit that is none.", "Try again.")
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
            writing = self._copying(made / "pages")
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

    def _copying(self, pages: Path) -> Copying:
        before = self.current()
        if before is None:
            return Copying(pages, {}, {})
        known = {blob: before.pages / path for path, blob in before.blobs.items()}
        return Copying(pages, known, before.aside)

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
