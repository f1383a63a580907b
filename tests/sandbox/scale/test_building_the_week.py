"""The files of a scale: built once, whole or not at all."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from kurosai.cli.main import main
from kurosai.sandbox.background import building
from kurosai.sandbox.background.scale import Scale, scale_of
from kurosai.sandbox.scenario import bundled

TINY = Scale("test", one_in=4_000)


def test_what_is_there_is_used(tmp_path: Path) -> None:
    said: list[str] = []
    files = building.files(TINY, tmp_path, said.append)
    assert any("once" in one for one in said)
    before = [path.stat().st_mtime_ns for path in files]
    said.clear()

    assert building.files(TINY, tmp_path, said.append) == files

    assert said == []
    assert [path.stat().st_mtime_ns for path in files] == before


def test_two_at_once_build_one_and_leave_nothing_else(tmp_path: Path) -> None:
    home = tmp_path / building.FOLDER
    left = home / f".{TINY.key}.killed"
    left.mkdir(parents=True)
    (home / "test-0-1-4000").mkdir()
    said: list[str] = []
    found: list[tuple[Path, ...]] = []

    def start() -> None:
        found.append(building.files(TINY, tmp_path, said.append))

    several = [threading.Thread(target=start) for _ in range(2)]
    for one in several:
        one.start()
    for one in several:
        one.join()

    assert found[0] == found[1]
    assert "waiting for it" in " ".join(said)
    assert sorted(path.name for path in home.iterdir()) == [TINY.key, "test.lock"]


def test_a_disk_that_is_full_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    program = f"""
import resource
from pathlib import Path
from kurosai.errors import Fault
from kurosai.sandbox.background import building
from kurosai.sandbox.background.scale import Scale
if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
    try:
        building.files(Scale("test", one_in=4_000), Path({str(tmp_path)!r}), lambda _: None)
    except Fault as fault:
        print(fault.code, fault)
"""
    script = tmp_path / "program.py"
    script.write_text(program, "utf-8")

    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)

    assert "cannot be written to" in done.stdout
    assert "KUROSAI_STATE_DIR" in done.stdout
    assert [path.name for path in (tmp_path / building.FOLDER).iterdir()] == ["test.lock"]


def test_a_directory_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / building.FOLDER).write_text("", "utf-8")

    with pytest.raises(building.NotConfigured, match="cannot be written"):
        building.files(TINY, tmp_path, lambda _: None)


PROGRAM = """
import sys
from pathlib import Path
from kurosai.sandbox.background.scale import Scale
from kurosai.sandbox.process import run
if __name__ == "__main__":
    run(Path(sys.argv[1]), name="large", state_dir=Path(sys.argv[2]), scale=Scale("test", 4_000))
"""


def test_a_sandbox_serves_the_week_and_says_how_much_it_is(tmp_path: Path) -> None:
    script = tmp_path / "program.py"
    script.write_text(PROGRAM, "utf-8")
    scenario = bundled("s03-no-manifest")
    with subprocess.Popen(
        [sys.executable, script, scenario, tmp_path], stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stderr is not None
            said = process.stderr.readline()
            world = json.loads((tmp_path / "worlds" / "large.json").read_text("utf-8"))
            given = world["environment"]
            answer = httpx.get(
                f"{given['CROIS_API_URL']}/v1/jobs/",
                params={"page_size": 100},
                headers={"Authorization": f"Token {given['CROIS_API_TOKEN']}"},
            ).json()
        finally:
            process.terminate()

    told = re.search(r"\((\d,\d+) jobs.*; beside them a week of (\d+) jobs, ([\d,]+) log", said)
    assert told, said
    own, week = int(told[1].replace(",", "")), int(told[2])
    assert week == 7 * 22_000 // 4_000 + 1
    assert own < answer["count"] <= own + week + 6
    assert len(answer["results"]) == 100


def test_an_unknown_scale_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sandbox", "--scale", "huge"]) == 2
    assert "There is no scale 'huge'" in capsys.readouterr().err
    assert scale_of("") is None
    article = scale_of("article")
    assert article is not None
    assert article.one_in == 1
