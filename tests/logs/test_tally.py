"""Cells of time that nobody knows beforehand, and places that vary."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kurosai.logs.spans import Span
from kurosai.logs.tally import Cells

START = datetime(2025, 11, 4, 18, tzinfo=UTC)


@given(st.lists(st.integers(-(10**8), 10**8), min_size=1, max_size=30))
def test_a_time_is_within_the_bounds_of_its_cell(seconds: list[int]) -> None:
    cells = Cells(None)
    for at in seconds:
        time = START + timedelta(seconds=at)
        start, end = cells.bounds(cells.of(time))
        assert start <= time < end
    span = timedelta(seconds=max(seconds) - min(seconds))
    start, end = cells.bounds(0)
    assert end - start <= max(timedelta(seconds=1), span / 100)


def test_a_place_that_varies_in_one_of_two_varies_in_both() -> None:
    one, other = Span.of("a"), Span(["a"], "a", "a", varies=True)
    one.join(other)
    assert one.varies
    assert Span.of("b").varies is False
