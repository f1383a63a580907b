"""How many changes there are, up to when that is known, and what is offered beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from trail_accounts import account, event, find

from kurosai.errors import BadInput

DAY = {"since": "2026-11-12T00:00:00Z", "until": "2026-11-12T03:00:00Z"}


def configured(at: str, size: int, **more: str) -> str:
    request = f"functionName: f1, memorySize: {size}"
    return event(at, "UpdateFunctionConfiguration20150331v2", "user: a", request, **more)


def test_metrics_of_what_was_not_asked_about_are_not_offered(tmp_path: Path) -> None:
    staging = "dBInstanceIdentifier: etl-stg-db, allocatedStorage: 100"
    other = event("01:00:00", "ModifyDBInstance", "user: a", staging, source="rds")
    with account(tmp_path, other) as (trail, _):
        reading = find(trail, "sqs:etl-prd-import", **DAY)
        asked = find(trail, "etl-stg-db", **DAY)
    assert any("elsewhere: " in row.text for row in reading.rows)
    assert [one.tool for one in reading.next if one.tool == "read_metrics"] == []
    assert [one.tool for one in asked.next] == ["read_metrics"]


def test_a_window_may_be_as_long_as_records_are_kept(tmp_path: Path) -> None:
    old = configured("01:00:00", 512).replace("2026-11-12T", "2026-09-20T")
    with account(tmp_path, old) as (trail, _):
        assert find(trail, "lambda:f1", since="60d").found == 1
        with pytest.raises(BadInput) as refused:
            find(trail, "lambda:f1", since="100d")
    assert "longer than 90 days" in refused.value.what
    assert "since 2026-08-14T03:00:00Z until 2026-11-12T03:00:00Z" in refused.value.do
