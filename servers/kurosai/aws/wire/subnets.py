"""EC2 over the session: how many addresses a subnet has left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kurosai.aws.wire import answers
from kurosai.aws.wire.session import AwsSession
from kurosai.errors import Unavailable


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet as it is now; `free` is how many IPv4 addresses nobody holds."""

    id: str
    zone: str
    cidr: str
    free: int


class Subnets:
    """The one read of EC2 that tells whether there is an address left."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    def subnets(self, ids: Sequence[str]) -> tuple[Subnet, ...]:
        """These subnets, in AWS's order. Raises Missing if one is not there, Denied, a Fault."""
        answer = self._session.call(
            "ec2",
            "describe_subnets",
            {"SubnetIds": list(ids)},
            doing=f"reading subnet {', '.join(ids)}",
        )
        with answers.shaped("list of subnets"):
            found = tuple(
                Subnet(
                    id=str(one["SubnetId"]),
                    zone=str(one.get("AvailabilityZone") or ""),
                    # One for IPv6 only has no such block, and no such address.
                    cidr=str(one.get("CidrBlock") or ""),
                    free=int(one["AvailableIpAddressCount"]),
                )
                for one in answers.listed(answer, "Subnets")
            )
        # One that is not there is an error of AWS's, never an answer without it.
        if {one.id for one in found} != set(ids):
            raise Unavailable("AWS left out a subnet that was asked for by its id.", "Try again.")
        return found
