"""Network interfaces: who takes the addresses of the subnets that tasks run in."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Final, Literal, TypeAlias
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from kurosai.sandbox.aws_json import AwsError, NotHere
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.aws_kinds.security_groups import GroupId, Groups
from kurosai.sandbox.aws_kinds.subnets import EC2, TAKEN, VPC, Zone
from kurosai.sandbox.aws_query import Asked, Given, Query, Xml, page
from kurosai.sandbox.schema_base import Problem, Strict, Time
from kurosai.vocabulary import stamp

_MARKS: Final = ("NextToken", "MaxResults")


Type: TypeAlias = Literal[
    "interface",
    "natGateway",
    "lambda",
    "vpc_endpoint",
    "load_balancer",
    "network_load_balancer",
    "transit_gateway",
    "trunk",
    "branch",
]


class Interfaces(Strict):
    """So many interfaces of one use in one zone, from `at` until `until` (for good, if left out).

    `requester` is the service that made them, which then keeps them as its own. `{id}` in the
    description is a UUID of each interface's own, as in that of an attachment of ECS.
    """

    zone: Zone
    count: Annotated[int, Field(ge=1, le=65_000)] = 1
    description: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    type: Type = "interface"
    status: Literal["in-use", "available"] = "in-use"
    groups: tuple[GroupId, ...] = ()
    requester: str | None = None
    at: Time | None = None
    until: Time | None = None

    @model_validator(mode="after")
    def _fits(self) -> Interfaces:
        if self.at is not None and self.until is not None and self.until <= self.at:
            raise ValueError("they end before they begin")
        return self

    def there(self, now: datetime) -> bool:
        """Whether they are there at a time."""
        return (self.at is None or self.at <= now) and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Interface:
    """One interface as it is at `now`."""

    id: str
    zone: str
    subnet: str
    address: str
    description: str
    type: str = "interface"
    status: str = "in-use"
    groups: Sequence[str] = ()
    requester: str | None = None
    since: datetime | None = None


def misfits(
    told: Sequence[Interfaces],
    blocks: Mapping[str, ipaddress.IPv4Network],
    groups: Mapping[str, object],
    free: Callable[[str, datetime], int | None],
) -> Iterator[Problem]:
    """Zones and groups that are not there, and more interfaces than addresses; steps from
    `interfaces` on. `free` are the addresses that are told to be free in a zone at a time."""
    for index, one in enumerate(told):
        if one.zone not in blocks:
            text = f"tasks run in no subnet of {one.zone}, but in {', '.join(blocks)}"
            yield ("interfaces", index, "zone"), text
            continue
        for number, group in enumerate(one.groups):
            if group not in groups:
                text = f"there is no security group {group}"
                yield ("interfaces", index, "groups", number), text
        begun = one.at
        same = [it for it in told if it.zone == one.zone and (begun is None or it.there(begun))]
        taken = sum(it.count for it in same if begun is not None or it.at is None)
        room = blocks[one.zone].num_addresses - TAKEN
        left = None if begun is None else free(one.zone, begun)
        if taken + (left or 0) > room:
            when = "" if begun is None else f" at {stamp(begun)}"
            text = f"{taken} interfaces and {left or 0} free addresses of {room}{when}"
            yield ("interfaces", index, "count"), text


def drawn(
    told: Sequence[Interfaces],
    subnets: Mapping[str, tuple[str, ipaddress.IPv4Network]],
    now: datetime,
    others: Collection[str] = (),
) -> Iterator[Interface]:
    """Each interface that is told and there at `now`; none has an address of `others`."""
    rest = {zone: _addresses(block, others) for zone, (_, block) in subnets.items()}
    for one in told:
        if not one.there(now):
            continue
        subnet, _ = subnets[one.zone]
        for number in range(one.count):
            name = f"{one.zone}/{one.description}/{one.at}/{number}"
            digest = sha256(name.encode()).hexdigest()
            yield Interface(
                id=f"eni-0{digest[:16]}",
                zone=one.zone,
                subnet=subnet,
                address=next(rest[one.zone]),
                description=one.description.replace("{id}", str(UUID(digest[-32:], version=4))),
                type=one.type,
                status=one.status,
                groups=one.groups,
                requester=one.requester,
                since=one.at,
            )


def _addresses(block: ipaddress.IPv4Network, others: Collection[str]) -> Iterator[str]:
    """Those of a block from its end on, and last those of `others`: a world may tell more
    interfaces beside the tasks that run than there is room for."""
    usable = [str(block[-number]) for number in range(2, block.num_addresses + 1)]
    yield from sorted(usable, key=set(others).__contains__)


def service(every: Callable[[], Sequence[Interface]], groups: Groups, place: Place) -> Query:
    """DescribeNetworkInterfaces over `every` interface at `now`, made when it is first asked."""
    answers = _Answers(every, groups, place)
    parameters = ("NetworkInterfaceId", "Filter", "DryRun", *_MARKS)
    return Query(EC2, {"DescribeNetworkInterfaces": Asked(answers.described, parameters)})


def _managed(one: Interface) -> str:
    return "true" if one.requester else "false"


_FILTERS: Final[Mapping[str, Callable[[Interface], Sequence[str]]]] = {
    "subnet-id": lambda one: [one.subnet],
    "availability-zone": lambda one: [one.zone],
    "vpc-id": lambda _: [VPC],
    "status": lambda one: [one.status],
    "description": lambda one: [one.description],
    "interface-type": lambda one: [one.type],
    "group-id": lambda one: one.groups,
    "requester-id": lambda one: [one.requester or ""],
    "requester-managed": lambda one: [_managed(one)],
    "network-interface-id": lambda one: [one.id],
    "private-ip-address": lambda one: [one.address],
    "addresses.private-ip-address": lambda one: [one.address],
}


@dataclass(frozen=True)
class _Answers:
    every: Callable[[], Sequence[Interface]]
    groups: Groups
    place: Place

    @cached_property
    def _known(self) -> Sequence[Interface]:
        return sorted(self.every(), key=lambda one: one.id)

    def described(self, given: Given) -> Mapping[str, Xml]:
        """DescribeNetworkInterfaces: those asked for, that fit every filter."""
        found = list(self._known)
        if "NetworkInterfaceId" in given:
            asked = given["NetworkInterfaceId"]
            for one in asked:
                if all(it.id != one for it in found):
                    text = f"The networkInterface ID '{one}' does not exist"
                    raise AwsError("InvalidNetworkInterfaceID.NotFound", text)
            found = [one for one in found if one.id in asked]
        filters = {name: values for name, values in given.items() if name.startswith("Filter:")}
        for name, values in filters.items():
            of = _FILTERS.get(name.removeprefix("Filter:"))
            if of is None:
                raise NotHere(f"network interfaces by {name.removeprefix('Filter:')}")
            found = [one for one in found if _fits(of(one), values)]
        size = max(len(found), 1)
        bound = sorted(filters.items())
        shown = [self._shown(one) for one in found]
        cut, token = page(shown, given, self.place.tokens, _MARKS, size, "interfaces", bound)
        body: dict[str, Xml] = {"networkInterfaceSet": cut}
        return {**body, "nextToken": token} if token else body

    def _shown(self, one: Interface) -> Mapping[str, Xml]:
        groups: list[Xml] = [
            {"groupId": key, "groupName": self.groups[key].name}
            for key in one.groups
            if key in self.groups
        ]
        mac = bytes.fromhex(one.id[-10:])
        body: dict[str, Xml] = {
            "networkInterfaceId": one.id,
            "subnetId": one.subnet,
            "vpcId": VPC,
            "availabilityZone": one.zone,
            "description": one.description,
            "ownerId": self.place.account,
            "requesterManaged": _managed(one),
            "status": one.status,
            "macAddress": ":".join(f"{part:02x}" for part in (0x06, *mac)),
            "privateIpAddress": one.address,
            "privateIpAddressesSet": [{"privateIpAddress": one.address, "primary": "true"}],
            "sourceDestCheck": "true",
            "interfaceType": one.type,
            "groupSet": groups,
        }
        if one.requester:
            body["requesterId"] = one.requester
        if one.status == "in-use":
            attached: dict[str, Xml] = {
                "attachmentId": f"eni-attach-0{sha256(one.id.encode()).hexdigest()[:16]}",
                "status": "attached",
                "deleteOnTermination": "false",
            }
            if one.since is not None:
                attached["attachTime"] = f"{one.since:%Y-%m-%dT%H:%M:%S}.000Z"
            body["attachment"] = attached
        return body


def _fits(known: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether one of the values is one of those wanted, which may have `*` and `?`."""
    forms = [one.replace("[", "[[]") for one in wanted]
    return any(fnmatchcase(value, form) for value in known for form in forms)
