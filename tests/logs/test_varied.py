"""How many values the places of a pattern have, over lines that were condensed."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from kurosai.logs import condensed_rows, varied
from kurosai.logs.condense import condense
from kurosai.logs.condensed import Pattern


def told(texts: Sequence[str]) -> str:
    (pattern,) = condense((None, text) for text in texts).patterns
    return condensed_rows.with_values(pattern, varied.of(pattern, texts))


def test_how_many_values_and_between_which_numbers() -> None:
    texts = [f"[INFO] [usage] {jobs} jobs finished, 10 minutes" for jobs in (163, 134, 762, 134)]
    assert told(texts) == "[usage] <n: 163, 134; 3 values, 134 to 762> jobs finished, 10 minutes"


def test_numbers_are_compared_as_numbers() -> None:
    texts = [f"took {seconds} s" for seconds in ("9.5", "10", "3", "100.25")]
    assert told(texts) == "took <n: 9.5, 10; 4 values, 3 to 100.25> s"


def test_two_values_are_all_there_are() -> None:
    assert told(["at 3 of x", "at 5 of x", "at 3 of x"]) == "at <n: 3, 5> of x"


def test_ids_too_long_to_be_shown_are_counted() -> None:
    ids = [f"{number:08x}-1111-4222-8333-444455556666" for number in (1, 2, 3, 2)]
    assert told([f"request {one} failed" for one in ids]) == "request <uuid: 3 values> failed"


def test_several_places_in_one_line_are_told_apart() -> None:
    texts = [f"normal-{at} lag_seconds={at * 10}, tries ({at % 2})" for at in range(1, 6)]
    text = told(texts)
    assert "normal-<n: 1, 2; 5 values, 1 to 5>" in text
    assert "lag_seconds=<n: 10, 20; 5 values, 10 to 50>" in text


@pytest.mark.parametrize("where", ["other", "within", "fewer"])
def test_where_not_every_line_is_read_nothing_is_counted(where: str) -> None:
    texts = [f"at {at} of x" for at in range(5)]
    (pattern,) = condense((None, text) for text in texts).patterns
    others = {
        "other": [*texts[:4], "something else"],
        "within": [*texts[:4], "at 4 5 of x"],
        "fewer": texts[:4],
    }
    assert varied.of(pattern, texts)
    assert varied.of(pattern, others[where]) == ()


def test_a_template_that_does_not_give_back_its_values_is_not_believed() -> None:
    pattern = Pattern("at <n> of x", 1, "", 0, 0, varied=(("7",),), ends=(5,))
    assert varied.of(pattern, ["at 8 of x"]) == ()
    assert varied.of(pattern, ["at 7 of x"]) == (varied.Varied(1, ("7", "7")),)


def test_long_lines_cost_no_more_than_to_be_read() -> None:
    places = ":".join(["<n>"] * 12)
    ends = tuple(at for at, one in enumerate(places) if one == ">")
    pattern = Pattern(places, 1, "", 0, 0, varied=(("1",),) * 12, ends=ends)
    started = time.perf_counter()
    assert varied.of(pattern, ["1:" * 2_000]) == ()
    assert time.perf_counter() - started < 1
