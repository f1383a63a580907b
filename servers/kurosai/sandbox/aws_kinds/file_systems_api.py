"""EFS on the wire: file systems, mount targets, access points."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kurosai.sandbox.aws_json import AwsError
from kurosai.sandbox.aws_kinds.file_systems import (
    AccessPoint,
    FileSystem,
    MountTarget,
    address,
    interface_id,
    target_id,
    there,
)
from kurosai.sandbox.aws_kinds.place import AGE, Place, seconds
from kurosai.sandbox.aws_kinds.subnets import VPC
from kurosai.sandbox.aws_rest import Given, Rest, Route, page
from kurosai.vocabulary import Json

_ROOT: Final = "/2015-02-01"
_MARKS: Final = ("MaxItems", "Marker")


def service(
    told: Mapping[str, FileSystem],
    subnets: Mapping[str, tuple[str, ipaddress.IPv4Network]],
    place: Place,
) -> Rest:
    """EFS over what exists at `now`; `subnets` are id and block of each zone's."""
    answers = _Efs(told, subnets, place)
    return Rest(
        "EFS",
        (
            Route(
                "DescribeFileSystems",
                f"{_ROOT}/file-systems/?",
                answers.file_systems,
                (*_MARKS, "CreationToken", "FileSystemId"),
            ),
            Route(
                "DescribeMountTargets",
                f"{_ROOT}/mount-targets/?",
                answers.mount_targets,
                (*_MARKS, "FileSystemId", "MountTargetId", "AccessPointId"),
            ),
            Route(
                "DescribeMountTargetSecurityGroups",
                f"{_ROOT}/mount-targets/(?P<MountTargetId>[^/?]+)/security-groups",
                answers.groups,
            ),
            Route(
                "DescribeAccessPoints",
                f"{_ROOT}/access-points/?",
                answers.access_points,
                ("MaxResults", "NextToken", "AccessPointId", "FileSystemId"),
            ),
            Route(
                "DescribeFileSystemPolicy",
                f"{_ROOT}/file-systems/(?P<FileSystemId>[^/?]+)/policy",
                answers.policy,
            ),
        ),
        {
            **dict.fromkeys(("FileSystemNotFound", "MountTargetNotFound"), 404),
            **dict.fromkeys(("AccessPointNotFound", "PolicyNotFound"), 404),
            "IncorrectMountTargetState": 409,
        },
        "BadRequest",
        {},
    )


@dataclass(frozen=True, slots=True)
class _Efs:
    told: Mapping[str, FileSystem]
    subnets: Mapping[str, tuple[str, ipaddress.IPv4Network]]
    place: Place

    def file_systems(self, given: Given) -> Mapping[str, Json]:
        """DescribeFileSystems: one, or all."""
        asked = given.get("FileSystemId")
        names = [self._named(asked)] if asked else [*self._known()]
        token = given.get("CreationToken")
        found = [self._shown(name) for name in names if token in (None, _token(name))]
        return self._marked("FileSystems", found, given, asked, token)

    def mount_targets(self, given: Given) -> Mapping[str, Json]:
        """DescribeMountTargets: of a file system, of an access point's, or one."""
        asked = {name: given[name] for name in given if name.endswith("Id")}
        if len(asked) != 1:
            text = "Must specify exactly one mutually exclusive parameter."
            raise _error("BadRequest", text)
        if "MountTargetId" in asked:
            name, zone = self._target(asked["MountTargetId"])
            found = [self._mount_target(name, zone)]
        else:
            point = asked.get("AccessPointId")
            name = self._point(point)[0] if point else self._named(asked["FileSystemId"])
            found = [self._mount_target(name, zone) for zone, _ in self._targets(name)]
        return self._marked("MountTargets", found, given, *asked.values())

    def groups(self, given: Given) -> Mapping[str, Json]:
        """DescribeMountTargetSecurityGroups."""
        name, zone = self._target(given["MountTargetId"])
        one = self.told[name].mount_targets[zone]
        if there(one, self.place.now) not in ("available", "updating"):
            text = f"mount target {given['MountTargetId']} is not available"
            raise _error("IncorrectMountTargetState", text)
        return {"SecurityGroups": [*one.security_groups]}

    def access_points(self, given: Given) -> Mapping[str, Json]:
        """DescribeAccessPoints: one, those of a file system, or all."""
        asked, name = given.get("AccessPointId"), given.get("FileSystemId")
        if asked and name:
            raise _error("BadRequest", "Must specify one of AccessPointId, FileSystemId.")
        if asked:
            found = [self._point(asked)]
        else:
            names = [self._named(name)] if name else [*self._known()]
            found = [(one, point) for one in names for point in self._points(one)]
        shown = [self._access_point(*one) for one in found]
        invalid = _error("BadRequest", "Invalid NextToken or MaxResults.")
        names_ = ("NextToken", "MaxResults")
        cut, token = page(shown, given, self.place.tokens, names_, invalid, "points", asked, name)
        body: dict[str, Json] = {"AccessPoints": [*cut]}
        return {**body, "NextToken": token} if token else body

    def policy(self, given: Given) -> Mapping[str, Json]:
        """DescribeFileSystemPolicy."""
        name = self._named(given["FileSystemId"])
        policy = self.told[name].policy
        if policy is None:
            raise _error("PolicyNotFound", f"Policy for file system {name} not found.")
        return {"FileSystemId": name, "Policy": policy.text()}

    def _known(self) -> Iterator[str]:
        now = self.place.now
        yield from (name for name, one in sorted(self.told.items()) if there(one, now) is not None)

    def _targets(self, name: str) -> Iterator[tuple[str, MountTarget]]:
        now = self.place.now
        for zone, one in self.told[name].mount_targets.items():
            if there(one, now) is not None:
                yield zone, one

    def _points(self, name: str) -> Iterator[str]:
        now = self.place.now
        yield from (
            key for key, one in self.told[name].access_points.items() if there(one, now) is not None
        )

    def _named(self, asked: str) -> str:
        name = asked.rpartition("/")[2]
        if name not in self._known():
            raise _error("FileSystemNotFound", f"File system '{name}' does not exist.")
        return name

    def _target(self, asked: str) -> tuple[str, str]:
        for name in self._known():
            for zone, _ in self._targets(name):
                if target_id(name, zone) == asked:
                    return name, zone
        raise _error("MountTargetNotFound", f"Mount target '{asked}' does not exist.")

    def _point(self, asked: str) -> tuple[str, str]:
        key = asked.rpartition("/")[2]
        for name in self._known():
            if key in self._points(name):
                return name, key
        raise _error("AccessPointNotFound", f"Access Point '{key}' does not exist.")

    def _marked(
        self, key: str, found: Sequence[Json], given: Given, *bound: object
    ) -> Mapping[str, Json]:
        invalid = _error("BadRequest", "Invalid Marker or MaxItems.")
        names = ("Marker", "MaxItems")
        cut, token = page(found, given, self.place.tokens, names, invalid, key, *bound)
        body: dict[str, Json] = {key: [*cut]}
        if "Marker" in given:
            body["Marker"] = given["Marker"]
        return {**body, "NextMarker": token} if token else body

    def _shown(self, name: str) -> Json:
        one, now = self.told[name], self.place.now
        size: Json = {
            "Value": one.size_bytes,
            "ValueInStandard": one.size_bytes,
            "ValueInIA": 0,
            "Timestamp": seconds(now.replace(minute=0, second=0, microsecond=0)),
        }
        body: dict[str, Json] = {
            "OwnerId": self.place.account,
            "CreationToken": _token(name),
            "FileSystemId": name,
            "FileSystemArn": self.place.arn("elasticfilesystem", f"file-system/{name}"),
            "CreationTime": seconds(one.created or now - AGE),
            "LifeCycleState": there(one, now) or "",
            "NumberOfMountTargets": len([*self._targets(name)]),
            "SizeInBytes": size,
            "PerformanceMode": one.performance,
            "ThroughputMode": one.throughput,
            "Encrypted": True,
            "KmsKeyId": one.kms_key
            or self.place.arn("kms", "key/1f0d6c1e-7b1a-4f57-9a52-0c9d5f6f7a10"),
            "Tags": [{"Key": "Name", "Value": one.name}] if one.name else [],
        }
        return {**body, "Name": one.name} if one.name else body

    def _mount_target(self, name: str, zone: str) -> Json:
        one = self.told[name].mount_targets[zone]
        subnet, block = self.subnets[zone]
        return {
            "OwnerId": self.place.account,
            "MountTargetId": target_id(name, zone),
            "FileSystemId": name,
            "SubnetId": subnet,
            "LifeCycleState": there(one, self.place.now) or "",
            "IpAddress": str(address(name, zone, one, block)),
            "NetworkInterfaceId": interface_id(name, zone),
            "AvailabilityZoneName": zone,
            "VpcId": VPC,
        }

    def _access_point(self, name: str, key: str) -> Json:
        one: AccessPoint = self.told[name].access_points[key]
        body: dict[str, Json] = {
            "ClientToken": key,
            "Tags": [{"Key": "Name", "Value": one.name}] if one.name else [],
            "AccessPointId": key,
            "AccessPointArn": self.place.arn("elasticfilesystem", f"access-point/{key}"),
            "FileSystemId": name,
            "RootDirectory": {"Path": one.path},
            "OwnerId": self.place.account,
            "LifeCycleState": there(one, self.place.now) or "",
        }
        if one.uid is not None or one.gid is not None:
            body["PosixUser"] = {"Uid": one.uid or 0, "Gid": one.gid or 0}
        return {**body, "Name": one.name} if one.name else body


def _token(name: str) -> str:
    return f"crois-{name}"


def _error(code: str, text: str) -> AwsError:
    return AwsError(code, text, ErrorCode=code)
