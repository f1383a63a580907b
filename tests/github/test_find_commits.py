"""What came to the branches before a time, over the API and over clones alike."""

from __future__ import annotations

from typing import Any

import pytest
from repositories import Bench, text

from kurosai import calls
from kurosai.errors import BadInput
from kurosai.github import find_commits, history
from kurosai.vocabulary import Coverage, Reading

FIRST = "2025-11-04T16:20:07Z"
CORE = "crois/core-v2"
NOTHING: dict[str, Any] = {
    "repository": "",
    "path": "",
    "around": "",
    "since": "",
    "until": "",
    "hours": 24,
    "text": "",
    "author": "",
    "ref": "",
    "cursor": "",
}


def found(bench: Bench, **asked: Any) -> Reading:
    return find_commits.find(bench.code, bench.now, **{**NOTHING, **asked})


def numbers(reading: Reading) -> list[str]:
    """The changes by the numbers that their rows name, or by their subjects."""
    return [_name(row.brief) for row in reading.rows]


def _name(brief: str) -> str:
    number = brief.partition("#")[2]
    digits = "".join(one for one in number[:6] if one.isdigit())
    return f"#{digits}" if digits else brief.partition(": ")[2].partition(" · ")[0]


def test_all_repositories_are_looked_at_and_the_last_before_is_marked(bench: Bench) -> None:
    reading = found(bench, around=FIRST)
    assert numbers(reading) == [
        "#409",
        "Give the log forwarder 512 MB in prd",
        "#413",
        "#412",
        "#415",
    ]
    assert [row.mark for row in reading.rows] == ["", "", "", ">", ""]
    assert reading.coverage is Coverage.COMPLETE
    assert reading.total == 5
    assert str(reading.window) == "2025-11-03 16:20:07Z-2025-11-04T17:20:07Z"
    assert "last before 2025-11-04T16:20:07Z (2025-11-05 01:20:07 JST): #412, 14 min 55 s" in text(
        reading
    )
    assert "1 came after that time" in text(reading)
    around = bench.now.replace(hour=16, minute=20, second=7)
    assert reading.next == (
        calls.describe_change(CORE, "#412", around=around),
        calls.describe_change(CORE, "#413", around=around),
    )


def test_a_merge_counts_at_its_own_time_and_is_found_by_path(bench: Bench) -> None:
    """Its commits are five days old, and Git's listing of the path leaves the merge out."""
    reading = found(bench, repository=CORE, around=FIRST, path="lambdas/job_status_updater")
    assert numbers(reading) == ["#412"]
    assert f"{reading.rows[0].at:%H:%M:%S}" == "16:05:12"
    older = found(
        bench, repository=CORE, since="2025-10-30T00:00:00Z", until="2025-10-31T00:00:00Z"
    )
    assert older.coverage is Coverage.EMPTY
    assert older.rows == ()


def test_a_merge_says_which_commits_it_brings(bench: Bench) -> None:
    reading = found(bench, repository=CORE, since="2025-10-29T00:00:00Z")
    merge = next(row for row in reading.rows if "#412" in row.brief)
    assert "brings 2 commits" in merge.brief
    assert bench.shas["Version 2.41.0"] in merge.text
    assert numbers(reading) == ["#409", "#413", "#412", "#415"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"author": "taku mori"}, ["#412"]),
        ({"author": "t-mori@"}, []),
        ({"author": "taku.mori@"}, ["#412"]),
        ({"text": "version 2.41"}, ["#412"]),
        ({"text": "BOTO3"}, ["#415"]),
        ({"text": "sweep", "path": "docs"}, ["#413"]),
        ({"path": "lambdas/requirements.txt"}, ["#415"]),
        ({"path": "lambdas/job"}, []),
        ({"ref": "main", "text": "boto3"}, ["#415"]),
    ],
)
def test_words_people_and_paths_narrow(
    bench: Bench, asked: dict[str, Any], expected: list[str]
) -> None:
    assert numbers(found(bench, repository=CORE, around=FIRST, **asked)) == expected


def test_nothing_that_fits_is_said_with_the_wider_question(bench: Bench) -> None:
    reading = found(bench, repository="crois/runbooks", around=FIRST)
    assert reading.coverage is Coverage.EMPTY
    assert (reading.found, reading.total) == (0, 0)
    assert reading.next[0].arguments["hours"] == 168
    narrowed = found(bench, repository=CORE, around="2025-11-04T16:00:00Z", path="environments")
    assert "path" not in narrowed.next[0].arguments


def test_more_than_fit_are_behind_a_cursor(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find_commits, "MOST_SHOWN", 2)
    first = found(bench, around=FIRST)
    assert (numbers(first), first.cursor, first.coverage) == (
        ["#412", "#415"],
        "2",
        Coverage.TRUNCATED,
    )
    second = found(bench, around=FIRST, cursor=first.cursor)
    assert numbers(second) == ["Give the log forwarder 512 MB in prd", "#413"]
    last = found(bench, around=FIRST, cursor=second.cursor)
    assert (numbers(last), last.cursor) == (["#409"], "")


def test_a_listing_that_was_cut_proves_nothing(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST_LISTED", 2)
    reading = found(bench, repository=CORE, since="2025-10-20T00:00:00Z")
    assert reading.coverage is Coverage.PARTIAL
    assert reading.total is None
    assert "2 commits of crois/core-v2 were read, back to" in text(reading)


def test_an_empty_repository_is_no_failure(bench: Bench) -> None:
    reading = found(bench, repository="crois/empty", around=FIRST)
    assert reading.coverage is Coverage.EMPTY
    assert "no commits" in text(reading)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"around": FIRST, "since": FIRST}, "both given"),
        ({"since": "2025-11-05T00:00:00Z"}, "in the future"),
        ({"around": "2025-11-04T17:30:01Z"}, "in the future"),
        ({"since": "2025-01-01T00:00:00Z"}, "longer than 92 days"),
        ({"since": "0001-01-01T00:00:00Z"}, "before there was Git"),
        ({"around": "yesterday"}, "not a time"),
        ({"cursor": "-1"}, "no cursor"),
        ({"ref": "mian"}, "no branch, tag or commit 'mian'. Near it: main."),
    ],
)
def test_a_wrong_question_is_told_how_to_ask(
    bench: Bench, asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(BadInput) as caught:
        found(bench, repository=CORE, **asked)
    assert said in str(caught.value)
