"""EFS of a world through boto3: where tasks of each zone can mount, and as whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from aws_worlds import Served, served, small

from kurosai.errors import BadInput

Refusal = Callable[..., tuple[int, str, str]]
WORLD = """now: 2026-11-12T03:00:00Z
world:
  aws:
    subnets: { ap-northeast-1a: { cidr: 10.42.0.0/26 } }
    security_groups: { sg-0a1b2c3d: { name: nfs } }
    file_systems:
      fs-0a1b2c3d:
        name: shared
        kms_key: alias/files
        created: 2025-01-05T00:00:00Z
        policy: { Statement: { Effect: Deny, Principal: "*", Action: "*" } }
        mount_targets:
          ap-northeast-1a: { security_groups: [sg-0a1b2c3d], address: 10.42.0.9 }
          ap-northeast-1c:
            security_groups: [sg-0a1b2c3d]
            state: { 2026-11-12T02:00:00Z: deleting, 2026-11-12T02:10:00Z: deleted }
          ap-northeast-1d: { security_groups: [sg-0a1b2c3d], state: creating }
        access_points:
          fsap-0a1b2c3d: { path: /models, name: models, uid: 1000, gid: 1001 }
          fsap-1a1b2c3d: { state: { 2026-11-12T01:00:00Z: deleted } }
      fs-1a1b2c3d: { access_points: { fsap-2a1b2c3d: {} } }
      fs-2a1b2c3d: { created: 2026-11-12T03:00:01Z }
"""
ONE = {"FileSystemId": "fs-0a1b2c3d"}


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


def zones(world: Served) -> dict[str, str]:
    told = world.client("efs").describe_mount_targets(**ONE)["MountTargets"]
    return {one["AvailabilityZoneName"]: one["LifeCycleState"] for one in told}


def test_a_file_system_is_as_told(world: Served) -> None:
    one, other = world.client("efs").describe_file_systems()["FileSystems"]
    assert (one["FileSystemId"], one["Name"], one["KmsKeyId"]) == (
        *("fs-0a1b2c3d", "shared", "alias/files"),
    )
    assert (one["LifeCycleState"], one["NumberOfMountTargets"]) == ("available", 2)
    assert other["NumberOfMountTargets"] == 0
    arn = "arn:aws:elasticfilesystem:ap-northeast-1:111122223333:file-system/fs-0a1b2c3d"
    (same,) = world.client("efs").describe_file_systems(FileSystemId=arn)["FileSystems"]
    assert same["FileSystemArn"] == arn
    policy = world.client("efs").describe_file_system_policy(**ONE)["Policy"]
    assert '"Effect": "Deny"' in policy


def test_mount_targets_are_those_of_now(world: Served) -> None:
    assert zones(world) == {"ap-northeast-1a": "available", "ap-northeast-1d": "creating"}
    for at, state in (("02:09:00Z", "deleting"), ("01:59:00Z", "available")):
        with served(small(WORLD.replace("03:00:00Z\nworld", f"{at}\nworld"))) as before:
            assert zones(before)["ap-northeast-1c"] == state


def test_a_mount_target_says_where_and_behind_which_groups(world: Served, refusal: Refusal) -> None:
    efs = world.client("efs")
    one, making = efs.describe_mount_targets(**ONE)["MountTargets"]
    assert one["IpAddress"] == "10.42.0.9"
    assert one["SubnetId"] == dict(world.world.trail.around.subnets)["ap-northeast-1a"]
    target = {"MountTargetId": one["MountTargetId"]}
    assert efs.describe_mount_target_security_groups(**target)["SecurityGroups"] == ["sg-0a1b2c3d"]
    assert efs.describe_mount_targets(**target)["MountTargets"] == [one]
    by_point = efs.describe_mount_targets(AccessPointId="fsap-0a1b2c3d")["MountTargets"]
    assert by_point == [one, making]
    ask = efs.describe_mount_target_security_groups
    told = refusal(ask, MountTargetId=making["MountTargetId"])
    assert told[:2] == (409, "IncorrectMountTargetState")


def test_access_points_are_listed_and_asked_for(world: Served) -> None:
    efs = world.client("efs")

    def ids(**asked: Any) -> list[str]:
        return [one["AccessPointId"] for one in efs.describe_access_points(**asked)["AccessPoints"]]

    assert ids() == ["fsap-0a1b2c3d", "fsap-2a1b2c3d"]
    assert ids(**ONE) == ["fsap-0a1b2c3d"]
    (one,) = efs.describe_access_points(AccessPointId="fsap-0a1b2c3d")["AccessPoints"]
    assert one["PosixUser"] == {"Uid": 1000, "Gid": 1001}
    assert (one["RootDirectory"], one["Name"]) == ({"Path": "/models"}, "models")
    pages = efs.get_paginator("describe_access_points").paginate(PaginationConfig={"PageSize": 1})
    assert [len(page["AccessPoints"]) for page in pages] == [1, 1]
    pages = efs.get_paginator("describe_file_systems").paginate(PaginationConfig={"PageSize": 1})
    assert [len(page["FileSystems"]) for page in pages] == [1, 1]


@pytest.mark.parametrize(
    ("call", "asked", "status", "code"),
    [
        ("describe_file_systems", {"FileSystemId": "fs-2a1b2c3d"}, 404, "FileSystemNotFound"),
        ("describe_mount_targets", {"FileSystemId": "fs-9a1b2c3d"}, 404, "FileSystemNotFound"),
        ("describe_mount_targets", {}, 400, "BadRequest"),
        ("describe_mount_targets", {"MountTargetId": "fsmt-0a1b2c3d"}, 404, "MountTargetNotFound"),
        ("describe_access_points", {"AccessPointId": "fsap-1a1b2c3d"}, 404, "AccessPointNotFound"),
        ("describe_file_system_policy", {"FileSystemId": "fs-1a1b2c3d"}, 404, "PolicyNotFound"),
        ("describe_file_systems", {"Marker": "x"}, 400, "BadRequest"),
        ("describe_backup_policy", ONE, 501, "NotImplementedException"),
    ],
)
def test_what_is_not_there_is_said(
    world: Served, refusal: Refusal, call: str, asked: dict[str, Any], status: int, code: str
) -> None:
    assert refusal(getattr(world.client("efs"), call), **asked)[:2] == (status, code)


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ("ap-northeast-1b: { security_groups: [sg-0a1b2c3d] }", "in no subnet of ap-northeast-1b"),
        ("ap-northeast-1a: { security_groups: [sg-00000000] }", "no security group sg-00000000"),
        ("ap-northeast-1a: { security_groups: [] }", "at least 1 item"),
        (
            "ap-northeast-1a: { security_groups: [sg-0a1b2c3d], address: 10.43.0.9 }",
            "its subnet is 10.42.0.0/20",
        ),
        ("ap-northeast-1a: { security_groups: [sg-0a1b2c3d], state: gone }", "Input should be"),
    ],
)
def test_a_mount_target_that_cannot_be_is_a_fault(told: str, fault: str) -> None:
    with pytest.raises(BadInput, match=r"the overlay:6: world\.aws\.file_systems") as caught:
        small(
            "world:\n  aws:\n    security_groups: { sg-0a1b2c3d: { name: n } }\n    file_systems:\n"
            f"      fs-0a1b2c3d: {{ mount_targets: {{ {told} }} }}\n"
        )
    assert fault in str(caught.value)
