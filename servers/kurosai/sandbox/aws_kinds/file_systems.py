"""EFS file systems as a scenario tells them: a mount target in each zone, and access points."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Literal, TypeAlias, cast

from pydantic import Field, StringConstraints

from kurosai.sandbox.aws_kinds.over_time import Course, held
from kurosai.sandbox.aws_kinds.policy_documents import ResourcePolicy
from kurosai.sandbox.aws_kinds.security_groups import GroupId
from kurosai.sandbox.aws_kinds.subnets import Zone
from kurosai.sandbox.schema_base import Problem, Strict, Time

FileSystemId = Annotated[str, StringConstraints(pattern=r"^fs-[0-9a-f]{8,40}$")]
AccessPointId = Annotated[str, StringConstraints(pattern=r"^fsap-[0-9a-f]{8,40}$")]
State: TypeAlias = Literal["creating", "available", "updating", "deleting", "deleted", "error"]
_Path = Annotated[str, StringConstraints(pattern=r"^(/|(/[^$#<>;`|&?{}^*/\n]+){1,4})$")]
_Id = Annotated[int, Field(ge=0, le=4_294_967_295)]


class MountTarget(Strict):
    """Where tasks of a zone reach the file system; `state` may be told from each time on, and what
    is deleted is gone. Left out, `address` is one of the subnet's."""

    state: Course[State] = "available"
    address: ipaddress.IPv4Address | None = None
    security_groups: Annotated[tuple[GroupId, ...], Field(min_length=1, max_length=100)]
    created: Time | None = None


class AccessPoint(Strict):
    """A way in at a `path`, as the user `uid` and the group `gid`."""

    path: _Path = "/"
    name: str = ""
    uid: _Id | None = None
    gid: _Id | None = None
    state: Course[State] = "available"
    created: Time | None = None


class FileSystem(Strict):
    """A file system, with its mount targets by zone."""

    name: str = ""
    state: Course[State] = "available"
    performance: Literal["generalPurpose", "maxIO"] = "generalPurpose"
    throughput: Literal["bursting", "elastic"] = "elastic"
    size_bytes: Annotated[int, Field(ge=6144)] = 6144
    kms_key: str | None = None
    policy: ResourcePolicy | None = None
    mount_targets: Mapping[Zone, MountTarget] = {}
    access_points: Mapping[AccessPointId, AccessPoint] = {}
    created: Time | None = None


def there(one: FileSystem | MountTarget | AccessPoint, now: datetime) -> State | None:
    """The state of something at a time; None when there is no such thing yet, or any more."""
    if one.created is not None and one.created > now:
        return None
    state = cast("State", held(one.state, now, "available"))
    return None if state == "deleted" else state


def target_id(file_system: str, zone: str) -> str:
    """The id of the mount target of a zone."""
    return f"fsmt-0{sha256(f'{file_system}/{zone}'.encode()).hexdigest()[:16]}"


def interface_id(file_system: str, zone: str) -> str:
    """The id of its network interface."""
    return f"eni-0{sha256(f'{file_system}/{zone}/interface'.encode()).hexdigest()[:16]}"


def address(
    file_system: str, zone: str, one: MountTarget, block: ipaddress.IPv4Network
) -> ipaddress.IPv4Address:
    """Its address, in the block of the zone's subnet."""
    if one.address is not None:
        return one.address
    drawn = int(sha256(f"{file_system}/{zone}/address".encode()).hexdigest()[:8], 16)
    return block[4 + drawn % (block.num_addresses - 5)]


def misfits(
    told: Mapping[str, FileSystem],
    blocks: Mapping[str, ipaddress.IPv4Network],
    groups: Mapping[str, object],
) -> Iterator[Problem]:
    """What of mount targets cannot be; steps from `file_systems` on. `blocks` are the subnets'
    addresses by zone, `groups` the security groups that are told."""
    for name, one in told.items():
        for zone, target in one.mount_targets.items():
            steps = ("file_systems", name, "mount_targets", zone)
            if zone not in blocks:
                yield steps, f"tasks run in no subnet of {zone}, but in {', '.join(blocks)}"
                continue
            if target.address is not None and target.address not in blocks[zone]:
                yield (*steps, "address"), f"its subnet is {blocks[zone]}"
            for index, group in enumerate(target.security_groups):
                if group not in groups:
                    yield (*steps, "security_groups", index), f"there is no security group {group}"
