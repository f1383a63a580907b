"""The end of a window, the period of a limit, and what is compared, over metrics of a world."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from world_session import doors, opened

from kurosai.aws import read_metrics
from kurosai.aws.platform import Aws
from kurosai.vocabulary import Reading

NOW = datetime(2026, 11, 12, 14, 30, tzinfo=UTC)
WORLD = """now: 2026-11-12T14:30:00Z
world:
  aws:
    metrics:
      errors:
        namespace: AWS/Lambda
        name: Errors
        dimensions: { FunctionName: f1 }
        series:
          usual: { first: 2026-10-10T00:00:00Z, last: 2026-11-12T14:28:00Z, every: 5m, value: 0,
            changes: { 2026-11-12T01:00:00Z: { until: 2026-11-12T14:28:00Z, value: 50 } } }
      burst:
        namespace: AWS/Lambda
        name: Errors
        dimensions: { FunctionName: f2 }
        series:
          usual: { first: 2026-10-01T00:00:00Z, last: 2026-11-12T14:28:00Z, every: 1m, value: 0,
            changes: { 2026-11-12T13:30:00Z: { until: 2026-11-12T13:39:00Z, value: 3 } } }
      half:
        namespace: AWS/Lambda
        name: Invocations
        dimensions: { FunctionName: f3 }
        series:
          usual: { first: 2026-11-12T12:15:00Z, last: 2026-11-12T14:28:00Z, every: 1m, value: 10 }
"""


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with opened(tmp_path_factory.mktemp("ends"), WORLD) as door:
        yield doors(door)


def read(aws: Aws, *lines: str, around: str = "", since: str = "", until: str = "") -> Reading:
    return read_metrics.read(
        aws.metrics,
        NOW,
        lines=lines,
        around=around,
        since=since,
        until=until,
        minutes=15,
        chart=False,
    )


def briefs(reading: Reading) -> list[str]:
    return [row.brief or row.text for row in reading.rows]


def test_the_last_hours_of_a_wide_window_are_read(aws: Aws) -> None:
    past = read(aws, "lambda:f1 errors", since="2026-10-24T00:00:00Z", until="2026-11-12T02:30:00Z")
    assert "max 1200 at 11-12T00:00Z last 1200" in briefs(past)[0]
    assert past.tail == ()
    assert past.window is not None
    assert past.window.end == datetime(2026, 11, 12, 3, tzinfo=UTC)


def test_the_period_that_still_grows_is_read_and_said_not_to_be_whole(aws: Aws) -> None:
    reading = read(aws, "lambda:f1 errors", since="30d")
    (told,) = briefs(reading)
    (tail,) = reading.tail
    assert tail == (
        "the last period began 2026-11-12T00:00:00Z and is not whole: "
        "values after 2026-11-12T14:27:00Z are still on their way"
    )
    assert "max 8100 at 11-12T00:00Z last 8100 so far; " in told
    assert reading.window is not None
    assert reading.window.end == NOW
    # Low because it is not over yet: no reason to say that it fell.
    steady = read(aws, "lambda:f3 invocations", since="2026-11-12T11:00:00Z")
    assert " min 50 at 12:15Z avg 50 max 50 " in briefs(steady)[0]
    assert " last 40 so far; " in briefs(steady)[0]
