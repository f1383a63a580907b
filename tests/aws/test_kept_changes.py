"""Events of CloudTrail as they are kept: whole for whoever makes a world of them, but no secret."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from kurosai import kept
from kurosai.aws.changes import change_rows, change_words, kept_changes
from kurosai.aws.wire.trail import TrailEvent

SECRET = "hunter2-prd-batch"


def event(name: str, request: dict[str, Any], **more: Any) -> TrailEvent:
    raw = {"eventID": name, "requestParameters": request, **more}
    at = datetime(2026, 11, 10, 8, tzinfo=UTC)
    return TrailEvent(at, name, "ssm.amazonaws.com", "k-ito", ("x",), "r", False, "", raw)


def told(*events: TrailEvent) -> list[kept.Kept]:
    rows = kept_changes.rows(change_rows.of(one) for one in events)
    return [one for row in rows if (one := kept.read(row)) is not None]


def test_values_that_are_not_shown_are_not_kept() -> None:
    policy = json.dumps({"Statement": [{"Sid": "a", "password": SECRET}]})
    request = {
        "name": "/prd/db",
        "value": SECRET,
        "environment": {"variables": {"DB_PASSWORD": SECRET, "LEVEL": SECRET}},
        "overrides": [{"name": "main", "command": [SECRET]}],
        "policy": policy,
    }
    response = {"version": 8, "secretString": SECRET}
    (one,) = told(event("PutParameter", request, responseElements=response))
    assert SECRET not in json.dumps(one.told)
    assert one.told["request"]["name"] == "/prd/db"
    assert one.told["response"]["version"] == 8


def test_what_is_told_of_it_is_the_same_afterwards() -> None:
    request = {
        "functionName": "f",
        "memorySize": 512,
        "environment": {"variables": {"LEVEL": "info"}},
        "containerDefinition": "x" * 300,
        "overrides": [{"name": "main", "command": ["a"]}],
    }
    before = event("UpdateFunctionConfiguration", request)
    (one,) = told(before)
    again = event("UpdateFunctionConfiguration", one.told["request"])
    assert change_words.asked(again, ()) == change_words.asked(before, ())


def test_that_a_secret_was_changed_can_still_be_seen() -> None:
    values = ["one", "two", "one"]
    several = [
        event(f"Put{place}", {"name": "p", "value": value}) for place, value in enumerate(values)
    ]
    first, second, third = (one.told["request"]["value"] for one in told(*several))
    assert first == third != second
