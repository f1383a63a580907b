"""Matching: the same error is found however it arrives; a look-alike never is the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples_in_memory import InMemory

from kurosai.library.match import Band, Match, match
from kurosai.library.match.kept import Kept
from kurosai.library.match.samples import records
from kurosai.library.places import default_runbooks
from kurosai.library.search import search
from kurosai.library.shelf import Library

LIBRARY = Library.load(default_runbooks())
ALERT = """:rotating_light: crois-v2:prd:lambda core-v2-crois-gke-health-checker
Errors >= 1  (2025-11-04T18:14:00Z - 18:15:00Z)
[healthcheck] error: started_at has no value tasks:normal-1
"""


def names(found: Match) -> list[str]:
    return [candidate.card.number for candidate in found.candidates]


def library(folder: Path, **samples: str) -> Library:
    text = "\n".join(
        f"## {number[1:]}:{number}\n### サンプル\n```\n{sample}\n```\n"
        for number, sample in samples.items()
    )
    (folder / "page.md").write_text(text, "utf-8")
    return Library.load(folder)


@pytest.mark.parametrize(
    "text",
    [
        ALERT,
        ALERT.splitlines()[2],
        (
            "[ERROR]\t2025-11-04T18:14:40.914Z\t2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97\t"
            "[healthcheck] error: started_at has no value tasks:normal-1"
        ),
        "main.py: [healthcheck] error: started_at has no value tasks:normal-2, normal-3",
        (
            "[ERROR] AssertionError: started_at has no value tasks:normal-1\r\n"
            'Traceback (most recent call last):\r\n  File "/var/task/main.py", line 300, in handler'
        ),
        "[HealthCheck] Error: started_at has no value, tasks:normal-4",
    ],
)
def test_the_articles_error_is_matched(text: str) -> None:
    found = match(LIBRARY, text)
    assert (found.band, names(found)) == (Band.MATCHED, ["004"])
    assert found.candidates[0].differing == ()
    assert "started_at" in found.candidates[0].sample


def test_a_look_alike_is_likely_at_most_and_says_what_differs() -> None:
    for line in (
        "[healthcheck] error: finished_at has no value tasks:normal-1",
        "[ERROR] AssertionError: finished_at has no value tasks:normal-4",
    ):
        found = match(LIBRARY, ALERT.replace(ALERT.splitlines()[2], line))
        assert found.band is Band.LIKELY
        assert names(found)[0] == "004"
        assert found.candidates[0].differing == ("finished_at here, started_at in the page",)


@pytest.mark.parametrize("line", ["started_at has a value", "started_at value has no tasks"])
def test_words_left_out_or_moved_do_not_match(line: str) -> None:
    assert match(LIBRARY, f"[healthcheck] error: {line} tasks:normal-1").band is not Band.MATCHED


def test_a_status_code_makes_another_error() -> None:
    line = (
        "[healthcheck] error: Crois API request failed status_code={} method=GET path=/v1/jobs/1/"
    )
    assert match(LIBRARY, line.format(503)).band is Band.MATCHED
    other = match(LIBRARY, line.format(500))
    assert other.band is Band.LIKELY
    assert other.candidates[0].differing == ("500 here, 503 in the page",)


@pytest.mark.parametrize("entry", LIBRARY.entries, ids=lambda entry: entry.number)
def test_every_shipped_sample_finds_its_own_entry(entry: object) -> None:
    for other in LIBRARY.entries:
        if other is entry:
            for sample in other.samples:
                assert names(match(LIBRARY, sample.log[0])) == [other.number]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "Errors >= 1  (2025-11-04T18:14:00Z - 18:15:00Z)",
        "WARN retrying Crois API (502)",
        "Task timed out after 600.00 seconds",
        "connection refused",
        "ValueError: invalid literal for int() with base 10: 'x'",
        "CannotPullContainerError: no matching manifest for linux/amd64",
        "OutOfMemoryError: Container killed due to memory usage",
        "disk quota exceeded on node-3",
        '  File "/var/task/main.py", line 193, in healthcheck',
        "\0\ud800�",
    ],
)
def test_other_errors_match_nothing(text: str) -> None:
    assert match(LIBRARY, text) == Match(Band.NONE)


def test_two_entries_with_the_same_sample_stay_two(tmp_path: Path) -> None:
    shelf = library(tmp_path, n01="disk /dev/sda1 is full", n02="disk /dev/sdb2 is full")
    found = match(shelf, "disk /dev/sda1 is full")
    assert (found.band, names(found)) == (Band.MATCHED, ["01"])
    shelf = library(tmp_path, n01="job 1 was lost", n02="job 2 was lost").refreshed()
    found = match(shelf, "job 3 was lost")
    assert (found.band, names(found)) == (Band.LIKELY, ["01", "02"])


def test_a_library_of_one_entry_matches_and_refuses(tmp_path: Path) -> None:
    shelf = library(tmp_path, n01="started_at has no value tasks:normal-4")
    assert match(shelf, "started_at has no value tasks:x-1").band is Band.MATCHED
    assert match(shelf, "finished_at has no value tasks:x-1").band is Band.LIKELY
    assert match(shelf, "the value of x").band is Band.NONE


def test_a_short_sample_matches_only_when_equal(tmp_path: Path) -> None:
    shelf = library(tmp_path, n01="Task failed")
    assert match(shelf, "Task failed").band is Band.MATCHED
    assert match(shelf, "Task failed because of rain").band is Band.NONE


def test_what_varies_weighs_nothing(tmp_path: Path) -> None:
    shelf = library(tmp_path, n01="workers stalled 3 of 5 in pool")
    assert match(shelf, "workers stalled in pool").band is Band.MATCHED


def test_a_library_without_samples_matches_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("## 01:a\n", "utf-8")
    assert match(Library.load(tmp_path), ALERT) == Match(Band.NONE)


@settings(max_examples=60)
@given(st.text(max_size=300))
def test_no_text_is_too_strange(text: str) -> None:
    found = match(LIBRARY, text)
    assert (found.band is Band.NONE) == (not found.candidates)
    assert list(found.candidates) == sorted(
        found.candidates, key=lambda one: one.score, reverse=True
    )


def test_a_megabyte_is_read_as_far_as_it_can_tell() -> None:
    assert match(LIBRARY, ALERT + "x y z\n" * 200_000).band is Band.MATCHED
    assert match(LIBRARY, "x" * 1_000_000).band is Band.NONE


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("started_atが空", "004"),
        ("started at missing", "004"),
        ("ノードの回収", "005"),
        ("Crois API 503", "003"),
        ("ジョブが終わらない 制限時間", "001"),
        ("再試行回数", "007"),
        ("task is pending", "006"),
    ],
)
def test_words_find_their_entry(query: str, number: str) -> None:
    assert search(LIBRARY, query)[0].card.number == number


def test_words_that_nowhere_stand_find_nothing() -> None:
    assert search(LIBRARY, "xyzzy") == ()
    assert search(LIBRARY, "") == ()
    assert len(search(LIBRARY, "job", most=2)) == 2


def test_a_title_counts_more_than_a_mention(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        f"## 01:disk\n{'pod ' * 20}\n## 02:memory\ndisk disk {'pod ' * 20}\n", "utf-8"
    )
    assert [hit.card.number for hit in search(Library.load(tmp_path), "disk")] == ["01", "02"]


def test_a_library_on_disk_and_plain_dictionaries_hold_the_same_samples(tmp_path: Path) -> None:
    root = tmp_path / "runbooks"
    root.mkdir()
    for at in range(30):
        other = "disk full" if at % 3 else "started_at missing"
        shown = f"ERROR lease of {'abcdefg'[at % 7]}pod lost\n{other}"
        text = f"## {at:02}:a\n### サンプル\n```\n{shown}\n```\n"
        (root / f"n{at:02}.md").write_text(text, "utf-8")
    shelf = Library.load(root, tmp_path / "library.sqlite3")
    (root / "n07.md").write_text("## 07:a\n### サンプル\n```\nanother of n07\n```\n", "utf-8")
    for held in (shelf, shelf.refreshed()):
        kept = Kept(held)
        plain = InMemory.of(map(records, held.entries))
        assert kept.count_of_entries() == plain.count_of_entries()
        for place, sample in enumerate(plain.samples):
            assert kept.sample(place) == sample
            assert kept.telling(place) == plain.telling(place)
            mark = sample.record.signature
            assert list(kept.equal(mark)) == list(plain.equal(mark))
        for word in (*plain.by_word, "unheard"):
            assert list(kept.holding(word)) == list(plain.holding(word))
            assert kept.held(word) == plain.held(word)
