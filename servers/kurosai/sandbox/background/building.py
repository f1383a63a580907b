"""The files of a scale: there already, or built now by one process for each part.

They are written under another name and renamed when they are whole, so that whoever finds them
can use them; a lock lets two starts at once build them once.
"""

from __future__ import annotations

import gc
import multiprocessing
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final, TypeAlias

from filelock import FileLock, Timeout

from kurosai.errors import NotConfigured
from kurosai.sandbox.background import part
from kurosai.sandbox.background.scale import DAYS, Scale

Say: TypeAlias = Callable[[str], None]

NEEDED_BYTES: Final = 1_100_000_000
"""What a whole week takes on disk."""

_SPARE_BYTES: Final = 50_000_000
FOLDER: Final = "backgrounds"
"""Where they are in the state directory."""

_LOOK_S: Final = 0.5


def files(scale: Scale, state: Path, say: Say) -> tuple[Path, ...]:
    """The files of the parts, in order of time; built if they are not there.

    `say` is told what is going on. Raises NotConfigured when they cannot be written.
    """
    home = state / FOLDER
    found = home / scale.key
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not found.is_dir():
            with _alone(home / f"{scale.name}.lock", say):
                # Another start may have built them while this one waited.
                if not found.is_dir():
                    _build(scale, home, found, say)
    except OSError as error:
        raise _unwritable(home, str(error)) from None
    return tuple(found / _name(number) for number in range(part.PARTS))


def _alone(path: Path, say: Say) -> FileLock:
    """The lock, taken; whoever waits for it says so."""
    lock = FileLock(path, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say("another start is building the week of this scale, waiting for it")
        lock.acquire()
    return lock


def _build(scale: Scale, home: Path, found: Path, say: Say) -> None:
    for old in home.iterdir():
        # What a killed build left, and what another version built.
        if old.is_dir() and (old.name.startswith(".") or _is_older(old.name, scale)):
            shutil.rmtree(old, ignore_errors=True)
    needed = NEEDED_BYTES // scale.one_in + _SPARE_BYTES
    free = shutil.disk_usage(home).free
    if free < needed:
        raise _unwritable(home, f"{free:,} bytes are free and {needed:,} are needed")
    temporary = Path(tempfile.mkdtemp(dir=home, prefix=f".{scale.key}."))
    try:
        _all_parts(scale, temporary, say)
        temporary.replace(found)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _is_older(name: str, scale: Scale) -> bool:
    """Whether a folder is of the same size of platform, made by another version."""
    same = name.startswith(f"{scale.name}-") and name.rpartition("-")[2] == str(scale.one_in)
    return same and name != scale.key


def _all_parts(scale: Scale, folder: Path, say: Say) -> None:
    context = multiprocessing.get_context("spawn")
    workers: dict[Connection, BaseProcess] = {}
    doing: dict[Connection, str] = {}
    try:
        for number, days in enumerate(_days()):
            here, there = context.Pipe(duplex=False)
            path = folder / _name(number)
            one = context.Process(
                target=_worked, args=(there, path, number, days, scale), daemon=True
            )
            one.start()
            there.close()
            workers[here] = one
        while workers:
            for here in wait([*workers], _LOOK_S):
                assert isinstance(here, Connection)
                _heard(here, workers, doing)
                say(f"building the week of this scale (once): {', '.join(doing.values())}")
    finally:
        for one in workers.values():
            one.terminate()
            one.join()


def _heard(
    here: Connection,
    workers: dict[Connection, BaseProcess],
    doing: dict[Connection, str],
) -> None:
    """Take one word of a worker; its process ends with the last one."""
    try:
        kind, text = here.recv()
    except EOFError:
        kind, text = "failed", "the process that wrote it was killed"
    if kind == "doing":
        doing[here] = text
        return
    workers.pop(here).join()
    doing.pop(here, None)
    if kind == "failed":
        raise OSError(text)


def _worked(there: Connection, path: Path, number: int, days: Sequence[int], scale: Scale) -> None:
    """Write a part in a process of its own; the parent is told by (kind, text)."""
    # Millions of tuples and no cycle among them: looking for garbage is a third of the time.
    gc.disable()
    with suppress(BrokenPipeError, KeyboardInterrupt):
        try:
            part.write(path, number, days, scale, lambda text: there.send(("doing", text)))
        except (sqlite3.Error, OSError) as error:
            there.send(("failed", str(error)))
        else:
            there.send(("done", ""))


def _days() -> list[range]:
    """The days of each part."""
    each = DAYS // part.PARTS
    return [range(first, first + each) for first in range(0, DAYS, each)]


def _name(number: int) -> str:
    return f"part-{number}.sqlite3"


def _unwritable(home: Path, why: str) -> NotConfigured:
    return NotConfigured(
        f"The week of this scale cannot be written to {home}: {why}.",
        "Make room there, or set KUROSAI_STATE_DIR to another directory.",
    )
