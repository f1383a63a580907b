"""A command in a process group of its own, for so long and no longer."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MOST_OUTPUT = 64 * 1024 * 1024
"""Bytes of output after which a command is ended: it would fill the disk."""
GRACE_SECONDS = 2.0
_STEP = 0.1


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended: by itself, with `status`; or why it was ended (`because`)."""

    status: int | None
    because: str
    seconds: float

    @property
    def told(self) -> str:
        """In words."""
        if self.because:
            return self.because
        if self.status == 0:
            return "ended"
        if self.status is not None and self.status < 0:
            return f"killed by signal {-self.status}"
        return f"exit status {self.status}"


def run(
    command: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    given: Path | None,
    output: Path,
    errors: Path,
    seconds: float,
    stop: threading.Event,
) -> Ended:
    """Run it in `folder`, `given` as its standard input, until it ends or must be ended.

    Its whole process group is gone afterwards: a host leaves servers behind.
    """
    begun = time.monotonic()
    with (
        (given or Path(os.devnull)).open("rb") as reading,
        output.open("wb") as out,
        errors.open("wb") as err,
    ):
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=dict(environment),
            stdin=reading,
            stdout=out,
            stderr=err,
            start_new_session=True,
        )
        try:
            because = _wait(process, begun + seconds, stop, (output, errors))
        finally:
            _end_group(process)
    status = None if because else process.returncode
    return Ended(status, because, time.monotonic() - begun)


def _wait(
    process: subprocess.Popen[bytes], until: float, stop: threading.Event, files: Sequence[Path]
) -> str:
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_STEP)
            return ""
        if stop.is_set():
            return "interrupted"
        if time.monotonic() > until:
            return "out of time"
        if sum(one.stat().st_size for one in files) > MOST_OUTPUT:
            return "too much output"


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Ask the whole group to end, then end it; the leader may be gone long before the others."""
    _signal(process.pid, signal.SIGTERM)
    until = time.monotonic() + GRACE_SECONDS
    while _alive(process) and time.monotonic() < until:
        time.sleep(0.02)
    _signal(process.pid, signal.SIGKILL)
    process.wait()


def _alive(process: subprocess.Popen[bytes]) -> bool:
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _signal(group: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
