"""The door to metrics over real boto3: pages, statuses, and what is sent for each query."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aws_doors import error, serving, session
from loopback import Loopback, Reply
from world_session import doors

from kurosai.aws.metrics import read_metrics
from kurosai.aws.wire.metrics import MOST_PAGES, CloudWatchMetrics, Query
from kurosai.errors import BadInput, Unavailable
from kurosai.vocabulary import Coverage, Reading, Window

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(hours=1), NOW)
AT = int((NOW - timedelta(minutes=30)).timestamp())
LINE = "AWS/Lambda Errors FunctionName=f Sum"


def result(one: str = "m1", label: str = "Errors", **more: Any) -> dict[str, Any]:
    body = {"Id": one, "Label": label, "Timestamps": [AT], "Values": [3.0]}
    return {**body, "StatusCode": "Complete", **more}


def data(*results: dict[str, Any], token: str = "") -> Reply:
    body = {"MetricDataResults": list(results), **({"NextToken": token} if token else {})}
    return Reply.json(body)


def read(tmp_path: Path, fake: Loopback, *lines: str) -> Reading:
    with session(tmp_path, fake.url) as door:
        return read_metrics.read(
            doors(door).metrics,
            NOW,
            lines=lines or (LINE,),
            around="2026-11-12T02:30:00Z",
            since="",
            until="",
            minutes=20,
            chart=False,
        )


def test_a_series_over_several_pages_is_one(tmp_path: Path) -> None:
    queries = [
        Query("m1", 60, namespace="A", name="B", dimensions=(("C", "d"),), statistic="Sum"),
        Query("m2", 60, expression="m1 * 2"),
    ]
    later = result(Timestamps=[AT + 60], Values=[4.0])
    with (
        serving(data(result(), token="1"), data(later)) as fake,
        session(tmp_path, fake.url) as door,
    ):
        (series,) = CloudWatchMetrics(door).data(queries, WINDOW)
        asked = [json.loads(body) for body in fake.bodies]
    assert [value for _, value in series.points] == [3.0, 4.0]
    assert asked[1]["NextToken"] == "1"
    metric = {"Namespace": "A", "MetricName": "B", "Dimensions": [{"Name": "C", "Value": "d"}]}
    assert asked[0]["MetricDataQueries"] == [
        {
            "Id": "m1",
            "ReturnData": True,
            "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Sum"},
        },
        {"Id": "m2", "ReturnData": True, "Expression": "m1 * 2", "Period": 60},
    ]


def test_pages_without_end_are_cut_and_the_series_is_partial(tmp_path: Path) -> None:
    with serving(data(result(), token="again")) as fake:
        reading = read(tmp_path, fake)
    assert len(fake.bodies) == MOST_PAGES
    assert reading.coverage is Coverage.PARTIAL
    assert reading.looks[0].told == "AWS says PartialData; there are more pages"


def test_a_series_that_may_not_be_read_is_denied_and_no_missing_metric(tmp_path: Path) -> None:
    forbidden = result("m2", Timestamps=[], Values=[], StatusCode="Forbidden")
    with serving(data(result(), forbidden)) as fake:
        reading = read(tmp_path, fake, LINE, "AWS/Lambda Throttles FunctionName=f Sum")
    assert reading.coverage is Coverage.DENIED
    assert "m2 AWS/Lambda Throttles" in reading.rows[1].text
    assert reading.rows[1].text.endswith("could not be read: AWS says Forbidden")


def test_a_search_brings_several_series_with_their_labels(tmp_path: Path) -> None:
    search = "=SEARCH('{AWS/Lambda,FunctionName} Errors', 'Sum', 60)"
    with serving(data(result(label="f"), result(label="g", Values=[9.0]))) as fake:
        reading = read(tmp_path, fake, search)
        (asked,) = json.loads(fake.bodies[0])["MetricDataQueries"]
    assert asked["Expression"] == search[1:]
    assert [row.text.split(": ")[0] for row in reading.rows] == [
        f"m1 {search} [g]",
        f"m1 {search} [f]",
    ]
    with serving(data(result(label="only"))) as fake:
        (row,) = read(tmp_path, fake, search).rows
    assert row.text.startswith(f"m1 {search} [only]: ")


def test_a_search_is_read_by_its_own_period_or_refused(tmp_path: Path) -> None:
    search = "=SEARCH('{AWS/EC2,InstanceType} InstanceType=\"m5.large\" m7', 'Average', {})"
    with serving(data(result())) as fake:
        reading = read(tmp_path, fake, search.replace("{}", "300"), "AWS/X Y Average")
        queries = json.loads(fake.bodies[0])["MetricDataQueries"]
    assert [one.get("Period") or one["MetricStat"]["Period"] for one in queries] == [300, 300]
    assert reading.lead == ("a value each 5 min",)
    with serving(data(result())) as fake, pytest.raises(BadInput, match="searches by 1 s"):
        read(tmp_path, fake, search.replace("{}", "1"))
    assert not fake.bodies
    with serving(data(result())) as fake, pytest.raises(BadInput, match="of 60s and 300s"):
        read(tmp_path, fake, search.replace("{}", "300"), "AWS/X Y Sum 60s > 5")


def test_of_very_many_series_of_a_search_the_highest_are_shown(tmp_path: Path) -> None:
    search = "=SEARCH('{AWS/Lambda,FunctionName} Errors', 'Sum')"
    found = [result(label=f"f{n}", Values=[float(n)]) for n in range(30)]
    with serving(data(*found)) as fake:
        reading = read(tmp_path, fake, search)
    shown = [row.text for row in reading.rows if row.mark == ">"]
    assert [one.split("[")[1].split("]")[0] for one in shown] == [
        f"f{n}" for n in range(29, 19, -1)
    ]
    assert (reading.found, reading.total, len(reading.rows)) == (30, 30, 30)
    assert reading.tail[0] == "20 more series of m1 are lower: by read_evidence"
    assert "always 29" in reading.facts["m1"]


def test_denied_is_a_denied_reading_and_a_refused_expression_a_wrong_question(
    tmp_path: Path,
) -> None:
    with serving(error("AccessDenied", "no")) as fake:
        assert read(tmp_path, fake).coverage is Coverage.DENIED
    refused = error("ValidationError", "Error in expression 'm2'")
    with serving(refused) as fake, pytest.raises(BadInput, match="Error in expression"):
        read(tmp_path, fake, LINE, "=m1 +")
    with serving(error("InternalServiceFault")) as fake, pytest.raises(Unavailable):
        read(tmp_path, fake)


def listed(name: str, token: str = "", value: str = "d") -> Reply:
    one = {"Namespace": "A", "MetricName": name, "Dimensions": [{"Name": "C", "Value": value}]}
    return Reply.json({"Metrics": [one], **({"NextToken": token} if token else {})})


def test_metrics_are_listed_page_by_page(tmp_path: Path) -> None:
    with (
        serving(listed("x", "1"), listed("y")) as fake,
        session(tmp_path, fake.url) as door,
    ):
        found = CloudWatchMetrics(door).known("A", "", (("C", "d"),))
        asked = [json.loads(body) for body in fake.bodies]
    assert [one.name for one in found.names] == ["x", "y"]
    assert found.complete
    assert found.names[0].dimensions == (("C", "d"),)
    assert asked[0] == {"Namespace": "A", "Dimensions": [{"Name": "C", "Value": "d"}]}


def test_a_metric_is_looked_for_with_its_own_dimensions(tmp_path: Path) -> None:
    none = data(result(Timestamps=[], Values=[]))
    with serving(none, listed("x")) as fake:
        reading = read(tmp_path, fake, "A x C=d Sum")
        asked = json.loads(fake.bodies[1])
    assert reading.coverage is Coverage.EMPTY
    assert "no data is not zero" in reading.rows[0].text
    assert asked["Dimensions"] == [{"Name": "C", "Value": "d"}]


def test_a_list_that_was_cut_is_no_proof_that_there_is_no_metric(tmp_path: Path) -> None:
    none = data(result(Timestamps=[], Values=[]))
    with serving(none, listed("x", "again", "other")) as fake:
        reading = read(tmp_path, fake, "A x C=d Sum")
    assert "it is not among the first 4, and there are more" in reading.rows[0].text
    with serving(none, Reply.json({"Metrics": []})) as fake, pytest.raises(BadInput) as caught:
        read(tmp_path, fake, "A x C=d Sum")
    assert caught.value.do.startswith("Check its namespace")
