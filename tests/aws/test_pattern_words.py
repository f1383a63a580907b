"""How many patterns, in words."""

from __future__ import annotations

import re

import pytest

from kurosai.aws.logs.lines.many import Patterns


@pytest.mark.parametrize(("count", "said"), [(1, r"1 pattern\b"), (2, r"2 patterns\b")])
def test_one_pattern_is_none_of_several(count: int, said: str) -> None:
    assert re.match(said, Patterns(count, count, {}, frozenset()).told())
