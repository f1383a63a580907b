"""How many changes there are, up to when that is known, and what is offered beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from trail_accounts import account, event, find

from kurosai.errors import BadInput


def configured(at: str, size: int, **more: str) -> str:
    request = f"functionName: f1, memorySize: {size}"
    return event(at, "UpdateFunctionConfiguration20150331v2", "user: a", request, **more)


def test_a_window_may_be_as_long_as_records_are_kept(tmp_path: Path) -> None:
    old = configured("01:00:00", 512).replace("2026-11-12T", "2026-09-20T")
    with account(tmp_path, old) as (trail, _):
        assert find(trail, "lambda:f1", since="60d").found == 1
        with pytest.raises(BadInput) as refused:
            find(trail, "lambda:f1", since="100d")
    assert "longer than 90 days" in refused.value.what
    assert "since 2026-08-14T03:00:00Z until 2026-11-12T03:00:00Z" in refused.value.do
