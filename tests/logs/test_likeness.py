"""Which line of another run is of the same statement."""

from __future__ import annotations

import time

from kurosai.logs.likeness import most_alike

WRITE = "write policy=overwrite table=orders"


def test_the_most_alike_is_taken_and_the_first_of_several() -> None:
    others = ["read source bucket", "write policy=append table=orders", "write policy=keep table=x"]
    assert most_alike(WRITE, others) == 1
    assert most_alike(WRITE, [WRITE[1:], WRITE, WRITE]) == 1


def test_what_shares_too_little_is_no_counterpart() -> None:
    assert most_alike(WRITE, ["0123456789", ""]) is None
    assert most_alike(WRITE, []) is None


def test_a_line_of_many_kilobytes_costs_no_seconds() -> None:
    started = time.monotonic()
    long = WRITE + " " * 160 + "ab" * 200_000
    assert most_alike(long, [long[1:]] * 50) == 0
    assert time.monotonic() - started < 2
