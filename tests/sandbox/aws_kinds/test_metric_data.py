"""GetMetricData through boto3: metrics beside each other, expressions over them, pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_worlds import Served, served, small

Refusal = Callable[..., tuple[int, str, str]]
METRICS = """now: 2026-11-12T03:00:00Z
world:
  aws:
    metrics:
      errors:
        namespace: AWS/Lambda
        name: Errors
        values: { 2026-11-12T02:00:00Z: 2, 2026-11-12T02:02:00Z: 1, 2026-11-12T02:03:00Z: 0 }
      calls:
        namespace: AWS/Lambda
        name: Invocations
        values:
          { 2026-11-12T02:00:00Z: 8, 2026-11-12T02:01:00Z: 5, 2026-11-12T02:02:00Z: 4,
            2026-11-12T02:03:00Z: 0 }
      empty: { namespace: AWS/Lambda, name: Throttles, values: { 2026-01-01T00:00:00Z: 1 } }
      long:
        namespace: Crois
        name: Long
        series:
          usual:
            first: 2026-11-11T00:00:00Z
            last: 2026-11-12T03:00:00Z
            every: 1m
            value: 1
"""


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(METRICS)) as one:
        yield one


def at(minute: int) -> datetime:
    return datetime(2026, 11, 12, 2, minute, tzinfo=UTC)


def stat(key: str, name: str, *, returned: bool = False, **more: Any) -> Mapping[str, Any]:
    metric = {"Namespace": "Crois" if name == "Long" else "AWS/Lambda", "MetricName": name}
    told = {"Metric": metric, "Period": 60, "Stat": "Sum", **more}
    return {"Id": key, "MetricStat": told, "ReturnData": returned}


BASE = [stat("m1", "Errors"), stat("m2", "Invocations"), stat("none", "Throttles")]


def asked(*queries: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    window = {"StartTime": at(0), "EndTime": at(5), "ScanBy": "TimestampAscending"}
    return {"MetricDataQueries": [*queries], **window, **more}


def computed(world: Served, text: str) -> list[dict[int, float]]:
    """What an expression over the base metrics comes to: by minute, one for each series."""
    query = {"Id": "e1", "Expression": text}
    told = world.client("cloudwatch").get_metric_data(**asked(*BASE, query))
    return [
        {time.minute: value for time, value in zip(one["Timestamps"], one["Values"], strict=True)}
        for one in told["MetricDataResults"]
    ]


COMPUTED: list[tuple[str, list[dict[int, float]]]] = [
    ("m1", [{0: 2, 2: 1, 3: 0}]),
    ("m1 + m2", [{0: 10, 2: 5, 3: 0}]),  # where both have a point
    ("m2 + m1", [{0: 10, 2: 5, 3: 0}]),
    ("100 * m1 / m2", [{0: 25, 2: 25}]),  # a division by zero has no result
    ("m2 - 1", [{0: 7, 1: 4, 2: 3, 3: -1}]),
    ("-m1 ^ 2", [{0: -4, 2: -1, 3: 0}]),
    ("2 ^ 3 ^ 0 * m1", [{0: 4, 2: 2, 3: 0}]),
    ("1 + 2 * 3 - m1", [{0: 5, 2: 6, 3: 7}]),
    ("(1 + 2) * m1", [{0: 6, 2: 3, 3: 0}]),
    ("m2 > 4", [{0: 1, 1: 1, 2: 0, 3: 0}]),
    ("m2 >= 5 AND m2 != 8", [{0: 0, 1: 1, 2: 0, 3: 0}]),
    ("m2 == 8 || m2 < 1", [{0: 1, 1: 0, 2: 0, 3: 1}]),
    ("SUM([m1, m2])", [{0: 10, 1: 5, 2: 5, 3: 0}]),  # of those that have a point
    ("SUM(METRICS())", [{0: 10, 1: 5, 2: 5, 3: 0}]),
    ('SUM(METRICS("m1"))', [{0: 2, 2: 1, 3: 0}]),
    ("MAX([m1, m2]) - MIN([m1, m2])", [{0: 6, 1: 0, 2: 3, 3: 0}]),
    ("AVG([m1, m2])", [{0: 5, 1: 5, 2: 2.5, 3: 0}]),
    ("m2 / MAX(m2)", [{0: 1, 1: 0.625, 2: 0.5, 3: 0}]),
    ("m1 * 0 + AVG(m1)", [{0: 1, 2: 1, 3: 1}]),
    ("m1 * 0 + STDDEV(m2)", [{0: 2.8613807855648994, 2: 2.8613807855648994,
                              3: 2.8613807855648994}]),
    ("FILL(m1, 0)", [{0: 2, 1: 0, 2: 1, 3: 0, 4: 0}]),
    ("FILL(none, 0)", [{0: 0, 1: 0, 2: 0, 3: 0, 4: 0}]),
    ("FILL(m1, REPEAT)", [{0: 2, 1: 2, 2: 1, 3: 0, 4: 0}]),
    ("FILL(m1, LINEAR)", [{0: 2, 1: 1.5, 2: 1, 3: 0}]),
    ("FILL(m1, 0) / FILL(m2, 1)", [{0: 0.25, 1: 0, 2: 0.25, 4: 0}]),
    ("RATE(m1)", [{2: -1 / 120, 3: -1 / 60}]),
    ("DIFF(m2)", [{1: -3, 2: -1, 3: -4}]),
    ("DIFF_TIME(m1)", [{2: 120, 3: 60}]),
    ("RUNNING_SUM(m2)", [{0: 8, 1: 13, 2: 17, 3: 17}]),
    ("m1 / PERIOD(m1)", [{0: 2 / 60, 2: 1 / 60, 3: 0}]),
    ("IF(m2 > 4, m2, 0)", [{0: 8, 1: 5, 2: 0, 3: 0}]),
    ("IF(m2 > 4, m1, -1)", [{0: 2, 2: -1, 3: -1}]),
    ("IF(1, m1, m2)", [{0: 2, 2: 1, 3: 0}]),
    ("ABS(m1 - m2)", [{0: 6, 2: 3, 3: 0}]),
    ("CEIL(m2 / 3) + FLOOR(m2 / 3)", [{0: 5, 1: 3, 2: 3, 3: 0}]),
    ("LOG10(m2 * 0 + 100)", [{0: 2, 1: 2, 2: 2, 3: 2}]),
    ("LOG(m2 - 8)", [{}]),
    ("TIME_SERIES(7)", [{0: 7, 1: 7, 2: 7, 3: 7, 4: 7}]),
    ("m1 * 0 + DATAPOINT_COUNT(m2)", [{0: 4, 2: 4, 3: 4}]),
    ("m1 * 0 + METRIC_COUNT(METRICS())", [{0: 3, 2: 3, 3: 3}]),
    ("REMOVE_EMPTY(METRICS()) * 2", [{0: 4, 2: 2, 3: 0}, {0: 16, 1: 10, 2: 8, 3: 0}]),
    ("FIRST(METRICS())", [{0: 2, 2: 1, 3: 0}]),
    ("LAST([m1, m2])", [{0: 8, 1: 5, 2: 4, 3: 0}]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "found"), COMPUTED)
def test_an_expression_comes_to(world: Served, text: str, found: list[dict[int, float]]) -> None:
    assert computed(world, text) == [pytest.approx(one) for one in found]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("m1 +", "Unexpected end"),
        ("m1 m2", "Unexpected 'm2'"),
        ("m1 % 2", "Unexpected '%'"),
        ("(m1", "Expected ')'"),
        ("unknown + 1", "Unknown id 'unknown'"),
        ("e1 + 1", "depends on itself"),
        ("FOO(m1)", "Unsupported function: FOO"),
        ("FILL(m1)", "FILL takes 2 arguments"),
        ("FILL(m1, NEAREST)", "a number, REPEAT or LINEAR"),
        ("SUM(m1)", "must be a time series"),
        ("1 / 0", "has no result"),
        ("METRICS() + METRICS()", "Unsupported operand types"),
        ("[1, m1]", "A list holds time series"),
        ("IF(METRICS(), 1, 0)", "no lists"),
        ("(" * 60 + "m1" + ")" * 60, "Nested too deeply"),
        ("-" * 2000 + "m1", "Nested too deeply"),
    ],
)
def test_a_bad_expression_is_told_why(world: Served, refusal: Refusal, text: str, why: str) -> None:
    query = {"Id": "e1", "Expression": text}
    status, code, told = refusal(world.client("cloudwatch").get_metric_data, **asked(*BASE, query))
    assert (status, code) == (400, "ValidationError")
    assert told.startswith("Error in expression 'e1': ")
    assert why in told


@pytest.mark.parametrize(
    "text",
    [
        *("SELECT AVG(x) FROM y", "SORT(m1)", "SEARCH('Errors', 'Sum', 60)"),
        *("SEARCH('{AWS/Lambda} Errors', 'Sum')", "SEARCH('{AWS/Lambda} Err-ors', 'Sum', 60)"),
        "SEARCH('{AWS/Lambda} :aws.AccountId=1', 'Sum', 60)",
    ],
)
def test_what_the_world_has_not_is_never_an_empty_answer(
    world: Served, refusal: Refusal, text: str
) -> None:
    query = {"Id": "e1", "Expression": text}
    call = world.client("cloudwatch").get_metric_data
    assert refusal(call, **asked(*BASE, query))[:2] == (501, "NotImplementedException")


def test_results_have_labels_and_the_newest_first(world: Served) -> None:
    queries = [
        stat("m1", "Errors", returned=True),
        {**stat("m2", "Invocations", returned=True), "Label": "calls"},
        {"Id": "e1", "Expression": "m1 / m2"},
        {"Id": "e2", "Expression": "METRICS()", "Label": "both"},
    ]
    request = asked(*queries)
    del request["ScanBy"]
    told = world.client("cloudwatch").get_metric_data(**request)["MetricDataResults"]
    assert [(one["Id"], one["Label"]) for one in told] == [
        ("m1", "Errors"),
        ("m2", "calls"),
        ("e1", "e1"),
        ("e2", "both Errors"),
        ("e2", "both calls"),
    ]
    assert told[0]["Timestamps"] == [at(3), at(2), at(0)]
    assert told[0]["Values"] == [0, 1, 2]
    assert {one["StatusCode"] for one in told} == {"Complete"}


def test_a_metric_without_points_is_complete_and_empty(world: Served) -> None:
    (one,) = world.client("cloudwatch").get_metric_data(
        **asked(stat("m1", "NoSuchMetric", returned=True))
    )["MetricDataResults"]
    assert (one["StatusCode"], one["Timestamps"], one["Values"]) == ("Complete", [], [])


@pytest.mark.parametrize("order", ["TimestampAscending", "TimestampDescending"])
def test_pages_hold_together(world: Served, order: str) -> None:
    queries = [
        stat("m0", "NoSuchMetric", returned=True),
        stat("m1", "Long", returned=True),
        stat("m2", "Errors", returned=True),
        stat("m3", "Throttles", returned=True),
    ]
    request = asked(*queries, MaxDatapoints=100, ScanBy=order)
    request["StartTime"] = datetime(2026, 11, 11, 22, tzinfo=UTC)
    pages = [*world.client("cloudwatch").get_paginator("get_metric_data").paginate(**request)]
    assert len(pages) == 3
    found: dict[str, list[datetime]] = {}
    for page in pages:
        assert sum(len(one["Timestamps"]) for one in page["MetricDataResults"]) <= 100
        for one in page["MetricDataResults"]:
            found.setdefault(one["Id"], []).extend(one["Timestamps"])
    assert {key: len(times) for key, times in found.items()} == {
        "m0": 0,
        "m1": 245,
        "m2": 3,
        "m3": 0,
    }
    assert found["m1"] == sorted(found["m1"], reverse=order == "TimestampDescending")
    status = [
        one["StatusCode"]
        for page in pages
        for one in page["MetricDataResults"]
        if one["Id"] == "m1"
    ]
    assert status == ["PartialData", "PartialData", "Complete"]


def test_a_metric_without_points_is_on_the_page_that_ends_before_it(world: Served) -> None:
    queries = [stat(f"m{n}", name, returned=True) for n, name in enumerate(["Errors", "Throttles"])]
    (page,) = (
        world.client("cloudwatch")
        .get_paginator("get_metric_data")
        .paginate(**asked(*queries, MaxDatapoints=3))
    )
    assert [len(one["Values"]) for one in page["MetricDataResults"]] == [3, 0]


def test_a_token_counts_for_its_own_request(world: Served, refusal: Refusal) -> None:
    cloudwatch = world.client("cloudwatch")
    request = asked(stat("m1", "Long", returned=True), MaxDatapoints=2)
    token = cloudwatch.get_metric_data(**request)["NextToken"]
    other = asked(stat("m1", "Errors", returned=True), MaxDatapoints=2, NextToken=token)
    assert refusal(cloudwatch.get_metric_data, **other)[1] == "InvalidNextToken"


@pytest.mark.parametrize(
    ("queries", "code"),
    [
        ([], "ValidationError"),
        ([{"Id": "M1", "Expression": "1"}], "ValidationError"),
        ([{"Id": "m1"}], "ValidationError"),
        ([{"Id": "e1", "Expression": "m1"}, stat("e1", "Errors")], "ValidationError"),
        ([stat("m1", "Errors")], "ValidationError"),
        ([stat("m1", "Errors", returned=True, Period=90)], "ValidationError"),
        ([stat("m1", "Errors", returned=True, Stat="tm99")], "NotImplementedException"),
        ([{"Id": "e1", "Expression": "1", "AccountId": "1"}], "NotImplementedException"),
    ],
)
def test_bad_queries_are_told_so(
    world: Served, refusal: Refusal, queries: list[Mapping[str, Any]], code: str
) -> None:
    assert refusal(world.client("cloudwatch").get_metric_data, **asked(*queries))[1] == code
