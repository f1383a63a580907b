"""CloudWatch metrics of a world through boto3: statistics, periods, what is kept, pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
METRICS = """now: 2026-11-12T03:00:00Z
world:
  aws:
    metrics:
      errors:
        namespace: AWS/Lambda
        name: Errors
        dimensions: { FunctionName: core-v2-log-forwarder }
        unit: Count
        values:
          2026-11-12T02:00:30Z: 1
          2026-11-12T02:01:10Z: 2
          2026-11-12T02:01:50Z: 6
          2026-11-12T02:57:59Z: 5
          2026-11-12T02:58:00Z: 7
          2026-11-12T02:58:01Z: 9
          2026-11-12T03:00:01Z: 11
      latency:
        namespace: Crois
        name: Latency
        unit: Milliseconds
        values:
          2026-11-12T02:00:00Z: { count: 10, sum: 1000, min: 10, max: 400 }
          2026-11-12T02:01:00Z: { count: 4, sum: 20, min: 5, max: 5 }
      age:
        namespace: AWS/SQS
        name: ApproximateAgeOfOldestMessage
        dimensions: { QueueName: crois-v2-prd-job-queue }
        unit: Seconds
        series:
          usual:
            first: 2026-11-11T00:00:00Z
            last: 2026-11-12T06:00:00Z
            every: 1m
            value: 10
            jitter: 0.2
            samples: 3
            changes:
              2026-11-12T01:00:00Z: { until: 2026-11-12T01:10:00Z, value: 0, to: 600, jitter: 0 }
              2026-11-12T01:30:00Z: { until: 2026-11-12T01:34:00Z, absent: true }
              2026-11-12T01:40:00Z: { value: 77, jitter: 0, samples: 1 }
      old:
        namespace: Crois
        name: Old
        values:
          2026-10-28T03:00:00Z: 1
          2026-10-28T02:59:00Z: 2
          2026-09-10T02:59:00Z: 4
          2025-08-14T03:00:00Z: 8
          2025-08-14T02:59:00Z: 16
"""
FORWARDER = [{"Name": "FunctionName", "Value": "core-v2-log-forwarder"}]
ERRORS = {"Namespace": "AWS/Lambda", "MetricName": "Errors", "Dimensions": FORWARDER}
LATENCY: dict[str, Any] = {"Namespace": "Crois", "MetricName": "Latency", "Dimensions": []}
AGE = {
    "Namespace": "AWS/SQS",
    "MetricName": "ApproximateAgeOfOldestMessage",
    "Dimensions": [{"Name": "QueueName", "Value": "crois-v2-prd-job-queue"}],
}
OLD = {"Namespace": "Crois", "MetricName": "Old"}


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(METRICS)) as one:
        yield one


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-12T{text}:00+00:00")


def statistics(world: Served, metric: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    asked: dict[str, Any] = {
        **metric,
        "StartTime": at("02:00"),
        "EndTime": at("03:00"),
        "Period": 60,
        "Statistics": ["Sum"],
        **more,
    }
    if asked["Statistics"] is None:
        del asked["Statistics"]
    told = world.client("cloudwatch").get_metric_statistics(**asked)
    assert told["Label"] == metric["MetricName"]
    return sorted(told["Datapoints"], key=lambda one: one["Timestamp"])


def test_statistics_are_derived_from_the_samples(world: Served) -> None:
    every = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"]
    found = statistics(world, ERRORS, Statistics=every, EndTime=at("02:10"))
    assert found == [
        {
            "Timestamp": at("02:00"),
            "Unit": "Count",
            "SampleCount": 1.0,
            "Average": 1.0,
            "Sum": 1.0,
            "Minimum": 1.0,
            "Maximum": 1.0,
        },
        {
            "Timestamp": at("02:01"),
            "Unit": "Count",
            "SampleCount": 2.0,
            "Average": 4.0,
            "Sum": 8.0,
            "Minimum": 2.0,
            "Maximum": 6.0,
        },
    ]
    (whole,) = statistics(world, ERRORS, Statistics=every, EndTime=at("02:10"), Period=600)
    assert (whole["SampleCount"], whole["Sum"], whole["Average"]) == (3.0, 9.0, 3.0)
    assert (whole["Minimum"], whole["Maximum"]) == (1.0, 6.0)


def test_a_point_comes_late_and_none_comes_early(world: Served) -> None:
    found = statistics(world, ERRORS, StartTime=at("02:50"), EndTime=at("06:00"))
    assert [(one["Timestamp"], one["Sum"]) for one in found] == [
        (at("02:57"), 5.0),
        (at("02:58"), 7.0),
    ]
    sources = "    sources: { metrics: { delay: 10m } }\n"
    with served(small(METRICS + sources)) as late:
        assert statistics(late, ERRORS, StartTime=at("02:50"), EndTime=at("06:00")) == []


def test_percentiles_need_samples(world: Served) -> None:
    asked: dict[str, Any] = {"Statistics": None, "ExtendedStatistics": ["p50", "p100"]}
    (_, second) = statistics(world, ERRORS, **asked, EndTime=at("02:10"))
    assert second["ExtendedStatistics"] == {"p50": 4.0, "p100": 6.0}
    summed, same = statistics(world, LATENCY, **asked, EndTime=at("02:10"))
    assert "ExtendedStatistics" not in summed
    assert same["ExtendedStatistics"] == {"p50": 5.0, "p100": 5.0}


def test_a_statistic_set_counts_as_its_samples(world: Served) -> None:
    (one,) = statistics(
        world, LATENCY, Statistics=["Average", "Maximum"], Period=300, EndTime=at("02:05")
    )
    assert one["Average"] == pytest.approx(1020 / 14)
    assert one["Maximum"] == 400.0


def test_a_series_goes_on_as_usual_but_for_its_changes(world: Served) -> None:
    every = ["SampleCount", "Average", "Minimum", "Maximum"]
    window = {"StartTime": at("00:50"), "EndTime": at("02:00")}
    found = statistics(world, AGE, Statistics=every, **window)
    by_time = {f"{one['Timestamp']:%H:%M}": one for one in found}
    usual = by_time["00:50"]
    assert usual["SampleCount"] == 3.0
    assert 8.0 <= usual["Minimum"] < usual["Average"] < usual["Maximum"] <= 12.0
    assert [by_time[f"01:{minute:02}"]["Average"] for minute in (0, 1, 5, 10)] == [0, 60, 300, 600]
    assert 8.0 <= by_time["01:11"]["Minimum"] <= by_time["01:11"]["Maximum"] <= 12.0
    assert sorted(by_time) == [
        f"{hour:02}:{minute:02}"
        for hour in (0, 1)
        for minute in range(60)
        if (hour or minute >= 50) and not (hour and 30 <= minute <= 34)
    ]
    only = by_time["01:40"]
    assert (only["SampleCount"], only["Average"]) == (1.0, 77.0)


def test_jitter_is_the_same_in_every_process(world: Served) -> None:
    first = statistics(world, AGE, Statistics=["Average"])
    with served(small(METRICS)) as again:
        assert statistics(again, AGE, Statistics=["Average"]) == first
    assert len({one["Average"] for one in first}) > 50


def test_old_points_are_kept_by_longer_periods_only(world: Served) -> None:
    window = {"StartTime": NOW - timedelta(days=500), "EndTime": NOW}
    for period, total in ((86_400, 7 + 8), (86_400 + 300, 3), (86_400 + 60, 1)):
        found = statistics(world, OLD, Period=period, **window)
        assert sum(one["Sum"] for one in found) == total, period


def test_datapoints_come_in_no_order(world: Served) -> None:
    asked = {**AGE, "StartTime": at("00:00"), "EndTime": at("02:00"), "Period": 60}
    told = world.client("cloudwatch").get_metric_statistics(**asked, Statistics=["Sum"])
    times = [one["Timestamp"] for one in told["Datapoints"]]
    assert times not in (sorted(times), sorted(times, reverse=True))


def test_a_wrong_unit_or_dimension_finds_nothing(world: Served) -> None:
    assert statistics(world, ERRORS, Unit="Seconds") == []
    assert statistics(world, {**ERRORS, "Dimensions": []}) == []
    assert statistics(world, ERRORS, Unit="Count")


def test_bad_requests_are_told_so(world: Served, refusal: Refusal) -> None:
    call = world.client("cloudwatch").get_metric_statistics
    good: dict[str, Any] = {
        **ERRORS,
        "StartTime": at("02:00"),
        "EndTime": at("03:00"),
        "Period": 60,
    }
    assert refusal(call, **good)[1] == "MissingParameter"
    both = {"Statistics": ["Sum"], "ExtendedStatistics": ["p50"]}
    assert refusal(call, **good, **both)[1] == "InvalidParameterCombination"
    good["Statistics"] = ["Sum"]
    long = refusal(call, **{**good, "StartTime": NOW - timedelta(days=2)})
    assert long[1:] == (
        "InvalidParameterCombination",
        (
            "You have requested up to 2,880 datapoints, which exceeds the limit of 1,440. You may"
            " reduce the datapoints requested by increasing Period, or decreasing the time range."
        ),
    )
    assert refusal(call, **{**good, "Period": 61})[1] == "InvalidParameterValue"
    assert refusal(call, **{**good, "EndTime": at("02:00")})[1] == "InvalidParameterValue"
    assert refusal(call, **{**good, "Statistics": ["Median"]})[1] == "ValidationError"
    del good["Statistics"]
    assert refusal(call, **good, ExtendedStatistics=["tm99"])[0] == 501


def test_metrics_are_listed_while_they_are_alive(world: Served, refusal: Refusal) -> None:
    cloudwatch = world.client("cloudwatch")
    listed = cloudwatch.list_metrics()["Metrics"]
    assert [one["MetricName"] for one in listed] == [
        "Errors",
        "ApproximateAgeOfOldestMessage",
        "Latency",
    ]
    assert listed[0]["Dimensions"] == FORWARDER
    assert [one["Namespace"] for one in cloudwatch.list_metrics(Namespace="Crois")["Metrics"]] == [
        "Crois"
    ]
    by_name = cloudwatch.list_metrics(Dimensions=[{"Name": "QueueName"}])["Metrics"]
    assert [one["MetricName"] for one in by_name] == ["ApproximateAgeOfOldestMessage"]
    other = [{"Name": "QueueName", "Value": "x"}]
    assert cloudwatch.list_metrics(Dimensions=other)["Metrics"] == []
    assert refusal(cloudwatch.list_metrics, NextToken="x")[1] == "InvalidParameterValue"


def test_metrics_are_listed_by_five_hundred() -> None:
    values = "values: { 2026-11-12T02:00:00Z: 1 }"
    told = "\n".join(
        f"      m{n}: {{ namespace: N, name: M{n:04}, {values} }}" for n in range(1_100)
    )
    with served(
        small(f"now: 2026-11-12T03:00:00Z\nworld:\n  aws:\n    metrics:\n{told}\n")
    ) as many:
        pages = [*many.client("cloudwatch").get_paginator("list_metrics").paginate()]
    assert [len(page["Metrics"]) for page in pages] == [500, 500, 100]
    names = [one["MetricName"] for page in pages for one in page["Metrics"]]
    assert names == [f"M{n:04}" for n in range(1_100)]


@pytest.mark.parametrize(
    ("metric", "told"),
    [
        ("", "it has no points"),
        ("unit: Bytes/s, values: {}", "Input should be"),
        ("values: { soon: 1 }", "valid datetime"),
        ("values: { IN: { count: 2, sum: 9, min: 1, max: 2 } }", "above its max"),
        ("values: { IN: { count: 2, sum: 1, min: 1, max: 2 } }", "below its min"),
        ("values: { IN: .nan }", "finite number"),
        ("SERIES changes: { AFTER: { value: 2 } } } }", "no point at this time"),
        ("SERIES changes: { IN: { to: 2 } } } }", "`to` needs `until`"),
        ("SERIES changes: { IN: {} } } }", "say what differs"),
        ("SERIES changes: { IN: { absent: true, value: 1 } } } }", "has no value"),
        ("SERIES changes: { IN: { until: FIRST, value: 2 } } } }", "before the change begins"),
        ("SERIES changes: { IN: { until: NEXT, value: 2 }, NEXT: { value: 3 } } } }", "goes on"),
        ("SERIES jitter: 2 } }", "less than or equal to 1"),
    ],
)
def test_what_cannot_be_is_a_fault_with_its_line(metric: str, told: str) -> None:
    for word, text in {
        "SERIES": "series: { s: { first: FIRST, last: LAST, every: 1m, value: 1,",
        "FIRST": "2026-11-12T01:00:00Z",
        "LAST": "2026-11-12T02:00:00Z",
        "AFTER": "2026-11-12T02:01:00Z",
        "IN": "2026-11-12T01:10:00Z",
        "NEXT": "2026-11-12T01:20:00Z",
    }.items():
        metric = metric.replace(word, text)
    one = f"{{ namespace: N, name: M, {metric} }}"
    changes = f"world:\n  aws:\n    metrics:\n      m: {one}\n"
    with pytest.raises(BadInput, match=r"the overlay:5: world\.aws\.metrics\.m") as caught:
        small(changes)
    assert told in str(caught.value)


def test_one_metric_told_twice_is_a_fault() -> None:
    one = "{ namespace: N, name: M, values: { 2026-11-12T02:00:00Z: 1 } }"
    with pytest.raises(BadInput, match=r"the overlay:6: .*the same namespace, name .* as 'a'"):
        small(f"world:\n  aws:\n    metrics:\n      a: {one}\n      b: {one}\n")
