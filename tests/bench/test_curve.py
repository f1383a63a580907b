"""What has been read after so many calls and so many bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kurosai.bench.curve import CALLS, KILOBYTES, Curve, Point, drawn

A, B, NONE = frozenset("a"), frozenset("b"), frozenset[str]()


def three() -> Curve:
    """The second call shows a, a fourth one b; a distractor comes with the first."""
    steps = [(1000, NONE, frozenset("x")), (3000, A, NONE), (5000, NONE, NONE), (9000, B, NONE)]
    return drawn(steps, A | B, frozenset("xy"))


def test_shares_count_what_was_read_by_then() -> None:
    curve = three()
    assert [curve.share(calls=calls) for calls in (1, 2, 3, 4, 9)] == [0, 0.5, 0.5, 1, 1]
    assert curve.misleading(calls=1) == 0.5
    assert curve.missing == ()


def test_a_result_counts_once_it_was_read_whole() -> None:
    curve = three()
    assert curve.within(kilobytes=3).bytes == 1000
    assert curve.share(kilobytes=4) == 0.5
    assert curve.share(kilobytes=17) == 0.5
    assert curve.share(kilobytes=18) == 1


def test_both_bounds_hold_together() -> None:
    curve = three()
    assert curve.share(calls=4, kilobytes=4) == 0.5
    assert curve.share(calls=1, kilobytes=32) == 0


def test_nothing_read_is_nothing_seen() -> None:
    curve = drawn([(9000, A, NONE)], A, NONE)
    assert curve.within(kilobytes=8) == Point(0, NONE, NONE)
    assert curve.misleading(calls=1) == 0


def test_what_was_never_seen_is_named() -> None:
    assert drawn([(1, A, NONE)], A | B | frozenset("c"), NONE).missing == ("b", "c")
    assert drawn([], A, NONE).missing == ("a",)


_SETS = st.frozensets(st.sampled_from("abcd"))


@given(st.lists(st.tuples(st.integers(0, 20_000), _SETS, _SETS), max_size=12))
def test_more_calls_and_more_bytes_never_show_less(
    steps: list[tuple[int, frozenset[str], frozenset[str]]],
) -> None:
    curve = drawn(steps, frozenset("abcd"), frozenset("abcd"))
    by_calls = [curve.share(calls=calls) for calls in CALLS]
    by_bytes = [curve.share(kilobytes=size) for size in KILOBYTES]
    assert by_calls == sorted(by_calls)
    assert by_bytes == sorted(by_bytes)
    for calls in CALLS:
        for size in KILOBYTES:
            both = curve.share(calls=calls, kilobytes=size)
            assert both == min(curve.share(calls=calls), curve.share(kilobytes=size))
