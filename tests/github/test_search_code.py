"""Words in the code: the same answer from GitHub's index and from a clone, but for its limits."""

from __future__ import annotations

import pytest
from repositories import Bench, text

from kurosai import calls
from kurosai.errors import BadInput
from kurosai.github import search_code
from kurosai.vocabulary import Coverage, Reading

TIMES = "lambdas/job_status_updater/times.py"


def searched(bench: Bench, words: str, repository: str = "") -> Reading:
    return search_code.search(bench.code, words=words, repository=repository)


def test_the_code_line_of_a_stack_trace_is_found_in_all_repositories(bench: Bench) -> None:
    reading = searched(bench, "return tuple(parse(message[key]) for key in keys)")
    assert [row.text for row in reading.rows] == [
        f"crois/core-v2 {TIMES}:22 return tuple(parse(message[key]) for key in keys)"
    ]
    assert (reading.found, reading.total) == (1, 1)
    assert reading.next == (
        calls.read_file("crois/core-v2", TIMES, around_line=22),
        calls.find_commits("crois/core-v2", path=TIMES),
    )


def test_all_words_are_wanted_and_capitals_do_not_matter(bench: Bench) -> None:
    both = searched(bench, "default_keys PARAMETER", "crois/core-v2")
    assert {row.text.split(":")[0] for row in both.rows} == {f"crois/core-v2 {TIMES}"}
    assert searched(bench, "default_keys memory_size").rows == ()


def test_a_phrase_is_one_word(bench: Bench) -> None:
    assert len(searched(bench, '"sweep start"').rows) == 1
    assert searched(bench, '"start sweep"').rows == ()


def test_one_repository_can_be_named(bench: Bench) -> None:
    assert searched(bench, "memory_size", "crois/core-v2").rows == ()
    assert "512" in text(searched(bench, "memory_size", "terraform-v2"))


def test_only_an_exact_search_proves_absence(bench: Bench) -> None:
    reading = searched(bench, "no_such_name_here now")
    expected = Coverage.PARTIAL if bench.kind == "api" else Coverage.EMPTY
    assert reading.coverage is expected
    assert ("cannot prove" in text(reading)) is (bench.kind == "api")
    assert "nothing found" in text(reading)
    assert reading.next == (calls.search_code("no_such_name_here"),)
    found = searched(bench, "memory_size")
    assert found.coverage is (Coverage.PARTIAL if bench.kind == "api" else Coverage.COMPLETE)


def test_more_files_than_are_shown_are_counted(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_code, "MOST_FILES", 1)
    reading = searched(bench, "job_status_updater OR times", "crois/core-v2")
    assert reading.rows == ()
    reading = searched(bench, "times", "crois/core-v2")
    assert reading.found == 1
    assert reading.total is not None
    assert reading.total > 1
    assert "more files have all the words" in text(reading)


def test_no_words_are_bad_input(bench: Bench) -> None:
    with pytest.raises(BadInput, match="no words"):
        searched(bench, "  ")
