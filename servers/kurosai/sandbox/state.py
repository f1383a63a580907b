"""Where a running world leaves its environment, and how only one world has a name.

`<state>/worlds/NAME.json` is what other processes read; it exists only while the world is ready.
`<state>/worlds/NAME.lock` is held by the operating system for the life of the process, so that
a killed world blocks nobody and two that start at once cannot both win.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from filelock import FileLock, Timeout

from kurosai.errors import BadInput, NotConfigured, Refused

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")


def world_file(state: Path, name: str) -> Path:
    """Where the world `name` writes its environment. BadInput for a name that is no file name."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"{name[:60]!r} cannot name a sandbox.", "Use up to 40 letters, digits, - and _."
        )
    return state / "worlds" / f"{name}.json"


@contextmanager
def held(state: Path, name: str) -> Generator[Path]:
    """Hold the name for as long as the block runs; yields the path of the world file.

    Refused names the process that has it. What a dead process left is removed.
    """
    path = world_file(state, name)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = FileLock(path.with_suffix(".lock"), blocking=False, mode=0o600)
        lock.acquire()
    except Timeout:
        raise Refused(
            f"A sandbox named {name!r} is running already{_whose(path)}.",
            "Use that one, stop it, or start this one with another --name.",
        ) from None
    except OSError as error:
        raise NotConfigured(
            f"The state directory {state} cannot be written: {error}.",
            "Set KUROSAI_STATE_DIR to a directory that can.",
        ) from None
    try:
        path.unlink(missing_ok=True)
        yield path
    finally:
        path.unlink(missing_ok=True)
        lock.release()


def publish(path: Path, body: Mapping[str, object]) -> None:
    """Write the world file so that a reader sees all of it or nothing; only the user may read."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:  # mkstemp has made it 0600
            json.dump(body, file, indent=1)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _whose(path: Path) -> str:
    try:
        body: object = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return " (it is just starting)"
    pid = cast("dict[str, object]", body).get("pid") if isinstance(body, dict) else None
    return f" (process {pid})" if isinstance(pid, int) else ""
