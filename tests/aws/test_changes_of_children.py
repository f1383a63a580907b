"""Writes that name only what was created for the thing that is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from world_session import opened

from kurosai import rendering
from kurosai.aws.changes import find_changes, trail_looks
from kurosai.aws.wire.trail import CloudTrail
from kurosai.vocabulary import Coverage, Reading

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
FS, OTHER = "fs-0a1b2c3d4e5f60718", "fs-0ffffffffffffffff"
MOUNT, OTHERS = "fsmt-0a1b2c3d4e5f60718", "fsmt-0ffffffffffffffff"


def event(minute: int, name: str, told: str, who: str = "{ user: k-ito }") -> str:
    return f"""
      - at: 2026-11-12T01:{minute:02}:00Z
        source: elasticfilesystem.amazonaws.com
        name: {name}
        who: {who}
        {told}"""


def created(minute: int, system: str, mount: str) -> str:
    asked = f"request: {{ fileSystemId: {system}, subnetId: subnet-0123456789abcdef0 }}"
    came = (
        f"response: {{ mountTargetId: {mount}, fileSystemId: {system}, "
        "subnetId: subnet-0123456789abcdef0 }"
    )
    named = f'resources: [{{ type: "AWS::EFS::FileSystem", name: {system} }}]'
    return event(minute, "CreateMountTarget", f"{named}\n        {asked}\n        {came}")


def deleted(minute: int, mount: str, who: str = "{ user: t-sato }") -> str:
    return event(minute, "DeleteMountTarget", f"request: {{ mountTargetId: {mount} }}", who)


NOISE = "".join(
    f"""
      - at: 2026-11-12T02:{minute:02}:00Z
        source: lambda.amazonaws.com
        name: UpdateFunctionCode20150331v2
        who: {{ user: other }}
        request: {{ functionName: f{minute} }}"""
    for minute in range(4)
)
SUBNET = """
      - at: 2026-11-12T01:40:00Z
        source: ec2.amazonaws.com
        name: ModifySubnetAttribute
        who: { user: other }
        request: { subnetId: subnet-0123456789abcdef0 }"""
WORLD = (
    "now: 2026-11-12T03:00:00Z\nworld:\n  aws:\n    trail:\n"
    + created(10, FS, MOUNT)
    + created(11, OTHER, OTHERS)
    + deleted(20, MOUNT)
    + deleted(21, OTHERS)
    + SUBNET
    + NOISE
)


@pytest.fixture(scope="module")
def trail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CloudTrail]:
    with opened(tmp_path_factory.mktemp("trail"), WORLD) as door:
        yield CloudTrail(door)


def find(trail: CloudTrail, resource: str, by: str = "") -> Reading:
    asked = {"around": "", "since": "2026-11-12T00:00:00Z", "until": "2026-11-12T02:30:00Z"}
    return find_changes.find(trail, NOW, minutes=60, resource=resource, by=by, **asked)


def names(reading: Reading) -> list[str]:
    listed = ("CreateMountTarget", "DeleteMountTarget", "ModifySubnetAttribute")
    return [name for row in reading.rows for name in listed if name in row.text]


def test_what_was_created_for_a_thing_is_followed(trail: CloudTrail) -> None:
    reading = find(trail, FS)
    assert names(reading) == ["CreateMountTarget", "DeleteMountTarget"]
    assert reading.coverage is Coverage.COMPLETE
    shown = rendering.render(reading, evidence="AAAAAAAA").body
    assert f"what was created for it: {MOUNT}" in shown
    assert "1 more write" in shown
    assert OTHERS not in shown


def test_it_is_followed_by_whoever_is_asked_for(trail: CloudTrail) -> None:
    assert names(find(trail, FS, by="k-ito")) == ["CreateMountTarget"]


def test_what_nothing_was_created_for_has_no_such_look(trail: CloudTrail) -> None:
    reading = find(trail, MOUNT)
    assert names(reading) == ["CreateMountTarget", "DeleteMountTarget"]
    assert not any("created for it" in one.place for one in reading.looks)


def test_where_not_all_writes_were_read_the_service_is_asked(
    trail: CloudTrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As where machines write so much that the newest writes do not reach back to the deletion.
    monkeypatch.setattr(trail_looks, "MOST_COMPARED", 5)
    reading = find(trail, FS)
    assert names(reading) == ["CreateMountTarget", "DeleteMountTarget"]
    assert reading.coverage is Coverage.PARTIAL
    assert reading.looks[-1].told == "1 more write"


def test_what_a_service_created_at_its_work_is_not_followed(tmp_path: Path) -> None:
    by_ecs = WORLD.replace("{ user: k-ito }", "{ service: ecs.amazonaws.com }")
    with opened(tmp_path, by_ecs) as door:
        reading = find(CloudTrail(door), FS)
    assert "DeleteMountTarget" not in names(reading)
    assert not any("created for it" in one.place for one in reading.looks)
