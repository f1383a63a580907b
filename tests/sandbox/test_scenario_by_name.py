"""`kurosai sandbox --scenario`: a file, or the name of a scenario that is shipped."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kurosai.cli.sandbox import scenario_path
from kurosai.errors import BadInput
from kurosai.sandbox.scenario import SCENARIOS, bundled


def command(state: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "kurosai", "sandbox", *arguments],
        env={**os.environ, "KUROSAI_STATE_DIR": str(state)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_shipped_scenario_is_served_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "worlds" / "sandbox.json"
    with command(tmp_path, "--scenario", "s27-cron-in-utc") as world:
        until = time.monotonic() + 30
        while not file.exists() and world.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
        served = file.exists()
        world.terminate()
    assert served


def test_an_unknown_name_is_told_the_nearest_first(tmp_path: Path) -> None:
    with command(tmp_path, "--scenario", "cron-in-utc") as world:
        _, told = world.communicate(timeout=30)
    assert world.returncode not in (0, None)
    assert "There is no bundled scenario 'cron-in-utc'" in told.replace("\n", " ")
    assert "s27-cron-in-utc, " in told
    assert told.index("s27-cron-in-utc") < told.index("g01-pod-gone")
    assert not (tmp_path / "worlds").exists()


@pytest.mark.parametrize("chosen", ["./s01-no-job-id", "worlds/x.yaml", "x.yml", "x.yaml"])
def test_what_is_written_like_a_file_is_one(chosen: str) -> None:
    assert scenario_path(chosen) == Path(chosen)


def test_a_file_without_a_suffix_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine").write_text("scenario: 2\n")
    assert scenario_path("mine") == Path("mine")
    assert scenario_path("") == bundled("s01-started-at-missing")
    with pytest.raises(BadInput, match="nearest first: s01-started-at-missing, "):
        scenario_path("s01-started-at-mising")
    assert all(scenario_path(one.stem) == one for one in SCENARIOS.glob("*.yaml"))
