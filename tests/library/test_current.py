"""The library of a running process: read once however many ask, seen anew when it changes."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kurosai import deadline
from kurosai.deadline import Deadline
from kurosai.errors import NotConfigured
from kurosai.library.current import Current

PROGRAM = """
import sys
from pathlib import Path
from kurosai.library.current import Current
library = Current(Path(sys.argv[1])).at(Path(sys.argv[2]))
print(len(library.cards), len(library.fresh))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "runbooks"
    folder.mkdir()
    for number in range(50):
        (folder / f"{number}.md").write_text(f"# page\n\n## {number:03}:a\n\ntext\n", "utf-8")
    return folder


def test_many_threads_share_one_reading(root: Path, tmp_path: Path) -> None:
    current = Current(tmp_path / "state")
    with ThreadPoolExecutor(8) as threads:
        libraries = list(threads.map(current.at, [root] * 8))
    assert all(library is libraries[0] for library in libraries)


def test_an_edit_is_seen_by_the_next_call(root: Path, tmp_path: Path) -> None:
    current = Current(tmp_path / "state")
    assert current.at(root).card("007").title == "a"
    (root / "7.md").write_text("## 007:edited\n", "utf-8")
    assert current.at(root).card("007").title == "edited"


def test_another_folder_is_another_library_with_a_cache_of_its_own(
    root: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    current = Current(tmp_path / "state")
    assert len(current.at(root).cards) == 50
    assert len(current.at(other).cards) == 0
    assert len(current.at(root).cards) == 50
    assert len(list((tmp_path / "state" / "library").glob("*.sqlite3"))) == 2


def test_a_newer_copy_under_the_same_name_is_read_where_it_differs(
    root: Path, tmp_path: Path
) -> None:
    newer = tmp_path / "newer"
    newer.mkdir()
    for path in root.iterdir():
        (newer / path.name).write_bytes(path.read_bytes())
    (newer / "3.md").write_text("## 003:newer\n", "utf-8")
    current = Current(tmp_path / "state")
    current.at(root, "github:crois/runbooks")
    moved = current.at(newer, "github:crois/runbooks")
    assert list(moved.fresh) == ["3.md"]
    again = Current(tmp_path / "state").at(newer, "github:crois/runbooks")
    assert list(again.fresh) == ["3.md"]


def test_processes_that_start_at_once_end_with_one_index(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "state"), str(root)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    said = [one.communicate(timeout=60)[0].split() for one in running]
    assert [one.returncode for one in running] == [0] * 4
    assert said == [["50", "0"]] * 4


def test_a_waiting_host_is_told_how_far_it_is(root: Path, tmp_path: Path) -> None:
    with deadline.running(Deadline()) as running:
        Current(tmp_path / "state").at(root)
    assert running.doing == "reading the runbooks for the first time, 50 of 50 pages"


def test_no_folder_is_said_each_time(tmp_path: Path) -> None:
    current = Current(tmp_path / "state")
    for _ in range(2):
        with pytest.raises(NotConfigured, match="is no folder"):
            current.at(tmp_path / "nothing")
