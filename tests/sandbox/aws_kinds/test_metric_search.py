"""SEARCH of metric math through boto3: which metrics it finds, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_worlds import Served, served, small

API = "Type: API, Class: None"
TOLD = (
    ("CallCount", f"AWS/Usage, Service: States, {API}, Resource: SendTaskSuccess", 1),
    ("CallCount", f"AWS/Usage, Service: SQS, {API}, Resource: SendMessage", 2),
    ("CallCount", f"AWS/Usage, Service: States, {API}, Resource: SendTaskSuccessful", 3),
    ("CallCount", "AWS/Usage, Service: States, Resource: SendTaskSuccess", 9),
    ("Errors", "AWS/Lambda, FunctionName: core-v2-job-dispatcher", 4),
    ("Errors", "AWS/Lambda, FunctionName: core-v2-log-forwarder", 5),
    ("Throttles", "AWS/Lambda, FunctionName: core-v2-log-forwarder", 6),
)
OLD = f"AWS/Usage, Service: Old, {API}, Resource: SendTaskSuccess"


def metric(key: str, name: str, told: str, points: str) -> str:
    namespace, _, dimensions = told.partition(", ")
    return (
        f"      {key}: {{ namespace: {namespace}, name: {name}, dimensions: {{ {dimensions} }}, "
        f"values: {{ {points} }} }}\n"
    )


METRICS = "".join(
    (
        "now: 2026-11-12T03:00:00Z\nworld:\n  aws:\n    metrics:\n",
        *(
            metric(f"m{number}", name, told, f"2026-11-12T02:0{number % 3}:00Z: {number}")
            for name, told, number in TOLD
        ),
        metric("old", "CallCount", OLD, "2026-10-01T02:01:00Z: 9"),
    )
)
ALL = "{AWS/Usage,Class,Resource,Service,Type}"
OF = "{AWS/Lambda,FunctionName}"


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(METRICS)) as one:
        yield one


def asked(text: str, **more: Any) -> dict[str, Any]:
    return {
        "MetricDataQueries": [{"Id": "e1", "Expression": text, **more}],
        "StartTime": datetime(2026, 11, 12, 2, tzinfo=UTC),
        "EndTime": datetime(2026, 11, 12, 2, 5, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (f'{ALL} MetricName="CallCount" Resource="SendTaskSuccess"', [1]),
        (f"{ALL} Resource=SendTaskSuccess", [1]),
        (f"{ALL} Service=states", [1, 3]),
        (f"{ALL} send", [1, 2, 3]),
        (f"{ALL} send NOT task", [2]),
        (f'{ALL} Resource=("SendMessage" OR "SendTaskSuccess")', [1, 2]),
        ('{AWS/Usage,Resource,Service} "SendTaskSuccess"', [9]),
        (f"{OF} Errors", [4, 5]),
        (f"{OF} Errors AND (dispatcher OR forwarder) AND NOT dispatcher", [5]),
        (OF, [4, 5, 6]),
        (f"{OF} nothing", []),
    ],
)
def test_a_search_finds_what_has_its_schema_and_words(
    world: Served, text: str, values: list[float]
) -> None:
    answer = world.client("cloudwatch").get_metric_data(
        **asked(f"SEARCH('{text}', 'Sum')", Period=60)
    )
    found = [value for one in answer["MetricDataResults"] for value in one["Values"]]
    assert sorted(found) == values
    for one in answer["MetricDataResults"]:
        assert one["StatusCode"] == "Complete"


def test_its_own_period_counts_and_its_series_are_a_list(world: Served) -> None:
    text = f"SUM(SEARCH('{OF} Errors', 'Sum', 300))"
    (one,) = world.client("cloudwatch").get_metric_data(**asked(text))["MetricDataResults"]
    assert (one["Values"], [at.minute for at in one["Timestamps"]]) == ([9.0], [0])


@pytest.mark.parametrize(
    "text", [f"SEARCH('{OF} (Errors', 'Sum', 60)", f"SEARCH('{OF} AND', 'Sum', 60)", "SEARCH(1)"]
)
def test_a_search_that_is_none_is_refused(
    world: Served, refusal: Callable[..., tuple[int, str, str]], text: str
) -> None:
    status, code, told = refusal(world.client("cloudwatch").get_metric_data, **asked(text))
    assert (status, code) == (400, "ValidationError")
    assert "SEARCH" in told
