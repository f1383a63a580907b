"""The end of a window, the period of a limit, and what is compared, over metrics of a world."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from world_session import doors, opened

from kurosai.aws.metrics import metric_item, read_metrics
from kurosai.aws.platform import Aws
from kurosai.errors import BadInput
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


def test_a_limit_of_a_sum_is_compared_at_its_own_period(aws: Aws) -> None:
    # Three a minute for ten minutes: 15 in five minutes, and 30 in the day.
    (told,) = briefs(read(aws, "lambda:f2 errors 300s > 10", around="2026-11-12T13:35:00Z"))
    assert "> 10 13:30-13:35Z (2 of 6 values)" in told
    (wide,) = briefs(read(aws, "lambda:f2 errors 300s > 20", since="30h"))
    assert "; never > 20; " in wide


def test_a_limit_of_another_period_than_the_values_is_not_compared(aws: Aws) -> None:
    (told,) = briefs(read(aws, "lambda:f2 errors > 10", since="3d"))
    assert "a value is per 1 h: not compared, say of how long the limit is" in told
    (old,) = briefs(read(aws, "lambda:f2 errors 60s > 10", since="20d"))
    assert "> 10 is of 60 s, a value here of 3 h: not compared" in old
    assert not any(word in told + old for word in ("never", "values)"))
    # One is one too many at every period.
    (any_,) = briefs(read(aws, "lambda:f2 errors > 0", since="3d"))
    assert "> 0 11-12T13:00Z (1 of 73 values)" in any_
    with pytest.raises(BadInput, match="60s and 300s"):
        read(aws, "lambda:f2 errors 300s > 1", "lambda:f1 errors 60s > 1")


def test_an_alarm_of_a_sum_is_asked_for_with_its_period() -> None:
    raw = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Statistic": "Sum", "Period": 300}
    more = {"Threshold": 10.0, "ComparisonOperator": "GreaterThanThreshold"}
    (item,) = metric_item.of_alarm({**raw, **more})
    assert str(item) == "AWS/Lambda Errors Sum 300s > 10"


def metric_of(
    name: str, identifier: str, *, period: int = 300, shown: bool = False
) -> dict[str, Any]:
    metric: dict[str, Any] = {
        "Namespace": "AWS/Lambda",
        "MetricName": name,
        "Dimensions": [],
    }
    stat = {"Metric": metric, "Period": period, "Stat": "Sum"}
    return {"Id": identifier, "MetricStat": stat, "ReturnData": shown}


@pytest.mark.parametrize(
    ("metrics", "last"),
    [
        ([{"Id": "r", "Expression": "100*e/i"}], "=100*m1/m2 limit 300s > 10"),
        ([{"Id": "r", "Expression": "100*e/i", "Period": 60}], "=100*m1/m2 limit > 10"),
        ([{"Id": "r", "Expression": "i", "ReturnData": False}], "=m2"),
    ],
)
def test_an_alarm_of_metric_math_says_its_limit(metrics: list[dict[str, Any]], last: str) -> None:
    raw = {"Threshold": 10.0, "ComparisonOperator": "GreaterThanThreshold"}
    listed = [metric_of("Errors", "e"), metric_of("Invocations", "i"), *metrics]
    *plain, told = metric_item.of_alarm({**raw, "Metrics": listed})
    assert [str(one) for one in plain] == [
        "AWS/Lambda Errors Sum",
        "AWS/Lambda Invocations Sum",
    ]
    assert str(told) == last
    assert metric_item.read(last) == told


def test_an_alarm_of_one_metric_in_a_list_is_as_one_without_it() -> None:
    raw = {"Threshold": 10.0, "ComparisonOperator": "GreaterThanThreshold"}
    (item,) = metric_item.of_alarm({**raw, "Metrics": [metric_of("Errors", "e", shown=True)]})
    assert str(item) == "AWS/Lambda Errors Sum 300s > 10"


def test_totals_of_more_and_of_fewer_periods_are_not_compared(aws: Aws) -> None:
    at = {"since": "2026-11-12T12:45:00Z", "until": "2026-11-12T13:45:00Z"}
    (told,) = briefs(read(aws, "lambda:f3 invocations", **at))
    assert "; before total 300 (30 of 60 periods have data)\n" in told
    # An average is one of what there is.
    (mean,) = briefs(read(aws, "lambda:f3 invocations Average", **at))
    assert "before avg 10 (30 of 60 periods have data) (alike)" in mean


def test_an_expression_is_of_the_window_alone(aws: Aws) -> None:
    at = {"since": "2026-11-12T13:00:00Z", "until": "2026-11-12T14:00:00Z"}
    plain, whole = briefs(read(aws, "lambda:f3 invocations", "=m1/SUM(m1)", **at))
    assert "total 600" in plain
    # A sixtieth of its own hour; over both spans it would be less.
    assert "always 0.01667" in whole
    assert "before avg 0.02222 (45 of 60 periods have data)" in whole
