"""Every kind of AWS resource that a scenario tells outright, each with the service that answers.

Adding a kind: its file in `aws_kinds`, its field in `schema_aws.Aws`, its line in `KINDS`. What
only answers is imported when it is first asked for: most worlds never are, and all must start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Network

from kurosai.sandbox import addresses
from kurosai.sandbox.aws_json import Service
from kurosai.sandbox.aws_kinds import (
    alarms,
    file_systems,
    functions,
    health,
    interfaces,
    keys,
    maintenance,
    metrics,
    queues,
    roles,
    rules,
    schedules,
    security_groups,
    subnets,
)
from kurosai.sandbox.aws_kinds.over_time import held
from kurosai.sandbox.aws_kinds.place import Place
from kurosai.sandbox.aws_query import Query
from kurosai.sandbox.aws_rest import Rest
from kurosai.sandbox.derived import every as derived
from kurosai.sandbox.footprints.platform_roles import usual_roles
from kurosai.sandbox.schema_aws import Aws
from kurosai.sandbox.schema_base import Problem
from kurosai.sandbox.voices import VOICES
from kurosai.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: what requests to its service are signed for, its service over a world, and what
    of it cannot be (steps from its own key on). Kinds signed alike are one service. What is not
    `told` in a world does not answer there."""

    signing: str
    service: Callable[[World, Place], Service | Rest | Query]
    misfits: Callable[[Aws, datetime], Iterator[Problem]] = lambda _, __: iter(())
    told: Callable[[Aws], bool] = lambda _: True


def _metrics(world: World, place: Place) -> Service:
    from kurosai.sandbox.aws_kinds import metrics_api  # noqa: PLC0415

    return metrics_api.service(derived.metrics(world.aws, world.now), place)


def _alarms(world: World, place: Place) -> Service:
    from kurosai.sandbox.aws_kinds import alarm_story, alarms_api  # noqa: PLC0415

    known = derived.metrics(world.aws, world.now)
    return alarms_api.service(alarm_story.Story(world.aws.alarms, known, place))


def _alarm_misfits(aws: Aws, now: datetime) -> Iterator[Problem]:
    if aws.alarms:
        from kurosai.sandbox.aws_kinds import alarm_story  # noqa: PLC0415

        known = derived.metrics(aws, now)
        yield from alarms.misfits(aws.alarms, known)
        yield from alarm_story.misfits(aws.alarms, known, aws.sources.metrics.delay)


def trail(world: World, place: Place) -> Service:
    """CloudTrail, at whatever place."""
    from kurosai.sandbox.aws_kinds import trail_api  # noqa: PLC0415

    return trail_api.service(world.aws.trail, place, world.aws.region)


def _health(world: World, place: Place) -> Service:
    from kurosai.sandbox.aws_kinds import health_api  # noqa: PLC0415

    return health_api.service(world.aws.health, place)


def _memory(aws: Aws) -> Mapping[str, int]:
    """What the functions that log report as their memory (MB), by name."""
    return {
        name.removeprefix(functions.GROUP): group.function.memory_mb
        for name, group in aws.log_groups.items()
        if group.function is not None and name.startswith(functions.GROUP)
    }


def known_functions(aws: Aws) -> Mapping[str, object]:
    """The functions that a scenario names, by name; others may only be in its noise."""
    groups = {
        name.removeprefix(functions.GROUP): None
        for name in (*aws.log_groups, *VOICES)
        if name.startswith(functions.GROUP)
    }
    return {**groups, **aws.functions}


def _logged(world: World) -> Mapping[str, int]:
    """The same, with those that only the noise speaks for and those that left lines."""
    groups = [name for name in world.log_groups if name.startswith(functions.GROUP)]
    found = {
        name.removeprefix(functions.GROUP): VOICES[name].memory_mb if name in VOICES else 128
        for name in groups
    }
    return {**found, **_memory(world.aws)}


def _roles(world: World, place: Place) -> Query:
    from kurosai.sandbox.aws_kinds import roles_api  # noqa: PLC0415

    told = {name: one.role or name for name, one in world.aws.functions.items()}
    own = {**{name: name for name in _logged(world)}, **told}
    usual = usual_roles(world.crois, own)
    return roles_api.service(world.aws.roles, world.aws.policies, usual, place)


def _subnets(world: World, place: Place) -> Query:
    zones = {one.zone for one in world.aws.interfaces}

    def taken(zone: str) -> int:
        return addresses.taken(world, zone) if zone in zones else 0

    return subnets.service(world.aws.subnets, dict(world.trail.around.subnets), place, taken)


def _blocks(aws: Aws) -> Mapping[str, IPv4Network]:
    """The subnets' addresses by zone; none where one is no block, which is told elsewhere."""
    try:
        return subnets.blocks(aws.subnets, addresses.zones(aws))
    except ValueError:
        return {}


def _functions(world: World, place: Place) -> Rest:
    from kurosai.sandbox.aws_kinds import functions_api  # noqa: PLC0415

    aws = world.aws
    return functions_api.service(aws.functions, _logged(world), place, aws.limits)


def _keys(world: World, place: Place) -> Service:
    from kurosai.sandbox.aws_kinds import keys_api  # noqa: PLC0415

    return keys_api.service(world.aws.keys, place)


def _file_systems(world: World, place: Place) -> Rest:
    from kurosai.sandbox.aws_kinds import file_systems_api  # noqa: PLC0415

    return file_systems_api.service(world.aws.file_systems, addresses.known(world), place)


def _file_system_misfits(aws: Aws, _: datetime) -> Iterator[Problem]:
    if blocks := _blocks(aws):
        yield from file_systems.misfits(aws.file_systems, blocks, aws.security_groups)


def _interface_misfits(aws: Aws, _: datetime) -> Iterator[Problem]:
    def free(zone: str, at: datetime) -> int | None:
        told = aws.subnets[zone].free if zone in aws.subnets else None
        return None if told is None else held(told, at, 0)

    if blocks := _blocks(aws):
        yield from interfaces.misfits(aws.interfaces, blocks, aws.security_groups, free)


KINDS = (
    Kind("monitoring", _metrics, lambda aws, _: metrics.misfits(aws.metrics)),
    Kind("monitoring", _alarms, _alarm_misfits),
    Kind(
        "sqs",
        lambda world, place: queues.service(world.aws.queues, place),
        lambda aws, _: queues.misfits(aws.queues),
    ),
    Kind("cloudtrail", trail),
    Kind(
        "health",
        _health,
        lambda aws, _: health.misfits(aws.health),
    ),
    Kind(
        "lambda",
        _functions,
        lambda aws, _: functions.misfits(aws.functions, _memory(aws), aws.queues, aws.limits),
    ),
    Kind(
        "ec2",
        _subnets,
        lambda aws, _: subnets.misfits(aws.subnets, aws.region),
    ),
    Kind(
        "iam",
        _roles,
        lambda aws, _: roles.misfits(aws.roles, aws.policies),
        lambda aws: bool(aws.roles or aws.policies),
    ),
    Kind(
        "kms",
        _keys,
        lambda aws, _: keys.misfits(aws.keys),
        lambda aws: bool(aws.keys),
    ),
    Kind(
        "ssm",
        lambda world, place: maintenance.service(world.aws.maintenance_windows, place),
        lambda aws, _: maintenance.misfits(aws.maintenance_windows),
        lambda aws: bool(aws.maintenance_windows),
    ),
    Kind(
        "elasticfilesystem",
        _file_systems,
        _file_system_misfits,
        lambda aws: bool(aws.file_systems),
    ),
    Kind(
        "ec2",
        lambda world, place: interfaces.service(
            lambda: addresses.every(world), world.aws.security_groups, place
        ),
        _interface_misfits,
        lambda aws: bool(aws.interfaces or aws.file_systems),
    ),
    Kind(
        "ec2",
        lambda world, place: security_groups.service(world.aws.security_groups, place),
        lambda aws, _: security_groups.misfits(aws.security_groups),
        lambda aws: bool(aws.security_groups),
    ),
    Kind(
        "events",
        lambda world, place: rules.service(world.aws.rules, place),
        lambda aws, _: rules.misfits(aws.rules, known_functions(aws), aws.queues),
        lambda aws: bool(aws.rules),
    ),
    Kind(
        "scheduler",
        lambda world, place: schedules.service(world.aws.schedules, place),
        lambda aws, _: schedules.misfits(aws.schedules, known_functions(aws), aws.queues),
        lambda aws: bool(aws.schedules),
    ),
)
