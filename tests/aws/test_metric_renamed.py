"""A metric that stopped, and comes under other dimensions since, over worlds through real boto3."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from world_session import doors, opened

from kurosai.aws.metrics import metric_item, read_metrics
from kurosai.aws.platform import Aws
from kurosai.vocabulary import Reading

NOW = datetime(2026, 11, 12, 4, tzinfo=UTC)
WORLD = """now: 2026-11-12T04:00:00Z
world:
  aws:
    metrics:
      old:
        namespace: Crois/Usage
        name: RunsCompleted
        dimensions: { Environment: prd }
        series:
          usual: { first: 2026-11-11T00:00:00Z, last: 2026-11-12T02:50:00Z, every: 10m, value: 1 }
      new:
        namespace: Crois/Usage
        name: RunsCompleted
        dimensions: { Stage: prd, Service: collector }
        series:
          usual: { first: 2026-11-12T03:00:00Z, last: 2026-11-12T03:58:00Z, every: 10m, value: 1 }
      other:
        namespace: Crois/Usage
        name: RunsCompleted
        dimensions: { Environment: stg }
        series:
          usual: { first: 2026-11-11T00:00:00Z, last: 2026-11-12T03:58:00Z, every: 10m, value: 1 }
      rare:
        namespace: Crois/Usage
        name: Corrections
        dimensions: { Environment: prd }
        values: { 2026-11-12T02:20:00Z: 1, 2026-11-12T01:40:00Z: 1 }
"""
OLD = "Crois/Usage RunsCompleted Environment=prd Sum 600s < 1"


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    with opened(tmp_path_factory.mktemp("renamed"), WORLD) as door:
        yield doors(door)


def read(aws: Aws, *lines: str, around: str = "2026-11-12T03:10:00Z") -> Reading:
    return read_metrics.read(
        aws.metrics,
        NOW,
        lines=lines,
        around=around,
        since="",
        until="",
        minutes=60,
        chart=False,
        suspects=None,
    )


def test_where_it_comes_since_it_stopped_is_told_and_asked_for_next(aws: Aws) -> None:
    reading = read(aws, OLD)
    assert "m1: the last value is of 2026-11-12T02:50Z" in reading.tail
    (told,) = [line for line in reading.tail if "instead" in line]
    assert told.startswith("m1: RunsCompleted comes under ")
    assert "Service=collector" in told
    assert "Stage=prd" in told
    assert told.endswith("since 2026-11-12T03:00Z")
    line = str(reading.next[0].arguments["metrics"]).strip("[]'")
    assert read(aws, line).found == 1, "the call is one that can be asked"


def test_what_comes_rarely_or_goes_on_has_not_stopped(aws: Aws) -> None:
    rare = read(aws, "Crois/Usage Corrections Environment=prd Sum")
    going_on = read(aws, "Crois/Usage RunsCompleted Environment=stg Sum")
    earlier = read(aws, OLD, around="2026-11-12T01:00:00Z")
    for reading in (rare, going_on, earlier):
        assert not [line for line in reading.tail if "last value" in line]


def test_dimensions_with_a_comma_between_them_are_two() -> None:
    item = metric_item.read("Crois/Usage RunsCompleted Stage=prd,Service=collector Sum")
    assert item == metric_item.read("Crois/Usage RunsCompleted Stage=prd Service=collector Sum")
    item = metric_item.read("A B Path=a,b Sum")
    assert item.dimensions == (("Path", "a,b"),)
