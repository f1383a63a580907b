"""Parts of files, and everything that is not a text, over the API and over clones alike."""

from __future__ import annotations

from typing import Any

import pytest
from repositories import Bench, text

from kurosai.errors import BadInput
from kurosai.github import read_file
from kurosai.github.read_file import Part
from kurosai.vocabulary import Coverage, Reading

TIMES = "lambdas/job_status_updater/times.py"
CORE = "crois/core-v2"


def read(bench: Bench, path: str, repository: str = CORE, ref: str = "", **part: Any) -> Reading:
    given: dict[str, Any] = {"around_line": 0, "start": 0, "end": 0, "find": "", **part}
    asked = Part(**given)
    return read_file.read(bench.code, repository=repository, path=path, ref=ref, part=asked)


def test_the_line_of_a_stack_trace_comes_with_those_around_it(bench: Bench) -> None:
    reading = read(bench, TIMES, around_line=22)
    assert [row.text for row in reading.rows if row.mark] == [
        "  22     return tuple(parse(message[key]) for key in keys)"
    ]
    assert reading.rows[0].text.startswith("   7 DEFAULT_KEYS")
    assert (reading.found, reading.total, reading.unit) == (21, 21, "line")
    assert reading.lead[-1].startswith("file of 27 lines, ")
    assert reading.coverage is Coverage.COMPLETE


def test_the_header_pins_commit_and_blob(bench: Bench) -> None:
    reading = read(bench, TIMES)
    tip = bench.shas["Bump boto3 from 1.40.2 to 1.40.64 in /lambdas (#415)"]
    assert reading.source.startswith(f"crois/core-v2@{tip[:10]} (main) {TIMES} blob ")
    assert reading.facts["commit"] == tip


def test_a_file_can_be_read_as_it_was(bench: Bench) -> None:
    before = bench.shas["docs: describe the sweep (#413)"]
    old = read(bench, TIMES, ref=before, find="DEFAULT_KEYS =")
    assert '"started_at", "finished_at"' in text(old)
    assert old.source.startswith(f"crois/core-v2@{before[:10]} {TIMES}")
    new = read(bench, TIMES, find="DEFAULT_KEYS =")
    assert '"startedAt", "finishedAt"' in text(new)


def test_find_shows_the_lines_and_proves_their_absence(bench: Bench) -> None:
    reading = read(bench, TIMES, find="default_keys")
    assert [row.text[:4] for row in reading.rows if row.mark] == ["   7", "  17"]
    assert "lines that contain it: 2" in text(reading)
    nothing = read(bench, TIMES, find="workflow")
    assert nothing.coverage is Coverage.EMPTY
    assert nothing.rows == ()
    assert "lines that contain it: 0" in text(nothing)


def test_many_matches_are_cut_and_say_so(bench: Bench) -> None:
    reading = read(bench, "long.txt", "crois/odd", find="line 1")
    assert reading.coverage is Coverage.TRUNCATED
    assert "lines that contain it: 111, the first 8 shown" in text(reading)


def test_a_long_file_goes_on_behind_its_cursor(bench: Bench) -> None:
    first = read(bench, "long.txt", "crois/odd")
    assert (first.found, first.total, first.cursor) == (60, 200, "start=61")
    assert first.coverage is Coverage.TRUNCATED
    rest = read(bench, "long.txt", "crois/odd", start=150, end=400)
    assert rest.rows[0].text == " 150 line 150"
    assert (rest.found, rest.cursor, rest.coverage) == (51, "", Coverage.COMPLETE)
    much = read(bench, "long.txt", "crois/odd", start=1, end=200)
    assert (much.found, much.cursor) == (120, "start=121")


def test_a_line_behind_the_end_is_said_not_to_be_there(bench: Bench) -> None:
    reading = read(bench, TIMES, around_line=300)
    assert "there is no line 300" in text(reading)
    assert reading.rows[-1].text.startswith("  27 ")


def test_a_directory_is_listed(bench: Bench) -> None:
    root = text(read(bench, "", "crois/odd"))
    for line in ("src/", "link (symlink)", "vendored (submodule)", "long.txt 1,692 bytes"):
        assert line in root.split("\n")
    assert "Handler.py" in text(read(bench, "src/", "crois/odd"))


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("assets/logo.png", "a binary file of 24 bytes"),
        ("assets/model.bin", "a pointer of Git LFS"),
        ("vendored", "a submodule: another repository at commit 5f0c1bb2a9d14e7f8c3b6a7d2e9f0123"),
        ("vendored/lib.py", "a submodule"),
        ("link", "a symbolic link, not followed; it points to\n../../../etc/passwd"),
        ("folder/Handler.py", "a symbolic link, not followed; it points to\nsrc"),
        ("long.txt/x", "a file, not a directory"),
    ],
)
def test_what_is_no_text_says_what_it_is(bench: Bench, path: str, said: str) -> None:
    reading = read(bench, path, "crois/odd")
    assert f"this is {said}" in text(reading)
    assert reading.coverage is Coverage.COMPLETE
    assert "root:" not in text(reading)


def test_a_file_too_large_says_its_size(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("api", "clones"):
        monkeypatch.setattr(f"kurosai.github.wire.{module}.MOST_BLOB_BYTES", 1_000)
    assert "a file of 1,692 bytes, too large" in text(read(bench, "long.txt", "crois/odd"))


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("src/handler.py", "src/Handler.py"),
        ("lib/Handler.py", "src/Handler.py"),
        ("src/Handlr.py", "src/Handler.py"),
    ],
)
def test_a_path_that_is_not_there_brings_the_nearest(bench: Bench, path: str, nearest: str) -> None:
    reading = read(bench, path, "crois/odd")
    assert reading.coverage is Coverage.EMPTY
    assert reading.rows[0].text == nearest
    assert reading.next[0].arguments["path"] == nearest


def test_a_name_like_nothing_has_no_neighbours(bench: Bench) -> None:
    reading = read(bench, "zzz.qqq", "crois/odd")
    assert (reading.rows, reading.next) == ((), ())
    assert "nor a similar one" in text(reading)


def test_contradictions_are_told(bench: Bench) -> None:
    with pytest.raises(BadInput, match="More than one"):
        read(bench, TIMES, around_line=3, find="x")
    with pytest.raises(BadInput, match="are none"):
        read(bench, TIMES, start=9, end=3)
    with pytest.raises(BadInput, match=r"no branch, tag or commit 'v9'\. There are: main"):
        read(bench, TIMES, ref="v9")
