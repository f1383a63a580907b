"""The pieces of the measurement that need no world: times as written, quotes, findings."""

from __future__ import annotations

import pytest

from kurosai.bench.conclusions import composing, parts, sights
from kurosai.bench.conclusions.asking import Finding, Outcome
from kurosai.bench.conclusions.parts import Clock
from kurosai.bench.conclusions.reading import Read
from kurosai.rehearsal.answers import Answer
from kurosai.vocabulary import moment

AT = moment("2025-11-04T18:14:40Z")


@pytest.mark.parametrize(
    ("clock", "text"),
    [
        ("iso", "2025-11-04T18:14:40Z"),
        ("jst", "2025-11-05 03:14:40 JST"),
        ("short", "18:14Z"),
        ("kanji", "11月5日3時14分(JST)"),
        ("noon", "11月5日午前3時14分"),
        ("ampm", "2025-11-04 6:14 PM UTC"),
    ],
)
def test_a_moment_as_people_write_it(clock: Clock, text: str) -> None:
    assert parts.written(AT, clock) == text


@pytest.mark.parametrize(
    ("text", "around", "quote"),
    [
        ("[ERROR] started_at has no value", 0, "[ERROR] started_at has no value"),
        ("short one", 0, ""),
        ("onewordthatislongenough", 0, ""),
        ("KeyError: no value … raise KeyError(f'x') (10 lines)", 0, "KeyError: no value"),
        ("KeyError: no value (10 lines)", 0, "KeyError: no value"),
        ("KeyError: no value... and more of it", 0, "KeyError: no value"),
        ('said "no such thing" and went on with it', 0, ""),
        ("a" * 30 + " " + "b" * 30 + " ccc ddd", 0, "a" * 30 + " " + "b" * 30),
        (
            "zero one two three four five six seven eight nine ten eleven twelve",
            52,
            "five six seven eight nine ten eleven twelve",
        ),
    ],
)
def test_what_can_be_quoted_is_whole_words_without_marks(
    text: str, around: int, quote: str
) -> None:
    assert sights.quotable(text, around) == quote


def test_a_duration_as_it_is_said() -> None:
    assert composing.duration("3m17s", "ja") == "3分17秒"
    assert composing.duration("44m00s", "en") == "44 min 0 s"


def result(text: str) -> Read:
    return Read(Answer("aws", "find_logs", {}, text, error=False, milliseconds=1.0), "")


def test_the_lines_of_a_result_have_the_day_of_its_window() -> None:
    read = result(
        "7Q2M4XAB · aws bench · /aws/lambda/x · 2025-11-04 18:01:00Z-18:31:00Z · 1 of 1 hit · "
        "complete\n<<data 8c1f\n18:14:40Z [ERROR] no value\n8c1f>>\nnext: crois.x {}"
    )
    (line,) = read.lines
    assert (line.at, line.text) == (AT, "[ERROR] no value")
    assert read.window == (moment("2025-11-04T18:01:00Z"), moment("2025-11-04T18:31:00Z"))
    assert (read.id, read.place, read.whole) == ("7Q2M4XAB", "/aws/lambda/x", True)
    assert "next:" not in read.text


def test_a_day_of_its_own_goes_before_the_window_of_two_days() -> None:
    read = result(
        "7Q2M4XAB · gcp bench · x · 2025-11-03 19:17:30.250Z-2025-11-04T20:10:00.600Z · 1 of 1 · "
        "truncated\n<<data 8c1f\n2025-11-04\n18:14:40Z no value\n8c1f>>"
    )
    assert [one.at for one in read.lines] == [AT]
    assert read.window is not None
    assert not read.whole


def test_a_time_without_a_day_is_of_no_day_where_there_are_two() -> None:
    read = result(
        "7Q2M4XAB · gcp bench · x · 2025-11-03 19:17:30Z-2025-11-04T20:10:00Z · 1 of 1 · complete\n"
        "<<data 8c1f\n18:14:40Z no value\n8c1f>>"
    )
    assert [one.at for one in read.lines] == [None]


def test_only_what_the_good_conclusion_did_not_have_counts() -> None:
    gap = Finding("gap", "not_looked_at", "x is denied", blocks=False)
    moved = Finding("unlisted", "evidence", "y", blocks=False)
    block = Finding("time", "cause 2", "18:24Z stands in no evidence", blocks=True)
    before, after = Outcome((gap,)), Outcome((block, gap, moved))
    assert after.beyond(before).findings == (block, moved)
    assert after.beyond(before).answered == "blocked"
    assert after.beyond(before).rules == ("time",)
    assert Outcome((gap, moved)).beyond(before).rules == ("unlisted",)
    assert before.beyond(before).answered == "passed"
