"""A world in a process of its own, for whoever needs one for the length of a block."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from kurosai.errors import NotConfigured
from kurosai.sandbox.state import world_file

READY_SECONDS = 90.0
STOP_SECONDS = 10.0
LOOK_SECONDS = 0.5
"""How often a world looks whether its parent is there."""


@contextmanager
def booted(
    scenario: Path, *, state: Path, name: str = "sandbox", scale: str = ""
) -> Generator[float]:
    """Start a world, wait until it answers, stop it at the end; yields the seconds it took.

    What a `scale` needs should be built by then: it takes longer than this waits.

    Raises NotConfigured with the process's own words when it ends or is not ready in time.
    """
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as words:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "kurosai",
                "sandbox",
                "--scenario",
                str(scenario),
                "--name",
                name,
                "--parent",
                str(os.getpid()),
                "--scale",
                scale,
            ],
            env={**os.environ, "KUROSAI_STATE_DIR": str(state)},
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
        )
        try:
            if not _is_ready(process, world_file(state, name), begun):
                words.seek(0)
                raise NotConfigured(
                    f"The local world did not start: {words.read()[-600:].strip()}",
                    "Mend that, then try again.",
                )
            yield time.perf_counter() - begun
        finally:
            _stop(process)


def end_with(parent: int) -> None:
    """From now on stop this process when it is no longer a child of `parent`.

    One that is killed stops nobody, and its world would serve on for ever.
    """

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=look, name="parent", daemon=True).start()


def _is_ready(process: subprocess.Popen[bytes], file: Path, begun: float) -> bool:
    """Wait for the world file of this process; one that a killed world left says another pid."""
    while process.poll() is None and time.perf_counter() - begun < READY_SECONDS:
        with suppress(OSError, ValueError):
            if json.loads(file.read_text("utf-8"))["pid"] == process.pid:
                return True
        time.sleep(0.02)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
