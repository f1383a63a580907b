"""Wilson's interval against its definition: the shares from which the one seen is as far as Z."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.shares import Z, interval


def test_nothing_says_nothing() -> None:
    assert interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("some", "of", "low", "high"),
    [(0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0), (5, 10, 0.237, 0.763), (81, 263, 0.255, 0.366)],
)
def test_known_ones(some: int, of: int, low: float, high: float) -> None:
    assert interval(some, of) == pytest.approx((low, high), abs=0.001)


@given(st.integers(1, 10_000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_each_end_is_as_far_as_it_may_be(pair: tuple[int, int]) -> None:
    some, of = pair
    low, high = interval(some, of)
    share = some / of
    assert 0.0 <= low <= share + 1e-12
    assert share - 1e-12 <= high <= 1.0
    for end in (low, high):
        if 1e-9 < end < 1.0 - 1e-9:
            far = abs(share - end) / math.sqrt(end * (1 - end) / of)
            assert far == pytest.approx(Z, rel=1e-6)
