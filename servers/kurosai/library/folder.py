"""A folder of markdown files: which there are, whether they changed, and their bytes.

Nothing outside the root is read. What cannot be read is a fault with its reason.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kurosai.errors import NotConfigured
from kurosai.library.page import PageFault
from kurosai.library.page_parser import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PAGES = 20_000
_NO_FILE = "it is a device or pipe, no file"
_SUFFIXES = (".md", ".markdown")


class Stamp(NamedTuple):
    """What a file's system says of it; equal stamps mean equal contents.

    The time of change (ctime) is part of it because copying tools set the other one back.
    """

    modified: int
    """Nanoseconds since 1970."""
    changed: int
    size: int


class Found(NamedTuple):
    """A file as a look at the folder found it: its stamp, or why it is not read.

    `path` is relative to the root, `place` is where the system finds it, behind
    a link if it is one.
    """

    path: str
    place: str
    stamp: Stamp | None
    fault: PageFault | None = None


def look(root: Path) -> list[Found]:
    """Every markdown file below a folder, in order of path. Raises NotConfigured if there is none.

    Hidden files and folders are passed over; folders behind links are not entered.
    """
    if not root.is_dir():
        raise NotConfigured(f"{root} is no folder.", "Set the runbooks' folder to one that exists.")
    real = str(root.resolve())
    found = sorted(_below(str(root), real), key=lambda one: one.path)
    if len(found) > MAX_PAGES:
        first = found[MAX_PAGES]
        what = f"only {MAX_PAGES:,} pages are read; this and {len(found) - MAX_PAGES - 1} more not"
        found[MAX_PAGES:] = [_fault(first.path, first.place, "too_many", what)]
    return found


# A file may have become a link out of the folder, or a pipe, since it was looked at: neither is
# followed, and nothing waits for a writer.
_OPENED = sum(getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))


def read(found: Found) -> bytes | PageFault:
    """The bytes of a file, at most one more than a page may have; a fault if they cannot be had."""
    try:
        with os.fdopen(os.open(found.place, os.O_RDONLY | _OPENED), "rb") as stream:
            if stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                return stream.read(MAX_BYTES + 1)
            return PageFault("no_file", found.path, 1, _NO_FILE)
    except OSError as error:
        return PageFault("unreadable", found.path, 1, str(error.strerror))


def _below(root: str, real: str) -> Iterator[Found]:
    # A list and no recursion: folders may lie deeper in each other than Python calls may.
    waiting = [("", root)]
    while waiting:
        prefix, folder = waiting.pop()
        try:
            with os.scandir(folder) as scanned:
                entries = list(scanned)
        except OSError as error:
            name = _written(prefix.rstrip("/")) or "."
            yield _fault(name, folder, "unreadable", str(error.strerror))
            continue
        for entry in entries:
            if entry.name.startswith("."):
                continue
            path = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                waiting.append((f"{path}/", entry.path))
            elif entry.name.lower().endswith(_SUFFIXES):
                yield from _file(entry, path, real)


def _written(path: str) -> str:
    """A path as text that can be written anywhere: bytes that are no UTF-8 by their numbers."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _file(entry: os.DirEntry[str], path: str, real: str) -> Iterator[Found]:
    place = entry.path
    if (written := _written(path)) != path:
        yield _fault(written, place, "file_name", "the file's name is not UTF-8; rename it")
        return
    try:
        if entry.is_symlink():
            target = Path(place).resolve(strict=True)
            if not target.is_relative_to(real):
                yield _fault(path, place, "outside", "the link leads out of the folder")
                return
            if target.is_dir():
                return
            place = str(target)
        state = entry.stat()
    except (OSError, RuntimeError) as error:
        # RuntimeError is what a chain of links that leads to itself raises.
        reason = error.strerror if isinstance(error, OSError) else "the link leads to itself"
        yield _fault(path, place, "unreadable", str(reason))
        return
    if not stat.S_ISREG(state.st_mode):
        yield _fault(path, place, "no_file", _NO_FILE)
        return
    yield Found(path, place, Stamp(state.st_mtime_ns, state.st_ctime_ns, state.st_size))


def _fault(path: str, place: str, rule: str, what: str) -> Found:
    return Found(path, place, None, PageFault(rule, path, 1, what))
