"""Whose maintenance window was open when alarms fired, over small worlds through real boto3."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from world_session import doors, opened

from kurosai.aws.alarms import find_alarms, maintenance
from kurosai.aws.platform import Aws
from kurosai.vocabulary import Coverage, Reading, moment

WORLD = """now: 2026-11-12T03:00:00Z
world:
  aws:
    metrics:
      age:
        namespace: AWS/SQS
        name: ApproximateAgeOfOldestMessage
        values: { 2026-11-12T02:02:00Z: 700, 2026-11-12T02:03:00Z: 700 }
    alarms:
      core-v2-queue-age:
        metric: age
        statistic: Maximum
        threshold: 300
        history:
          2026-11-10T00:00:00Z: { state: OK, reason: the first look }
          2026-11-12T02:04:10Z: { state: ALARM, reason: the age }
    maintenance_windows:
      mw-0a1b2c3d4e5f60718:
        name: log-index-patches
        schedule: cron(0 30 0 ? * WED *)
        runs:
          - { at: 2026-11-12T01:30:00Z, until: 2026-11-12T02:20:00Z }
          - { at: 2026-11-05T01:30:00Z, until: 2026-11-05T02:20:00Z }
      mw-0b1b2c3d4e5f60718:
        name: bastions
        schedule: rate(7 days)
        runs:
          - { at: 2026-11-12T02:50:00Z }
"""


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with opened(tmp_path_factory.mktemp("maintenance"), WORLD) as door:
        yield doors(door)


def find(aws: Aws, around: str, minutes: int = 15) -> Reading:
    return find_alarms.find(
        aws,
        moment("2026-11-12T03:00:00Z"),
        about="",
        around=around,
        since="",
        until="",
        minutes=minutes,
    )


def told(reading: Reading) -> list[str]:
    return [row.text for row in reading.rows if row.text.startswith("maintenance window")]


def look(reading: Reading) -> str:
    return next(one.told for one in reading.looks if one.place == maintenance.PLACE)


def test_one_that_touches_the_time_is_told_with_its_end(aws: Aws) -> None:
    reading = find(aws, "2026-11-12T02:04:10Z")
    window = "maintenance window log-index-patches mw-0a1b2c3d4e5f60718"
    assert told(reading) == [f"{window} open until 2026-11-12T02:20:00Z: SUCCESS"]
    assert look(reading) == "1 open, of 2"


def test_one_that_still_goes_on_says_so(aws: Aws) -> None:
    (row,) = told(find(aws, "2026-11-12T02:55:00Z", 5))
    assert row == "maintenance window bastions mw-0b1b2c3d4e5f60718 still open: IN_PROGRESS"


def test_that_none_was_open_is_said(aws: Aws) -> None:
    reading = find(aws, "2026-11-11T12:00:00Z")
    assert told(reading) == []
    assert look(reading) == "none open, of 2"


def test_more_windows_than_are_asked_leave_it_open(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maintenance, "MOST_ASKED", 1)
    reading = find(aws, "2026-11-11T12:00:00Z")
    (one,) = [one for one in reading.looks if one.place == maintenance.PLACE]
    assert one.coverage is Coverage.TRUNCATED
    assert reading.coverage is Coverage.EMPTY, "how the alarms stood is known without it"
