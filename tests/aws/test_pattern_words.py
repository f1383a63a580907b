"""How many patterns, in words."""

from __future__ import annotations

import pytest

from kurosai.aws.logs.lines.many import Patterns


@pytest.mark.parametrize(("count", "said"), [(1, "1 pattern: "), (2, "2 patterns: ")])
def test_one_pattern_is_none_of_several(count: int, said: str) -> None:
    assert Patterns(count, {}, frozenset()).told().startswith(said)
