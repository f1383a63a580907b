"""A command is bounded in time and output, and nothing of it is left behind."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from kurosai.bench.agent import bounded
from kurosai.bench.agent.bounded import Ended

# A server that a host leaves behind: it does not listen to SIGTERM, and says who it is.
LEAVES_ONE = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c",
    "import os, signal, time, pathlib; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "pathlib.Path('pid').write_text(str(os.getpid())); time.sleep(60)"])
import pathlib, time
while not pathlib.Path('pid').exists() or not pathlib.Path('pid').read_text(): time.sleep(0.01)
"""


def run(script: str, folder: Path, *, seconds: float = 30.0, given: Path | None = None) -> Ended:
    return bounded.run(
        [sys.executable, "-c", script],
        folder=folder,
        environment=environment(),
        given=given,
        output=folder / "out",
        errors=folder / "err",
        seconds=seconds,
        stop=threading.Event(),
    )


def environment() -> Mapping[str, str]:
    return {"PATH": os.defpath}


def test_it_ends_by_itself_with_what_it_was_given(tmp_path: Path) -> None:
    (tmp_path / "prompt").write_text("調査", "utf-8")
    ended = run("print(input().encode())", tmp_path, given=tmp_path / "prompt")
    assert (ended.told, ended.status) == ("ended", 0)
    assert "\\xe8" in (tmp_path / "out").read_text("utf-8")


def test_a_crash_is_told_and_its_words_are_kept(tmp_path: Path) -> None:
    ended = run("raise SystemExit('no credentials')", tmp_path)
    assert ended.told == "exit status 1"
    assert (tmp_path / "err").read_text("utf-8") == "no credentials\n"
    killed = run("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", tmp_path)
    assert killed.told == "killed by signal 9"


def test_time_is_over_for_the_whole_group(tmp_path: Path) -> None:
    ended = run(f"{LEAVES_ONE}\ntime.sleep(60)", tmp_path, seconds=3.0)
    assert (ended.told, ended.status) == ("out of time", None)
    assert ended.seconds < 20
    assert gone(tmp_path)


def test_what_it_leaves_behind_is_ended_too(tmp_path: Path) -> None:
    assert run(LEAVES_ONE, tmp_path).told == "ended"
    assert gone(tmp_path)


def test_endless_output_ends_it(tmp_path: Path) -> None:
    ended = run("while True: print('x' * 1_000_000)", tmp_path)
    assert ended.told == "too much output"


def test_an_interruption_ends_it(tmp_path: Path) -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    ended = bounded.run(
        [sys.executable, "-c", "import time; time.sleep(60)"],
        folder=tmp_path,
        environment=environment(),
        given=None,
        output=tmp_path / "out",
        errors=tmp_path / "err",
        seconds=60,
        stop=stop,
    )
    assert ended.told == "interrupted"


def gone(folder: Path) -> bool:
    """Whether the process that wrote its id there runs no longer (a zombie does not run)."""
    status = Path("/proc") / (folder / "pid").read_text("utf-8") / "stat"
    for _ in range(50):
        try:
            if status.read_text("utf-8").rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False
