"""Capacity by zone: tasks are where there was room, and what is told of them has to agree."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from aws_worlds import served, small

from kurosai.errors import BadInput
from kurosai.sandbox.aws_kinds.capacity import for_want_of_room
from kurosai.sandbox.world import World

SERIES = """
now: 2026-11-12T03:00:00Z
world:
  aws:
    sources: { ecs_tasks: { kept: 7d } }
    capacity: [%s]
  crois:
    series:
      many:
        first: 2026-11-11T20:00:00Z
        last: 2026-11-12T02:50:00Z
        every: 1m
        job:
          workflow: 15102
          trigger: { kind: ui, by: k-mori }
          started: 2s
          finished: 2m
          tasks: { run-my-module: { started: 1m, finished: 110s } }
"""
LACK = "{ zone: ap-northeast-1a, at: 2026-11-12T00:00:00Z, until: 2026-11-12T01:00:00Z }"
SINCE, UNTIL = datetime(2026, 11, 12, tzinfo=UTC), datetime(2026, 11, 12, 1, tzinfo=UTC)


def placed(world: World) -> tuple[Counter[str], Counter[str]]:
    """How many of the series' tasks ran in which zone, within the hour and outside of it."""
    within, outside = Counter[str](), Counter[str]()
    for job in world.jobs.values():
        for task in job.tasks:
            if job.workflow_id == 15102 and task.started_at is not None:
                hour = SINCE <= task.started_at < UNTIL
                (within if hour else outside)[task.zone[-1]] += 1
    return within, outside


def test_tasks_go_where_there_is_room() -> None:
    usual, lacking = (placed(small(SERIES % one)) for one in ("", LACK))
    assert set(usual[0]) == {"a", "c", "d"}
    assert set(lacking[0]) == {"c", "d"}
    assert sum(usual[0].values()) == sum(lacking[0].values())
    # Nothing else is moved.
    assert lacking[1] == usual[1]
    spot = placed(small(SERIES % LACK.replace(" }", ", spot: true }")))
    assert spot == usual


def test_ecs_says_the_same_zone_as_the_platform() -> None:
    with served(small(SERIES % LACK)) as world:
        ecs, cluster = world.client("ecs"), {"cluster": "crois-v2-prd-worker"}
        arns = ecs.list_tasks(**cluster, desiredStatus="STOPPED", maxResults=100)["taskArns"]
        told = ecs.describe_tasks(**cluster, tasks=arns)["tasks"]
        zones = {one["taskArn"]: one["availabilityZone"] for one in told}
        platform = {
            task.resources.get("task_arn"): task.zone
            for job in world.world.jobs.values()
            for task in job.tasks
        }
    # Attempts before the last are ECS's only.
    last = {arn: zone for arn, zone in zones.items() if arn in platform}
    assert len(last) > 90
    assert last == {arn: platform[arn] for arn in last}


JOB = """
now: 2026-11-12T03:00:00Z
world:
  aws:
    sources: {{ ecs_tasks: {{ kept: 7d }} }}
    capacity: [{lacks}]
  crois:
    jobs:
      16902300:
        created_at: 2026-11-12T00:10:00Z
        workflow: 15102
        trigger: {{ kind: ui, by: k-mori }}
        status: {status}
        started: 2s
        finished: 9m
        tasks: {{ run-my-module: {{ {task} }} }}
"""
REFUSED = 'refused: { cause: "Capacity is unavailable at this time. Please try again later" }'
STOPPED = 'stopped: 40s, reason: "Capacity is unavailable at this time."'
TWICE = "finished: 8m, started: 2m, attempt: 2, ecs: [{ submitted: 4s, %s }, { submitted: 1m }]"
EVERY = ", ".join(LACK.replace("1a", f"1{letter}") for letter in "acd")


def job(task: str, lacks: str = LACK, status: str = "SUCCEEDED") -> World:
    return small(JOB.format(lacks=lacks, task=task, status=status))


def test_an_attempt_that_found_no_room_is_in_a_zone_without() -> None:
    with served(job(TWICE % STOPPED)) as world:
        ecs, cluster = world.client("ecs"), {"cluster": "crois-v2-prd-worker"}
        asked = {"startedBy": "job-16902300", "desiredStatus": "STOPPED"}
        arns = ecs.list_tasks(**cluster, **asked)["taskArns"]
        tasks = ecs.describe_tasks(**cluster, tasks=arns)["tasks"]
    zones = {one["stopCode"]: one["availabilityZone"] for one in tasks}
    assert zones["TaskFailedToStart"] == "ap-northeast-1a"
    assert zones["EssentialContainerExited"] in ("ap-northeast-1c", "ap-northeast-1d")


PLACED = """
    ecs: [
      { submitted: 4s, stopped: 40s, zone: ap-northeast-1d, reason: "CannotPull: x" },
      { submitted: 1m, stopped: 1m40s, zone: ap-northeast-1c, reason: "CannotPull: x" },
      { submitted: 2m, zone: ap-northeast-1d },
    ], finished: 8m, started: 3m, attempt: 3
"""


def test_each_attempt_is_in_the_zone_that_is_told_of_it() -> None:
    with served(job(PLACED, "")) as world:
        ecs, cluster = world.client("ecs"), {"cluster": "crois-v2-prd-worker"}
        asked = {"startedBy": "job-16902300", "desiredStatus": "STOPPED"}
        arns = ecs.list_tasks(**cluster, **asked)["taskArns"]
        tasks = ecs.describe_tasks(**cluster, tasks=arns)["tasks"]
        subnets = {
            one["SubnetId"]: one["AvailabilityZone"]
            for one in world.client("ec2").describe_subnets()["Subnets"]
        }
        (task,) = world.world.jobs[16902300].tasks
    by_time = sorted((one["createdAt"], one["availabilityZone"][-1]) for one in tasks)
    assert [zone for _, zone in by_time] == ["d", "c", "d"]
    for one in tasks:
        told = {it["name"]: it["value"] for it in one["attachments"][0]["details"]}
        assert subnets[told["subnetId"]] == one["availabilityZone"]
    assert task.zone == "ap-northeast-1d"


RETRIED = TWICE % REFUSED


@pytest.mark.parametrize("lacks", [LACK, EVERY.replace("01:00:00Z }", "00:10:30Z }")])
def test_what_agrees_is_a_world(lacks: str) -> None:
    (task,) = job(RETRIED, lacks).jobs[16902300].tasks
    assert task.zone[-1] in ("acd" if lacks != LACK else "cd")


LATER = LACK.replace("00:00:00Z", "00:30:00Z")


@pytest.mark.parametrize(
    ("task", "lacks", "fault"),
    [
        (RETRIED, LATER, "ecs.0: no zone lacks capacity at 2026-11-12T00:10:04Z"),
        (RETRIED, EVERY, "ecs.1: it started, and every zone lacks capacity"),
        (RETRIED, LACK.replace(" }", ", spot: true }"), "ecs.0: no zone lacks"),
        (
            RETRIED + ", zone: ap-northeast-1a",
            LACK,
            "ecs.1: it started, and ap-northeast-1a lacks capacity at 2026-11-12T00:11:00Z",
        ),
        (PLACED.replace("1c", "1b"), "", "ecs.1.zone: tasks run in no subnet of ap-northeast-1b"),
        (PLACED + ", zone: ap-northeast-1c", "", "ecs.2.zone: the task says ap-northeast-1c"),
        (PLACED, LACK.replace("1a", "1d"), "ecs.2: it started, and ap-northeast-1d lacks"),
        (
            TWICE % (STOPPED + ", zone: ap-northeast-1c"),
            LACK,
            "ecs.0: ap-northeast-1c has capacity at 2026-11-12T00:10:04Z",
        ),
        ("started: 1m, finished: 8m, zone: ap-northeast-1a", LACK, "started: it started, and ap-n"),
        ("started: 1m, finished: 8m", EVERY, "started: it started, and every zone"),
    ],
)
def test_what_does_not_is_a_fault(task: str, lacks: str, fault: str) -> None:
    where = r"world\.crois\.jobs\.16902300\.tasks\.run-my-module"
    with pytest.raises(BadInput, match=where) as caught:
        job(task, lacks)
    assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("reason", "room"),
    [
        ("Capacity is unavailable at this time.", True),
        ("RESOURCE:MEMORY", True),
        ("User is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:x", False),
        (None, False),
    ],
)
def test_only_some_reasons_are_for_want_of_room(reason: str | None, room: bool) -> None:
    assert for_want_of_room(None, reason) == room


def test_jobs_of_series_have_to_agree_too() -> None:
    with pytest.raises(BadInput, match=r"series\.many\.job\.tasks\.run-my-module") as caught:
        small(SERIES % EVERY)
    assert str(caught.value).count("every zone lacks capacity") == 1
    change = """
        changes:
          2026-11-12T00:30:00Z: { tasks: { run-my-module: { zone: ap-northeast-1a } } }
"""
    with pytest.raises(BadInput, match=r"series\.many\.changes\.2026-11-12T00:30:00Z\.tasks"):
        small(SERIES % LACK + change)


@pytest.mark.parametrize(
    ("lacks", "fault"),
    [
        (LACK.replace("1a", "1b"), "tasks run in no subnet of ap-northeast-1b"),
        (LACK.replace("01:00", "00:00"), "it ends before it begins"),
        (LACK.replace("zone", "zones"), "Extra inputs"),
    ],
)
def test_a_lack_that_cannot_be_is_a_fault(lacks: str, fault: str) -> None:
    with pytest.raises(BadInput, match=r"world\.aws\.capacity\.0") as caught:
        small(SERIES % lacks)
    assert fault in str(caught.value)
