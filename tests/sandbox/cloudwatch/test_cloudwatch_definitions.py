"""Saved queries and detectors of anomalies of a world, through real boto3."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

# boto3 has no types: importing it as a value keeps that in one place.
xform_name: Any = import_module("botocore").xform_name

HERE = "ap-northeast-1:111122223333"
WORLD = """now: 2026-11-12T03:00:00Z
world:
  aws:
    saved_queries:
      crois/failed: { at: 2026-11-12T03:00:00Z, query: filter level = 'ERROR',
        groups: [/aws/lambda/a, /aws/lambda/b] }
      crois/all: { at: 2026-01-01T00:00:00Z, query: fields @message }
      other: { at: 2026-01-01T00:00:00Z, query: stats count(*) }
      not-yet: { at: 2026-11-12T03:00:01Z, query: fields @message }
    anomaly_detectors:
      b: { at: 2026-11-01T00:00:00Z, group: /aws/lambda/a, every: 10m, status: TRAINING,
        pattern: ERROR, shown_days: 90 }
      a: { at: 2026-11-01T00:00:00Z, group: /aws/lambda/b }
      not-yet: { at: 2026-11-12T03:00:01Z, group: /aws/lambda/b }
"""


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


def test_queries_that_were_saved_by_now_are_listed_by_name(world: Served) -> None:
    found = world.client("logs").describe_query_definitions()["queryDefinitions"]
    assert [one["name"] for one in found] == ["crois/all", "crois/failed", "other"]
    failed = found[1]
    assert failed["queryString"] == "filter level = 'ERROR'"
    assert failed["logGroupNames"] == ["/aws/lambda/a", "/aws/lambda/b"]
    assert failed["lastModified"] == 1_794_452_400_000
    assert len({one["queryDefinitionId"] for one in found}) == 3


def test_they_are_found_by_the_beginning_of_their_name_and_in_pages(world: Served) -> None:
    ask = world.client("logs").describe_query_definitions

    def names(**asked: Any) -> list[str]:
        return [one["name"] for one in ask(**asked)["queryDefinitions"]]

    assert names(queryDefinitionNamePrefix="crois/") == ["crois/all", "crois/failed"]
    assert names(queryDefinitionNamePrefix="/all") == []
    assert names(queryLanguage="CWLI") == names()
    assert names(queryLanguage="SQL") == []
    first = ask(maxResults=2)
    assert [one["name"] for one in first["queryDefinitions"]] == ["crois/all", "crois/failed"]
    assert names(maxResults=2, nextToken=first["nextToken"]) == ["other"]


def test_a_token_of_another_question_is_refused(world: Served) -> None:
    client = world.client("logs")
    token = client.describe_query_definitions(maxResults=1)["nextToken"]
    with pytest.raises(client.exceptions.InvalidParameterException, match="nextToken"):
        client.describe_query_definitions(queryDefinitionNamePrefix="crois", nextToken=token)


def test_detectors_are_listed_with_what_they_watch(world: Served) -> None:
    client = world.client("logs")
    plain, told = client.list_log_anomaly_detectors()["anomalyDetectors"]
    assert (plain["detectorName"], told["detectorName"]) == ("a", "b")
    assert (plain["evaluationFrequency"], told["evaluationFrequency"]) == ("FIVE_MIN", "TEN_MIN")
    assert (plain["anomalyDetectorStatus"], told["anomalyDetectorStatus"]) == (
        "ANALYZING",
        "TRAINING",
    )
    assert (plain["filterPattern"], told["filterPattern"]) == ("", "ERROR")
    assert (plain["anomalyVisibilityTime"], told["anomalyVisibilityTime"]) == (21, 90)
    assert told["logGroupArnList"] == [f"arn:aws:logs:{HERE}:log-group:/aws/lambda/a"]
    assert told["creationTimeStamp"] == 1_793_491_200_000
    assert told["anomalyDetectorArn"].startswith(f"arn:aws:logs:{HERE}:anomaly-detector:")
    (first,) = client.list_log_anomaly_detectors(limit=1)["anomalyDetectors"]
    assert first == plain


def test_detectors_of_one_group_are_found_by_its_arn(world: Served) -> None:
    arn = f"arn:aws:logs:{HERE}:log-group:/aws/lambda/a"
    (one,) = world.client("logs").list_log_anomaly_detectors(filterLogGroupArn=arn)[
        "anomalyDetectors"
    ]
    assert one["detectorName"] == "b"
    other = arn.replace("/lambda/a", "/lambda/other")
    found = world.client("logs").list_log_anomaly_detectors(filterLogGroupArn=other)
    assert found["anomalyDetectors"] == []


@pytest.mark.parametrize("operation", ["DescribeQueryDefinitions", "ListLogAnomalyDetectors"])
def test_answers_have_only_what_the_service_model_has(world: Served, operation: str) -> None:
    client = world.client("logs")
    bodies: list[bytes] = []

    def heard(response_dict: Mapping[str, Any], **_: Any) -> None:
        bodies.append(response_dict["body"])

    client.meta.events.register("before-parse", heard)
    getattr(client, xform_name(operation))()
    client.meta.events.unregister("before-parse", heard)
    shape = client.meta.service_model.operation_model(operation).output_shape
    # boto3 drops what it does not know, so a wrong name would look like a missing value.
    for name, listed in json.loads(bodies[0]).items():
        for one in listed:
            assert one.keys() <= shape.members[name].member.members.keys()


def test_a_world_that_tells_none_has_none() -> None:
    with served(small("title: quiet")) as quiet:
        client = quiet.client("logs")
        assert client.describe_query_definitions()["queryDefinitions"] == []
        assert client.list_log_anomaly_detectors()["anomalyDetectors"] == []


def test_how_often_a_detector_looks_is_one_of_six() -> None:
    one = "{ at: 2026-11-01T00:00:00Z, group: a, every: 2m }"
    changes = f"world:\n  aws:\n    anomaly_detectors:\n      x: {one}\n"
    with pytest.raises(BadInput, match=r"the overlay:5: .*every 1m, 5m, 10m, 15m, 30m or 1h"):
        small(changes)
