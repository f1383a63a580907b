"""AWS Health of a world through boto3: what is open, closed or announced at now, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
WORLD = """now: 2026-11-12T03:00:00Z
world:
  aws:
    health:
      events:
        - { at: 2026-11-12T01:00:00Z, until: 2026-11-12T02:00:00Z, service: LAMBDA,
            type: AWS_LAMBDA_OPERATIONAL_ISSUE, text: error rates }
        - { at: 2026-11-12T02:30:00Z, until: 2026-11-12T04:00:00Z, service: ECS,
            type: AWS_ECS_OPERATIONAL_ISSUE }
        - { at: 2026-11-20T00:00:00Z, until: 2026-11-20T01:00:00Z, told: 2026-11-01T00:00:00Z,
            service: RDS, type: AWS_RDS_MAINTENANCE_SCHEDULED, category: scheduledChange,
            region: global, public: false }
        - { at: 2026-11-12T03:00:01Z, service: EC2, type: AWS_EC2_LATER }
        - { at: 2026-08-01T00:00:00Z, until: 2026-08-02T00:00:00Z, service: EC2,
            type: AWS_EC2_FORGOTTEN }
"""


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


def codes(world: Served, **wanted: Any) -> list[str]:
    asked = {"filter": wanted} if wanted else {}
    return [
        one["eventTypeCode"].split("_")[1]
        for one in world.client("health").describe_events(**asked)["events"]
    ]


def test_an_event_is_as_it_stands_now(world: Served) -> None:
    events = world.client("health").describe_events()["events"]
    states = {one["service"]: (one["statusCode"], "endTime" in one) for one in events}
    assert states == {"RDS": ("upcoming", True), "ECS": ("open", False), "LAMBDA": ("closed", True)}
    assert {one["service"]: one["eventScopeCode"] for one in events}["RDS"] == "ACCOUNT_SPECIFIC"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"services": ["LAMBDA", "ECS"]}, ["ECS", "LAMBDA"]),
        ({"regions": ["global"]}, ["RDS"]),
        ({"eventStatusCodes": ["open"]}, ["ECS"]),
        ({"eventTypeCategories": ["scheduledChange"]}, ["RDS"]),
        ({"startTimes": [{"to": datetime(2026, 11, 12, 3, tzinfo=UTC)}]}, ["ECS", "LAMBDA"]),
        ({"endTimes": [{"from": datetime(2026, 11, 12, 1, 30, tzinfo=UTC)}]}, ["RDS", "LAMBDA"]),
    ],
)
def test_events_are_filtered(world: Served, wanted: dict[str, Any], found: list[str]) -> None:
    assert codes(world, **wanted) == found


def test_pages_and_details(world: Served) -> None:
    client = world.client("health")
    first = client.describe_events(maxResults=2)
    rest = client.describe_events(maxResults=2, nextToken=first["nextToken"])
    assert len(first["events"]) + len(rest["events"]) == 3
    arn = rest["events"][0]["arn"]
    told = client.describe_event_details(eventArns=[arn])["successfulSet"]
    assert told[0]["eventDescription"]["latestDescription"] == "error rates"


def test_without_a_support_plan_nobody_is_told_anything(refusal: Refusal) -> None:
    with served(small("world: { aws: { health: { plan: false } } }")) as world:
        told = refusal(world.client("health").describe_events)
    assert told[1] == "SubscriptionRequiredException"


def test_a_filter_that_is_not_here_is_501(world: Served, refusal: Refusal) -> None:
    told = refusal(world.client("health").describe_events, filter={"entityValues": ["i-1"]})
    assert told[0] == 501


ONE = "at: 2026-11-12T01:00:00Z, service: EC2, type: AWS_EC2_Y"


@pytest.mark.parametrize(
    ("health", "told"),
    [
        (f"{{ plan: false, events: [{{ {ONE} }}] }}", "without a support plan"),
        (f"{{ events: [{{ {ONE}, until: 2026-11-11T01:00:00Z }}] }}", "ends before"),
    ],
)
def test_what_cannot_be_is_a_fault(health: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        small(f"world: {{ aws: {{ health: {health} }} }}")
