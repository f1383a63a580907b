"""Network interfaces and security groups through boto3: who takes addresses, who may reach whom."""

from __future__ import annotations

from collections import Counter
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
    subnets: { ap-northeast-1a: { cidr: 10.42.0.0/24 } }
    security_groups:
      sg-0a1b2c3d:
        name: tasks
        ingress:
          - { port: 2049, peers: [sg-0a1b2c3d, 10.42.0.0/16], description: NFS }
          - { protocol: udp, port: 1024, to_port: 2048, peers: [10.0.0.0/8] }
        egress: [{ protocol: icmp, peers: [0.0.0.0/0] }]
      sg-1a1b2c3d: { name: open }
    interfaces:
      - { zone: ap-northeast-1a, count: 200, description: AWS Lambda VPC ENI-report-maker,
          type: lambda, requester: amazon-lambda, groups: [sg-0a1b2c3d],
          at: 2026-11-12T02:00:00Z }
      - { zone: ap-northeast-1a, count: 7, description: left over, status: available }
      - { zone: ap-northeast-1a, count: 40, description: gone, until: 2026-11-12T02:00:00Z }
      - { zone: ap-northeast-1c, description: "ELB app/web/1" }
    file_systems:
      fs-0a1b2c3d:
        mount_targets: { ap-northeast-1a: { security_groups: [sg-1a1b2c3d], address: 10.42.0.9 } }
"""


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


def found(world: Served, **filters: list[str]) -> list[dict[str, Any]]:
    asked = [{"Name": name.replace("_", "-"), "Values": values} for name, values in filters.items()]
    return world.client("ec2").describe_network_interfaces(Filters=asked)["NetworkInterfaces"]


def test_who_takes_the_addresses_of_a_subnet(world: Served) -> None:
    subnet = dict(world.world.trail.around.subnets)["ap-northeast-1a"]
    there = found(world, subnet_id=[subnet])
    uses = Counter(one["Description"].partition(" for ")[0] for one in there)
    assert uses["AWS Lambda VPC ENI-report-maker"] == 200
    assert uses["left over"] == 7
    assert uses["EFS mount target"] == 1
    assert "gone" not in uses
    assert len({one["PrivateIpAddress"] for one in there}) == len(there)
    (told,) = world.client("ec2").describe_subnets(SubnetIds=[subnet])["Subnets"]
    assert told["AvailableIpAddressCount"] == 251 - len(there)


def test_a_full_subnet_has_each_address_once() -> None:
    job = """
  crois:
    jobs:
      16902300:
        created_at: 2026-11-12T02:50:00Z
        workflow: 15102
        trigger: { kind: ui, by: k-mori }
        status: RUNNING
        started: 2s
        tasks:
          run-my-module: { status: RUNNING, started: 1m, zone: ap-northeast-1a }
"""
    tasks = "arn:aws:ecs:ap-northeast-1:111122223333:attachment/"
    told = f'      - {{ zone: ap-northeast-1a, count: 42, description: "{tasks}{{id}}" }}\n'
    text = WORLD.replace("    file_systems:\n", f"{told}    file_systems:\n")
    with served(small(text.rstrip("\n") + job)) as world:
        subnet = dict(world.world.trail.around.subnets)["ap-northeast-1a"]
        there = found(world, subnet_id=[subnet])
        (told_free,) = world.client("ec2").describe_subnets(SubnetIds=[subnet])["Subnets"]
        assert told_free["AvailableIpAddressCount"] == 0
        assert len(there) == len({one["PrivateIpAddress"] for one in there}) == 251
        ours = [one["Description"] for one in there if one["Description"].startswith(tasks)]
        assert len(ours) == len(set(ours)) == 43
        assert all(len(one.removeprefix(tasks)) == 36 for one in ours)


def test_before_they_came_there_was_room() -> None:
    with served(small(WORLD.replace("03:00:00Z\nworld", "01:59:00Z\nworld"))) as before:
        uses = Counter(one["Description"] for one in found(before))
    assert (uses["gone"], uses["AWS Lambda VPC ENI-report-maker"]) == (40, 0)


def test_an_interface_is_as_told(world: Served) -> None:
    one = found(world, interface_type=["lambda"], status=["in-use"])[0]
    assert one["RequesterId"] == "amazon-lambda"
    assert one["RequesterManaged"] is True
    assert one["Groups"] == [{"GroupId": "sg-0a1b2c3d", "GroupName": "tasks"}]
    assert one["Attachment"]["AttachTime"] == datetime(2026, 11, 12, 2, tzinfo=UTC)
    (mount,) = found(world, private_ip_address=["10.42.0.9"])
    assert mount["Description"].startswith("EFS mount target for fs-0a1b2c3d (fsmt-0")
    spare = found(world, status=["available"])
    assert len(spare) == 7
    assert all("Attachment" not in it for it in spare)


def test_filters_may_have_wildcards_and_all_hold(world: Served) -> None:
    assert len(found(world, description=["*report-maker", "left ov?r"])) == 207
    assert len(found(world, description=["ELB*"], availability_zone=["ap-northeast-1a"])) == 0
    assert len(found(world, description=["ELB*"], requester_managed=["false"])) == 1
    assert len(found(world, group_id=["sg-1a1b2c3d"])) == 1


def test_interfaces_are_listed_in_pages(world: Served, refusal: Refusal) -> None:
    ec2 = world.client("ec2")
    asked = {"Filters": [{"Name": "description", "Values": ["AWS Lambda*"]}]}
    pages = ec2.get_paginator("describe_network_interfaces")
    sizes = [
        len(page["NetworkInterfaces"])
        for page in pages.paginate(**asked, PaginationConfig={"PageSize": 90})
    ]
    assert sizes == [90, 90, 20]
    ask = ec2.describe_network_interfaces
    assert refusal(ask, MaxResults=5, NextToken="x")[1] == "InvalidParameterValue"


def test_tasks_that_run_have_the_interfaces_that_ecs_says() -> None:
    job = """
  crois:
    jobs:
      16902300:
        created_at: 2026-11-12T02:50:00Z
        workflow: 15102
        trigger: { kind: ui, by: k-mori }
        status: RUNNING
        started: 2s
        tasks: { run-my-module: { status: RUNNING, started: 1m, log: [{ after: 1m5s, text: x }] } }
"""
    with served(small(WORLD + job)) as world:
        cluster = {"cluster": "crois-v2-prd-worker"}
        ecs = world.client("ecs")
        (arn,) = ecs.list_tasks(**cluster, startedBy="job-16902300")["taskArns"]
        (task,) = ecs.describe_tasks(**cluster, tasks=[arn])["tasks"]
        details = {it["name"]: it["value"] for it in task["attachments"][0]["details"]}
        (one,) = found(world, network_interface_id=[details["networkInterfaceId"]])
    assert one["SubnetId"] == details["subnetId"]
    assert one["PrivateIpAddress"] == details["privateIPv4Address"]
    assert one["Description"].endswith(f":attachment/{task['attachments'][0]['id']}")


def test_a_security_group_says_who_may_reach_what(world: Served) -> None:
    one, other = world.client("ec2").describe_security_groups()["SecurityGroups"]
    nfs, ports = one["IpPermissions"]
    assert (nfs["IpProtocol"], nfs["FromPort"], nfs["ToPort"]) == ("tcp", 2049, 2049)
    assert nfs["UserIdGroupPairs"] == [
        {"GroupId": "sg-0a1b2c3d", "UserId": "111122223333", "Description": "NFS"}
    ]
    assert nfs["IpRanges"] == [{"CidrIp": "10.42.0.0/16", "Description": "NFS"}]
    assert (ports["IpProtocol"], ports["FromPort"], ports["ToPort"]) == ("udp", 1024, 2048)
    (icmp,) = one["IpPermissionsEgress"]
    assert (icmp["IpProtocol"], icmp["FromPort"]) == ("icmp", -1)
    assert other["IpPermissions"] == []
    (out,) = other["IpPermissionsEgress"]
    assert (out["IpProtocol"], "FromPort" in out) == ("-1", False)


def test_security_groups_are_asked_for(world: Served, refusal: Refusal) -> None:
    ask = world.client("ec2").describe_security_groups

    def names(**asked: Any) -> list[str]:
        return [one["GroupName"] for one in ask(**asked)["SecurityGroups"]]

    assert names(GroupIds=["sg-1a1b2c3d"]) == ["open"]
    assert names(Filters=[{"Name": "group-name", "Values": ["tasks"]}]) == ["tasks"]
    assert names(Filters=[{"Name": "vpc-id", "Values": ["vpc-1"]}]) == []
    assert refusal(ask, GroupIds=["sg-00000000"])[1] == "InvalidGroup.NotFound"
    assert refusal(ask, Filters=[{"Name": "tag:a", "Values": ["b"]}])[0] == 501


def test_what_is_not_there_or_not_asked_so(world: Served, refusal: Refusal) -> None:
    ask = world.client("ec2").describe_network_interfaces
    gone = "eni-00000000000000000"
    told = refusal(ask, NetworkInterfaceIds=[gone])
    assert told[1:] == (
        "InvalidNetworkInterfaceID.NotFound",
        f"The networkInterface ID '{gone}' does not exist",
    )
    assert refusal(ask, Filters=[{"Name": "mac-address", "Values": ["x"]}])[0] == 501


def test_a_denied_reader_is_told_so(refusal: Refusal) -> None:
    denied = '    denied: ["ec2:DescribeNetworkInterfaces", "elasticfilesystem:*"]\n'
    with served(small(WORLD + denied)) as world:
        told = refusal(world.client("ec2").describe_network_interfaces)
        assert told[:2] == (403, "UnauthorizedOperation")
        assert world.client("ec2").describe_security_groups()["SecurityGroups"]
        assert refusal(world.client("efs").describe_file_systems)[:2] == (
            *(403, "AccessDeniedException"),
        )


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("zone: ap-northeast-1b, description: d", "in no subnet of ap-northeast-1b"),
        ("zone: ap-northeast-1a, description: d, groups: [sg-00000000]", "no security group"),
        ("zone: ap-northeast-1a, description: d, count: 252", "252 interfaces and 0 free"),
        (
            "zone: ap-northeast-1a, description: d, count: 200, at: 2026-11-12T02:00:00Z",
            "200 interfaces and 60 free addresses of 251 at 2026-11-12T02:00:00Z",
        ),
        ("zone: ap-northeast-1a, description: d, type: vpn", "Input should be"),
    ],
)
def test_what_cannot_be_is_a_fault(told: str, fault: str) -> None:
    free = "free: { 2026-11-12T01:00:00Z: 60 }"
    with pytest.raises(BadInput, match=r"the overlay:6: world\.aws\.interfaces\.0") as caught:
        small(
            "world:\n  aws:\n    subnets:"
            f" {{ ap-northeast-1a: {{ cidr: 10.42.0.0/24, {free} }} }}\n    interfaces:\n"
            f"      - {{ {told} }}\n"
        )
    assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("ingress: [{ peers: [sg-00000000] }]", "no security group sg-00000000"),
        ("ingress: [{ peers: [10.0.0.1/8] }]", "has host bits set"),
        ("ingress: [{ protocol: icmp, port: 1, peers: [0.0.0.0/0] }]", "only tcp and udp"),
        ("egress: [{ to_port: 1, peers: [0.0.0.0/0] }]", "the last of a range"),
    ],
)
def test_a_group_that_cannot_be_is_a_fault(told: str, fault: str) -> None:
    with pytest.raises(BadInput, match=r"the overlay:5: world\.aws\.security_groups") as caught:
        small(f"world:\n  aws:\n    security_groups:\n      sg-0a1b2c3d: {{ name: n, {told} }}\n")
    assert fault in str(caught.value)
