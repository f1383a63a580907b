"""In which availability zone each attempt of a job lay, through the real doors."""

from __future__ import annotations

from pathlib import Path

import pytest
from job_worlds import ECS_TASK, attempts, jobs, shown

from kurosai.aws.jobs.task import ecs_task

SAID = "ResourceInitializationError: failed to mount"
FAILED = '{{ submitted: {at}, stopped: {end}, zone: ap-northeast-1{zone}, reason: "' + SAID + '" }}'


def failed(*zones: str) -> str:
    """A job whose task was tried in these zones, one after another, and never started."""
    told = (
        FAILED.format(at=f"{3 * n}m4s", end=f"{3 * n + 1}m", zone=zone)
        for n, zone in enumerate(zones)
    )
    return attempts(*told)


def test_every_attempt_tells_its_zone_and_the_one_of_all_is_said_once(tmp_path: Path) -> None:
    with jobs(tmp_path, failed("c", "c", "c")) as one:
        reading = one.trace()
    assert f"task {ECS_TASK} in 1c · " in shown(reading)
    assert sum(" in 1c · " in row.text for row in reading.rows) == 3
    assert "all 3 attempts that did not succeed lay in ap-northeast-1c" in reading.tail
    assert reading.facts["zone"] == "ap-northeast-1c"


def test_attempts_in_several_zones_are_counted(tmp_path: Path) -> None:
    with jobs(tmp_path, failed("c", "a", "c")) as one:
        reading = one.trace()
    counted = "ap-northeast-1a (1), ap-northeast-1c (2)"
    assert f"attempts that did not succeed lay in {counted}" in reading.tail
    assert reading.facts["zone"] == counted


def test_of_one_attempt_its_line_is_enough(tmp_path: Path) -> None:
    with jobs(tmp_path, failed("a")) as one:
        reading = one.trace()
    assert " in 1a · " in shown(reading)
    assert not any("lay in" in line for line in reading.tail)


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"AvailabilityZone": "ap-northeast-1c"}, "1c"),
        ({"availabilityZone": "ap-northeast-1-tpe-1a"}, "1-tpe-1a"),
        ({"availabilityZone": None}, "subnet-0a1"),
        ({}, "subnet-0a1"),
    ],
)
def test_a_task_without_a_zone_lay_in_its_subnet(told: dict[str, object], place: str) -> None:
    attached = [{"type": "eni", "details": [{"name": "subnetId", "value": "subnet-0a1"}]}]
    arn = "arn:aws:ecs:ap-northeast-1:111122223333:task/worker/0123"
    assert ecs_task.of({"taskArn": arn, "attachments": attached, **told}).lay_in == place
    assert ecs_task.of({"taskArn": arn}).lay_in == ""
