"""An environment for the peers, apart from ours: their dependencies are not ours."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

LOCK = Path(__file__).with_name("awslabs.lock")


def made(folder: Path) -> Path:
    """The folder of commands of the peers' environment in `folder`, made when it is not there.

    It is made anew when the lock has changed.
    """
    stamp = folder / LOCK.name
    commands = folder / ("Scripts" if sys.platform == "win32" else "bin")
    if stamp.is_file() and stamp.read_bytes() == LOCK.read_bytes():
        return commands
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    subprocess.run([uv, "venv", "-q", "--clear", "--python", sys.executable, folder], check=True)
    subprocess.run(
        [uv, "pip", "sync", "-q", "--python", folder, "--require-hashes", LOCK], check=True
    )
    stamp.write_bytes(LOCK.read_bytes())
    return commands
