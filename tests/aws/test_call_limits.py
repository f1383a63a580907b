"""What an answer of call_aws does not show though it reads like it."""

from __future__ import annotations

from datetime import UTC, datetime

from kurosai.aws.any_call import call_limits

NOW = datetime(2026, 12, 1, 18, 30, tzinfo=UTC)
SESSION = {"LookupAttributes": [{"AttributeKey": "Username", "AttributeValue": "s"}]}


def test_records_that_come_late_leave_the_last_minutes_open() -> None:
    limits = call_limits.of("cloudtrail", "LookupEvents", SESSION, NOW)
    assert limits.leaves_open
    assert limits.told[0].startswith("final up to 2026-12-01T18:15:00Z, not final after")
    ended = {**SESSION, "EndTime": "2026-12-01T18:15:00Z"}
    assert call_limits.of("cloudtrail", "LookupEvents", ended, NOW) == call_limits.Limits()
    unreadable = {**SESSION, "EndTime": "tomorrow"}
    assert call_limits.of("cloudtrail", "LookupEvents", unreadable, NOW).leaves_open


def test_what_is_not_in_the_default_place_may_be_elsewhere() -> None:
    named = {"Name": "nightly"}
    limits = call_limits.of("scheduler", "GetSchedule", named, NOW, missing=True)
    assert limits.leaves_open
    (told,) = limits.told
    assert told.startswith("Looked in the schedule group `default` alone, as no GroupName was")
    assert told.endswith("ListSchedules names the group.")
    there = {**named, "GroupName": "crois"}
    assert not call_limits.of("scheduler", "GetSchedule", there, NOW, missing=True).leaves_open
    assert not call_limits.of("scheduler", "GetSchedule", named, NOW).leaves_open


def test_another_operation_has_none() -> None:
    assert call_limits.of("iam", "GetRole", {"RoleName": "x"}, NOW, missing=True).told == ()
