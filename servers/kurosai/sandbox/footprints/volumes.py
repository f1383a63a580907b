"""Volumes in a task definition: where they come from, and where the container sees them."""

from __future__ import annotations

from collections.abc import Mapping

from kurosai.sandbox.footprints.ecs_json import Value
from kurosai.sandbox.schema_mounts import Mount


def volumes(told: Mapping[str, Mount]) -> list[Value]:
    """`volumes` of the definition."""
    return [_volume(name, one) for name, one in told.items()]


def mount_points(told: Mapping[str, Mount]) -> list[Value]:
    """`mountPoints` of the container."""
    return [
        {"sourceVolume": name, "containerPath": one.path, "readOnly": one.read_only}
        for name, one in told.items()
    ]


def _volume(name: str, one: Mount) -> Value:
    if one.file_system is None:
        return {"name": name, "host": {}}
    efs: dict[str, Value] = {
        "fileSystemId": one.file_system,
        "rootDirectory": one.root,
        "transitEncryption": "ENABLED" if one.encrypted else "DISABLED",
    }
    if one.access_point is not None or one.iam:
        point = {"accessPointId": one.access_point} if one.access_point is not None else {}
        efs["authorizationConfig"] = {**point, "iam": "ENABLED" if one.iam else "DISABLED"}
    return {"name": name, "efsVolumeConfiguration": efs}
