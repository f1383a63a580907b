"""The subnets of a world through boto3: what is told, what is left out, what is not there."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

TOLD = """
now: 2026-11-12T03:00:00Z
world:
  aws:
    subnets:
      ap-northeast-1a:
        cidr: 10.42.0.0/26
        free: { 2026-11-12T02:00:00Z: 0, 2026-11-12T02:30:00Z: 12, 2026-11-12T03:30:00Z: 50 }
      ap-northeast-1c: { cidr: 10.43.0.0/24 }
"""


def by_zone(world: Served) -> dict[str, tuple[str, int]]:
    found = world.client("ec2").describe_subnets()["Subnets"]
    return {
        one["AvailabilityZone"]: (one["CidrBlock"], one["AvailableIpAddressCount"]) for one in found
    }


def test_subnets_are_as_they_are_now() -> None:
    with served(small(TOLD)) as world:
        found = by_zone(world)
        known = dict(world.world.trail.around.subnets)
        one = world.client("ec2").describe_subnets(SubnetIds=[known["ap-northeast-1a"]])
    assert found["ap-northeast-1a"] == ("10.42.0.0/26", 12)
    assert found["ap-northeast-1c"] == ("10.43.0.0/24", 251)
    assert set(found) == set(known)
    assert all(free == 4091 for zone, (_, free) in found.items() if zone not in TOLD)
    assert [subnet["State"] for subnet in one["Subnets"]] == ["available"]


SERIES = """
  crois:
    series:
      many:
        first: 2026-11-12T02:00:00Z
        last: 2026-11-12T02:50:00Z
        every: 1m
        job:
          workflow: 15102
          trigger: { kind: ui, by: k-mori }
          started: 2s
          finished: 2m
          tasks: { run-my-module: { started: 1m, finished: 110s } }
"""


def test_tasks_have_addresses_of_the_subnet_of_their_zone() -> None:
    with served(small(TOLD + SERIES)) as world:
        blocks = {zone: IPv4Network(block) for zone, (block, _) in by_zone(world).items()}
        ecs, cluster = world.client("ecs"), {"cluster": "crois-v2-prd-worker"}
        arns = ecs.list_tasks(**cluster, desiredStatus="STOPPED", maxResults=100)["taskArns"]
        tasks = ecs.describe_tasks(**cluster, tasks=arns)["tasks"]
    assert {one["availabilityZone"] for one in tasks} == set(blocks)
    for one in tasks:
        details = {it["name"]: it["value"] for it in one["attachments"][0]["details"]}
        block, address = blocks[one["availabilityZone"]], IPv4Address(details["privateIPv4Address"])
        assert address in block
        assert address not in (*[block[number] for number in range(4)], block[-1])
        (interface,) = one["containers"][0]["networkInterfaces"]
        assert interface["privateIpv4Address"] == str(address)


def test_before_its_first_number_a_subnet_has_all_its_addresses() -> None:
    with served(small(TOLD.replace("03:00:00Z\nworld", "01:30:00Z\nworld"))) as world:
        assert by_zone(world)["ap-northeast-1a"] == ("10.42.0.0/26", 59)


def test_what_is_not_there_or_not_asked_so(refusal: Callable[..., tuple[int, str, str]]) -> None:
    with served(small(TOLD)) as world:
        ask = world.client("ec2").describe_subnets
        gone = "subnet-00000000000000000"
        text = f"The subnet ID '{gone}' does not exist"
        assert refusal(ask, SubnetIds=[gone]) == (400, "InvalidSubnetID.NotFound", text)
        status, code, _ = refusal(ask, Filters=[{"Name": "vpc-id", "Values": ["x"]}])
        assert (status, code) == (501, "NotImplemented")
        assert refusal(world.client("ec2").describe_vpcs)[0] == 501


@pytest.mark.parametrize(
    ("zone", "told", "fault"),
    [
        ("us-east-1a", "{}", "no zone of ap-northeast-1"),
        ("ap-northeast-1a", "{ cidr: 10.42.0.1/26 }", "has host bits set"),
        ("ap-northeast-1a", "{ cidr: 10.0.0.0/8 }", "between /16 and /28"),
        ("ap-northeast-1a", "{ cidr: 10.0.0.0/28, free: 12 }", "has 11 addresses for use"),
    ],
)
def test_what_cannot_be_is_a_fault(zone: str, told: str, fault: str) -> None:
    with pytest.raises(BadInput, match=fault):
        small(f"world:\n  aws:\n    subnets:\n      {zone}: {told}\n")
