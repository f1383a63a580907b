"""Volumes of task definitions through boto3: each version of a module has those that are told."""

from __future__ import annotations

import textwrap

import pytest
from aws_worlds import served, small
from scenario_page import example

from kurosai.errors import BadInput

FILES = """
  aws:
    security_groups: { sg-0a1b2c3d: { name: nfs } }
    file_systems:
      fs-0a1b2c3d4e5f60718: { access_points: { fsap-0a1b2c3d4e5f60718: { path: /models } } }
"""
FAMILY = "crois-v2-prd-crois-ops-healthcheck-normal"
SENTENCE = "A version of a module may have volumes, which its task definition shows"


def told(mounts: str) -> str:
    """A world whose module has these volumes."""
    module = f"healthcheck-normal: {{ versions: {{ 1.5.0: {{ mounts: {mounts} }} }} }}"
    return f"world:\n  crois:\n    modules: {{ {module} }}{FILES}"


def test_a_definition_has_the_volumes_of_its_version() -> None:
    """Those of the example in the document."""
    shown = textwrap.indent(example(f"{SENTENCE} (`volumes`, `mountPoints`):"), "    ")
    with served(small(f"world:\n  crois:\n{shown}{FILES}")) as world:
        ask = world.client("ecs").describe_task_definition
        new, old = (ask(taskDefinition=f"{FAMILY}:{n}")["taskDefinition"] for n in (2, 1))
        efs = world.client("efs")
        points = efs.describe_access_points(FileSystemId="fs-0a1b2c3d4e5f60718")["AccessPoints"]
    models, scratch = new["volumes"]
    assert models["name"] == "models"
    assert models["efsVolumeConfiguration"] == {
        "fileSystemId": "fs-0a1b2c3d4e5f60718",
        "rootDirectory": "/",
        "transitEncryption": "ENABLED",
        "authorizationConfig": {"accessPointId": points[0]["AccessPointId"], "iam": "ENABLED"},
    }
    assert scratch == {"name": "scratch", "host": {}}
    (container,) = new["containerDefinitions"]
    assert container["mountPoints"] == [
        {"sourceVolume": "models", "containerPath": "/mnt/models", "readOnly": True},
        {"sourceVolume": "scratch", "containerPath": "/scratch", "readOnly": False},
    ]
    assert (old["volumes"], old["containerDefinitions"][0]["mountPoints"]) == ([], [])


def test_a_volume_may_begin_at_a_directory() -> None:
    mounts = "{ in: { path: /in, file_system: fs-0a1b2c3d4e5f60718, root: /x, encrypted: false } }"
    with served(small(told(mounts))) as world:
        ask = world.client("ecs").describe_task_definition
        (volume,) = ask(taskDefinition=FAMILY)["taskDefinition"]["volumes"]
    assert volume["efsVolumeConfiguration"] == {
        "fileSystemId": "fs-0a1b2c3d4e5f60718",
        "rootDirectory": "/x",
        "transitEncryption": "DISABLED",
    }


@pytest.mark.parametrize(
    ("mount", "fault"),
    [
        ("file_system: fs-1a1b2c3d", "mounts.in.file_system: there is no such file system"),
        (
            "file_system: fs-0a1b2c3d4e5f60718, access_point: fsap-1a1b2c3d",
            "mounts.in.access_point: fs-0a1b2c3d4e5f60718 has no such access point",
        ),
        (
            "file_system: fs-0a1b2c3d4e5f60718, access_point: fsap-0a1b2c3d4e5f60718, root: /x",
            "no `root` beside it",
        ),
        ("file_system: fs-0a1b2c3d4e5f60718, iam: true, encrypted: false", "encrypted transit"),
        ("root: /x", "has only `path`"),
        ("path: in", "String should match pattern"),
    ],
)
def test_what_cannot_be_mounted_is_a_fault(mount: str, fault: str) -> None:
    whole = mount if mount.startswith("path") else f"path: /in, {mount}"
    with pytest.raises(BadInput) as caught:
        small(told(f"{{ in: {{ {whole} }} }}"))
    assert fault in str(caught.value)
