"""A text in another case than that of the lines: looked for, and said where little is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from recorded_logs import ALERT, found

from kurosai.aws.logs.occurrences import other_case
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Coverage, Reading

HINT = "upper and lower case differ here"


def lines(*texts: str) -> list[LogEvent]:
    return [
        LogEvent(f"e{n}", ALERT + timedelta(minutes=n - 9), text, "s")
        for n, text in enumerate(texts)
    ]


def hits(reading: Reading) -> list[str]:
    return [row.text for row in reading.rows if row.mark == ">"]


@pytest.mark.parametrize("asked", ["network interface", "NETWORK INTERFACE", "Network interface"])
def test_where_no_line_has_it_as_written_its_other_cases_are_looked_for(asked: str) -> None:
    there = "no free address for a Network Interface"
    reading = found(lines("all is well", there, "done"), text=asked)
    assert hits(reading) == [there]
    assert reading.lead[0] == (
        f"no line has this text as written, and these in another case: {HINT}"
    )
    # What is said of before and since is of the lines that were found.
    assert any(line.startswith("same text") and ": 1; " in line for line in reading.tail)


def test_few_lines_of_a_few_words_say_that_others_may_have_another_case() -> None:
    reading = found(lines("a network interface", "no Network Interface"), text="network interface")
    assert hits(reading) == ["a network interface"]
    assert reading.lead[-1] == HINT
    many = lines(*[f"a network interface {n}" for n in range(9)])
    assert HINT not in found(many, text="network interface").lead


def test_nothing_in_any_case_is_said_to_be_that() -> None:
    reading = found(lines("all is well"), text="network interface")
    assert reading.coverage is Coverage.EMPTY
    told = f"{HINT.capitalize()}: its usual other cases were looked for too."
    assert told in reading.lead


@pytest.mark.parametrize(
    "text", ["job 16852935", "503", "a " * 60, "the task that never ended here"]
)
def test_ids_and_lines_have_their_case(text: str) -> None:
    assert other_case.pattern(text) == ""
    assert not any(HINT in line.lower() for line in found(lines("well"), text=text).lead)


def test_a_pattern_has_each_other_case_once() -> None:
    assert other_case.pattern("Timed out") == '?"timed out" ?"Timed Out" ?"TIMED OUT"'
    assert other_case.in_line("timed out", "it Timed Out") == "Timed Out"
    assert other_case.in_line("timed out", "it ended") == ""
