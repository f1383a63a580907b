"""How a library comes to be: from the folder, with what is known of it, and into a snapshot."""

from __future__ import annotations

import gc
import hashlib
import os
import sqlite3
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import cache
from importlib.resources import files as resources
from itertools import chain
from typing import TYPE_CHECKING

from filelock import FileLock

from kurosai.library import folder, snapshot
from kurosai.library.extract import Extract, extract
from kurosai.library.page import PageFault
from kurosai.library.snapshot import Contents, Filed, Snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path
    from typing import TypeAlias

    from kurosai.library.folder import Found, Stamp
    from kurosai.library.sections import Sections

    Progress: TypeAlias = Callable[[int, int], None]

# A file that changed this shortly before it was read may change again without a new stamp: file
# systems count time in ticks. It is read again at the next look. Nanoseconds.
_FINE_TICK = 50_000_000
_COARSE_TICK = 2_000_000_000
# Fewer changes than this, or than a twentieth of the pages, stay in memory.
_FEW = 32
_SHARE = 20
_UNREAD = -1
_UNUSED = 60 * 86_400
_WAIT = 60.0
"""Seconds that another process may take to read all pages for the first time."""


def silently(_done: int, _all: int) -> None:
    """No progress is wanted."""


def read(
    root: Path,
    known: Mapping[str, Filed],
    fresh: Mapping[str, Extract],
    sections: Sections,
    progress: Callable[[int, int], None],
) -> tuple[dict[str, Filed], dict[str, Extract]]:
    """The files below a folder as they are now, and of those that the snapshot lacks, all."""
    files: dict[str, Filed] = {}
    extracts: dict[str, Extract] = {}
    found = folder.look(root)
    for done, one in enumerate(found):
        path = one.path
        filed, extracted = _file(one, known.get(path), fresh.get(path), sections)
        files[path] = filed
        if extracted is not None:
            extracts[path] = extracted
        progress(done + 1, len(found))
    return files, extracts


def _file(
    found: Found, known: Filed | None, fresh: Extract | None, sections: Sections
) -> tuple[Filed, Extract | None]:
    if found.fault:
        return _unread(found.fault, known, fresh)
    if known and known.stamp and known.stamp == found.stamp:
        return known, fresh
    data = folder.read(found)
    if isinstance(data, PageFault):
        return _unread(data, known, fresh)
    stamp = _settled(found.stamp)
    digest = hashlib.sha256(data).hexdigest()
    if known and known.digest == digest:
        return replace(known, stamp=stamp), fresh
    new = extract(found.path, data, sections)
    records = tuple(len(records) for records in new.records)
    return Filed(_UNREAD, found.path, stamp, digest, new.cards, new.faults, records), new


def _unread(
    fault: PageFault, known: Filed | None, fresh: Extract | None
) -> tuple[Filed, Extract | None]:
    if known and known.faults == (fault,):
        return known, fresh
    return Filed(_UNREAD, fault.path, None, "", (), (fault,), ()), Extract(b"")


def _settled(stamp: Stamp | None) -> Stamp | None:
    """A stamp that the file cannot have again with other bytes, else None."""
    if stamp is None:
        return None
    last = max(stamp.modified, stamp.changed)
    tick = _FINE_TICK if last % 1_000_000 else _COARSE_TICK
    return stamp if last < time.time_ns() - tick else None


def same(files: Mapping[str, Filed], others: Mapping[str, Filed]) -> bool:
    """Whether two looks found the same pages and the same faults."""
    return files.keys() == others.keys() and all(
        one.digest == other.digest and one.faults == other.faults
        for one, other in zip(files.values(), others.values(), strict=True)
    )


# The snapshot


@contextmanager
def alone(path: Path | None) -> Generator[None]:
    """Keep other processes from reading the same pages meanwhile: the second finds the snapshot.

    Where that cannot be had, or takes too long, both read: what is lost is time.
    """
    if path is None or path.exists():
        yield
        return
    with ExitStack() as held:
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            held.enter_context(FileLock(f"{path}.lock", timeout=_WAIT))
        yield


@contextmanager
def uncollected() -> Generator[None]:
    """Look for no garbage cycles meanwhile: pages make many objects and few cycles, and looking
    through them again and again is a tenth of a first start.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def opened(path: Path | None, sections: Sections) -> Snapshot | None:
    """The snapshot at a path; None where there is none of this version that can be read."""
    if path is None:
        return None
    try:
        found = Snapshot(path, fingerprint(sections))
        with suppress(OSError):
            os.utime(path)  # it is in use: see _prune
        return found
    except (OSError, sqlite3.Error, ValueError, TypeError, KeyError):
        return None


def is_due(files: Mapping[str, Filed], old: Snapshot | None) -> bool:
    """Whether so much has changed that a new snapshot is worth its time."""
    if old is None:
        return True
    kept = sum(filed.place >= 0 for filed in files.values())
    changed = len(files) - kept + len(old.files) - kept
    return changed > max(_FEW, len(files) // _SHARE)


def kept(path: Path, sections: Sections, contents: Contents) -> Snapshot | None:
    """A new snapshot at a path. None where it cannot be written: what it saves is time."""
    with suppress(OSError, sqlite3.Error):
        snapshot.write(path, fingerprint(sections), contents)
        _prune(path.parent)
        return opened(path, sections)
    return None


def _prune(room: Path) -> None:
    """Do away with what belongs to folders that nobody has opened for long, or to dead writers."""
    for one in room.iterdir():
        with suppress(OSError):
            if one.stat().st_mtime < time.time() - _UNUSED:
                one.unlink()


def fingerprint(sections: Sections) -> str:
    """What a page becomes depends on this code and on the phrases of headings: their digest."""
    return f"{_code()} {sections.digest}"


@cache
def _code() -> str:
    digest = hashlib.sha256()
    rooms = (resources("kurosai.library"), resources("kurosai.logs"))
    for name, data in sorted(chain.from_iterable(map(_sources, rooms))):
        digest.update(f"{name} {len(data)} ".encode() + data)
    return digest.hexdigest()


def _sources(room: Traversable) -> Iterable[tuple[str, bytes]]:
    for one in room.iterdir():
        if one.is_dir():
            yield from _sources(one)
        elif one.name.endswith((".py", ".yaml")):
            yield one.name, one.read_bytes()
