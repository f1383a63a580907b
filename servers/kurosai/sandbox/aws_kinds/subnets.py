"""The subnets that tasks run in: how many addresses each has left."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final, TypeAlias

from pydantic import Field, StringConstraints

from kurosai.sandbox.aws_json import AwsError, NotHere
from kurosai.sandbox.aws_kinds.over_time import held
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.aws_query import Asked, Given, Query, Xml
from kurosai.sandbox.schema_base import Problem, Strict, Time

Zone = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-[0-9][a-z]$")]
Count = Annotated[int, Field(ge=0)]
Free: TypeAlias = "Count | Annotated[Mapping[Time, Count], Field(min_length=1)] | None"
"""A number of addresses, or how it went: from each time on, so many; all before the first, and
where nothing is told."""

EC2: Final = "http://ec2.amazonaws.com/doc/2016-11-15/"
TAKEN: Final = 5
"""Addresses of every subnet that AWS keeps."""

VPC: Final = "vpc-0c4015e0f2a917b3d"


class Subnet(Strict):
    """The subnet of a zone. Left out, `free` is all that its block has."""

    cidr: str = ""
    free: Free = None


def misfits(subnets: Mapping[str, Subnet], region: str) -> Iterator[Problem]:
    """What a subnet cannot be; steps from `subnets` on."""
    for zone, one in subnets.items():
        if zone[:-1] != region:
            yield ("subnets", zone), f"{zone} is no zone of {region}"
        if not one.cidr:
            continue
        try:
            block = ipaddress.IPv4Network(one.cidr)
        except ValueError as error:
            yield ("subnets", zone, "cidr"), str(error)
            continue
        if not 16 <= block.prefixlen <= 28:
            yield ("subnets", zone, "cidr"), "a subnet's block is between /16 and /28"
        told = one.free
        most = max(told.values()) if isinstance(told, Mapping) else told or 0
        if most > block.num_addresses - TAKEN:
            text = f"{one.cidr} has {block.num_addresses - TAKEN} addresses for use"
            yield ("subnets", zone, "free"), text


def blocks(told: Mapping[str, Subnet], zones: Sequence[str]) -> Mapping[str, ipaddress.IPv4Network]:
    """The addresses of each zone's subnet, in the order of the zones. ValueError for a block that
    is none."""
    return {
        zone: ipaddress.IPv4Network(told.get(zone, Subnet()).cidr or f"10.42.{16 * number}.0/20")
        for number, zone in enumerate(zones)
    }


def service(
    told: Mapping[str, Subnet],
    ids: Mapping[str, str],
    place: Place,
    taken: Callable[[str], int] = lambda _: 0,
) -> Query:
    """DescribeSubnets over the subnets `ids`, id by zone, as they are at `now`; `taken` are the
    addresses of a zone that somebody has, where nothing is told of those that are free."""
    answers = _Subnets(told, ids, place, taken)
    parameters = ("SubnetId", "Filter", "MaxResults", "NextToken", "DryRun")
    return Query(EC2, {"DescribeSubnets": Asked(answers.described, parameters)})


@dataclass(frozen=True, slots=True)
class _Subnets:
    told: Mapping[str, Subnet]
    ids: Mapping[str, str]
    place: Place
    taken: Callable[[str], int]

    def described(self, given: Given) -> Mapping[str, Xml]:
        """DescribeSubnets: those asked for, else all."""
        if other := [name for name in given if name != "SubnetId"]:
            raise NotHere(f"subnets by {other[0]}: they are asked for by their ids only")
        asked = given.get("SubnetId", ())
        for one in asked:
            if one not in self.ids.values():
                text = f"The subnet ID '{one}' does not exist"
                raise AwsError("InvalidSubnetID.NotFound", text)
        found = [
            self._described(zone, one)
            for zone, one in self.ids.items()
            if not asked or one in asked
        ]
        return {"subnetSet": found}

    def _described(self, zone: str, name: str) -> Mapping[str, Xml]:
        told = self.told.get(zone, Subnet())
        block = blocks(self.told, [*self.ids])[zone]
        free = block.num_addresses - TAKEN
        if told.free is not None:
            free = held(told.free, self.place.now, free)
        else:
            free = max(free - self.taken(zone), 0)
        return {
            "subnetId": name,
            "subnetArn": self.place.arn("ec2", f"subnet/{name}"),
            "state": "available",
            "vpcId": VPC,
            "ownerId": self.place.account,
            "cidrBlock": str(block),
            "availableIpAddressCount": str(free),
            "availabilityZone": zone,
            "defaultForAz": "false",
            "mapPublicIpOnLaunch": "false",
        }
