"""Where CloudTrail has what was recorded: what belongs to no region in us-east-1 alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from aws_worlds import KEY, ClientError, Config, Served, boto3, served, small

HERE, HOME, THIRD = "ap-northeast-1", "us-east-1", "eu-west-1"
WORLD = """now: 2026-11-12T03:00:00Z
world:
  aws:
    trail:
      - { at: 2026-11-12T01:00:00Z, who: { user: a },
          source: iam.amazonaws.com, name: DetachRolePolicy }
      - { at: 2026-11-12T01:01:00Z, who: { user: a }, source: sts.amazonaws.com, name: AssumeRole }
      - { at: 2026-11-12T01:02:00Z, who: { user: b }, source: sts.amazonaws.com,
          name: GetSessionToken, region: ap-northeast-1 }
      - { at: 2026-11-12T01:03:00Z, who: { user: a },
          source: route53.amazonaws.com, name: ChangeResourceRecordSets }
      - { at: 2026-11-12T01:04:00Z, who: { user: a }, source: ecs.amazonaws.com, name: RunTask }
      - { at: 2026-11-12T01:05:00Z, who: { user: a },
          source: ecs.amazonaws.com, name: UpdateService }
      - { at: 2026-11-12T01:06:00Z, who: { user: a }, source: ecs.amazonaws.com,
          name: StopTask, region: eu-west-1 }
    queues: { q: { waiting: 3 } }
    functions: { f: {} }
    health: { events: [{ at: 2026-11-12T01:00:00Z, service: ECS, type: AWS_ECS_X }] }
"""
RECORDED = {
    HERE: ["UpdateService", "RunTask", "GetSessionToken"],
    HOME: ["ChangeResourceRecordSets", "AssumeRole", "DetachRolePolicy"],
    THIRD: ["StopTask"],
    "us-west-2": [],
}


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


def client(world: Served, service: str, region: str) -> Any:
    session = boto3.Session(aws_access_key_id=KEY, aws_secret_access_key="x", region_name=region)
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=2, read_timeout=30)
    return session.client(service, endpoint_url=world.url, config=config)


@pytest.mark.parametrize("region", RECORDED)
def test_an_event_is_found_in_its_region_and_says_which(world: Served, region: str) -> None:
    found = client(world, "cloudtrail", region).lookup_events()["Events"]
    assert [one["EventName"] for one in found] == RECORDED[region]
    assert {json.loads(one["CloudTrailEvent"])["awsRegion"] for one in found} <= {region}


def test_a_page_of_one_region_goes_on_in_that_region_only(world: Served) -> None:
    token = client(world, "cloudtrail", HOME).lookup_events(MaxResults=1)["NextToken"]
    rest = client(world, "cloudtrail", HOME).lookup_events(MaxResults=9, NextToken=token)
    assert [one["EventName"] for one in rest["Events"]] == RECORDED[HOME][1:]
    # As many events, so the same token but for the region.
    assert len(RECORDED[HERE]) == len(RECORDED[HOME])
    with pytest.raises(ClientError, match="InvalidNextToken"):
        client(world, "cloudtrail", HERE).lookup_events(MaxResults=1, NextToken=token)


def test_a_world_in_us_east_1_has_all_in_one_place() -> None:
    with served(small(f"{WORLD}    region: us-east-1\n")) as there:
        found = client(there, "cloudtrail", HOME).lookup_events()["Events"]
        assert len(found) == 5
        assert client(there, "sqs", HOME).list_queues()["QueueUrls"]


def test_a_region_that_the_world_does_not_tell_of_is_empty(world: Served) -> None:
    assert client(world, "sqs", HERE).list_queues()["QueueUrls"]
    assert "QueueUrls" not in client(world, "sqs", HOME).list_queues()
    assert [
        one["FunctionName"] for one in client(world, "lambda", HERE).list_functions()["Functions"]
    ].count("f") == 1
    assert client(world, "lambda", HOME).list_functions()["Functions"] == []
    assert client(world, "logs", HERE).describe_log_groups()["logGroups"]
    assert client(world, "logs", HOME).describe_log_groups()["logGroups"] == []
    assert client(world, "ecs", HOME).list_clusters()["clusterArns"] == []
    assert client(world, "stepfunctions", HOME).list_state_machines()["stateMachines"] == []


def test_what_stands_for_all_regions_is_the_same_in_each(world: Served) -> None:
    for region in (HERE, HOME):
        (one,) = client(world, "health", region).describe_events()["events"]
        assert (one["service"], one["region"]) == ("ECS", HERE)
        caller = client(world, "sts", region).get_caller_identity()
        assert caller["Account"] == world.world.aws.account
