"""How many changes there are, up to when that is known, and what is offered beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from trail_accounts import account, event, find

from kurosai.errors import BadInput
from kurosai.vocabulary import Coverage

DAY = {"since": "2026-11-12T00:00:00Z", "until": "2026-11-12T03:00:00Z"}
WHOLE = "up to then it is complete"


def configured(at: str, size: int, **more: str) -> str:
    request = f"functionName: f1, memorySize: {size}"
    return event(at, "UpdateFunctionConfiguration20150331v2", "user: a", request, **more)


def test_up_to_when_late_records_are_final_changes_are_counted(tmp_path: Path) -> None:
    with account(tmp_path, configured("01:00:00", 512)) as (trail, _):
        reading = find(trail, "lambda:f1", **DAY)
    assert (reading.coverage, reading.found, reading.total) == (Coverage.PARTIAL, 1, 1)
    assert reading.tail[0].startswith("final up to 2026-11-12T02:45:00Z, not final after: ")
    assert WHOLE in reading.tail[0]


def test_of_the_last_minutes_no_number_is_known(tmp_path: Path) -> None:
    with account(tmp_path, configured("01:00:00", 512), configured("02:50:00", 9)) as (trail, _):
        reading = find(trail, "lambda:f1", **DAY)
        nothing = find(trail, "lambda:f2", **DAY)
        last = find(trail, "lambda:f1", since="2026-11-12T02:46:00Z", until="2026-11-12T03:00:00Z")
    assert (reading.found, reading.total) == (2, None)
    assert (nothing.found, nothing.total) == (0, None)
    assert WHOLE not in last.tail[0]


def test_where_not_all_was_seen_nothing_is_said_to_be_complete(tmp_path: Path) -> None:
    many = [
        event(f"02:{n // 60:02}:{n % 60:02}", "CreateX", "user: b", f"name: x{n}")
        for n in range(620)
    ]
    with account(tmp_path, configured("01:00:00", 512), *many) as (trail, _):
        reading = find(trail, "lambda:f1", **DAY)
    assert reading.total is None
    assert WHOLE not in " ".join(reading.tail)


def test_refused_attempts_are_counted_apart_everywhere(tmp_path: Path) -> None:
    refused = configured("01:10:00", 128, error="{ code: AccessDenied, message: x }")
    with account(tmp_path, configured("01:00:00", 512), refused) as (trail, _):
        reading = find(trail, "lambda:f1", **DAY)
    assert len(reading.rows) == 2
    # As many as there are rows with a time: a check counts by them.
    assert (reading.found, reading.unit) == (2, "write")
    assert reading.lead == ("2 writes: 1 change, 1 refused attempt that changed nothing",)
    assert reading.facts["changes"] == reading.facts["refused attempts"] == "1"
    assert reading.facts["writes"] == "2, refused ones among them"
    assert reading.looks[0].told == "2 writes, 1 of them refused"


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
