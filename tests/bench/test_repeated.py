"""Two runs of the same calls: what is a difference, and what a busy machine."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from kurosai.bench.repeated import changed

WHOLE = ["case 1\nnext: a", "<1> · crois · 2 of 2 jobs · complete\njob 1"]
LESS = ["case 1\nnext: a", "<1> · crois · 2 of ? jobs · partial\njob 1"]
OTHER = ["case 1\nnext: a", "<1> · crois · 2 of 2 jobs · complete\njob 2"]


@pytest.mark.parametrize(
    ("runs", "differs"),
    [
        ((WHOLE, WHOLE), False),
        ((WHOLE, OTHER), True),
        ((WHOLE, WHOLE[:1]), True),
        # Late once, and not again.
        ((WHOLE, LESS, WHOLE), False),
        ((LESS, WHOLE, WHOLE), False),
        # Less every other time is no hurry.
        ((WHOLE, LESS, LESS), True),
        ((LESS, WHOLE, LESS), True),
        ((LESS, WHOLE, OTHER), True),
        ((LESS, LESS), False),
    ],
)
def test_what_a_run_gave_otherwise(runs: Sequence[Sequence[str]], differs: bool) -> None:
    first, *later = runs
    left = iter(later)

    async def again() -> Sequence[str]:
        return next(left)

    assert bool(asyncio.run(changed(first, again))) is differs
    assert next(left, None) is None
