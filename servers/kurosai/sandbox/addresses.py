"""Everything that has an address in the subnets of tasks, from what is told and what runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network
from typing import Any, cast

from kurosai.sandbox.aws_kinds import file_systems, interfaces, subnets
from kurosai.sandbox.aws_kinds.interfaces import Interface
from kurosai.sandbox.jobs import ZONES
from kurosai.sandbox.schema_aws import Aws
from kurosai.sandbox.world import World


def zones(aws: Aws) -> list[str]:
    """The zones that tasks run in."""
    return [f"{aws.region}{letter}" for letter in ZONES]


def known(world: World) -> Mapping[str, tuple[str, IPv4Network]]:
    """Id and addresses of the subnet of each zone."""
    ids = dict(world.trail.around.subnets)
    blocks = subnets.blocks(world.aws.subnets, [*ids])
    return {zone: (ids[zone], blocks[zone]) for zone in ids}


def every(world: World) -> list[Interface]:
    """Each interface at `now`: those told, of mount targets, and of ECS tasks that run."""
    running = [*_mounts(world), *_tasks(world)]
    others = {one.address for one in running}
    told = interfaces.drawn(world.aws.interfaces, known(world), world.now, others)
    return [*told, *running]


def taken(world: World, zone: str) -> int:
    """How many addresses of a zone's subnet are taken at `now`."""
    return sum(one.zone == zone for one in every(world))


def _mounts(world: World) -> Iterator[Interface]:
    places = known(world)
    for name, one in world.aws.file_systems.items():
        if file_systems.there(one, world.now) is None:
            continue
        for zone, target in one.mount_targets.items():
            if file_systems.there(target, world.now) is None:
                continue
            subnet, block = places[zone]
            mount = file_systems.target_id(name, zone)
            yield Interface(
                id=file_systems.interface_id(name, zone),
                zone=zone,
                subnet=subnet,
                address=str(file_systems.address(name, zone, target, block)),
                description=f"EFS mount target for {name} ({mount})",
                groups=target.security_groups,
                requester="amazon-elasticfilesystem",
                since=target.created,
            )


def _tasks(world: World) -> Iterator[Interface]:
    for one in world.trail.ecs_tasks.values():
        told = cast("Any", one.described(world.now, tags=False))
        (attachment,) = told["attachments"]
        if attachment["status"] == "DELETED":
            continue
        details = {it["name"]: it["value"] for it in attachment["details"]}
        if "networkInterfaceId" not in details:
            continue
        yield Interface(
            id=details["networkInterfaceId"],
            zone=told["availabilityZone"],
            subnet=details["subnetId"],
            address=details["privateIPv4Address"],
            description=world.trail.around.ecs(f"attachment/{attachment['id']}"),
            requester="amazon-ecs",
            since=one.run.created,
        )
