"""Security groups as a scenario tells them: who may reach what, at which port."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from kurosai.sandbox.aws_json import AwsError, NotHere
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.aws_kinds.subnets import EC2, VPC
from kurosai.sandbox.aws_query import Asked, Given, Query, Xml, page
from kurosai.sandbox.schema_base import Problem, Strict

GroupId = Annotated[str, StringConstraints(pattern=r"^sg-[0-9a-f]{8,40}$")]
_Port = Annotated[int, Field(ge=0, le=65_535)]
_PAGE: Final = 1000
_MARKS: Final = ("NextToken", "MaxResults")


def _network(text: str) -> str:
    if not text.startswith("sg-"):
        ipaddress.IPv4Network(text)
    return text


_Peer = Annotated[str, AfterValidator(_network)]
"""A block of addresses, or the id of a security group."""


class Permission(Strict):
    """Traffic that is let through: of all ports if none is told; `peers` are blocks of addresses
    and ids of groups."""

    protocol: Literal["tcp", "udp", "icmp", "all"] = "tcp"
    port: _Port | None = None
    to_port: _Port | None = None
    peers: Annotated[tuple[_Peer, ...], Field(min_length=1)]
    description: str = ""

    @model_validator(mode="after")
    def _fits(self) -> Permission:
        if self.port is not None and self.protocol not in ("tcp", "udp"):
            raise ValueError("only tcp and udp have ports")
        if self.to_port is not None and (self.port is None or self.to_port < self.port):
            raise ValueError("`to_port` is the last of a range that begins at `port`")
        return self


_Everything: Final = Permission(protocol="all", peers=("0.0.0.0/0",))


class SecurityGroup(Strict):
    """A group: what may come in, and what may go out (everything, if left out)."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    description: str = "-"
    ingress: tuple[Permission, ...] = ()
    egress: tuple[Permission, ...] = (_Everything,)


Groups: TypeAlias = "Mapping[str, SecurityGroup]"


def misfits(told: Groups) -> Iterator[Problem]:
    """Groups that are named and not there; steps from `security_groups` on."""
    for name, one in told.items():
        for way in ("ingress", "egress"):
            permissions: Sequence[Permission] = getattr(one, way)
            for index, permission in enumerate(permissions):
                for peer in permission.peers:
                    if peer.startswith("sg-") and peer not in told:
                        steps = ("security_groups", name, way, index, "peers")
                        yield steps, f"there is no security group {peer}"


def service(told: Groups, place: Place) -> Query:
    """DescribeSecurityGroups."""
    answers = _Groups(told, place)
    parameters = ("GroupId", "GroupName", "Filter", "DryRun", *_MARKS)
    return Query(EC2, {"DescribeSecurityGroups": Asked(answers.described, parameters)})


@dataclass(frozen=True, slots=True)
class _Groups:
    told: Groups
    place: Place

    def described(self, given: Given) -> Mapping[str, Xml]:
        """DescribeSecurityGroups: those asked for by id, name or VPC, else all."""
        for one in given.get("GroupId", ()):
            if one not in self.told:
                text = f"The security group '{one}' does not exist"
                raise AwsError("InvalidGroup.NotFound", text)
        wanted: dict[str, Sequence[str]] = {}
        for name, values in given.items():
            if name in ("GroupId", "Filter:group-id"):
                wanted["id"] = values
            elif name in ("GroupName", "Filter:group-name"):
                wanted["name"] = values
            elif name == "Filter:vpc-id":
                wanted["vpc"] = values
            elif name not in _MARKS:
                raise NotHere(f"security groups by {name}")
        found = [
            self._shown(key, one)
            for key, one in sorted(self.told.items())
            if key in wanted.get("id", (key,))
            and one.name in wanted.get("name", (one.name,))
            and VPC in wanted.get("vpc", (VPC,))
        ]
        bound = sorted(wanted.items())
        cut, token = page(found, given, self.place.tokens, _MARKS, _PAGE, "groups", bound)
        body: dict[str, Xml] = {"securityGroupInfo": cut}
        return {**body, "nextToken": token} if token else body

    def _shown(self, key: str, one: SecurityGroup) -> Mapping[str, Xml]:
        return {
            "ownerId": self.place.account,
            "groupId": key,
            "groupName": one.name,
            "groupDescription": one.description,
            "vpcId": VPC,
            "securityGroupArn": self.place.arn("ec2", f"security-group/{key}"),
            "ipPermissions": [self._permission(it) for it in one.ingress],
            "ipPermissionsEgress": [self._permission(it) for it in one.egress],
        }

    def _permission(self, one: Permission) -> Mapping[str, Xml]:
        more: dict[str, Xml] = {"description": one.description} if one.description else {}
        body: dict[str, Xml] = {"ipProtocol": "-1" if one.protocol == "all" else one.protocol}
        if one.protocol == "icmp":
            body |= {"fromPort": "-1", "toPort": "-1"}
        elif one.protocol != "all":
            first = 0 if one.port is None else one.port
            last = one.to_port if one.to_port is not None else one.port
            body |= {"fromPort": str(first), "toPort": str(65_535 if last is None else last)}
        body["groups"] = [
            {"groupId": peer, "userId": self.place.account, **more}
            for peer in one.peers
            if peer.startswith("sg-")
        ]
        body["ipRanges"] = [
            {"cidrIp": peer, **more} for peer in one.peers if not peer.startswith("sg-")
        ]
        return body
