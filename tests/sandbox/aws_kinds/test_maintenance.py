"""Maintenance windows of a world through boto3: when they are, and what they did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
ID, OTHER, LATER = (f"mw-{number}a1b2c3d4e5f60718" for number in range(3))
WORLD = f"""now: 2026-11-12T03:00:00Z
world:
  aws:
    maintenance_windows:
      {ID}:
        name: weekly-patches
        description: patches of the workers
        schedule: cron(0 30 0 ? * WED *)
        timezone: Asia/Tokyo
        next: 2026-11-17T15:30:00Z
        modified: 2026-11-01T00:00:00Z
        runs:
          - {{ at: 2026-11-03T15:30:00Z, until: 2026-11-03T15:31:00Z, status: FAILED,
              details: none left }}
          - {{ at: 2026-11-10T15:30:00Z, until: 2026-11-10T17:02:00Z }}
          - {{ at: 2026-11-12T02:00:00Z, until: 2026-11-12T03:00:01Z }}
          - {{ at: 2026-11-12T03:00:01Z }}
      {OTHER}:
        name: reboots
        schedule: rate(7 days)
        hours: 2
        enabled: {{ 2026-11-12T01:00:00Z: false }}
      {LATER}:
        name: later
        schedule: rate(7 days)
        created: 2026-11-12T03:00:01Z
"""


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


def test_a_window_is_as_told(world: Served) -> None:
    told = world.client("ssm").get_maintenance_window(WindowId=ID)
    assert (told["Name"], told["Schedule"]) == ("weekly-patches", "cron(0 30 0 ? * WED *)")
    assert told["ScheduleTimezone"] == "Asia/Tokyo"
    assert told["NextExecutionTime"] == "2026-11-17T15:30Z"
    assert (told["Duration"], told["Cutoff"], told["Enabled"]) == (4, 1, True)
    assert told["ModifiedDate"] == datetime(2026, 11, 1, tzinfo=UTC)


def test_windows_are_listed_by_name_and_state(world: Served, refusal: Refusal) -> None:
    ask = world.client("ssm").describe_maintenance_windows

    def names(**filters: list[str]) -> list[str]:
        asked = [{"Key": key, "Values": values} for key, values in filters.items()]
        return [one["Name"] for one in ask(Filters=asked)["WindowIdentities"]]

    assert names() == ["weekly-patches", "reboots"]
    assert names(Enabled=["false"]) == ["reboots"]
    assert names(Name=["weekly-patches"], Enabled=["true"]) == ["weekly-patches"]
    assert refusal(ask, Filters=[{"Key": "Size", "Values": ["x"]}])[0] == 501
    with served(small(WORLD.replace("03:00:00Z\nworld", "00:59:00Z\nworld"))) as before:
        assert before.client("ssm").get_maintenance_window(WindowId=OTHER)["Enabled"] is True


def test_executions_are_those_that_have_begun(world: Served) -> None:
    ask = world.client("ssm").describe_maintenance_window_executions
    running, done, failed = ask(WindowId=ID)["WindowExecutions"]
    assert (running["Status"], "EndTime" in running) == ("IN_PROGRESS", False)
    assert (done["Status"], done["EndTime"]) == (
        *("SUCCESS", datetime(2026, 11, 10, 17, 2, tzinfo=UTC)),
    )
    assert (failed["Status"], failed["StatusDetails"]) == ("FAILED", "none left")
    assert len({one["WindowExecutionId"] for one in (running, done, failed)}) == 3
    asked = [
        {"Key": "ExecutedAfter", "Values": ["2026-11-04T00:00:00Z"]},
        {"Key": "ExecutedBefore", "Values": ["2026-11-12T00:00:00Z"]},
    ]
    assert ask(WindowId=ID, Filters=asked)["WindowExecutions"] == [done]
    assert ask(WindowId=OTHER)["WindowExecutions"] == []


@pytest.mark.parametrize(
    ("call", "asked", "status", "code"),
    [
        (
            "get_maintenance_window",
            {"WindowId": "mw-2a1b2c3d4e5f60718"},
            400,
            "DoesNotExistException",
        ),
        (
            *("describe_maintenance_window_executions", {"WindowId": "mw-9a1b2c3d4e5f60718"}),
            *(400, "DoesNotExistException"),
        ),
        ("describe_maintenance_windows", {"NextToken": "x"}, 400, "InvalidNextToken"),
        (
            "describe_maintenance_window_executions",
            {"WindowId": ID, "Filters": [{"Key": "ExecutedAfter", "Values": ["soon"]}]},
            *(400, "ValidationException"),
        ),
        ("get_parameter", {"Name": "x"}, 501, "NotImplementedException"),
    ],
)
def test_what_is_not_there_is_said(
    world: Served, refusal: Refusal, call: str, asked: dict[str, Any], status: int, code: str
) -> None:
    assert refusal(getattr(world.client("ssm"), call), **asked)[:2] == (status, code)


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("hours: 1", "less than the window's `hours`"),
        ("schedule: weekly", "match pattern"),
        ("runs: [{ at: 2026-11-12T02:00:00Z, until: 2026-11-12T01:00:00Z }]", "ends before"),
        ("enabled: false, runs: [{ at: 2026-11-12T02:00:00Z }]", "disabled then"),
        ("runs: [{ at: 2026-11-12T02:00:00Z, status: IN_PROGRESS }]", "Input should be"),
    ],
)
def test_what_cannot_be_is_a_fault(told: str, fault: str) -> None:
    schedule = "" if "schedule" in told else "schedule: rate(7 days), "
    with pytest.raises(BadInput, match=r"the overlay:5: world\.aws\.maintenance") as caught:
        small(
            "world:\n  aws:\n    maintenance_windows:\n"
            f"      {ID}: {{ name: abc, {schedule}{told} }}\n"
        )
    assert fault in str(caught.value)
