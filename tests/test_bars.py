"""Counts and values as a row of bars."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kurosai import bars
from kurosai.vocabulary import Window, moment

START = moment("2026-02-05T00:00:00Z")
DAY = Window(START, START + timedelta(hours=12))


def test_times_are_counted_in_equal_parts_both_ends_included() -> None:
    times = [DAY.start, DAY.end, *[START + timedelta(hours=6, minutes=30)] * 8]
    assert bars.counted(times, DAY) == (1, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 1)
    assert bars.counted([START], Window(START, START))[0] == 1


def test_each_eighth_of_the_most_is_a_bar() -> None:
    assert bars.by_eighths((1, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0, 1)) == "▁·····█····▁"
    assert bars.by_eighths(range(17)) == "·▁▁▂▂▃▃▄▄▅▅▆▆▇▇██"
    assert bars.by_eighths([]) == ""


def test_only_the_most_has_the_highest_bar() -> None:
    assert bars.under_the_most((0, 1, 99, 100)) == "·▁▇█"
    assert bars.under_the_most((3, 3, 0)) == "██·"
    assert bars.under_the_most([]) == ""


@pytest.mark.parametrize(
    ("values", "row"),
    [
        ([0.0, 50.0, 100.0], "▁▅█"),
        ([90.0, None, 100.0], "▇·█"),
        ([-10.0, 0.0, None, 10.0], "▁▅·█"),
        ([-5.0, -2.0], "▁█"),
        ([5.0, 5.0], "██"),
        ([0.0, 0.0], "▁▁"),
        ([-3.0], "▁"),
        ([None], "·"),
        ([], ""),
    ],
)
def test_values_stand_above_zero_or_above_the_lowest(values: list[float | None], row: str) -> None:
    assert bars.of_values(values) == row
